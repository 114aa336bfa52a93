//! Searches by words that very many requests have: only the hottest requests are searched, instead of sorting all that have them.
//! Says which these are; what is found among them is the matter of `relevant`.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text},
};

use super::{Filter, Order, faceted};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::wording::{Asked, Query},
    error::Result,
    store::terms,
};

/// A word that more requests have is frequent.
const FREQUENT_FROM: i64 = 20_000;
/// Requests that are searched by frequent words, the hottest first.
const SEARCHED: i64 = 10_000;

/// The numbers of the requests that are searched; `None` where a word is rare enough, or there are no more anyway.
pub fn hottest(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    query: &Query,
    filter: &Filter,
) -> Result<Option<Vec<i64>>> {
    for word in &query.words {
        if !is_frequent(connection, project, word)? {
            return Ok(None);
        }
    }
    let facets = faceted::passing(connection, project, filter)?;
    if facets.iter().map(|(_, requests)| requests).sum::<i64>() <= SEARCHED {
        return Ok(None);
    }
    let ranks = faceted::ranked(connection, project, Order::Hot, &facets, None, SEARCHED)?;
    let numbers: Vec<i64> = ranks.into_iter().map(|rank| rank.0).collect();
    Ok(Some(numbers).filter(|numbers| !numbers.is_empty()))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Whether more requests have a word than are sorted in time; counts no further.
fn is_frequent(connection: &mut AnyConnection, project: Id<id::Project>, word: &Asked) -> Result<bool> {
    let mut left = FREQUENT_FROM;
    for start in &word.starts {
        let query = sql_query(
            "SELECT count(*) AS rows FROM (SELECT 1 FROM terms WHERE project_id = $1 AND term >= $2 AND term < $3 \
             LIMIT $4) AS counted",
        )
        .bind::<Uid, _>(project)
        .bind::<Text, _>(start)
        .bind::<Text, _>(format!("{start}\u{10FFFF}"))
        .bind::<BigInt, _>(left);
        let counted: Counted = each!(connection, inner => query.get_result(inner))?;
        left -= counted.rows;
        if left <= 0 {
            return Ok(true);
        }
    }
    let names: Vec<&str> = word.terms.iter().map(String::as_str).collect();
    let having: usize = terms::counts(connection, project, &names, left)?.into_iter().sum();
    Ok(i64::try_from(having).unwrap_or(i64::MAX) >= left)
}
