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

/// A pattern as it is kept.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = screen_patterns)]
pub struct Kept {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the pattern; the older one is compared first.
    pub id: Id<id::ScreenPattern>,
    /// The pattern.
    pub pattern: String,
    /// When it was created.
    pub created_at: Time,
}

/// The patterns of a project, in their order.
pub fn of_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Kept>> {
    let rows = screen_patterns::table
        .filter(screen_patterns::project_id.eq(project))
        .order((screen_patterns::created_at.asc(), screen_patterns::id.asc()))
        .limit(screen_pattern::MOST)
        .select(Kept::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The route of the screen that a route belongs to by a pattern.
pub fn target(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &Route,
) -> Result<Option<Route>> {
    let kept = of_project(connection, project)?;
    let patterns: Vec<Pattern> = kept.iter().filter_map(|row| Pattern::parse(&row.pattern).ok()).collect();
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
