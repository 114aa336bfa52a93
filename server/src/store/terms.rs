//! The inverted index of request texts, and the candidates for "similar requests".
//! Finds; `domain::similar` ranks.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Text},
};

use super::schema::terms;
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
        prepared::prepared,
    },
    domain::wording,
    error::Result,
};

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

// The names of the statements that every search runs.
enum Count {}
enum Latest {}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = BigInt)]
    requests: i64,
}

/// How many requests have each of these terms, whoever sees them and merged or not; counts no further than `most`.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    asked: &[&str],
    most: i64,
) -> Result<Vec<usize>> {
    let mut counts = vec![0; asked.len()];
    match connection {
        // One statement for all terms, since each costs a round trip.
        AnyConnection::Postgres(inner) => {
            let rows: Vec<Counted> = sql_query(
                "SELECT asked.place, (SELECT count(*) FROM (SELECT 1 FROM terms WHERE project_id = $1 \
                 AND terms.term = asked.term LIMIT $3) AS found) AS requests \
                 FROM unnest($2) WITH ORDINALITY AS asked (term, place)",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Text>, _>(asked)
            .bind::<BigInt, _>(most)
            .load(inner)?;
            for row in rows {
                let at = usize::try_from(row.place - 1).unwrap_or(usize::MAX);
                if let Some(count) = counts.get_mut(at) {
                    *count = usize::try_from(row.requests).unwrap_or(0);
                }
            }
        }
        AnyConnection::Sqlite(inner) => {
            for (term, count) in asked.iter().zip(&mut counts) {
                let having = of_term(project, term).limit(most).select(terms::request_id);
                *count = prepared::<Count, _>(having).load::<Id<id::Request>>(inner)?.len();
            }
        }
    }
    Ok(counts)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_term<'t>(project: Id<id::Project>, term: &'t str) -> _ {
    terms::table.filter(terms::project_id.eq(project)).filter(terms::term.eq(term))
}

#[derive(QueryableByName)]
struct Posted {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Uid)]
    request_id: Id<id::Request>,
    #[diesel(sql_type = BigInt)]
    in_title: i64,
    #[diesel(sql_type = BigInt)]
    in_body: i64,
    #[diesel(sql_type = BigInt)]
    title_terms: i64,
    #[diesel(sql_type = BigInt)]
    body_terms: i64,
}

/// The latest requests that have each of these terms, at most as many as named with it.
pub fn latest(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    asked: &[(&str, i64)],
) -> Result<Vec<Vec<Row>>> {
    match connection {
        AnyConnection::Postgres(inner) => {
            let (names, most): (Vec<&str>, Vec<i64>) = asked.iter().copied().unzip();
            let rows: Vec<Posted> = sql_query(
                "SELECT asked.place, latest.* FROM unnest($2, $3) WITH ORDINALITY AS asked (term, most, place) \
                 CROSS JOIN LATERAL (SELECT request_id, in_title, in_body, title_terms, body_terms FROM terms \
                 WHERE project_id = $1 AND terms.term = asked.term ORDER BY request_id DESC LIMIT asked.most) AS latest",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Text>, _>(names)
            .bind::<Array<BigInt>, _>(most)
            .load(inner)?;
            let mut found = vec![Vec::new(); asked.len()];
            for row in rows {
                let at = usize::try_from(row.place - 1).unwrap_or(usize::MAX);
                if let Some(found) = found.get_mut(at) {
                    found.push(Row {
                        request: row.request_id,
                        in_title: row.in_title,
                        in_body: row.in_body,
                        title_terms: row.title_terms,
                        body_terms: row.body_terms,
                    });
                }
            }
            Ok(found)
        }
        AnyConnection::Sqlite(inner) => asked
            .iter()
            .map(|(term, most)| {
                let rows = of_term(project, term).order(terms::request_id.desc()).limit(*most).select(ROW);
                Ok(prepared::<Latest, _>(rows).load(inner)?)
            })
            .collect(),
    }
}

/// Requests that have a term which begins like this, a row for each such term.
pub fn beginning(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    start: &str,
    most: i64,
) -> Result<Vec<Row>> {
    let rows = terms::table
        .filter(terms::project_id.eq(project))
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
