//! The visitors of a batch of answers: made where they are new, held, and noted as seen. Identifies nobody.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;

use super::AnswerCommand;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{connection::AnyConnection, prepared::prepared},
    error::Result,
    store::{schema::visitors, visitors::Visitor},
};

// The names of the statements that every batch runs.
enum Known {}
enum Seen {}

/// When a visitor was here is noted again after so many seconds: who clicks through a page is not written each time.
const SEEN_AGAIN: i64 = 60;

/// Makes the visitors that answers mint, and holds all until the transaction ends; returns those that there are.
pub fn arrive(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    placed: &[(usize, &AnswerCommand)],
) -> Result<HashSet<Id<id::Visitor>>> {
    let mut latest: BTreeMap<Id<id::Visitor>, Time> = BTreeMap::new();
    let mut minted: Vec<&Visitor> = Vec::new();
    for (_, given) in placed {
        let at = latest.entry(given.visitor).or_insert(given.at);
        *at = given.at.max(*at);
        minted.extend(given.mint.as_deref());
    }
    let mut here = HashSet::with_capacity(latest.len());
    match connection {
        AnyConnection::Sqlite(inner) => {
            for visitor in minted {
                let insert = diesel::insert_into(visitors::table).values(visitor);
                insert.on_conflict_do_nothing().execute(inner)?;
            }
            for (id, at) in latest {
                let row = visitors::table.find((project, id));
                let seen =
                    prepared::<Known, _>(row.select(visitors::seen_at)).get_result(inner).optional()?;
                let Some(seen) = seen else { continue };
                if stale(seen, at) {
                    let update = diesel::update(row).set(visitors::seen_at.eq(at));
                    let _at: Time =
                        prepared::<Seen, _>(update.returning(visitors::seen_at)).get_result(inner)?;
                }
                here.insert(id);
            }
        }
        AnyConnection::Postgres(inner) => {
            if !minted.is_empty() {
                let insert = diesel::insert_into(visitors::table).values(minted);
                insert.on_conflict_do_nothing().execute(inner)?;
            }
            let known: Vec<(Id<id::Visitor>, Time)> = visitors::table
                .filter(visitors::project_id.eq(project))
                .filter(visitors::id.eq_any(latest.keys().copied().collect::<Vec<_>>()))
                .order(visitors::id.asc())
                .select((visitors::id, visitors::seen_at))
                .for_no_key_update()
                .load(inner)?;
            let mut again: Vec<Id<id::Visitor>> = Vec::new();
            let mut now = Time::from_micros(i64::MIN);
            for (id, seen) in known {
                here.insert(id);
                if let Some(at) = latest.get(&id).filter(|at| stale(seen, **at)) {
                    again.push(id);
                    now = now.max(*at);
                }
            }
            if !again.is_empty() {
                let rows = visitors::table.filter(visitors::project_id.eq(project));
                diesel::update(rows.filter(visitors::id.eq_any(again)))
                    .set(visitors::seen_at.eq(now))
                    .execute(inner)?;
            }
        }
    }
    Ok(here)
}

fn stale(seen: Time, at: Time) -> bool {
    at >= seen.plus_seconds(SEEN_AGAIN)
}
