//! The idempotency table: the answer already given to a creating POST, kept in the transaction of what it created.
//! Keeps a digest of the body, never the body.

use diesel::prelude::*;

use super::schema::idempotency;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::{Code, Error, Result},
};

/// Seconds for which an answer is kept.
pub const KEPT_SECONDS: i64 = 86_400;

/// A key as one actor of a project sent it, with a digest of method, path and body.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The project.
    pub project: Id<id::Project>,
    /// Who sent it.
    pub actor: String,
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 of method, path and body.
    pub fingerprint: [u8; 32],
}

/// Claims a key: `None` is free to go on; `Some` is the answer given before, as status and body.
///
/// Fails when the key came before with another body. A twin that is in progress makes this wait (SQLite) or fail
/// at its commit (PostgreSQL), since the row is part of the same transaction.
pub fn claim(connection: &mut AnyConnection, claim: &Claim, now: Time) -> Result<Option<(u16, String)>> {
    let stale = now.plus_seconds(-KEPT_SECONDS);
    let row = idempotency::table.find((claim.project, &claim.actor, &claim.key));
    diesel::delete(row.filter(idempotency::created_at.lt(stale))).execute(connection)?;
    let values = (
        idempotency::project_id.eq(claim.project),
        idempotency::actor.eq(&claim.actor),
        idempotency::key.eq(&claim.key),
        idempotency::fingerprint.eq(claim.fingerprint.as_slice()),
        idempotency::status.eq(0_i64),
        idempotency::body.eq(""),
        idempotency::created_at.eq(now),
    );
    let made = each!(connection, inner => diesel::insert_into(idempotency::table)
        .values(&values)
        .on_conflict_do_nothing()
        .execute(inner))?;
    if made == 1 {
        return Ok(None);
    }
    let (fingerprint, status, body): (Vec<u8>, i64, String) =
        row.select((idempotency::fingerprint, idempotency::status, idempotency::body)).first(connection)?;
    if fingerprint != claim.fingerprint {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This Idempotency-Key was already used with another body: use a new key.",
        ));
    }
    match u16::try_from(status) {
        Ok(status) if status > 0 => Ok(Some((status, body))),
        _ => Err(Error::new(
            Code::InFlight,
            "A request with this Idempotency-Key is in progress: try again later.",
        )),
    }
}

/// Keeps the answer of a claimed key.
pub fn keep(connection: &mut AnyConnection, claim: &Claim, status: u16, body: &str) -> Result<()> {
    diesel::update(idempotency::table.find((claim.project, &claim.actor, &claim.key)))
        .set((idempotency::status.eq(i64::from(status)), idempotency::body.eq(body)))
        .execute(connection)?;
    Ok(())
}

/// Deletes the responses to writes of a visitor, which name it or something that it created.
pub fn forget(connection: &mut AnyConnection, project: Id<id::Project>, named: &[String]) -> Result<()> {
    for id in named {
        let contains = format!("%{id}%");
        let rows = idempotency::table.filter(idempotency::project_id.eq(project));
        diesel::delete(rows.filter(idempotency::body.like(&contains).or(idempotency::actor.like(&contains))))
            .execute(connection)?;
    }
    Ok(())
}

/// Deletes keys older than a day; returns how many.
pub fn sweep(connection: &mut AnyConnection, now: Time) -> Result<usize> {
    let stale = now.plus_seconds(-KEPT_SECONDS);
    Ok(diesel::delete(idempotency::table.filter(idempotency::created_at.lt(stale))).execute(connection)?)
}
