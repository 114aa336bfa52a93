//! What moves the heat of a request apart from votes, and how its parts become the indexed heat.
//! Holds no formula: `domain::heat` has them.

use diesel::{dsl::sum, prelude::*};

use super::{
    numbers::request,
    projects::Project,
    schema::{requests, signals, standings},
    votes,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// The standing of a request.
macro_rules! of {
    ($project:expr, $request:expr) => {
        standings::table
            .filter(standings::project.eq($project.number))
            .filter(standings::request.eq(request!($project.id, $request)))
    };
}

/// A kind of signal that is kept in the signals table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A report linked to the request.
    Report,
    /// An unhelpful answer on the request's screen.
    Unhelpful,
}

impl Signal {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Unhelpful => "unhelpful",
        }
    }
}

/// Adds the signal of a report once, of size 1; returns whether it was new.
pub fn add(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    source: Id<id::Report>,
    now: Time,
) -> Result<bool> {
    let heat = project.contribution(1.0, now);
    let values = (
        signals::project_id.eq(project.id),
        signals::request_id.eq(request),
        signals::kind.eq(Signal::Report.as_str()),
        signals::source_id.eq(source),
        signals::heat.eq(heat),
        signals::created_at.eq(now),
    );
    let made = each!(connection, inner => diesel::insert_into(signals::table)
        .values(&values)
        .on_conflict_do_nothing()
        .execute(inner))?;
    if made == 0 {
        return Ok(false);
    }
    diesel::update(of!(project, request))
        .set((
            standings::reports.eq(standings::reports + 1),
            standings::heat_reports.eq(standings::heat_reports + heat),
        ))
        .execute(connection)?;
    refresh(connection, project, request)?;
    Ok(true)
}

/// Takes the signal of a report back; the part is summed again from what remains, so no rounding rest stays.
pub fn remove(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    source: Id<id::Report>,
) -> Result<bool> {
    // The counter moves first: on PostgreSQL that takes the row's lock, and the sum below sees all that is committed.
    let gone = diesel::delete(signals::table.find((project.id, request, Signal::Report.as_str(), source)))
        .execute(connection)?;
    if gone == 0 {
        return Ok(false);
    }
    diesel::update(of!(project, request))
        .set(standings::reports.eq(standings::reports - 1))
        .execute(connection)?;
    let part = remaining(connection, project.id, request, Signal::Report)?;
    diesel::update(of!(project, request)).set(standings::heat_reports.eq(part)).execute(connection)?;
    refresh(connection, project, request)?;
    Ok(true)
}

/// The sum of a kind of signal as it is in the table.
pub fn remaining(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    kind: Signal,
) -> Result<f64> {
    let total: Option<f64> = signals::table
        .filter(signals::project_id.eq(project))
        .filter(signals::request_id.eq(request))
        .filter(signals::kind.eq(kind.as_str()))
        .select(sum(signals::heat))
        .first(connection)?;
    Ok(total.unwrap_or(0.0))
}

/// Sums the votes' part again from the votes that are there. The row must be locked by an update before.
pub fn settle_votes(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
) -> Result<()> {
    let number = requests::table.find((project.id, request)).select(requests::number).first(connection)?;
    let cast = votes::of_request(connection, project, number)?;
    let heat: f64 = cast.iter().map(|vote| project.contribution(vote.weight, vote.at)).sum();
    let weight: f64 = cast.iter().map(|vote| vote.weight).sum();
    diesel::update(of!(project, request))
        .set((standings::heat_votes.eq(heat), standings::weight.eq(weight)))
        .execute(connection)?;
    refresh(connection, project, request)
}

/// Makes the indexed heat of a request out of its parts and the project's weights.
pub fn refresh(connection: &mut AnyConnection, project: &Project, request: Id<id::Request>) -> Result<()> {
    diesel::update(of!(project, request))
        .set(standings::heat.eq(standings::heat_votes * project.weight_votes
            + standings::heat_reports * project.weight_reports
            + standings::heat_unhelpful * project.weight_unhelpful
            + standings::heat_comments * project.weight_comments))
        .execute(connection)?;
    Ok(())
}
