//! The screens that a batch names: found or created, given a title where they have none, and locked.
//! Counts nothing on them.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::{schema::screens, screen_patterns, screen_routes, screens as rows};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{connection::AnyConnection, prepared::prepared},
    domain::{
        route::Route,
        screen_pattern::{self, Pattern},
    },
    error::{Error, Result},
};

// The name of the statement.
enum OfRoute {}

/// A screen with the title that it has.
pub type Named = (Id<id::Screen>, Option<String>);

/// The screens of a batch, by route, from what names them in order; the first title wins. They are locked
/// until the transaction ends, in the order of their routes, as every code that creates or renames them does.
pub fn resolve<'b>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    named: impl Iterator<Item = (&'b Route, Option<&'b str>, Time)>,
) -> Result<HashMap<&'b Route, Named>> {
    let mut wanted: BTreeMap<&Route, (Option<&str>, Time)> = BTreeMap::new();
    for (route, title, at) in named {
        let one = wanted.entry(route).or_insert((None, at));
        one.0 = one.0.or(title);
    }
    let mut found = there(connection, project, wanted.keys().copied())?;
    lead(connection, project, wanted.keys().copied(), &mut found)?;
    let complete = |route: &Route, title: Option<&str>| {
        found.get(route.as_str()).is_some_and(|(_, known)| title.is_none() || known.is_some())
    };
    let missing: Vec<_> = wanted
        .iter()
        .filter(|(route, _)| !found.contains_key(route.as_str()))
        .map(|(route, (_, at))| (*route, *at))
        .collect();
    let untitled: Vec<_> = wanted
        .iter()
        .filter(|(route, (title, _))| !complete(route, *title))
        .filter_map(|(route, (title, at))| Some((*route, (*title)?, *at)))
        .collect();
    create(connection, project, &missing, &mut found)?;
    let ids: Vec<_> = found.values().map(|(id, _)| *id).collect();
    rows::lock(connection, project, &ids)?;
    // Only now: a title is a change of the row, and rows are locked in their order.
    for (route, title, at) in untitled {
        rows::ensure(connection, project, route, Some(title), at)?;
        if let Some(screen) = found.get_mut(route.as_str()) {
            screen.1 = screen.1.take().or(Some(title.to_owned()));
        }
    }
    wanted
        .into_keys()
        .map(|route| Ok((route, found.remove(route.as_str()).ok_or_else(Error::not_found)?)))
        .collect()
}

/// Makes the screens of routes that nobody named yet, without titles, in the order of their own routes, which patterns may give.
fn create(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    missing: &[(&Route, Time)],
    found: &mut HashMap<String, Named>,
) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let patterns = screen_patterns::patterns(connection, project)?;
    let mut own: BTreeMap<&Route, Time> = BTreeMap::new();
    for (route, at) in missing {
        let pattern = screen_pattern::first(&patterns, route.as_str());
        own.insert(pattern.map_or(*route, Pattern::route), *at);
    }
    for (route, at) in own {
        rows::ensure(connection, project, route, None, at)?;
    }
    for (route, at) in missing {
        let id = rows::ensure(connection, project, route, None, *at)?;
        found.insert(route.as_str().to_owned(), (id, None));
    }
    Ok(())
}

/// Adds the screens of those routes that lead to another one, since theirs was merged into it.
fn lead<'r>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    routes: impl Iterator<Item = &'r Route>,
    found: &mut HashMap<String, Named>,
) -> Result<()> {
    let missing: Vec<&str> = routes.map(Route::as_str).filter(|route| !found.contains_key(*route)).collect();
    let led = screen_routes::screens_of(connection, project, &missing)?;
    if led.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = led.values().copied().collect();
    let known = rows::by_ids(connection, project, &ids)?;
    for (route, id) in led {
        if let Some(screen) = known.iter().find(|screen| screen.id == id) {
            found.insert(route, (id, screen.title.clone()));
        }
    }
    Ok(())
}

/// The screens of these routes that were ever named, by their routes.
fn there<'r>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    routes: impl Iterator<Item = &'r Route>,
) -> Result<HashMap<String, Named>> {
    let columns = (screens::route, (screens::id, screens::title));
    let of_project = screens::table.filter(screens::project_id.eq(project));
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut found = HashMap::new();
            for route in routes {
                let row = of_project.filter(screens::route.eq(route.as_str())).select(columns);
                found.extend(prepared::<OfRoute, _>(row).get_result::<(String, Named)>(inner).optional()?);
            }
            Ok(found)
        }
        AnyConnection::Postgres(inner) => {
            let routes: Vec<&str> = routes.map(Route::as_str).collect();
            let rows: Vec<(String, Named)> =
                of_project.filter(screens::route.eq_any(routes)).select(columns).load(inner)?;
            Ok(rows.into_iter().collect())
        }
    }
}
