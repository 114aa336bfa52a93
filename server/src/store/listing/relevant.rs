//! The order of a search: what answers it best first, and of what answers equally well the hottest.
//! Looks at a bounded number of candidates; a request with all words in its title is among them before others. Where very many
//! requests have each of the words, the candidates are among the hottest ones only.

use diesel::{
    dsl::{exists, sql},
    prelude::*,
    sql_types::{BigInt, Bool},
};

use super::{Filter, Rank, frequent, has_word, here, narrowed, phrases, shown, with_word};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
    },
    db::connection::AnyConnection,
    domain::wording::Query,
    error::Result,
    store::{
        numbers::whole,
        page,
        schema::{places, requests, standings, tags, terms, visitors, votes},
    },
};

/// Maximum number of candidates of each kind.
const MAX_CANDIDATES: i64 = 1_000;

/// A candidate: its number, title and heat.
type Candidate = (i64, String, f64);

/// The ranks of the first requests that answer a search, after one that was shown.
pub fn ranks(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    query: &Query,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<Rank>> {
    let after = after.map(|cursor| shown(connection, project, cursor)).transpose()?;
    let mut found: Vec<(f64, i64)> = candidates(connection, project, query, filter)?
        .into_iter()
        .map(|(number, title, heat)| (query.relevance(number, &title) + share(heat), number))
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
    if let Some((key, last)) = after {
        let Key::F64(key) = key else { return Err(page::wrong_cursor()) };
        found.retain(|(rank, number)| *rank < key || *rank == key && *number < last);
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found.into_iter().map(|(rank, number)| (number, Key::F64(rank))).collect())
}

/// A share of less than a step of relevance: more for more heat, which grows by powers as time passes.
fn share(heat: f64) -> f64 {
    let heat = heat.max(0.0).ln_1p();
    0.1 * heat / (heat + 100.0)
}

fn candidates(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    query: &Query,
    filter: &Filter,
) -> Result<Vec<Candidate>> {
    let columns = (requests::number, requests::title, standings::heat);
    // Adding nothing keeps PostgreSQL from walking all requests in this order until enough of the few were met.
    let hottest = || (standings::heat + 0.0).desc();
    let mut found = Vec::new();
    if let Some(number) = query.number {
        let one = narrowed!(whole!(project).into_boxed(), project, filter);
        found.extend(one.filter(requests::number.eq(number)).select(columns).load::<Candidate>(connection)?);
    }
    if query.words.is_empty() {
        return Ok(found);
    }
    let hottest_only = frequent::hottest(connection, project, query, filter)?;
    let mut titled = narrowed!(whole!(project).limit(MAX_CANDIDATES).into_boxed(), project, filter);
    let mut any = narrowed!(whole!(project).limit(MAX_CANDIDATES).into_boxed(), project, filter);
    if let Some(numbers) = &hottest_only {
        // As text: for values that are bound PostgreSQL may keep a plan that expects few, which then takes minutes.
        let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let among = format!("requests.number IN ({})", numbers.join(","));
        titled = titled.filter(sql::<Bool>(&among));
        any = any.filter(sql::<Bool>(&among));
    }
    // SQLite has all terms of a request side by side in an index, and makes no table of those that many have for a few requests.
    let of_each = hottest_only.is_some() && matches!(connection, AnyConnection::Sqlite(_));
    for word in &query.words {
        if of_each {
            titled = titled.filter(exists(has_word!(project, word).filter(terms::in_title.gt(0))));
            any = any.filter(exists(has_word!(project, word)));
        } else {
            titled = titled.filter(
                requests::id.eq_any(with_word!(project, word).filter(terms::in_title.gt(0)).offset(0)),
            );
            any = any.filter(requests::id.eq_any(with_word!(project, word).offset(0)));
        }
    }
    found.extend(titled.order(hottest()).select(columns).load::<Candidate>(connection)?);
    found.extend(any.order(hottest()).select(columns).load::<Candidate>(connection)?);
    found.sort_by_key(|candidate| candidate.0);
    found.dedup_by_key(|candidate| candidate.0);
    if query.has_phrases() {
        let numbers: Vec<i64> = found.iter().map(|candidate| candidate.0).collect();
        let saying = phrases::saying(connection, project, query, &numbers)?;
        found.retain(|candidate| saying.contains(&candidate.0));
    }
    Ok(found)
}
