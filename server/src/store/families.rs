//! Merged requests: which request one was merged into, and the rows of votes and signals that it has lent there.
//! Counts nothing: `heats` recounts what these rows lead to.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Integer},
};

use super::schema::{requests, signals, votes};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::status::Status,
    error::Result,
};

/// A request that was merged, and what undoing that needs.
#[derive(Clone, Debug, Queryable)]
pub struct Merged {
    /// The request.
    pub id: Id<id::Request>,
    /// Its number.
    pub number: i64,
    /// The number of the request that it was merged into.
    pub into: Option<i64>,
    /// Its status before.
    pub status: Option<Status>,
}

/// The columns of `Merged`.
const MERGED: (requests::id, requests::number, requests::merged_into, requests::merged_status) =
    (requests::id, requests::number, requests::merged_into, requests::merged_status);

/// What decides whether a request is shown among similar ones.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Standpoint {
    /// The request.
    pub id: Id<id::Request>,
    /// Its number.
    pub number: i64,
    /// Whether visitors see it.
    pub public: bool,
    /// The number of the request that it was merged into.
    pub into: Option<i64>,
}

/// These requests, in no order.
pub fn standpoints(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Standpoint>> {
    let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.eq_any(ids));
    Ok(rows
        .select((requests::id, requests::number, requests::public, requests::merged_into))
        .load(connection)?)
}

/// The requests with these numbers, in no order.
pub fn numbered(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    numbers: &[i64],
) -> Result<Vec<Standpoint>> {
    let rows =
        requests::table.filter(requests::project_id.eq(project)).filter(requests::number.eq_any(numbers));
    Ok(rows
        .select((requests::id, requests::number, requests::public, requests::merged_into))
        .load(connection)?)
}

/// What is known of the merge of a request.
pub fn of(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Request>) -> Result<Merged> {
    Ok(requests::table.find((project, id)).select(MERGED).first(connection)?)
}

/// The requests that were merged into the one with this number, by their numbers.
pub fn children(connection: &mut AnyConnection, project: Id<id::Project>, into: i64) -> Result<Vec<Merged>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::merged_into.eq(into))
        .order(requests::number.asc())
        .select(MERGED)
        .load(connection)?;
    Ok(rows)
}

/// Writes down that a request was merged, or, with `None`, that it is not any more.
pub fn set(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
    merged: Option<(i64, Status)>,
) -> Result<()> {
    diesel::update(requests::table.find((project, id)))
        .set((
            requests::merged_into.eq(merged.map(|(into, _)| into)),
            requests::merged_status.eq(merged.map(|(_, status)| status)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Gives a request the votes and signals of a merged one that it lacks.
pub fn lend(
    connection: &mut AnyConnection,
    (project, number): (Id<id::Project>, i32),
    child: &Merged,
    (into, into_number): (Id<id::Request>, i64),
) -> Result<()> {
    let votes = sql_query(
        "INSERT INTO votes (project, request, visitor, weight, cast_at, screen, kind, object_key, merged_from) \
         SELECT project, $1, visitor, weight, cast_at, screen, kind, object_key, request FROM votes \
         WHERE project = $2 AND request = $3 ON CONFLICT DO NOTHING",
    )
    .bind::<Integer, _>(super::votes::key_of(into_number)?)
    .bind::<Integer, _>(number)
    .bind::<Integer, _>(super::votes::key_of(child.number)?);
    each!(connection, inner => votes.execute(inner))?;
    let signals = sql_query(
        "INSERT INTO signals (project_id, request_id, kind, source_id, heat, created_at, merged_from) \
         SELECT project_id, $1, kind, source_id, heat, created_at, $2 FROM signals \
         WHERE project_id = $3 AND request_id = $4 ON CONFLICT DO NOTHING",
    )
    .bind::<Uid, _>(into)
    .bind::<BigInt, _>(child.number)
    .bind::<Uid, _>(project)
    .bind::<Uid, _>(child.id);
    each!(connection, inner => signals.execute(inner))?;
    Ok(())
}

/// Takes back what a merged request has lent. A voter who took the vote back meanwhile has none on the merged request either.
pub fn take_back(
    connection: &mut AnyConnection,
    (project, number): (Id<id::Project>, i32),
    child: &Merged,
    (into, into_number): (Id<id::Request>, i64),
) -> Result<()> {
    let (into_key, child_key) = (super::votes::key_of(into_number)?, super::votes::key_of(child.number)?);
    let withdrawn = sql_query(
        "DELETE FROM votes WHERE project = $1 AND request = $2 AND NOT EXISTS \
         (SELECT 1 FROM votes AS kept WHERE kept.project = votes.project AND kept.request = $3 \
         AND kept.visitor = votes.visitor)",
    )
    .bind::<Integer, _>(number)
    .bind::<Integer, _>(child_key)
    .bind::<Integer, _>(into_key);
    each!(connection, inner => withdrawn.execute(inner))?;
    let lent = votes::table
        .filter(votes::project.eq(number))
        .filter(votes::request.eq(into_key))
        .filter(votes::merged_from.eq(child_key));
    diesel::delete(lent).execute(connection)?;
    let lent = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(into))
        .filter(signals::merged_from.eq(child.number));
    diesel::delete(lent).execute(connection)?;
    Ok(())
}
