//! The search index of many requests, gathered in memory and written in the order of its key.
//! Splits no text: `create_request::frequencies` does.

use std::collections::HashMap;

use diesel::{connection::SimpleConnection, prelude::*};
use yousaid::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    error::Result,
    store::{
        schema,
        terms::{Frequencies, lengths},
    },
};

use super::bulk::bulk;

/// Terms of requests, small enough to hold many millions of them.
#[derive(Default)]
pub struct Words {
    known: HashMap<String, u32>,
    requests: Vec<Id<id::Request>>,
    found: Vec<Found>,
}

struct Found {
    term: u32,
    request: u32,
    in_title: u16,
    in_body: u16,
    title_terms: u16,
    body_terms: u16,
}

#[derive(Insertable)]
#[diesel(table_name = schema::terms)]
#[diesel(treat_none_as_default_value = false)]
struct Term<'t> {
    project_id: Id<id::Project>,
    term: &'t str,
    request_id: Id<id::Request>,
    in_title: i64,
    in_body: i64,
    title_terms: i64,
    body_terms: i64,
}

/// Terms of one transaction.
const AT_ONCE: usize = 300_000;

impl Words {
    /// Adds the terms of a request.
    pub fn add(&mut self, request: Id<id::Request>, frequencies: Frequencies) {
        let number = index(self.requests.len());
        self.requests.push(request);
        let small = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
        let (title_terms, body_terms) = lengths(&frequencies);
        for (term, (in_title, in_body)) in frequencies {
            let next = index(self.known.len());
            let term = *self.known.entry(term).or_insert(next);
            self.found.push(Found {
                term,
                request: number,
                in_title: small(in_title),
                in_body: small(in_body),
                title_terms: small(title_terms),
                body_terms: small(body_terms),
            });
        }
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Writes all of them.
pub fn write(connection: &mut AnyConnection, project: Id<id::Project>, words: Words) -> Result<()> {
    let Words { known, requests, mut found } = words;
    let mut alphabet: Vec<(String, u32)> = known.into_iter().collect();
    alphabet.sort_unstable();
    let mut ranks = vec![0_u32; alphabet.len()];
    for (rank, (_, term)) in alphabet.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(*term as usize) {
            *slot = index(rank);
        }
    }
    for one in &mut found {
        one.term = ranks.get(one.term as usize).copied().unwrap_or_default();
    }
    // Requests were added in the order of their ids.
    found.sort_unstable_by_key(|one| (one.term, one.request));
    for part in found.chunks(AT_ONCE) {
        let rows: Vec<Term<'_>> = part
            .iter()
            .filter_map(|one| {
                Some(Term {
                    project_id: project,
                    term: alphabet.get(one.term as usize)?.0.as_str(),
                    request_id: *requests.get(one.request as usize)?,
                    in_title: one.in_title.into(),
                    in_body: one.in_body.into(),
                    title_terms: one.title_terms.into(),
                    body_terms: one.body_terms.into(),
                })
            })
            .collect();
        connection.batch_execute("BEGIN")?;
        bulk!(connection, schema::terms::table, rows, 7);
        connection.batch_execute("COMMIT")?;
    }
    Ok(())
}
