//! How signals other than votes move the heat of requests, on both databases; and the votes' part summed from the votes again.
//! Contains no formula: `domain::heat` has them.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    dsl::sql,
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer},
};

use super::{
    projects::Project,
    schema::{requests, standings},
    segments,
    signals::{self, Signal},
    votes,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::column,
        connection::{AnyConnection, each},
        prepared::prepared,
    },
    domain::{
        explain::Counts,
        heat::{self, Parts, Retract},
        status::VoterKind,
    },
    error::Result,
};

// The names of the statements that every batch runs.
enum Number {}
enum LoadStanding {}
enum MoveStanding {}
enum MoveStandings {}

/// The columns of `PartsRow`.
pub const PARTS: (
    standings::heat_votes,
    standings::heat_reports,
    standings::heat_unhelpful,
    standings::heat_comments,
) = (standings::heat_votes, standings::heat_reports, standings::heat_unhelpful, standings::heat_comments);

/// The parts of a request's heat as the database has them.
#[derive(Clone, Copy, Debug, Queryable, QueryableByName)]
pub struct PartsRow {
    #[diesel(sql_type = Double)]
    heat_votes: f64,
    #[diesel(sql_type = Double)]
    heat_reports: f64,
    #[diesel(sql_type = Double)]
    heat_unhelpful: f64,
    #[diesel(sql_type = Double)]
    heat_comments: f64,
}

impl From<PartsRow> for Parts {
    fn from(row: PartsRow) -> Self {
        Self {
            votes: row.heat_votes,
            reports: row.heat_reports,
            unhelpful: row.heat_unhelpful,
            comments: row.heat_comments,
        }
    }
}

/// A signal: of which request, from what, and since when.
pub type Added<S> = (Id<id::Request>, Id<S>, Time);

/// The part of a request's row that signals change; the row is locked.
struct Locked {
    number: i64,
    counts: Counts,
    parts: Parts,
    moved: bool,
}

/// The row of what signals move: the number of the request, its counts, and its parts.
type Standing = (i64, (i64, i64, i64), PartsRow);

impl From<Standing> for Locked {
    fn from((number, (reports, unhelpful, comments), parts): Standing) -> Self {
        let counts = Counts { votes: 0, reports, unhelpful, comments };
        Self { number, counts, parts: parts.into(), moved: false }
    }
}

/// By how much a transaction changes the heat of requests with signals of one kind: first `retract`, then `lock`, then `add`,
/// then `write`.
pub struct HeatDelta<'p> {
    project: &'p Project,
    kind: Signal,
    size: f64,
    retracted: BTreeMap<Id<id::Request>, (i64, f64)>,
    locked: BTreeMap<Id<id::Request>, Locked>,
}

impl<'p> HeatDelta<'p> {
    /// Changes nothing yet.
    pub fn new(project: &'p Project, kind: Signal) -> Self {
        Self { project, kind, size: 1.0, retracted: BTreeMap::new(), locked: BTreeMap::new() }
    }

    /// Signals that are added count this much.
    pub fn of_size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// Deletes the signals of these sources; returns how many requests lose some.
    pub fn retract<S: 'static>(
        &mut self,
        connection: &mut AnyConnection,
        sources: &[Id<S>],
    ) -> Result<usize> {
        for signal in signals::delete(connection, self.project.id, self.kind, sources)? {
            let (count, heat) = self.retracted.entry(signal.request_id).or_default();
            *count += 1;
            *heat += signal.heat;
        }
        Ok(self.retracted.len())
    }

    /// Locks the requests that lose signals and those that may get some, in the order of their numbers, and subtracts what
    /// was lost.
    pub fn lock(&mut self, connection: &mut AnyConnection, getting: &[Id<id::Request>]) -> Result<()> {
        let mut wanted: Vec<_> = self.retracted.keys().chain(getting).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        self.locked = lock(connection, self.project, &wanted)?;
        for (request, (count, heat)) in &self.retracted {
            let Some(row) = self.locked.get_mut(request) else { continue };
            row.moved = true;
            let (signals, part) = self.kind.fields(&mut row.counts, &mut row.parts);
            *signals -= count;
            *part = match heat::retract(*part, *heat, *signals) {
                Retract::Exact(rest) => rest,
                Retract::Recompute => signals::remaining(connection, self.project.id, *request, self.kind)?.1,
            };
        }
        Ok(())
    }

    /// Adds signals to requests that are locked, those that are not there yet.
    pub fn add<S: 'static>(&mut self, connection: &mut AnyConnection, signals: &[Added<S>]) -> Result<()> {
        let locked = signals.iter().filter(|(request, ..)| self.locked.contains_key(request));
        let wanted: Vec<_> = locked
            .map(|(request, source, at)| (*request, *source, *at, self.project.contribution(self.size, *at)))
            .collect();
        for signal in signals::insert(connection, self.project.id, self.kind, &wanted)? {
            let Some(row) = self.locked.get_mut(&signal.request_id) else { continue };
            row.moved = true;
            let (signals, part) = self.kind.fields(&mut row.counts, &mut row.parts);
            *signals += 1;
            *part += signal.heat;
        }
        Ok(())
    }

    /// Writes the changes so far; returns the requests that changed.
    pub fn write(&self, connection: &mut AnyConnection) -> Result<Vec<Id<id::Request>>> {
        let moved = || self.locked.iter().filter(|(_, row)| row.moved);
        update(connection, self.project, &moved().map(|(_, row)| row).collect::<Vec<_>>())?;
        Ok(moved().map(|(request, _)| *request).collect())
    }
}

