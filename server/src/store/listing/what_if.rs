//! The first requests as another ranking would have them, before it is saved.
//! Changes nothing. By other weights it is arithmetic on the parts, in one query; by another half-life the votes of the few requests
//! are read whose score may be among the first.

use std::collections::HashMap;

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Bool, Double},
};

use super::{
    Filter,
    filter::{here, narrowed},
};
use crate::{
    base::time::Time,
    db::connection::AnyConnection,
    domain::{
        heat::{self, Line, Parts},
        order::Order,
    },
    error::Result,
    store::{
        self,
        numbers::whole,
        projects::Project,
        requests::Request,
        schema::{places, requests, standings, tags, visitors, votes},
        signals,
    },
};

/// The most votes that are read for one answer, about a tenth of a second.
const MAX_READ: i64 = 300_000;

/// Requests that are looked at by another half-life at most, as a multiple of those that are wanted.
const WIDER: i64 = 12;

/// The first requests by another ranking.
#[derive(Debug)]
pub struct WhatIf {
    /// The requests with their parts and heat as the other ranking would have them.
    pub rows: Vec<Request>,
    /// The numbers of the first requests as they rank today.
    pub before: Vec<i64>,
    /// Whether there were too many votes to read, so that some scores are the most that they can be.
    pub estimated: bool,
}

/// The first `limit` requests that pass a filter without words, as `wanted` would rank what `project` has.
pub fn first(
    connection: &mut AnyConnection,
    (project, wanted): (&Project, &Project),
    filter: &Filter,
    now: Time,
    limit: i64,
) -> Result<WhatIf> {
    let both = (project, wanted);
    let hot = super::page(connection, project.id, Order::Hot, filter, None, limit)?.items;
    let before = hot.iter().map(|row| row.number).collect();
    let line = line(both, &hot, now);
    let wider = if line.is_none() { limit } else { limit * WIDER };
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut search = Search { wanted, now, limit: size, rows: Vec::new(), before, read: 0, estimated: false };
    let found = ranked(connection, both, filter, line.unwrap_or(EXACT), now, wider)?;
    for part in found.chunks(size.max(1)) {
        let mut rows = read(connection, project, part)?;
        for (number, most) in part {
            if line.is_some() && search.is_full_above(*most) {
                return Ok(search.done());
            }
            if let Some(row) = rows.remove(number) {
                search.add(connection, row, line)?;
            }
        }
    }
    search.estimated |= line.is_some() && i64::try_from(found.len()).is_ok_and(|read| read == wider);
    Ok(search.done())
}

/// The line of a half-life that stays: what a part will be is what it is.
const EXACT: Line = Line { size: 0.0, sum: 1.0 };

/// The line above the parts by the wanted half-life, tight for the votes of the requests that are first today; `None` where the
/// half-life stays.
fn line((project, wanted): (&Project, &Project), hot: &[Request], now: Time) -> Option<Line> {
    let (before, after) = (project.half_life_days, wanted.half_life_days);
    if before == after {
        return None;
    }
    let size: f64 = hot.iter().map(|row| row.weight).sum();
    let sum = project.today(hot.iter().map(|row| row.heat_votes).sum(), now);
    Some(heat::bound(before, after, if size > 0.0 { sum / size } else { 1.0 }))
}

