//! Sums of what a batch changes about each request, and the update of its counters. Counts only rows actually written.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use super::{
    counters::{self, Move},
    rows::Request,
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{
        heat::{self, Retract},
        status::VoterKind,
    },
    error::Result,
    store::{heats, projects::Project},
};

/// What a batch does to one request.
#[derive(Default)]
pub struct Tally<'b> {
    by: Move,
    places: BTreeMap<(Id<id::Screen>, Cow<'b, str>), i64>,
    /// Whether votes were retracted.
    pub retracted: bool,
}

impl<'b> Tally<'b> {
    /// Counts a vote that was inserted (`by` is 1) or deleted (−1).
    pub fn add(
        &mut self,
        by: i64,
        kind: VoterKind,
        weight: f64,
        heat: f64,
        place: Option<(Id<id::Screen>, Cow<'b, str>)>,
    ) {
        let sign = if by < 0 { -1.0 } else { 1.0 };
        self.by.votes += by;
        match kind {
            VoterKind::Verified => self.by.verified += by,
            VoterKind::OnBehalf => self.by.on_behalf += by,
            VoterKind::Anonymous | VoterKind::Imported => {}
        }
        self.by.weight += sign * weight;
        self.by.heat += sign * heat;
        if let Some(place) = place {
            *self.places.entry(place).or_default() += by;
        }
    }
}

/// Updates the counters, and recomputes sums where floating point could leave a remainder; returns the counts.
pub fn flush(
    connection: &mut AnyConnection,
    project: &Project,
    requests: &HashMap<Id<id::Request>, Request>,
    tallies: &BTreeMap<Id<id::Request>, Tally<'_>>,
) -> Result<HashMap<Id<id::Request>, i64>> {
    if tallies.is_empty() {
        return Ok(HashMap::new());
    }
    let places: Vec<counters::PlaceMove<'_>> = tallies
        .iter()
        .filter_map(|(request, tally)| Some((requests.get(request)?.number, tally)))
        .flat_map(|(number, tally)| {
            tally.places.iter().map(move |((screen, key), by)| (number, *screen, key.as_ref(), *by))
        })
        .collect();
    let moves: Vec<_> = tallies.iter().map(|(request, tally)| (*request, tally.by)).collect();
    let counts = counters::move_all(connection, project, requests, &moves, &places)?;
    for (request, tally) in tallies.iter().filter(|(_, tally)| tally.retracted) {
        let Some(row) = requests.get(request) else { continue };
        let votes = counts.get(request).copied().unwrap_or(0);
        if votes == 0 || heat::retract(row.parts().votes, -tally.by.heat, votes) == Retract::Recompute {
            heats::recompute_votes(connection, project, row.number)?;
        }
    }
    Ok(counts)
}
