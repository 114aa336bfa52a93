//! The requests whose heat a batch of answers changes: an unhelpful answer adds heat to the hottest created at its place.
//! Writes nothing itself: `store::heats` does.

use std::collections::{BTreeMap, HashMap};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
    store::{
        heats::{Added, HeatDelta},
        places,
        projects::Project,
        requests,
        signals::Signal,
    },
};

/// Maximum number of requests that one unhelpful answer adds heat to: the hottest created at that place.
const MAX_REQUESTS: usize = 20;

/// A screen and an object on it.
type Place<'b> = (Id<id::Screen>, &'b str);

/// What a batch of answers says of places, and takes back.
#[derive(Default)]
pub struct Unhelpful<'b> {
    retracted: Vec<Id<id::Answer>>,
    added: BTreeMap<Place<'b>, Vec<(Id<id::Answer>, Time)>>,
}

impl<'b> Unhelpful<'b> {
    /// What this answer said so far is taken back.
    pub fn retract(&mut self, answer: Id<id::Answer>) {
        self.retracted.push(answer);
    }

    /// This answer says, since then, that a place does not help.
    pub fn add(&mut self, place: Place<'b>, answer: Id<id::Answer>, since: Time) {
        self.added.entry(place).or_default().push((answer, since));
    }

    /// Updates the heat; returns the requests whose heat changed. Retractions come first, and the answers add heat to
    /// those that are the hottest then. Requests of which the caller changes something afterwards are locked together with these.
    pub fn flush(
        self,
        connection: &mut AnyConnection,
        project: &Project,
        also: &[Id<id::Request>],
    ) -> Result<Vec<Id<id::Request>>> {
        if self.retracted.is_empty() && self.added.is_empty() {
            requests::lock(connection, project.id, also)?;
            return Ok(Vec::new());
        }
        let mut delta = HeatDelta::new(project, Signal::Unhelpful);
        let losing = delta.retract(connection, &self.retracted)?;
        // As many more may move up among the hottest as lose some of their heat.
        let mut here = self.open_requests(connection, project, MAX_REQUESTS + losing)?;
        delta.lock(connection, &here.values().flatten().chain(also).copied().collect::<Vec<_>>())?;
        if losing > 0 && here.values().any(|open| open.len() > MAX_REQUESTS) {
            delta.write(connection)?;
            here = self.open_requests(connection, project, MAX_REQUESTS)?;
        }
        let mut added: Vec<Added<id::Answer>> = Vec::new();
        for (place, answers) in &self.added {
            // A request that was not among the hottest when they were locked gets nothing: another batch moved it up.
            for request in here.get(place).into_iter().flatten().take(MAX_REQUESTS) {
                added.extend(answers.iter().map(|(answer, at)| (*request, *answer, *at)));
            }
        }
        delta.add(connection, &added)?;
        delta.write(connection)
    }

    /// The hottest requests at each place where an answer is added.
    fn open_requests(
        &self,
        connection: &mut AnyConnection,
        project: &Project,
        limit: usize,
    ) -> Result<HashMap<Place<'b>, Vec<Id<id::Request>>>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let open = |place: &Place<'b>| {
            Ok((*place, places::open_requests(connection, project.id, place.0, place.1, limit)?))
        };
        self.added.keys().map(open).collect()
    }
}
