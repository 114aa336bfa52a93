//! Merged requests: which request one was merged into, and the rows of votes and signals that it has lent there.
//! Counts nothing: `heats` recounts what these rows lead to.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{BigInt, Integer, Nullable},
};

use super::{
    day_totals::DayMoves,
    on_behalf_notes,
    schema::{requests, signals, votes},
};
use crate::{
    base::id::{self, Id},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
    },
    domain::{overview::Figure, status::Status},
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

/// The requests that were merged into those with these numbers, each with the number of the one that stands for it.
pub fn merged_into(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    numbers: &[i64],
) -> Result<Vec<(Id<id::Request>, i64)>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::merged_into.eq_any(numbers))
        .select((requests::id, requests::merged_into.assume_not_null()))
        .load(connection)?;
    Ok(rows)
}

/// A request and those that were merged into it.
pub fn all(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
) -> Result<Vec<Id<id::Request>>> {
    let merged = of(connection, project, id)?;
    let children = children(connection, project, merged.number)?;
    Ok([id].into_iter().chain(children.into_iter().map(|child| child.id)).collect())
}

/// The numbers of the requests that some of these are merged into, each once.
pub fn targets(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<i64>> {
    let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.eq_any(ids));
    let numbers: Vec<Option<i64>> = rows
        .filter(requests::merged_into.is_not_null())
        .select(requests::merged_into)
        .distinct()
        .load(connection)?;
    Ok(numbers.into_iter().flatten().collect())
}

/// Merges requests into the one with this number.
pub fn enter(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    into: i64,
) -> Result<()> {
    let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.eq_any(ids));
    diesel::update(rows)
        .set((
            requests::merged_into.eq(into),
            requests::merged_status.eq(requests::status.nullable()),
            requests::status.eq(Status::Merged),
        ))
        .execute(connection)?;
    Ok(())
}

/// Gives requests that are merged the status that they had before.
pub fn leave(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<()> {
    let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.eq_any(ids));
    diesel::update(rows.filter(requests::merged_status.is_not_null()))
        .set((
            requests::merged_into.eq(None::<i64>),
            requests::merged_status.eq(None::<Status>),
            requests::status.eq(requests::merged_status.assume_not_null()),
        ))
        .execute(connection)?;
    Ok(())
}

/// Gives a request the votes and signals of a merged one that it lacks.
pub fn lend(
    connection: &mut AnyConnection,
    (project, number): (Id<id::Project>, i32),
    (child, child_number): (Id<id::Request>, i64),
    (into, into_number): (Id<id::Request>, i64),
) -> Result<()> {
    let votes = sql_query(
        "INSERT INTO votes (project, request, visitor, weight, cast_at, screen, kind, object_key, merged_from, \
         instead) SELECT project, $1, visitor, weight, cast_at, screen, kind, object_key, request, instead FROM votes \
         WHERE project = $2 AND request = $3 ON CONFLICT DO NOTHING",
    )
    .bind::<Integer, _>(super::votes::key_of(into_number)?)
    .bind::<Integer, _>(number)
    .bind::<Integer, _>(super::votes::key_of(child_number)?);
    each!(connection, inner => votes.execute(inner))?;
    on_behalf_notes::copy(connection, number, (child_number, into_number), true)?;
    let signals = sql_query(
        "INSERT INTO signals (project_id, request_id, kind, source_id, heat, created_at, merged_from) \
         SELECT project_id, $1, kind, source_id, heat, created_at, $2 FROM signals \
         WHERE project_id = $3 AND request_id = $4 ON CONFLICT DO NOTHING",
    )
    .bind::<Uid, _>(into)
    .bind::<BigInt, _>(child_number)
    .bind::<Uid, _>(project)
    .bind::<Uid, _>(child);
    each!(connection, inner => signals.execute(inner))?;
    Ok(())
}

/// Says that a request has a signal from the merged request with the number `from`.
pub fn mark_lent<S: 'static>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    source: Id<S>,
    from: i64,
) -> Result<()> {
    let lent = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(request))
        .filter(signals::source_id.eq(source));
    diesel::update(lent).set(signals::merged_from.eq(from)).execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Withdrawn {
    #[diesel(sql_type = Integer)]
    request: i32,
    #[diesel(sql_type = Integer)]
    cast_at: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    merged_from: Option<i32>,
}

/// Deletes the votes on merged requests whose voters took them back, from the request that stands for the family, since the merge;
/// returns the numbers of the requests that had such votes.
pub fn withdraw(
    connection: &mut AnyConnection,
    (project, number): (Id<id::Project>, i32),
    into: i64,
) -> Result<Vec<i64>> {
    let delete = sql_query(
        "DELETE FROM votes WHERE project = $1 AND request IN \
         (SELECT number FROM requests WHERE project_id = $2 AND merged_into = $3) AND NOT EXISTS \
         (SELECT 1 FROM votes AS kept WHERE kept.project = votes.project AND kept.request = $4 \
         AND kept.visitor = votes.visitor) RETURNING request, cast_at, merged_from",
    )
    .bind::<Integer, _>(number)
    .bind::<Uid, _>(project)
    .bind::<BigInt, _>(into)
    .bind::<Integer, _>(super::votes::key_of(into)?);
    let gone: Vec<Withdrawn> = each!(connection, inner => delete.load(inner))?;
    let mut days = DayMoves::default();
    for vote in gone.iter().filter(|vote| vote.merged_from.is_none()) {
        days.add(Figure::Votes, super::votes::time_of(vote.cast_at).day(), -1);
    }
    days.write(connection, project)?;
    let mut numbers: Vec<_> = gone.into_iter().map(|vote| i64::from(vote.request)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Takes back what merged requests, by their numbers, have lent.
pub fn take_back(
    connection: &mut AnyConnection,
    (project, number): (Id<id::Project>, i32),
    children: &[i64],
    (into, into_number): (Id<id::Request>, i64),
) -> Result<()> {
    let keys = children.iter().map(|child| super::votes::key_of(*child)).collect::<Result<Vec<_>>>()?;
    let lent = votes::table
        .filter(votes::project.eq(number))
        .filter(votes::request.eq(super::votes::key_of(into_number)?))
        .filter(votes::merged_from.eq_any(keys));
    diesel::delete(lent).execute(connection)?;
    let lent = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(into))
        .filter(signals::merged_from.eq_any(children));
    diesel::delete(lent).execute(connection)?;
    Ok(())
}