/// The standings of requests, which are locked in the order of their numbers.
fn lock(
    connection: &mut AnyConnection,
    project: &Project,
    ids: &[Id<id::Request>],
) -> Result<BTreeMap<Id<id::Request>, Locked>> {
    let counts = (standings::reports, standings::unhelpful, standings::comments);
    let columns = (standings::request, counts, PARTS);
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut locked = BTreeMap::new();
            for id in ids {
                let number = requests::table.find((project.id, *id)).select(requests::number);
                let number: Option<i64> = prepared::<Number, _>(number).get_result(inner).optional()?;
                let Some(number) = number else { continue };
                let row = standings::table.find((project.number, number)).select(columns);
                let row: Standing = prepared::<LoadStanding, _>(row).get_result(inner)?;
                locked.insert(*id, row.into());
            }
            Ok(locked)
        }
        AnyConnection::Postgres(inner) => {
            let named: Vec<(i64, Id<id::Request>)> = requests::table
                .filter(requests::project_id.eq(project.id))
                .filter(requests::id.eq_any(ids))
                .select((requests::number, requests::id))
                .load(inner)?;
            let rows: Vec<Standing> = standings::table
                .filter(standings::project.eq(project.number))
                .filter(standings::request.eq_any(column(&named, |(number, _)| *number)))
                .order(standings::request.asc())
                .select(columns)
                .for_no_key_update()
                .load(inner)?;
            let named: HashMap<_, _> = named.into_iter().collect();
            Ok(rows.into_iter().filter_map(|row| Some((*named.get(&row.0)?, row.into()))).collect())
        }
    }
}

