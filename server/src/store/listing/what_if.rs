//! The first requests as another ranking would have them, before it is saved.
//! Changes nothing. By other weights it is arithmetic on the parts, in one query; by another half-life the votes of the few requests
//! are read whose score may be among the first.

use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Double},
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

/// Requests that are looked at in one query, as a multiple of those that are wanted, and in how many queries at most.
const WIDER: i64 = 3;
const MAX_QUERIES: i64 = 4;

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
    for turn in 0..MAX_QUERIES {
        let at = (wider, turn * wider);
        let found = ranked(connection, both, filter, line.unwrap_or(EXACT), now, at)?;
        let is_end = i64::try_from(found.len()).is_ok_and(|read| read < wider);
        for (row, most) in found {
            if line.is_some() && search.is_full_above(most) {
                return Ok(search.done());
            }
            search.add(connection, row, line)?;
        }
        if is_end || line.is_none() {
            return Ok(search.done());
        }
    }
    search.estimated = true;
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

/// Some requests in the order of the most that their scores can be, with that.
fn ranked(
    connection: &mut AnyConnection,
    (project, wanted): (&Project, &Project),
    filter: &Filter,
    line: Line,
    now: Time,
    (limit, offset): (i64, i64),
) -> Result<Vec<(Request, f64)>> {
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
    let query = whole!(project.id, project.number).limit(limit).offset(offset).into_boxed();
    let query = narrowed!(query, project.id, filter);
    let rows = query
        .order((most().desc(), requests::number.desc()))
        .select((Request::as_select(), most()))
        .load(connection)?;
    Ok(rows)
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
