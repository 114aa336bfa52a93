//! The answers table: one current answer a visitor for a (screen, object), and what is read out of it.
//! Takes none in: `answering` does, with the counters that it moves.

use diesel::{dsl::count_star, prelude::*};

use super::{
    connection::AnyConnection,
    heats::{self, Signal},
    journal::{self, What},
    projects::Project,
    schema::answers,
    screens::{self, Delta},
    trends,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    error::Result,
};

/// An answer to "Was this helpful?".
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = answers)]
#[diesel(treat_none_as_default_value = false)]
pub struct Answer {
    /// The tenant.
    pub project_id: Id<id::Project>,
    /// The screen.
    pub screen_id: Id<id::Screen>,
    /// The object; empty for none.
    pub object_key: String,
    /// Who answered.
    pub visitor_id: Id<id::Visitor>,
    /// Names the answer.
    pub id: Id<id::Answer>,
    /// Yes or no.
    pub helpful: bool,
    /// Why, in a word.
    pub reason: Option<String>,
    /// Why, in words.
    pub comment: Option<String>,
    /// When it was first given.
    pub created_at: Time,
    /// When it was last given.
    pub updated_at: Time,
}

fn count(delta: &mut Delta, helpful: bool, by: i64) {
    if helpful {
        delta.helpful += by;
    } else {
        delta.unhelpful += by;
    }
}

/// The answers of a visitor, latest first.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<Answer>> {
    let rows = answers::table
        .filter(answers::project_id.eq(project))
        .filter(answers::visitor_id.eq(visitor))
        .order(answers::updated_at.desc())
        .limit(limit)
        .select(Answer::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Carries answers over to another visitor; where both answered, the other's stays and this one is taken out.
pub fn carry(
    connection: &mut AnyConnection,
    project: &Project,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
    now: Time,
) -> Result<i64> {
    let theirs = of_visitor(connection, project.id, to, i64::MAX)?;
    let mine = of_visitor(connection, project.id, from, i64::MAX)?;
    let places: Vec<_> = mine.iter().map(|answer| answer.screen_id).collect();
    screens::hold(connection, project.id, &places)?;
    let mut moved = 0;
    for answer in mine {
        let both = theirs
            .iter()
            .any(|other| other.screen_id == answer.screen_id && other.object_key == answer.object_key);
        if both {
            remove(connection, project, &answer, now)?;
            continue;
        }
        let row = answers::table.find((project.id, answer.screen_id, &answer.object_key, from));
        diesel::update(row).set(answers::visitor_id.eq(to)).execute(connection)?;
        moved += 1;
    }
    Ok(moved)
}

/// Hands all answers of a visitor to one that never answered; what was written in words goes.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<()> {
    let mine = answers::table.filter(answers::project_id.eq(project)).filter(answers::visitor_id.eq(from));
    diesel::update(mine)
        .set((answers::visitor_id.eq(to), answers::comment.eq(None::<String>)))
        .execute(connection)?;
    Ok(())
}

fn remove(connection: &mut AnyConnection, project: &Project, answer: &Answer, now: Time) -> Result<()> {
    let row = answers::table.find((project.id, answer.screen_id, &answer.object_key, answer.visitor_id));
    if diesel::delete(row).execute(connection)? == 0 {
        return Ok(());
    }
    let mut delta = Delta::default();
    count(&mut delta, answer.helpful, -1);
    trends::add(connection, answer, answer.updated_at.day(), answer.helpful, -1)?;
    screens::move_counters(connection, project.id, answer.screen_id, delta)?;
    journal::note(connection, project.id, What::Answers, &[answer.screen_id], now)?;
    let spoken_for = heats::of_source(connection, project.id, answer.id)?;
    for request in &spoken_for {
        heats::remove(connection, project, *request, Signal::Unhelpful, answer.id)?;
    }
    journal::note(connection, project.id, What::Requests, &spoken_for, now)
}

/// How often each reason was given on a screen.
pub fn reasons(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
) -> Result<Vec<(bool, String, i64)>> {
    let rows: Vec<(bool, Option<String>, i64)> = answers::table
        .filter(answers::project_id.eq(project))
        .filter(answers::screen_id.eq(screen))
        .filter(answers::reason.is_not_null())
        .group_by((answers::helpful, answers::reason))
        .select((answers::helpful, answers::reason, count_star()))
        .load(connection)?;
    let mut rows: Vec<_> = rows
        .into_iter()
        .filter_map(|(helpful, reason, n)| reason.map(|reason| (helpful, reason, n)))
        .collect();
    rows.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
    Ok(rows)
}

/// The latest answers of a screen that came with a comment.
pub fn commented(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
    limit: i64,
) -> Result<Vec<Answer>> {
    let rows = answers::table
        .filter(answers::project_id.eq(project))
        .filter(answers::screen_id.eq(screen))
        .filter(answers::comment.is_not_null())
        .order(answers::updated_at.desc())
        .limit(limit)
        .select(Answer::as_select())
        .load(connection)?;
    Ok(rows)
}