/// Writes locked standings, and the heat that follows from their parts.
fn update(connection: &mut AnyConnection, project: &Project, rows: &[&Locked]) -> Result<()> {
    let weights = project.weights();
    match connection {
        AnyConnection::Sqlite(inner) => {
            for row in rows {
                let update = diesel::update(standings::table.find((project.number, row.number)))
                    .set((
                        standings::reports.eq(row.counts.reports),
                        standings::unhelpful.eq(row.counts.unhelpful),
                        standings::comments.eq(row.counts.comments),
                        standings::heat_reports.eq(row.parts.reports),
                        standings::heat_unhelpful.eq(row.parts.unhelpful),
                        standings::heat_comments.eq(row.parts.comments),
                        standings::heat.eq(row.parts.heat(&weights)),
                    ))
                    .returning(standings::request);
                let _number: i64 = prepared::<MoveStanding, _>(update).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !rows.is_empty() => {
            let update = sql_query(
                "UPDATE standings s SET reports = m.reports, unhelpful = m.unhelpful, comments = m.comments, \
                 heat_reports = m.heat_reports, heat_unhelpful = m.heat_unhelpful, heat_comments = m.heat_comments, \
                 heat = m.heat FROM UNNEST($2, $3, $4, $5, $6, $7, $8, $9) AS m (request, reports, unhelpful, comments, \
                 heat_reports, heat_unhelpful, heat_comments, heat) WHERE s.project = $1 AND s.request = m.request",
            )
            .bind::<Integer, _>(project.number)
            .bind::<Array<BigInt>, _>(column(rows, |row| row.number))
            .bind::<Array<BigInt>, _>(column(rows, |row| row.counts.reports))
            .bind::<Array<BigInt>, _>(column(rows, |row| row.counts.unhelpful))
            .bind::<Array<BigInt>, _>(column(rows, |row| row.counts.comments))
            .bind::<Array<Double>, _>(column(rows, |row| row.parts.reports))
            .bind::<Array<Double>, _>(column(rows, |row| row.parts.unhelpful))
            .bind::<Array<Double>, _>(column(rows, |row| row.parts.comments))
            .bind::<Array<Double>, _>(column(rows, |row| row.parts.heat(&weights)));
            prepared::<MoveStandings, _>(update).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}

/// Sums the votes' part again from the votes that are there. The row must be locked by an update before.
pub fn recompute_votes(connection: &mut AnyConnection, project: &Project, number: i64) -> Result<()> {
    let row = standings::table.find((project.number, number));
    let parts: PartsRow = row.select(PARTS).first(connection)?;
    let cast = votes::for_request(connection, project, number)?;
    let votes = cast.iter().map(|vote| project.contribution(vote.weight, vote.at)).sum();
    let weight: f64 = cast.iter().map(|vote| vote.weight).sum();
    let parts = Parts { votes, ..parts.into() };
    diesel::update(row)
        .set((
            standings::weight.eq(weight),
            standings::heat_votes.eq(parts.votes),
            standings::heat.eq(parts.heat(&project.weights())),
        ))
        .execute(connection)?;
    Ok(())
}

/// Counts the votes and signals of a request again from their rows. The row must be locked by an update before.
pub fn recount(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Request>,
    number: i64,
) -> Result<()> {
    let cast = votes::for_request(connection, project, number)?;
    let of_kind = |kind| cast.iter().filter(|vote| vote.kind == kind).count() as i64;
    let (mut counts, mut parts) = (Counts::default(), Parts::default());
    parts.votes = cast.iter().map(|vote| project.contribution(vote.weight, vote.at)).sum();
    for kind in Signal::ALL {
        let (count, part) = kind.fields(&mut counts, &mut parts);
        (*count, *part) = signals::remaining(connection, project.id, id, kind)?;
    }
    diesel::update(standings::table.find((project.number, number)))
        .set((
            (
                standings::votes.eq(cast.len() as i64),
                standings::votes_verified.eq(of_kind(VoterKind::Verified)),
                standings::votes_on_behalf.eq(of_kind(VoterKind::OnBehalf)),
                standings::weight.eq(cast.iter().map(|vote| vote.weight).sum::<f64>()),
            ),
            (
                standings::reports.eq(counts.reports),
                standings::unhelpful.eq(counts.unhelpful),
                standings::comments.eq(counts.comments),
            ),
            (
                standings::heat_votes.eq(parts.votes),
                standings::heat_reports.eq(parts.reports),
                standings::heat_unhelpful.eq(parts.unhelpful),
                standings::heat_comments.eq(parts.comments),
                standings::heat.eq(parts.heat(&project.weights())),
            ),
        ))
        .execute(connection)?;
    Ok(())
}

/// Computes the heat of the requests with these numbers, both included, from their parts again.
pub fn reweigh(connection: &mut AnyConnection, project: &Project, first: i64, last: i64) -> Result<()> {
    // Cast, because PostgreSQL would take the parameters of a product for something else.
    let heat = sql::<Double>("heat_votes * CAST(")
        .bind::<Double, _>(project.weight_votes)
        .sql(" AS DOUBLE PRECISION) + heat_reports * CAST(")
        .bind::<Double, _>(project.weight_reports)
        .sql(" AS DOUBLE PRECISION) + heat_unhelpful * CAST(")
        .bind::<Double, _>(project.weight_unhelpful)
        .sql(" AS DOUBLE PRECISION) + heat_comments * CAST(")
        .bind::<Double, _>(project.weight_comments)
        .sql(" AS DOUBLE PRECISION)");
    let rows = standings::table
        .filter(standings::project.eq(project.number))
        .filter(standings::request.between(first, last));
    each!(connection, inner => diesel::update(rows).set(standings::heat.eq(heat)).execute(inner))?;
    Ok(())
}

/// Sums the parts of a request from its signals again, which fade differently now; its votes weigh what their voters do.
pub fn reheat(
    connection: &mut AnyConnection,
    project: &Project,
    number: i64,
    id: Id<id::Request>,
) -> Result<()> {
    // Signals first: who takes one back locks it before the standing, too.
    signals::reheat(connection, project, id)?;
    let row = diesel::update(standings::table.find((project.number, number)));
    row.set(standings::version.eq(standings::version)).execute(connection)?;
    segments::reweigh_votes(connection, project, number)?;
    recount(connection, project, id, number)
}
