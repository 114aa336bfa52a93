//! How signals other than votes move the heat of requests, on both databases; and the votes' part summed from the votes again.
//! Holds no formula: `domain::heat` has them.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    dsl::{count_star, sum},
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer, Text},
};

use super::{
    projects::Project,
    schema::{requests, signals, standings},
    votes,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::{Uid, column},
        connection::AnyConnection,
        prepared::prepared,
    },
    domain::{
        explain::Counts,
        heat::{self, Parts, Retract},
    },
    error::Result,
};

// The names of the statements that every batch runs.
enum RetractSignal {}
enum RetractSignals {}
enum Number {}
enum LoadStanding {}
enum AddSignal {}
enum AddSignals {}
enum MoveStanding {}
enum MoveStandings {}

/// A kind of signal that is kept in the signals table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A report linked to the request.
    Report,
    /// An unhelpful answer on the request's screen.
    Unhelpful,
    /// A comment on the request.
    Comment,
}

impl Signal {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Report, Self::Unhelpful, Self::Comment];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Unhelpful => "unhelpful",
            Self::Comment => "comment",
        }
    }

    /// How many signals of this kind a request has, and their part of its heat.
    pub fn of<'r>(self, counts: &'r mut Counts, parts: &'r mut Parts) -> (&'r mut i64, &'r mut f64) {
        match self {
            Self::Report => (&mut counts.reports, &mut parts.reports),
            Self::Unhelpful => (&mut counts.unhelpful, &mut parts.unhelpful),
            Self::Comment => (&mut counts.comments, &mut parts.comments),
        }
    }
}

/// A signal of size 1: of which request, from what, and since when.
pub type Added<S> = (Id<id::Request>, Id<S>, Time);

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

/// What signals move about a request; its row is held meanwhile.
struct Held {
    number: i64,
    counts: Counts,
    parts: Parts,
    moved: bool,
}

/// The row of what signals move: the number of the request, its counts, and its parts.
type Standing = (i64, (i64, i64, i64), PartsRow);

impl From<Standing> for Held {
    fn from((number, (reports, unhelpful, comments), parts): Standing) -> Self {
        let counts = Counts { votes: 0, reports, unhelpful, comments };
        Self { number, counts, parts: parts.into(), moved: false }
    }
}

#[derive(Queryable, QueryableByName)]
struct Moved {
    #[diesel(sql_type = Uid)]
    request_id: Id<id::Request>,
    #[diesel(sql_type = Double)]
    heat: f64,
}

/// By how much a transaction moves the heat of requests with signals of one kind: first `retract`, then `hold`, then `add`,
/// then `write`.
pub struct HeatDelta<'p> {
    project: &'p Project,
    kind: Signal,
    retracted: BTreeMap<Id<id::Request>, (i64, f64)>,
    held: BTreeMap<Id<id::Request>, Held>,
}

impl<'p> HeatDelta<'p> {
    /// Moves nothing yet.
    pub fn new(project: &'p Project, kind: Signal) -> Self {
        Self { project, kind, retracted: BTreeMap::new(), held: BTreeMap::new() }
    }

    /// Takes out the signals of these sources; returns how many requests lose some.
    pub fn retract<S: 'static>(
        &mut self,
        connection: &mut AnyConnection,
        sources: &[Id<S>],
    ) -> Result<usize> {
        for signal in delete(connection, self.project.id, self.kind, sources)? {
            let (count, heat) = self.retracted.entry(signal.request_id).or_default();
            *count += 1;
            *heat += signal.heat;
        }
        Ok(self.retracted.len())
    }

    /// Holds the requests that lose signals and those that may get some, in the order of their numbers, and takes off what
    /// was lost.
    pub fn hold(&mut self, connection: &mut AnyConnection, getting: &[Id<id::Request>]) -> Result<()> {
        let mut wanted: Vec<_> = self.retracted.keys().chain(getting).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        self.held = hold(connection, self.project, &wanted)?;
        for (request, (count, heat)) in &self.retracted {
            let Some(row) = self.held.get_mut(request) else { continue };
            row.moved = true;
            let (signals, part) = self.kind.of(&mut row.counts, &mut row.parts);
            *signals -= count;
            *part = match heat::retract(*part, *heat, *signals) {
                Retract::Exact(rest) => rest,
                Retract::Recompute => remaining(connection, self.project.id, *request, self.kind)?.1,
            };
        }
        Ok(())
    }

    /// Adds signals to requests that are held, those that are not there yet.
    pub fn add<S: 'static>(&mut self, connection: &mut AnyConnection, signals: &[Added<S>]) -> Result<()> {
        let held = signals.iter().filter(|(request, ..)| self.held.contains_key(request));
        let wanted: Vec<_> = held
            .map(|(request, source, at)| (*request, *source, *at, self.project.contribution(1.0, *at)))
            .collect();
        for signal in insert(connection, self.project.id, self.kind, &wanted)? {
            let Some(row) = self.held.get_mut(&signal.request_id) else { continue };
            row.moved = true;
            let (signals, part) = self.kind.of(&mut row.counts, &mut row.parts);
            *signals += 1;
            *part += signal.heat;
        }
        Ok(())
    }

    /// Writes what moved so far; returns the requests that it moved.
    pub fn write(&self, connection: &mut AnyConnection) -> Result<Vec<Id<id::Request>>> {
        let moved = || self.held.iter().filter(|(_, row)| row.moved);
        update(connection, self.project, &moved().map(|(_, row)| row).collect::<Vec<_>>())?;
        Ok(moved().map(|(request, _)| *request).collect())
    }
}

