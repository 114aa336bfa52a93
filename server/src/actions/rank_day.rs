//! In which order the requests that need a decision were when the day began, and where each was then.
//! Keeps no scores: they fade all at once, and would say nothing about the order.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::{
    base::{
        id::{self, Id},
        time::{DAY, Time},
    },
    db::connection::AnyConnection,
    domain::{facet::Facet, order::Order, status::Status},
    error::Result,
    store::{
        listing::{self, Filter},
        projects, rank_days,
        schema::requests,
    },
};

/// Requests whose order is kept.
const KEPT: i64 = 400;

/// Requests of today's order that are compared.
const COMPARED: i64 = 200;

/// Microseconds after which an order is deleted.
const LASTS: i64 = 2 * DAY;

/// The start of the UTC day of a time.
pub fn day_of(now: Time) -> Time {
    Time::from_micros(now.micros() - now.micros().rem_euclid(DAY))
}

/// What needs a decision.
fn undecided() -> Filter {
    Filter { statuses: vec![Status::New, Status::UnderReview], snoozed: Some(false), ..Filter::default() }
}

/// Keeps the order of now, once a day, and deletes old ones of all projects.
pub fn keep(connection: &mut AnyConnection, project: Id<id::Project>, now: Time) -> Result<()> {
    projects::lock(connection, project)?;
    // Another node may have kept it meanwhile.
    if rank_days::latest(connection, project)?.is_some_and(|at| at >= day_of(now)) {
        return Ok(());
    }
    let page = listing::page(connection, project, Order::Hot, &undecided(), None, KEPT)?;
    let numbers: Vec<i64> = page.items.iter().map(|row| row.number).collect();
    rank_days::keep(connection, project, &numbers, now)?;
    rank_days::sweep(connection, Time::from_micros(now.micros() - LASTS))
}

/// Where a request was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Was {
    /// The request.
    pub id: Id<id::Request>,
    /// Its rank then among those that still need a decision, from 1; `None` where it was not among the first, or did not exist.
    pub rank: Option<usize>,
}

/// Where the requests that need a decision now, in their order of now, were when the latest order was kept, and when that was.
pub fn compared(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
) -> Result<Option<(Time, Vec<Was>)>> {
    let Some(at) = rank_days::latest(connection, project)? else { return Ok(None) };
    let kept = rank_days::of(connection, project, at)?;
    let facets: Vec<(i64, i16)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::number.eq_any(&kept))
        .select((requests::number, requests::facet))
        .load(connection)?;
    // What was decided since has left the list, and moves nobody up.
    let open: HashSet<i64> = facets
        .into_iter()
        .filter(|(_, code)| {
            Facet::of_code(*code).is_some_and(|facet| {
                !facet.snoozed && matches!(facet.status, Status::New | Status::UnderReview)
            })
        })
        .map(|(number, _)| number)
        .collect();
    let before: Vec<i64> = kept.into_iter().filter(|number| open.contains(number)).collect();
    let now = listing::page(connection, project, Order::Hot, &undecided(), None, COMPARED)?;
    let was = |number: i64| before.iter().position(|kept| *kept == number).map(|at| at + 1);
    Ok(Some((at, now.items.iter().map(|row| Was { id: row.id, rank: was(row.number) }).collect())))
}
