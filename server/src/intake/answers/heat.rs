//! The heat that a batch of answers adds to the requests made at their places, or takes back.
//! Holds no formula: `domain::heat` has them.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Double, Integer, Text},
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
    domain::heat::{self, Retract},
    error::Result,
    store::{
        heats::{self, Signal},
        places,
        projects::Project,
        schema::{requests, signals, standings},
    },
};

// The names of the statements that every batch runs.
enum RetractSignal {}
enum RetractSignals {}
enum Number {}
enum LoadPart {}
enum AddSignal {}
enum AddSignals {}
enum MovePart {}
enum MoveParts {}

/// Requests that one unhelpful answer speaks for, at the most: the hottest made at that place.
const MOST_REQUESTS: usize = 20;

/// A screen and an object on it.
type Place<'b> = (Id<id::Screen>, &'b str);

/// Whose heat a batch moves.
#[derive(Default)]
pub struct HeatDelta<'b> {
    retracted: Vec<Id<id::Answer>>,
    added: BTreeMap<Place<'b>, Vec<(Id<id::Answer>, Time)>>,
}

/// The unhelpful part of a request: how many signals it has, and their sum.
#[derive(Clone, Copy)]
struct Part {
    /// The request's number.
    number: i64,
    signals: i64,
    heat: f64,
    moved: bool,
}

/// Parts of held requests.
type Parts = BTreeMap<Id<id::Request>, Part>;

/// A signal that an answer adds: the request, the answer, when, and the heat.
type Added = (Id<id::Request>, Id<id::Answer>, Time, f64);

#[derive(Queryable, QueryableByName)]
struct Moved {
    #[diesel(sql_type = Uid)]
    request_id: Id<id::Request>,
    #[diesel(sql_type = Double)]
    heat: f64,
}

impl<'b> HeatDelta<'b> {
    /// What this answer said so far is taken back.
    pub fn retract(&mut self, answer: Id<id::Answer>) {
        self.retracted.push(answer);
    }

    /// This answer says, since then, that a place does not help.
    pub fn add(&mut self, place: Place<'b>, answer: Id<id::Answer>, since: Time) {
        self.added.entry(place).or_default().push((answer, since));
    }

    /// Moves the heat; returns the requests that it moved. What is taken back comes first, and the answers speak for
    /// those that are the hottest then.
    pub fn settle(self, connection: &mut AnyConnection, project: &Project) -> Result<Vec<Id<id::Request>>> {
        if self.retracted.is_empty() && self.added.is_empty() {
            return Ok(Vec::new());
        }
        let mut gone: BTreeMap<Id<id::Request>, (i64, f64)> = BTreeMap::new();
        for signal in retract(connection, project.id, &self.retracted)? {
            let gone = gone.entry(signal.request_id).or_default();
            *gone = (gone.0 + 1, gone.1 + signal.heat);
        }
        // As many more may move up among the hottest as lose some of their heat.
        let widest = i64::try_from(MOST_REQUESTS + gone.len()).unwrap_or(i64::MAX);
        let mut here: HashMap<Place<'_>, Vec<Id<id::Request>>> = HashMap::new();
        for place in self.added.keys() {
            let open = places::open_requests(connection, project.id, place.0, place.1, widest)?;
            here.insert(*place, open);
        }
        let mut wanted: Vec<_> = gone.keys().chain(here.values().flatten()).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut parts = hold(connection, project, &wanted)?;

        for (request, (n, heat)) in &gone {
            let Some(part) = parts.get_mut(request) else { continue };
            part.signals -= n;
            part.moved = true;
            part.heat = match heat::retract(part.heat, *heat, part.signals) {
                Retract::Exact(rest) => rest,
                Retract::Recompute => heats::remaining(connection, project.id, *request, Signal::Unhelpful)?,
            };
        }
        if !gone.is_empty() && here.values().any(|open| open.len() > MOST_REQUESTS) {
            write(connection, project, &parts)?;
            let hottest = i64::try_from(MOST_REQUESTS).unwrap_or(i64::MAX);
            for (place, open) in &mut here {
                *open = places::open_requests(connection, project.id, place.0, place.1, hottest)?;
            }
        }
        let mut added: Vec<Added> = Vec::new();
        for (place, answers) in &self.added {
            for request in here.get(place).into_iter().flatten().take(MOST_REQUESTS) {
                // What was not among the hottest when they were held is another batch's.
                if parts.contains_key(request) {
                    let signal =
                        |(answer, at): &(_, _)| (*request, *answer, *at, project.contribution(1.0, *at));
                    added.extend(answers.iter().map(signal));
                }
            }
        }
        for signal in add(connection, project.id, &added)? {
            if let Some(part) = parts.get_mut(&signal.request_id) {
                part.signals += 1;
                part.heat += signal.heat;
                part.moved = true;
            }
        }
        write(connection, project, &parts)?;
        Ok(parts.iter().filter(|(_, part)| part.moved).map(|(request, _)| *request).collect())
    }
}

/// Takes out the signals of answers; returns what they had added.
fn retract(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    answers: &[Id<id::Answer>],
) -> Result<Vec<Moved>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut gone = Vec::new();
            for answer in answers {
                let of_answer = signals::table
                    .filter(signals::project_id.eq(project))
                    .filter(signals::source_id.eq(*answer))
                    .filter(signals::kind.eq(Signal::Unhelpful.as_str()));
                let delete = diesel::delete(of_answer).returning((signals::request_id, signals::heat));
                gone.extend(prepared::<RetractSignal, _>(delete).load::<Moved>(inner)?);
            }
            Ok(gone)
        }
        AnyConnection::Postgres(inner) if !answers.is_empty() => {
            let delete = sql_query(
                "DELETE FROM signals WHERE project_id = $1 AND source_id = ANY($2) AND kind = $3 \
                 RETURNING request_id, heat",
            )
            .bind::<Uid, _>(project)
            .bind::<Array<Uid>, _>(answers)
            .bind::<Text, _>(Signal::Unhelpful.as_str());
            Ok(prepared::<RetractSignals, _>(delete).load(inner)?)
        }
        AnyConnection::Postgres(_) => Ok(Vec::new()),
    }
}

