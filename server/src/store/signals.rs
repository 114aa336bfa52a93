//! The signals other than votes: reports, unhelpful answers and comments that add heat to a request.
//! Moves no counters; `heats` does.

use diesel::{
    dsl::{count_star, sum},
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Text},
};

use super::{projects::Project, schema::signals};
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
    domain::{explain::Counts, heat::Parts},
    error::Result,
};

// The names of the statements that every batch runs.
enum RetractSignal {}
enum RetractSignals {}
enum AddSignal {}
enum AddSignals {}

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
    pub fn fields<'r>(self, counts: &'r mut Counts, parts: &'r mut Parts) -> (&'r mut i64, &'r mut f64) {
        match self {
            Self::Report => (&mut counts.reports, &mut parts.reports),
            Self::Unhelpful => (&mut counts.unhelpful, &mut parts.unhelpful),
            Self::Comment => (&mut counts.comments, &mut parts.comments),
        }
    }
}

/// A signal that was added or removed, as it moves the heat of its request.
#[derive(Queryable, QueryableByName)]
pub struct Moved {
    /// The request.
    #[diesel(sql_type = Uid)]
    pub request_id: Id<id::Request>,
    /// The heat that it added.
    #[diesel(sql_type = Double)]
    pub heat: f64,
}

/// Deletes the signals of sources; returns what they had added.
pub fn delete<S: 'static>(
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

/// Inserts signals, each with its heat; returns those that were not there.
pub fn insert<S: 'static>(
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

/// Gives signals of some sources from one request to another one, which has none of them.
pub fn give<S: 'static>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (from, to): (Id<id::Request>, Id<id::Request>),
    kind: Signal,
    sources: &[Id<S>],
) -> Result<()> {
    let own = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(from))
        .filter(signals::kind.eq(kind.as_str()))
        .filter(signals::source_id.eq_any(sources));
    diesel::update(own).set(signals::request_id.eq(to)).execute(connection)?;
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

/// How many signals of a kind a request has from requests that were merged into it.
pub fn lent(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    kind: Signal,
) -> Result<i64> {
    let count = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(request))
        .filter(signals::kind.eq(kind.as_str()))
        .filter(signals::merged_from.is_not_null())
        .count()
        .get_result(connection)?;
    Ok(count)
}

/// Writes what each signal of a request adds, by the half-life that the project has now.
pub fn reheat(connection: &mut AnyConnection, project: &Project, request: Id<id::Request>) -> Result<()> {
    let own =
        signals::table.filter(signals::project_id.eq(project.id)).filter(signals::request_id.eq(request));
    // Official comments add nothing.
    let rows: Vec<(String, Id<id::Entry>, Time)> = own
        .filter(signals::heat.ne(0.0))
        .select((signals::kind, signals::source_id, signals::created_at))
        .load(connection)?;
    for (kind, source, at) in rows {
        let one = own.filter(signals::kind.eq(kind)).filter(signals::source_id.eq(source));
        diesel::update(one).set(signals::heat.eq(project.contribution(1.0, at))).execute(connection)?;
    }
    Ok(())
}

/// The parts of the heat of a request from signals of every kind, as `project` ranks; the votes' part is left at 0.
pub fn parts(connection: &mut AnyConnection, project: &Project, request: Id<id::Request>) -> Result<Parts> {
    let rows: Vec<(String, Time)> = signals::table
        .filter(signals::project_id.eq(project.id))
        .filter(signals::request_id.eq(request))
        .filter(signals::heat.ne(0.0))
        .select((signals::kind, signals::created_at))
        .load(connection)?;
    let (mut counts, mut parts) = (Counts::default(), Parts::default());
    for (word, at) in rows {
        if let Some(kind) = Signal::ALL.into_iter().find(|kind| kind.as_str() == word) {
            *kind.fields(&mut counts, &mut parts).1 += project.contribution(1.0, at);
        }
    }
    Ok(parts)
}
