//! Known words near one that no request has, the most frequent first. Reads a bounded number of rows, however many words there are.
//! What is near is the matter of `domain::wording`.

use std::{cmp::Reverse, collections::BTreeMap};

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text},
};

use super::{schema::terms, terms as index};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::wording::{self, Asked, Query},
    error::Result,
};

/// Maximum number of different terms that are read of those with one beginning.
pub const MAX_READ: i64 = 1_000;
/// Maximum number of words that stand for one that was misspelled.
const MAX_NEAR: usize = 3;
/// Requests that have a word are counted no further.
const MAX_COUNTED: i64 = 1_000;

/// The query with known words for those that no request of the project has; `None` where there is nothing to correct.
pub fn corrected(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    query: &Query,
) -> Result<Option<Query>> {
    let mut corrected = None;
    for (at, word) in query.words.iter().enumerate() {
        if word.starts.is_empty()
            || wording::beginnings(&word.word).is_empty()
            || is_known(connection, project, word)?
        {
            continue;
        }
        let near = near(connection, project, &word.word)?;
        if !near.is_empty() {
            corrected.get_or_insert_with(|| query.clone()).correct(at, &near);
        }
    }
    Ok(corrected)
}

/// Whether a request has a word, seen or not.
fn is_known(connection: &mut AnyConnection, project: Id<id::Project>, word: &Asked) -> Result<bool> {
    let of_project = || terms::table.filter(terms::project_id.eq(project)).select(terms::term).limit(1);
    for start in &word.starts {
        let beginning = terms::term.ge(start).and(terms::term.lt(format!("{start}\u{10FFFF}")));
        if of_project().filter(beginning).first::<String>(connection).optional()?.is_some() {
            return Ok(true);
        }
    }
    let term: Option<String> =
        of_project().filter(terms::term.eq_any(&word.terms)).first(connection).optional()?;
    Ok(term.is_some())
}

/// The words nearest to one, as terms: the nearest first, and of those that are as near the most frequent.
pub fn near(connection: &mut AnyConnection, project: Id<id::Project>, word: &str) -> Result<Vec<String>> {
    let mut found = BTreeMap::new();
    for start in wording::beginnings(word) {
        for start in [wording::whole(&start), start] {
            for term in different(connection, project, &start)? {
                if let Some(distance) = wording::distance(word, wording::unmarked(&term)) {
                    found.insert(term, distance);
                }
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let counts = index::counts(connection, project, &names, MAX_COUNTED)?;
    let mut near: Vec<(usize, Reverse<usize>, String)> = found
        .into_iter()
        .zip(counts)
        .map(|((term, distance), count)| (distance, Reverse(count), term))
        .collect();
    near.sort();
    near.truncate(MAX_NEAR);
    Ok(near.into_iter().map(|(.., term)| term).collect())
}

#[derive(QueryableByName)]
struct Term {
    #[diesel(sql_type = Text)]
    term: String,
}

/// The first different terms that begin like this. Each is found by the index behind the one before, whatever many requests have it.
fn different(connection: &mut AnyConnection, project: Id<id::Project>, start: &str) -> Result<Vec<String>> {
    let query = sql_query(
        "WITH RECURSIVE known (term) AS ( \
         SELECT term FROM (SELECT term FROM terms WHERE project_id = $1 AND term >= $2 AND term < $3 \
         ORDER BY term LIMIT 1) AS first \
         UNION ALL SELECT (SELECT next.term FROM terms AS next WHERE next.project_id = $1 AND next.term > known.term \
         AND next.term < $3 ORDER BY next.term LIMIT 1) FROM known WHERE known.term IS NOT NULL) \
         SELECT term FROM known WHERE term IS NOT NULL LIMIT $4",
    )
    .bind::<Uid, _>(project)
    .bind::<Text, _>(start)
    .bind::<Text, _>(format!("{start}\u{10FFFF}"))
    .bind::<BigInt, _>(MAX_READ);
    let rows: Vec<Term> = each!(connection, inner => query.load(inner))?;
    Ok(rows.into_iter().map(|row| row.term).collect())
}
