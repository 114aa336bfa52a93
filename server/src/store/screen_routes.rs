//! The screen_routes table: routes that lead to a screen with another route, since theirs was merged into it.
//! A route is here or it is that of a screen, never both.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    schema::{screen_routes, screens},
    screen_patterns,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::route::Route,
    error::Result,
};

/// The most routes that a screen lists.
const MOST_LISTED: i64 = 100;

/// The screens that these routes lead to, of those that lead to another one.
pub fn screens_of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    routes: &[&str],
) -> Result<HashMap<String, Id<id::Screen>>> {
    if routes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, Id<id::Screen>)> = screen_routes::table
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::route.eq_any(routes))
        .select((screen_routes::route, screen_routes::screen_id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The screen that this route leads to, if it leads to another one.
pub fn screen_of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &str,
) -> Result<Option<Id<id::Screen>>> {
    let row = screen_routes::table.find((project, route)).select(screen_routes::screen_id);
    Ok(row.first(connection).optional()?)
}

/// The screen that the one with this id was merged into.
pub fn merged_into(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
) -> Result<Option<Id<id::Screen>>> {
    let row = screen_routes::table
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::merged_id.eq(screen))
        .select(screen_routes::screen_id);
    Ok(row.first(connection).optional()?)
}

/// The routes of the screens that these routes lead to; one that leads to no other screen stays as it is.
pub fn canonical(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    routes: &[String],
) -> Result<Vec<String>> {
    let rows: Vec<(String, String)> = screen_routes::table
        .inner_join(screens::table.on(
            screens::project_id.eq(screen_routes::project_id).and(screens::id.eq(screen_routes::screen_id)),
        ))
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::route.eq_any(routes))
        .select((screen_routes::route, screens::route))
        .load(connection)?;
    let mut known: HashMap<_, _> = rows.into_iter().collect();
    for route in routes {
        if !known.contains_key(route)
            && let Some(target) = by_pattern(connection, project, route)?
        {
            known.insert(route.clone(), target);
        }
    }
    Ok(routes.iter().map(|route| known.get(route).unwrap_or(route).clone()).collect())
}

/// The route of the screen that a route belongs to by a pattern, where no screen has it and nobody was there yet.
fn by_pattern(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &str,
) -> Result<Option<String>> {
    let Ok(parsed) = Route::parse(route) else { return Ok(None) };
    let own = screens::table.filter(screens::project_id.eq(project)).filter(screens::route.eq(route));
    if diesel::select(diesel::dsl::exists(own)).get_result(connection)? {
        return Ok(None);
    }
    let Some(target) = screen_patterns::target(connection, project, &parsed)? else { return Ok(None) };
    // The screen of the pattern may have been merged into another one.
    let led: Option<String> = screen_routes::table
        .inner_join(screens::table.on(
            screens::project_id.eq(screen_routes::project_id).and(screens::id.eq(screen_routes::screen_id)),
        ))
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::route.eq(target.as_str()))
        .select(screens::route)
        .first(connection)
        .optional()?;
    Ok(Some(led.unwrap_or_else(|| target.as_str().to_owned())))
}

/// The routes that lead to a screen beside its own, the first 100 in their order.
pub fn leading_to(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
) -> Result<Vec<String>> {
    let rows = screen_routes::table
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::screen_id.eq(screen))
        .order(screen_routes::route.asc())
        .limit(MOST_LISTED)
        .select(screen_routes::route)
        .load(connection)?;
    Ok(rows)
}

/// How many routes lead to a screen beside its own.
pub fn count_leading_to(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
) -> Result<i64> {
    let rows = screen_routes::table
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::screen_id.eq(screen));
    Ok(rows.count().get_result(connection)?)
}

/// Lets the route of a screen that is merged lead to another one, and all routes that led to it so far.
pub fn merge(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (from, route): (Id<id::Screen>, &str),
    into: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let led = screen_routes::table
        .filter(screen_routes::project_id.eq(project))
        .filter(screen_routes::screen_id.eq(from));
    diesel::update(led).set(screen_routes::screen_id.eq(into)).execute(connection)?;
    let changed = (
        screen_routes::screen_id.eq(into),
        screen_routes::merged_id.eq(from),
        screen_routes::merged_at.eq(now),
    );
    // A visit may have let it lead somewhere while the screen was being made.
    each!(connection, inner => diesel::insert_into(screen_routes::table)
        .values((screen_routes::project_id.eq(project), screen_routes::route.eq(route), changed))
        .on_conflict((screen_routes::project_id, screen_routes::route))
        .do_update()
        .set(changed)
        .execute(inner))?;
    Ok(())
}

/// Lets a route that no screen has lead to one.
pub fn lead(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &str,
    screen: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let values = (
        screen_routes::project_id.eq(project),
        screen_routes::route.eq(route),
        screen_routes::screen_id.eq(screen),
        screen_routes::merged_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(screen_routes::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// How many routes lead to another screen although a screen has them: none, or it is a bug.
pub fn doubled(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<i64> {
    let found = screen_routes::table
        .inner_join(screens::table.on(
            screens::project_id.eq(screen_routes::project_id).and(screens::route.eq(screen_routes::route)),
        ))
        .filter(screen_routes::project_id.eq(project))
        .count()
        .get_result(connection)?;
    Ok(found)
}