/// The unhelpful parts of requests, which are held in the order of their numbers.
fn hold(connection: &mut AnyConnection, project: &Project, ids: &[Id<id::Request>]) -> Result<Parts> {
    let part = |(number, signals, heat): (i64, i64, f64)| Part { number, signals, heat, moved: false };
    let columns = (standings::request, standings::unhelpful, standings::heat_unhelpful);
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut parts = Parts::new();
            for id in ids {
                let number = requests::table.find((project.id, *id)).select(requests::number);
                let number: Option<i64> = prepared::<Number, _>(number).get_result(inner).optional()?;
                let Some(number) = number else { continue };
                let row = standings::table.find((project.number, number)).select(columns);
                parts.insert(*id, part(prepared::<LoadPart, _>(row).get_result(inner)?));
            }
            Ok(parts)
        }
        AnyConnection::Postgres(inner) => {
            let named: Vec<(i64, Id<id::Request>)> = requests::table
                .filter(requests::project_id.eq(project.id))
                .filter(requests::id.eq_any(ids))
                .select((requests::number, requests::id))
                .load(inner)?;
            let rows: Vec<(i64, i64, f64)> = standings::table
                .filter(standings::project.eq(project.number))
                .filter(standings::request.eq_any(column(&named, |(number, _)| *number)))
                .order(standings::request.asc())
                .select(columns)
                .for_no_key_update()
                .load(inner)?;
            let named: HashMap<_, _> = named.into_iter().collect();
            Ok(rows.into_iter().filter_map(|row| Some((*named.get(&row.0)?, part(row)))).collect())
        }
    }
}

/// Puts signals in; returns those that were not there.
fn add(connection: &mut AnyConnection, project: Id<id::Project>, added: &[Added]) -> Result<Vec<Moved>> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            let mut made = Vec::with_capacity(added.len());
            for (request, answer, at, heat) in added {
                let values = (
                    signals::project_id.eq(project),
                    signals::request_id.eq(*request),
                    signals::kind.eq(Signal::Unhelpful.as_str()),
                    signals::source_id.eq(*answer),
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
        AnyConnection::Postgres(inner) if !added.is_empty() => {
            let insert = sql_query(
                "INSERT INTO signals (project_id, request_id, kind, source_id, heat, created_at) \
                 SELECT $1, m.request, $2, m.source, m.heat, m.at \
                 FROM UNNEST($3, $4, $5, $6) AS m (request, source, heat, at) \
                 ON CONFLICT DO NOTHING RETURNING request_id, heat",
            )
            .bind::<Uid, _>(project)
            .bind::<Text, _>(Signal::Unhelpful.as_str())
            .bind::<Array<Uid>, _>(column(added, |signal| signal.0))
            .bind::<Array<Uid>, _>(column(added, |signal| signal.1))
            .bind::<Array<Double>, _>(column(added, |signal| signal.3))
            .bind::<Array<BigInt>, _>(column(added, |signal| signal.2));
            Ok(prepared::<AddSignals, _>(insert).load(inner)?)
        }
        AnyConnection::Postgres(_) => Ok(Vec::new()),
    }
}

/// Writes the parts that moved, and the heat that follows.
fn write(connection: &mut AnyConnection, project: &Project, parts: &Parts) -> Result<()> {
    let moved: Vec<_> = parts.values().filter(|part| part.moved).collect();
    match connection {
        AnyConnection::Sqlite(inner) => {
            for part in moved {
                let update = diesel::update(standings::table.find((project.number, part.number)))
                    .set((
                        standings::unhelpful.eq(part.signals),
                        standings::heat_unhelpful.eq(part.heat),
                        standings::heat.eq(standings::heat_votes * project.weight_votes
                            + standings::heat_reports * project.weight_reports
                            + part.heat.into_sql::<Double>() * project.weight_unhelpful
                            + standings::heat_comments * project.weight_comments),
                    ))
                    .returning(standings::unhelpful);
                let _signals: i64 = prepared::<MovePart, _>(update).get_result(inner)?;
            }
        }
        AnyConnection::Postgres(inner) if !moved.is_empty() => {
            let update = sql_query(
                "UPDATE standings s SET unhelpful = m.signals, heat_unhelpful = m.heat, \
                 heat = s.heat_votes * $2 + s.heat_reports * $3 + m.heat * $4 + s.heat_comments * $5 \
                 FROM UNNEST($6, $7, $8) AS m (request, signals, heat) WHERE s.project = $1 AND s.request = m.request",
            )
            .bind::<Integer, _>(project.number)
            .bind::<Double, _>(project.weight_votes)
            .bind::<Double, _>(project.weight_reports)
            .bind::<Double, _>(project.weight_unhelpful)
            .bind::<Double, _>(project.weight_comments)
            .bind::<Array<BigInt>, _>(column(&moved, |part| part.number))
            .bind::<Array<BigInt>, _>(column(&moved, |part| part.signals))
            .bind::<Array<Double>, _>(column(&moved, |part| part.heat));
            prepared::<MoveParts, _>(update).execute(inner)?;
        }
        AnyConnection::Postgres(_) => {}
    }
    Ok(())
}
