//! The answers table: one current answer a visitor for a (screen, object), and what is read out of it.
//! Takes none in: `answering` does, with the counters that it moves.

use diesel::{dsl::count_star, prelude::*};

use super::schema::answers;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// An answer to "Was this helpful?".
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = answers)]
#[diesel(treat_none_as_default_value = false)]
pub struct Answer {
    /// The project.
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

/// The answers of a visitor, latest first.
pub fn for_visitor(
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

/// Whether an answer was yes, a reason, and how many gave it.
pub type Reason = (bool, String, i64);

/// The most answers whose reasons are counted, the latest first.
pub const MOST_REASONS: i64 = 10_000;

/// How often each reason was given on a screen since a time, among its latest 10,000 answers; and whether there are more.
pub fn reasons(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
    since: Time,
) -> Result<(Vec<Reason>, bool)> {
    let of_screen = || {
        answers::table
            .filter(answers::project_id.eq(project))
            .filter(answers::screen_id.eq(screen))
            .filter(answers::updated_at.ge(since))
    };
    let first_left_out: Option<Time> = of_screen()
        .order(answers::updated_at.desc())
        .offset(MOST_REASONS)
        .select(answers::updated_at)
        .first(connection)
        .optional()?;
    let rows: Vec<(bool, Option<String>, i64)> = of_screen()
        .filter(answers::updated_at.gt(first_left_out.unwrap_or(Time::from_micros(i64::MIN))))
        .filter(answers::reason.is_not_null())
        .group_by((answers::helpful, answers::reason))
        .select((answers::helpful, answers::reason, count_star()))
        .load(connection)?;
    let mut rows: Vec<_> = rows
        .into_iter()
        .filter_map(|(helpful, reason, n)| reason.map(|reason| (helpful, reason, n)))
        .collect();
    rows.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
    Ok((rows, first_left_out.is_some()))
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

/// The unhelpful answers that some screens have now.
pub fn unhelpful_at(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
) -> Result<Vec<Id<id::Answer>>> {
    let rows = answers::table
        .filter(answers::project_id.eq(project))
        .filter(answers::screen_id.eq_any(screens))
        .filter(answers::helpful.eq(false))
        .select(answers::id);
    Ok(rows.load(connection)?)
}