/// The numbers of some requests in the order of the most that their scores can be, with that.
fn ranked(
    connection: &mut AnyConnection,
    (project, wanted): (&Project, &Project),
    filter: &Filter,
    line: Line,
    now: Time,
    limit: i64,
) -> Result<Vec<(i64, f64)>> {
    let (weights, sum) = (wanted.weights(), line.sum * project.today(1.0, now));
    let most = || {
        sql::<Double>("(")
            .bind::<Double, _>(weights.votes * line.size)
            .sql(" * standings.weight + ")
            .bind::<Double, _>(weights.reports * line.size)
            .sql(" * standings.reports + ")
            .bind::<Double, _>(weights.unhelpful * line.size)
            .sql(" * standings.unhelpful + ")
            .bind::<Double, _>(weights.comments * line.size)
            .sql(" * standings.comments + ")
            .bind::<Double, _>(weights.votes * sum)
            .sql(" * standings.heat_votes + ")
            .bind::<Double, _>(weights.reports * sum)
            .sql(" * standings.heat_reports + ")
            .bind::<Double, _>(weights.unhelpful * sum)
            .sql(" * standings.heat_unhelpful + ")
            .bind::<Double, _>(weights.comments * sum)
            .sql(" * standings.heat_comments)")
    };
    if filter.is_more_than_facets(Order::Hot) {
        let query = whole!(project.id, project.number).limit(limit).into_boxed();
        let query = narrowed!(query, project.id, filter);
        let rows = query
            .order((most().desc(), requests::number.desc()))
            .select((requests::number, most()))
            .load(connection)?;
        return Ok(rows);
    }
    // From one table, in the order of its key: by an index of facets each of a million rows would be looked up, and with the texts of
    // the requests beside it all of these. The sign keeps SQLite from the index.
    let codes: Vec<String> = filter.codes().iter().map(ToString::to_string).collect();
    let rows = standings::table
        .filter(standings::project.eq(project.number))
        .filter(sql::<Bool>(&format!("+standings.facet IN ({})", codes.join(", "))))
        .order((most().desc(), standings::request.desc()))
        .select((standings::request, most()))
        .limit(limit)
        .load(connection)?;
    Ok(rows)
}

/// The requests of these numbers.
fn read(
    connection: &mut AnyConnection,
    project: &Project,
    found: &[(i64, f64)],
) -> Result<HashMap<i64, Request>> {
    let numbers: Vec<i64> = found.iter().map(|(number, _)| *number).collect();
    let rows: Vec<Request> = whole!(project.id, project.number)
        .filter(requests::number.eq_any(numbers))
        .select(Request::as_select())
        .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.number, row)).collect())
}

/// The first requests as far as they are known.
struct Search<'p> {
    wanted: &'p Project,
    now: Time,
    limit: usize,
    rows: Vec<Request>,
    before: Vec<i64>,
    read: i64,
    estimated: bool,
}

impl Search<'_> {
    /// Whether enough requests are known whose scores today are at least `most`.
    fn is_full_above(&self, most: f64) -> bool {
        let last = self.limit.checked_sub(1).and_then(|last| self.rows.get(last));
        last.is_some_and(|row| self.wanted.today(row.heat, self.now) >= most)
    }

    /// Adds a request, with its parts as they will be.
    fn add(&mut self, connection: &mut AnyConnection, mut row: Request, line: Option<Line>) -> Result<()> {
        if let Some(line) = line {
            let parts = self.parts(connection, &row, line)?;
            row.heat_votes = parts.votes;
            row.heat_reports = parts.reports;
            row.heat_unhelpful = parts.unhelpful;
            row.heat_comments = parts.comments;
        }
        row.heat = row.parts().heat(&self.wanted.weights());
        let after = self.rows.partition_point(|other| {
            other.heat > row.heat || other.heat == row.heat && other.number > row.number
        });
        self.rows.insert(after, row);
        Ok(())
    }

    /// The parts of a request by the wanted half-life.
    fn parts(&mut self, connection: &mut AnyConnection, row: &Request, line: Line) -> Result<Parts> {
        let signals = signals::parts(connection, self.wanted, row.id)?;
        self.read += row.votes;
        if self.read <= MAX_READ {
            return Ok(Parts { votes: store::votes::part(connection, self.wanted, row.number)?, ..signals });
        }
        self.read -= row.votes;
        self.estimated = true;
        // What is stored is worth the same by both landmarks.
        let unit = self.wanted.today(1.0, self.now);
        Ok(Parts { votes: line.size * row.weight / unit + line.sum * row.heat_votes, ..signals })
    }

    fn done(mut self) -> WhatIf {
        self.rows.truncate(self.limit);
        WhatIf { rows: self.rows, before: self.before, estimated: self.estimated }
    }
}
