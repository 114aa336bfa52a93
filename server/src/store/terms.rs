//! The inverted index of request texts, and the candidates for "similar requests".
//! Finds; `domain::similar` ranks.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    connection::{AnyConnection, each},
    schema::terms,
};
use crate::{
    base::id::{self, Id},
    error::Result,
};

/// Requests read for one term, at the most: a term that more requests have says little.
const PER_TERM: i64 = 400;

/// How often each term stands in title and body.
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

/// The latest requests that have a term.
pub fn having(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
) -> Result<Vec<Id<id::Request>>> {
    let rows = terms::table
        .filter(terms::project_id.eq(project))
        .filter(terms::term.eq(term))
        .order(terms::request_id.desc())
        .limit(PER_TERM)
        .select(terms::request_id)
        .load(connection)?;
    Ok(rows)
}

/// All terms of these requests.
pub fn of_requests(
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