/// Takes out the signals of sources; returns what they had added.
fn delete<S: 'static>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    kind: Signal,
    sources: &[Id<S>],
) -> Result<Vec<Moved>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut gone = Vec::new();
            for source in sources {
                let of_source = signals::table
                    .filter(signals::project_id.eq(project))
                    .filter(signals::source_id.eq(*source))
                    .filter(signals::kind.eq(kind.as_str()));
                let delete = diesel::delete(of_source).returning((signals::request_id, signals::heat));
                gone.extend(prepared::<RetractSignal, _>(delete).load::<Moved>(inner)?);
            }
            Ok(gone)
        }
        AnyConnection::Postgres(inner) if !sources.is_empty() => {
            let delete = sql_query(
                "DELETE FROM signals WHERE project_id = $1 AND source_id = ANY($2) AND kind = $3 \
                 RETURNING request_id, heat",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(sources)
            .bind::<Text, _>(kind.as_str());
            Ok(prepared::<RetractSignals, _>(delete).load(inner)?)
        }
        AnyConnection::Postgres(_) => Ok(Vec::new()),
    }
}

/// The standings of requests, which are held in the order of their numbers.
fn hold(
    connection: &mut AnyConnection,
    project: &Project,
    ids: &[Id<id::Request>],
) -> Result<BTreeMap<Id<id::Request>, Held>> {
    let counts = (standings::reports, standings::unhelpful, standings::comments);
    let columns = (standings::request, counts, PARTS);
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut held = BTreeMap::new();
            for id in ids {
                let number = requests::table.find((project.id, *id)).select(requests::number);
                let number: Option<i64> = prepared::<Number, _>(number).get_result(inner).optional()?;
                let Some(number) = number else { continue };
                let row = standings::table.find((project.number, number)).select(columns);
                let row: Standing = prepared::<LoadStanding, _>(row).get_result(inner)?;
                held.insert(*id, row.into());
            }
            Ok(held)
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

/// Puts signals in, each with its heat; returns those that were not there.
fn insert<S: 'static>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    kind: Signal,
    wanted: &[(Id<id::Request>, Id<S>, Time, f64)],
) -> Result<Vec<Moved>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut made = Vec::with_capacity(wanted.len());
            for (request, source, at, heat) in wanted {
                let values = (
                    signals::project_id.eq(project),
                    signals::request_id.eq(*request),
                    signals::kind.eq(kind.as_str()),
                    signals::source_id.eq(*source),
                    signals::heat.eq(*heat),
                    signals::created_at.eq(*at),
                );
                let insert = diesel::insert_into(signals::table).values(&values).on_conflict_do_nothing();
                if prepared::<AddSignal, _>(insert).execute(inner)? == 1 {
                    made.push(Moved { request_id: *request, heat: *heat });
                }
            }
            Ok(made)
        }
        AnyConnection::Postgres(inner) if !wanted.is_empty() => {
            let insert = sql_query(
                "INSERT INTO signals (project_id, request_id, kind, source_id, heat, created_at) \
                 SELECT $1, m.request, $2, m.source, m.heat, m.at \
                 FROM UNNEST($3, $4, $5, $6) AS m (request, source, heat, at) \
                 ON CONFLICT DO NOTHING RETURNING request_id, heat",
            )
            .bind::<Uid, _>(project)
            .bind::<Text, _>(kind.as_str())
            .bind::<Array<Uid>, _>(column(wanted, |signal| signal.0))
            .bind::<Array<Uid>, _>(column(wanted, |signal| signal.1))
            .bind::<Array<Double>, _>(column(wanted, |signal| signal.3))
            .bind::<Array<BigInt>, _>(column(wanted, |signal| signal.2));
            Ok(prepared::<AddSignals, _>(insert).load(inner)?)
        }
        AnyConnection::Postgres(_) => Ok(Vec::new()),
    }
}

/// Writes held standings, and the heat that follows from their parts.
fn update(connection: &mut AnyConnection, project: &Project, rows: &[&Held]) -> Result<()> {
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

/// How many signals of a kind are in the table, and the sum of their heat.
pub fn remaining(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    kind: Signal,
) -> Result<(i64, f64)> {
    let (count, total): (i64, Option<f64>) = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(request))
        .filter(signals::kind.eq(kind.as_str()))
        .select((count_star(), sum(signals::heat)))
        .first(connection)?;
    Ok((count, total.unwrap_or(0.0)))
}

/// Sums the votes' part again from the votes that are there. The row must be locked by an update before.
pub fn settle_votes(connection: &mut AnyConnection, project: &Project, number: i64) -> Result<()> {
    let row = standings::table.find((project.number, number));
    let parts: PartsRow = row.select(PARTS).first(connection)?;
    let cast = votes::of_request(connection, project, number)?;
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
