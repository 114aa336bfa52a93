//! The inverted index of request texts, and the candidates for "similar requests".
//! Finds; `domain::similar` ranks.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{requests, terms};
use crate::{
    base::id::{self, Id},
    db::{
        connection::{AnyConnection, each},
        functions::lower,
    },
    domain::status::Status,
    error::Result,
};

/// Maximum number of requests read for one term: a term that more requests have says little.
pub const PER_TERM: i64 = 400;
/// Maximum number of requests with one title.
const SAME_TITLE: i64 = 5;

/// How often each term occurs in title and body.
pub type Frequencies = HashMap<String, (i64, i64)>;

/// Replaces the terms of a request.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    frequencies: &Frequencies,
) -> Result<()> {
    diesel::delete(terms::table.filter(terms::project_id.eq(project)).filter(terms::request_id.eq(request)))
        .execute(connection)?;
    let rows: Vec<_> = frequencies
        .iter()
        .map(|(term, (in_title, in_body))| {
            (
                terms::project_id.eq(project),
                terms::term.eq(term),
                terms::request_id.eq(request),
                terms::in_title.eq(in_title),
                terms::in_body.eq(in_body),
            )
        })
        .collect();
    each!(connection, inner => diesel::insert_into(terms::table).values(&rows).execute(inner))?;
    Ok(())
}

/// Narrows terms to those of requests that visitors see: before anything is cut, since of what they don't see there may be
/// more. Not a join, in which SQLite would read all requests.
macro_rules! shown {
    ($project:expr) => {{
        let this = diesel::dsl::sql::<crate::db::columns::Uid>("terms.request_id");
        terms::table.filter(terms::project_id.eq($project)).filter(diesel::dsl::exists(
            requests::table
                .filter(requests::project_id.eq($project))
                .filter(requests::id.eq(this))
                .filter(requests::public.eq(true))
                .filter(requests::status.ne(Status::Merged)),
        ))
    }};
}

/// The latest requests that visitors see and that have a term.
pub fn having(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
) -> Result<Vec<Id<id::Request>>> {
    let rows = shown!(project)
        .filter(terms::term.eq(term))
        .order(terms::request_id.desc())
        .limit(PER_TERM)
        .select(terms::request_id)
        .load(connection)?;
    Ok(rows)
}

/// The latest requests that visitors see and that have a term which begins like this, each once.
pub fn beginning(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    start: &str,
) -> Result<Vec<Id<id::Request>>> {
    let mut rows: Vec<Id<id::Request>> = shown!(project)
        .filter(terms::term.ge(start))
        .filter(terms::term.lt(format!("{start}\u{10FFFF}")))
        .order((terms::term.asc(), terms::request_id.desc()))
        .limit(PER_TERM)
        .select(terms::request_id)
        .load(connection)?;
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}

/// The requests that visitors see whose title is this one, whatever its case, among those that have a term of it.
pub fn titled(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
    title: &str,
) -> Result<Vec<Id<id::Request>>> {
    let this = diesel::dsl::sql::<crate::db::columns::Uid>("terms.request_id");
    let same = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq(this))
        .filter(lower(requests::title).eq(lower(title)));
    let rows = shown!(project)
        .filter(terms::term.eq(term))
        .filter(terms::in_title.gt(0))
        .filter(diesel::dsl::exists(same))
        .order(terms::request_id.desc())
        .limit(SAME_TITLE)
        .select(terms::request_id)
        .load(connection)?;
    Ok(rows)
}

/// All terms of these requests.
pub fn for_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Frequencies>> {
    let rows: Vec<(Id<id::Request>, String, i64, i64)> = terms::table
        .filter(terms::project_id.eq(project))
        .filter(terms::request_id.eq_any(requests))
        .select((terms::request_id, terms::term, terms::in_title, terms::in_body))
        .load(connection)?;
    let mut found: HashMap<Id<id::Request>, Frequencies> = HashMap::new();
    for (request, term, in_title, in_body) in rows {
        found.entry(request).or_default().insert(term, (in_title, in_body));
    }
    Ok(found)
}
