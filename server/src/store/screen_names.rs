//! The screens that a batch names: found or created, given a title where they have none, and locked.
//! Counts nothing on them.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::{schema::screens, screen_routes, screens as rows};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{connection::AnyConnection, prepared::prepared},
    domain::route::Route,
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
    if wanted.iter().all(|(route, (title, _))| complete(route, *title)) {
        let ids: Vec<_> = found.values().map(|(id, _)| *id).collect();
        rows::lock(connection, project, &ids)?;
    } else {
        for (route, (title, at)) in &wanted {
            let id = rows::ensure(connection, project, route, *title, *at)?;
            rows::lock(connection, project, &[id])?;
            let screen = found.entry(route.as_str().to_owned()).or_insert((id, None));
            screen.1 = screen.1.take().or(title.map(str::to_owned));
        }
    }
    wanted
        .into_keys()
        .map(|route| Ok((route, found.remove(route.as_str()).ok_or_else(Error::not_found)?)))
        .collect()
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
