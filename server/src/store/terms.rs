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
        prepared::prepared,
    },
    domain::{status::Status, wording},
    error::Result,
};

/// Maximum number of requests with one title.
const SAME_TITLE: i64 = 5;

/// How often each term occurs in title and body.
pub type Frequencies = HashMap<String, (i64, i64)>;

/// What the index has of a term of a request.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Row {
    /// The request.
    pub request: Id<id::Request>,
    /// How often it occurs in the title.
    pub in_title: i64,
    /// How often it occurs in the body.
    pub in_body: i64,
    /// How many terms the title has.
    pub title_terms: i64,
    /// How many terms the body has.
    pub body_terms: i64,
}

/// The columns of `Row`.
const ROW: (terms::request_id, terms::in_title, terms::in_body, terms::title_terms, terms::body_terms) =
    (terms::request_id, terms::in_title, terms::in_body, terms::title_terms, terms::body_terms);

/// Replaces the terms of a request. Those by which similar texts are ranked make up the lengths of title and body.
pub fn put(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    frequencies: &Frequencies,
) -> Result<()> {
    diesel::delete(terms::table.filter(terms::project_id.eq(project)).filter(terms::request_id.eq(request)))
        .execute(connection)?;
    let (title_terms, body_terms) = lengths(frequencies);
    let rows: Vec<_> = frequencies
        .iter()
        .map(|(term, (in_title, in_body))| {
            (
                terms::project_id.eq(project),
                terms::term.eq(term),
                terms::request_id.eq(request),
                terms::in_title.eq(in_title),
                terms::in_body.eq(in_body),
                terms::title_terms.eq(title_terms),
                terms::body_terms.eq(body_terms),
            )
        })
        .collect();
    each!(connection, inner => diesel::insert_into(terms::table).values(&rows).execute(inner))?;
    Ok(())
}

/// How many terms title and body have, of those by which similar texts are ranked.
pub fn lengths(frequencies: &Frequencies) -> (i64, i64) {
    let ranked = frequencies.iter().filter(|(term, _)| wording::is_ranked(term));
    ranked.fold((0, 0), |(title, body), (_, (in_title, in_body))| (title + in_title, body + in_body))
}

/// Narrows terms to those of requests that are not merged, and that visitors see unless `private` says otherwise: before anything is
/// cut, since of what is not seen there may be more. Not a join, in which SQLite would read all requests.
macro_rules! shown {
    ($project:expr, $private:expr) => {{
        let this = diesel::dsl::sql::<crate::db::columns::Uid>("terms.request_id");
        terms::table.filter(terms::project_id.eq($project)).filter(diesel::dsl::exists(
            requests::table
                .filter(requests::project_id.eq($project))
                .filter(requests::id.eq(this))
                .filter(requests::public.ge(!$private))
                .filter(requests::status.ne(Status::Merged)),
        ))
    }};
}

// The names of the statements that every search runs.
enum Count {}
enum Latest {}

/// How many requests have a term, those that visitors don't see among them; counts no further than `most`.
pub fn count(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
    most: i64,
) -> Result<usize> {
    let having = terms::table
        .filter(terms::project_id.eq(project))
        .filter(terms::term.eq(term))
        .limit(most)
        .select(terms::request_id);
    let found: Vec<Id<id::Request>> = each!(connection, inner => prepared::<Count, _>(having).load(inner))?;
    Ok(found.len())
}

/// The latest requests that have a term; private ones only where that is said.
pub fn latest(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
    private: bool,
    most: i64,
) -> Result<Vec<Row>> {
    let having = shown!(project, private)
        .filter(terms::term.eq(term))
        .order(terms::request_id.desc())
        .limit(most)
        .select(ROW);
    Ok(each!(connection, inner => prepared::<Latest, _>(having).load(inner))?)
}

/// Requests that have a term which begins like this, a row for each such term; private ones only where that is said.
pub fn beginning(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    start: &str,
    private: bool,
    most: i64,
) -> Result<Vec<Row>> {
    let rows = shown!(project, private)
        .filter(terms::term.ge(start))
        .filter(terms::term.lt(format!("{start}\u{10FFFF}")))
        .order((terms::term.asc(), terms::request_id.desc()))
        .limit(most)
        .select(ROW)
        .load(connection)?;
    Ok(rows)
}

/// What these requests have of these terms.
pub fn among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    wanted: &[&str],
    requests: &[Id<id::Request>],
) -> Result<Vec<(String, Row)>> {
    let rows = terms::table
        .filter(terms::project_id.eq(project))
        .filter(terms::term.eq_any(wanted))
        .filter(terms::request_id.eq_any(requests))
        .select((terms::term, ROW))
        .load(connection)?;
    Ok(rows)
}

/// The requests whose title is this one, whatever its case, among those that have a term of it.
pub fn titled(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    term: &str,
    title: &str,
    private: bool,
) -> Result<Vec<Id<id::Request>>> {
    let this = diesel::dsl::sql::<crate::db::columns::Uid>("terms.request_id");
    let same = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq(this))
        .filter(lower(requests::title).eq(lower(title)));
    let rows = shown!(project, private)
        .filter(terms::term.eq(term))
        .filter(terms::in_title.gt(0))
        .filter(diesel::dsl::exists(same))
        .order(terms::request_id.desc())
        .limit(SAME_TITLE)
        .select(terms::request_id)
        .load(connection)?;
    Ok(rows)
}
