//! The screen_patterns table: which routes of a project are one screen, in the order in which they are compared.
//! Merges nothing.

use diesel::prelude::*;

use super::schema::{screen_patterns, screens};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{
        route::Route,
        screen_pattern::{self, Pattern},
    },
    error::Result,
};

/// A screen that may belong to a pattern.
#[derive(Clone, Debug, Queryable)]
pub struct Candidate {
    /// The screen.
    pub id: Id<id::Screen>,
    /// Its route.
    pub route: String,
    /// Its answers.
    pub answers: i64,
}

/// A pattern as it is kept.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = screen_patterns)]
pub struct Kept {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the pattern.
    pub id: Id<id::ScreenPattern>,
    /// The pattern.
    pub pattern: String,
    /// When it was created.
    pub created_at: Time,
}

/// The patterns of a project, in the order in which they are compared.
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<(Kept, Pattern)>> {
    let rows: Vec<Kept> = screen_patterns::table
        .filter(screen_patterns::project_id.eq(project))
        .order((screen_patterns::created_at.asc(), screen_patterns::id.asc()))
        .limit(screen_pattern::MOST)
        .select(Kept::as_select())
        .load(connection)?;
    let mut kept: Vec<(Kept, Pattern)> = rows
        .into_iter()
        .filter_map(|row| Pattern::parse(&row.pattern).ok().map(|pattern| (row, pattern)))
        .collect();
    screen_pattern::sort(&mut kept, |(_, pattern)| pattern);
    Ok(kept)
}

/// The patterns of a project alone, in the same order.
pub fn patterns(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Pattern>> {
    Ok(of_project(connection, project)?.into_iter().map(|(_, pattern)| pattern).collect())
}

/// The screens that may belong to a pattern, by route, from the one after `after` on. All that belong to it are among them.
pub fn candidates(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    pattern: &Pattern,
    after: &str,
    most: i64,
) -> Result<Vec<Candidate>> {
    let rows = screens::table
        .filter(screens::project_id.eq(project))
        // The index finds those between; the rest is for patterns that begin with a name.
        .filter(screens::route.gt(after))
        .filter(screens::route.lt(pattern.end()))
        .filter(screens::route.like(pattern.like()).escape('\\'))
        .order(screens::route.asc())
        .limit(most)
        .select((screens::id, screens::route, screens::answers))
        .load(connection)?;
    Ok(rows)
}

/// The route of the screen that a route belongs to by a pattern.
pub fn target(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &Route,
) -> Result<Option<Route>> {
    let patterns = patterns(connection, project)?;
    Ok(screen_pattern::first(&patterns, route.as_str()).map(|pattern| pattern.route().clone()))
}

/// Whether a screen is that of a pattern.
pub fn is_screen(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
) -> Result<bool> {
    let rows = screen_patterns::table
        .inner_join(
            screens::table.on(screens::project_id
                .eq(screen_patterns::project_id)
                .and(screens::route.eq(screen_patterns::pattern))),
        )
        .filter(screen_patterns::project_id.eq(project))
        .filter(screens::id.eq(screen));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}

/// Keeps a pattern. False if the project has it already.
pub fn insert(connection: &mut AnyConnection, row: &Kept) -> Result<bool> {
    let made = each!(connection, inner => diesel::insert_into(screen_patterns::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(made == 1)
}

/// Deletes a pattern. False if there is none.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ScreenPattern>,
) -> Result<bool> {
    Ok(diesel::delete(screen_patterns::table.find((project, id))).execute(connection)? == 1)
}
