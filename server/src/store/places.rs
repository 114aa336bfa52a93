//! The places table: the screens and objects that requests are tied to, and what happens there.
//! Moves no votes: `intake::votes` does.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};

use super::{
    numbers::whole,
    projects::Project,
    schema::{places, reports, requests, screens, standings, votes},
    votes::key_of,
};
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    domain::status::Status,
    error::Result,
};

/// A place of a request, with its screen.
#[derive(Clone, Debug)]
pub struct Place {
    /// The number of the request whose place it is.
    pub request: i64,
    /// The screen.
    pub screen: Id<id::Screen>,
    /// The screen's route.
    pub route: String,
    /// The screen's title.
    pub title: Option<String>,
    /// The object; empty for none.
    pub object_key: String,
    /// Votes cast from there.
    pub votes: i64,
    /// Whether the request was created there.
    pub first: bool,
}

/// Ties a request, by its number, to the place where it was created.
pub fn put_first(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: i64,
    screen: Id<id::Screen>,
    object_key: &str,
) -> Result<()> {
    let values = (
        places::project_id.eq(project),
        places::request.eq(request),
        places::screen_id.eq(screen),
        places::object_key.eq(object_key),
        places::first.eq(true),
        places::votes.eq(0_i64),
    );
    each!(connection, inner => diesel::insert_into(places::table)
        .values(&values)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// The places of the requests with these numbers: where they were created first, then by votes.
pub fn for_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    numbers: &[i64],
    first_only: bool,
) -> Result<Vec<Place>> {
    // Not as a join: SQLite would go through all screens for each request, which a project has few of or thousands.
    let mut query = places::table
        .filter(places::project_id.eq(project))
        .filter(places::request.eq_any(numbers))
        .order((places::first.desc(), places::votes.desc(), places::screen_id.asc()))
        .select((places::request, places::screen_id, places::object_key, places::votes, places::first))
        .into_boxed();
    if first_only {
        query = query.filter(places::first.eq(true));
    }
    type Row = (i64, Id<id::Screen>, String, i64, bool);
    let rows: Vec<Row> = query.load(connection)?;
    let mut ids: Vec<_> = rows.iter().map(|row| row.1).collect();
    ids.sort_unstable();
    ids.dedup();
    type Named = (Id<id::Screen>, (String, Option<String>));
    let named: Vec<Named> = screens::table
        .filter(screens::project_id.eq(project))
        .filter(screens::id.eq_any(&ids))
        .select((screens::id, (screens::route, screens::title)))
        .load(connection)?;
    let named: HashMap<_, _> = named.into_iter().collect();
    Ok(rows
        .into_iter()
        .filter_map(|(request, screen, object_key, votes, first)| {
            let (route, title) = named.get(&screen)?.clone();
            Some(Place { request, screen, route, title, object_key, votes, first })
        })
        .collect())
}

/// How many requests have a place on each of these screens: made there, or voted for from there. Counts up to `most` on each, since
/// a busy screen has tens of thousands.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
    most: i64,
) -> Result<HashMap<Id<id::Screen>, i64>> {
    let mut counted = HashMap::with_capacity(screens.len());
    for screen in screens {
        let numbers: Vec<i64> = places::table
            .filter(places::project_id.eq(project))
            .filter(places::screen_id.eq(screen))
            .select(places::request)
            .distinct()
            .limit(most)
            .load(connection)?;
        counted.insert(*screen, i64::try_from(numbers.len()).unwrap_or(most));
    }
    Ok(counted)
}

/// The hottest open requests that were created at a place: those an unhelpful answer there adds heat to.
pub fn open_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Id<id::Screen>,
    object_key: &str,
    limit: i64,
) -> Result<Vec<Id<id::Request>>> {
    // Not a third table in the join, which takes the compiler minutes.
    let here = places::table
        .filter(places::project_id.eq(project))
        .filter(places::screen_id.eq(screen))
        .filter(places::object_key.eq(object_key))
        .filter(places::first.eq(true))
        .select(places::request);
    let rows = whole!(project)
        .filter(requests::number.eq_any(here))
        .filter(requests::status.eq_any(Status::ALL.iter().copied().filter(|status| status.may_vote())))
        .order((standings::heat.desc(), standings::request.desc()))
        .limit(limit)
        .select(requests::id)
        .load(connection)?;
    Ok(rows)
}

/// The routes that the linked reports of each of these requests came from.
pub fn reported_routes(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Vec<String>>> {
    let rows: Vec<(Option<Id<id::Request>>, String)> = reports::table
        .inner_join(
            screens::table
                .on(screens::project_id.eq(reports::project_id).and(screens::id.eq(reports::screen_id))),
        )
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.iter().copied().map(Some)))
        .select((reports::request_id, screens::route))
        .distinct()
        .load(connection)?;
    let mut routes: HashMap<Id<id::Request>, Vec<String>> = HashMap::new();
    for (request, route) in rows {
        if let Some(request) = request {
            routes.entry(request).or_default().push(route);
        }
    }
    Ok(routes)
}

/// Counts the votes from each place of a request again. A place where it was not created goes with its last vote.
pub fn recount(connection: &mut AnyConnection, project: &Project, request: i64) -> Result<()> {
    let cast: Vec<(Option<i32>, String, i64)> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::request.eq(key_of(request)?))
        .group_by((votes::screen, votes::object_key))
        .select((votes::screen, votes::object_key, count_star()))
        .load(connection)?;
    let own = places::table.filter(places::project_id.eq(project.id)).filter(places::request.eq(request));
    diesel::update(own).set(places::votes.eq(0_i64)).execute(connection)?;
    for (screen, object_key, votes) in cast {
        let Some(number) = screen else { continue };
        let values = (
            places::project_id.eq(project.id),
            places::request.eq(request),
            places::screen_id.eq(super::screens::by_number(connection, project.id, number)?),
            places::object_key.eq(object_key),
            places::first.eq(false),
            places::votes.eq(votes),
        );
        each!(connection, inner => diesel::insert_into(places::table)
            .values(&values)
            .on_conflict((places::project_id, places::request, places::screen_id, places::object_key))
            .do_update()
            .set(places::votes.eq(votes))
            .execute(inner))?;
    }
    diesel::delete(own.filter(places::first.eq(false)).filter(places::votes.eq(0_i64)))
        .execute(connection)?;
    Ok(())
}
