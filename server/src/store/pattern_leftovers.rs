//! The pattern_leftovers table: screens that belong to a pattern and could not be merged into its screen, with the reason.
//! Tries none of them again: saving the pattern again does.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{pattern_leftovers, screens};
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    domain::screen_pattern::Reason,
    error::{Error, Result},
};

/// Screens of a project that are read.
const MOST: i64 = 200;

/// A screen that could not be merged.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// The pattern.
    pub pattern: Id<id::ScreenPattern>,
    /// The screen.
    pub screen: Id<id::Screen>,
    /// Its route.
    pub route: String,
    /// Its title.
    pub title: Option<String>,
    /// Its answers.
    pub answers: i64,
    /// Why it stays.
    pub reason: Reason,
}

/// Writes down that a screen could not be merged.
pub fn insert(
    connection: &mut AnyConnection,
    (project, pattern): (Id<id::Project>, Id<id::ScreenPattern>),
    screen: Id<id::Screen>,
    reason: Reason,
) -> Result<()> {
    let changed = (pattern_leftovers::pattern_id.eq(pattern), pattern_leftovers::reason.eq(reason.as_str()));
    let key = (pattern_leftovers::project_id.eq(project), pattern_leftovers::screen_id.eq(screen));
    each!(connection, inner => diesel::insert_into(pattern_leftovers::table)
        .values((key, changed))
        .on_conflict((pattern_leftovers::project_id, pattern_leftovers::screen_id))
        .do_update()
        .set(changed)
        .execute(inner))?;
    Ok(())
}

/// Those of some screens that could not be merged into the screen of this pattern.
pub fn among(
    connection: &mut AnyConnection,
    (project, pattern): (Id<id::Project>, Id<id::ScreenPattern>),
    screens: &[Id<id::Screen>],
) -> Result<Vec<Id<id::Screen>>> {
    let rows = pattern_leftovers::table
        .filter(pattern_leftovers::project_id.eq(project))
        .filter(pattern_leftovers::pattern_id.eq(pattern))
        .filter(pattern_leftovers::screen_id.eq_any(screens))
        .select(pattern_leftovers::screen_id)
        .load(connection)?;
    Ok(rows)
}

/// How many could not be merged, by pattern.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
) -> Result<HashMap<Id<id::ScreenPattern>, i64>> {
    let rows: Vec<(Id<id::ScreenPattern>, i64)> = pattern_leftovers::table
        .filter(pattern_leftovers::project_id.eq(project))
        .group_by(pattern_leftovers::pattern_id)
        .select((pattern_leftovers::pattern_id, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// What could not be merged in a project, by route, the first 200.
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Leftover>> {
    type Row = (Id<id::ScreenPattern>, Id<id::Screen>, String, Option<String>, i64, String);
    let rows: Vec<Row> = pattern_leftovers::table
        .inner_join(
            screens::table.on(screens::project_id
                .eq(pattern_leftovers::project_id)
                .and(screens::id.eq(pattern_leftovers::screen_id))),
        )
        .filter(pattern_leftovers::project_id.eq(project))
        .order(screens::route.asc())
        .limit(MOST)
        .select((
            pattern_leftovers::pattern_id,
            screens::id,
            screens::route,
            screens::title,
            screens::answers,
            pattern_leftovers::reason,
        ))
        .load(connection)?;
    rows.into_iter()
        .map(|(pattern, screen, route, title, answers, reason)| {
            let reason =
                Reason::parse(&reason).ok_or_else(|| Error::internal(format!("no reason: {reason}")))?;
            Ok(Leftover { pattern, screen, route, title, answers, reason })
        })
        .collect()
}
