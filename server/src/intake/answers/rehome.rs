//! Moving all answers and views of a screen to another one. Where a visitor answered at both, the later answer stays, and the other
//! is deleted with its counts and heat.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{counters::CounterDeltas, heat::Unhelpful};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::Result,
    store::{
        day_totals::DayMoves,
        projects::Project,
        schema::{answer_days, answers},
    },
};

/// Visitors that one statement names.
const NAMED: usize = 500;

/// An answer, as far as it decides which one stays.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = answers)]
pub struct Given {
    screen_id: Id<id::Screen>,
    object_key: String,
    visitor_id: Id<id::Visitor>,
    id: Id<id::Answer>,
    helpful: bool,
    updated_at: Time,
}

/// The answers that would be deleted: of two by one visitor about one object the earlier one, or of `into` when both are of one time.
pub fn doubled(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
) -> Result<Vec<Given>> {
    let of = |screen: Id<id::Screen>| {
        answers::table.filter(answers::project_id.eq(project)).filter(answers::screen_id.eq(screen))
    };
    let moving: Vec<Given> = of(from).select(Given::as_select()).load(connection)?;
    let mut visitors: Vec<_> = moving.iter().map(|given| given.visitor_id).collect();
    visitors.sort_unstable();
    visitors.dedup();
    let mut there: HashMap<(String, Id<id::Visitor>), Given> = HashMap::new();
    for some in visitors.chunks(NAMED) {
        let rows: Vec<Given> =
            of(into).filter(answers::visitor_id.eq_any(some)).select(Given::as_select()).load(connection)?;
        there.extend(rows.into_iter().map(|row| ((row.object_key.clone(), row.visitor_id), row)));
    }
    let mut left = Vec::new();
    for given in moving {
        if let Some(other) = there.remove(&(given.object_key.clone(), given.visitor_id)) {
            left.push(if given.updated_at < other.updated_at { given } else { other });
        }
    }
    Ok(left)
}

/// Moves the answers and views; both screens are locked. Returns what the caller writes of the project's days at its end.
pub fn rehome(
    connection: &mut AnyConnection,
    project: &Project,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
    now: Time,
) -> Result<DayMoves> {
    let left = doubled(connection, project.id, from, into)?;
    let (mut deltas, mut unhelpful) = (CounterDeltas::default(), Unhelpful::default());
    for given in &left {
        let row = answers::table.find((project.id, given.screen_id, &given.object_key, given.visitor_id));
        diesel::delete(row).execute(connection)?;
        deltas.add(given.screen_id, &given.object_key, given.updated_at, given.helpful, -1);
        unhelpful.retract(given.id);
    }
    deltas.flush(connection, project.id)?;
    let moved = unhelpful.flush(connection, project, &[])?;
    journal::note(connection, project.id, What::Requests, &moved, now)?;

    let stay = answers::table.filter(answers::project_id.eq(project.id)).filter(answers::screen_id.eq(from));
    diesel::update(stay).set(answers::screen_id.eq(into)).execute(connection)?;
    let days = || {
        answer_days::table
            .filter(answer_days::project_id.eq(project.id))
            .filter(answer_days::screen_id.eq(from))
    };
    let rows: Vec<(String, i64, i64, i64, i64)> = days()
        .select((
            answer_days::object_key,
            answer_days::day,
            answer_days::helpful,
            answer_days::unhelpful,
            answer_days::views,
        ))
        .load(connection)?;
    let mut arriving = CounterDeltas::default();
    for (object_key, day, helpful, unhelpful, views) in &rows {
        arriving.day((into, object_key, *day), *helpful, *unhelpful, *views);
    }
    arriving.flush(connection, project.id)?;
    diesel::delete(days()).execute(connection)?;
    // Nothing else changed of the project's days: an answer that moved stays on its day.
    Ok(deltas.of_project())
}
