//! Carrying answers over from one visitor to another. Where both answered, the other's stays and this one is deleted, with
//! its counts and heat.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{counters::CounterDeltas, heat::Unhelpful};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::{connection::AnyConnection, transaction},
    error::Result,
    store::{
        answers::{Answer, for_visitor},
        day_totals::DayMoves,
        projects::Project,
        schema::answers,
        screens,
    },
};

/// The answers of a visitor, whose row is locked, with the locks of their screens: nobody moves them until the transaction ends.
pub fn held(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Vec<Answer>> {
    let mut held = Vec::new();
    // A screen may be merged between reading and locking: then its answers are at another one.
    transaction::settle(connection, |connection| {
        let seen = for_visitor(connection, project, visitor, i64::MAX)?;
        let screens: HashSet<_> = seen.iter().map(|answer| answer.screen_id).collect();
        screens::lock(connection, project, &screens.iter().copied().collect::<Vec<_>>())?;
        held = for_visitor(connection, project, visitor, i64::MAX)?;
        Ok(held.iter().all(|answer| screens.contains(&answer.screen_id)))
    })?;
    Ok(held)
}

/// Carries answers over; returns how many have another visitor now, and what the caller writes of the project's days at its end.
/// Locks also the requests of which the caller changes something afterwards.
pub fn carry(
    connection: &mut AnyConnection,
    project: &Project,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
    also: &[Id<id::Request>],
    now: Time,
) -> Result<(i64, DayMoves)> {
    let mine = held(connection, project.id, from)?;
    let theirs = for_visitor(connection, project.id, to, i64::MAX)?;
    let mut carried = 0;
    let (mut deltas, mut unhelpful, mut left) = (CounterDeltas::default(), Unhelpful::default(), Vec::new());
    for answer in &mine {
        let row = answers::table.find((project.id, answer.screen_id, &answer.object_key, from));
        let both = theirs
            .iter()
            .any(|other| other.screen_id == answer.screen_id && other.object_key == answer.object_key);
        if !both {
            diesel::update(row).set(answers::visitor_id.eq(to)).execute(connection)?;
            carried += 1;
        } else if diesel::delete(row).execute(connection)? == 1 {
            deltas.add(answer.screen_id, &answer.object_key, answer.updated_at, answer.helpful, -1);
            unhelpful.retract(answer.id);
            left.push(answer.screen_id);
        }
    }
    deltas.flush(connection, project.id)?;
    left.sort_unstable();
    left.dedup();
    journal::note(connection, project.id, What::Answers, &left, now)?;
    let moved = unhelpful.flush(connection, project, also)?;
    journal::note(connection, project.id, What::Requests, &moved, now)?;
    Ok((carried, deltas.of_project()))
}
