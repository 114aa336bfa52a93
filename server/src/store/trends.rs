//! The answer_days table: current answers by screen, object and UTC day, and the views counted that day, as they are read.
//! Moves none of them: `answering` does.

use std::collections::HashMap;

use diesel::{dsl::sql, prelude::*, sql_types::BigInt};

use super::schema::answer_days;
use crate::{
    base::id::{self, Id},
    db::{columns::Uid, connection::AnyConnection},
    domain::screen_weeks::{self, Counted},
    error::Result,
};

/// A day of a screen.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The screen.
    pub screen: Id<id::Screen>,
    /// Days since 1970-01-01.
    pub day: i64,
    /// Helpful answers given that day that still count.
    pub helpful: i64,
    /// Unhelpful ones.
    pub unhelpful: i64,
}

/// The days of these screens since `since`, oldest first, empty days left out.
pub fn for_screens(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
    since: i64,
) -> Result<Vec<Day>> {
    let rows: Vec<(Id<id::Screen>, i64, i64, i64)> = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .filter(answer_days::screen_id.eq_any(screens))
        .filter(answer_days::day.ge(since))
        .order((answer_days::screen_id, answer_days::day))
        .select((answer_days::screen_id, answer_days::day, answer_days::helpful, answer_days::unhelpful))
        .load(connection)?;
    let mut days: Vec<Day> = Vec::with_capacity(rows.len());
    for (screen, day, helpful, unhelpful) in rows {
        match days.last_mut().filter(|last| last.screen == screen && last.day == day) {
            Some(last) => {
                last.helpful += helpful;
                last.unhelpful += unhelpful;
            }
            None => days.push(Day { screen, day, helpful, unhelpful }),
        }
    }
    days.retain(|day| day.helpful + day.unhelpful > 0);
    Ok(days)
}

/// The answers of these screens in each of the `weeks` weeks until `today`. Weeks without answers are left out.
pub fn by_week(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
    today: i64,
    weeks: i64,
) -> Result<HashMap<Id<id::Screen>, Vec<Counted>>> {
    // As one text: Diesel groups by columns or by a text, not by both.
    let ago = format!("({today} - day) / {}", screen_weeks::DAYS);
    let rows: Vec<(Id<id::Screen>, i64, i64, i64)> = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .filter(answer_days::screen_id.eq_any(screens))
        .filter(answer_days::day.between(screen_weeks::since(today, weeks), today))
        .group_by(sql::<Uid>(&format!("screen_id, {ago}")))
        .select((
            sql::<Uid>("screen_id"),
            sql::<BigInt>(&ago),
            sql::<BigInt>("CAST(SUM(helpful) AS BIGINT)"),
            sql::<BigInt>("CAST(SUM(unhelpful) AS BIGINT)"),
        ))
        .load(connection)?;
    let mut found: HashMap<_, Vec<Counted>> = HashMap::new();
    for (screen, ago, helpful, unhelpful) in rows {
        found.entry(screen).or_default().push(Counted { ago, helpful, unhelpful });
    }
    Ok(found)
}

/// Helpful and unhelpful answers by object of a screen, most answered first.
pub fn objects(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
    limit: usize,
) -> Result<Vec<(String, i64, i64)>> {
    let rows: Vec<(String, i64, i64)> = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .filter(answer_days::screen_id.eq(screen))
        .filter(answer_days::object_key.ne(""))
        .order(answer_days::object_key.asc())
        .select((answer_days::object_key, answer_days::helpful, answer_days::unhelpful))
        .load(connection)?;
    let mut objects: Vec<(String, i64, i64)> = Vec::new();
    for (key, helpful, unhelpful) in rows {
        match objects.last_mut().filter(|last| last.0 == key) {
            Some(last) => {
                last.1 += helpful;
                last.2 += unhelpful;
            }
            None => objects.push((key, helpful, unhelpful)),
        }
    }
    objects.retain(|(_, helpful, unhelpful)| helpful + unhelpful > 0);
    objects.sort_by_key(|(_, helpful, unhelpful)| std::cmp::Reverse(helpful + unhelpful));
    objects.truncate(limit);
    Ok(objects)
}
