//! What the journal says already of the coming moment, remembered by a thread that counts ballots: under load it writes
//! some entries a second, each of which speaks for the batches to come as well. Forgets all after a transaction that did
//! not stand, since its entries are gone.

use std::collections::HashMap;

use super::{MOST_NAMED, What, write};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    error::Result,
    store::connection::AnyConnection,
};

/// Seconds that an entry speaks for.
const SECONDS: i64 = 1;
/// Entries of one project in such a time; after that one speaks for all of its requests.
const ENTRIES: usize = 20;
/// Projects remembered at the most.
const PROJECTS: usize = 10_000;

/// What the journal says already, by project.
#[derive(Default)]
pub struct Covered(HashMap<Id<id::Project>, Coverage>);

struct Coverage {
    since: Time,
    entries: usize,
    /// Until when it speaks for all requests.
    all: Time,
    /// Until when it speaks for these.
    some: HashMap<Id<id::Request>, Time>,
}

impl Covered {
    /// Forgets all.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// Notes requests whose counters a batch moves, where the journal does not speak for them yet.
    pub fn note(
        &mut self,
        connection: &mut AnyConnection,
        project: Id<id::Project>,
        requests: impl Iterator<Item = Id<id::Request>>,
        now: Time,
    ) -> Result<()> {
        if self.0.len() >= PROJECTS && !self.0.contains_key(&project) {
            self.forget();
        }
        let start = || Coverage { since: now, entries: 0, all: now, some: HashMap::new() };
        let coverage = self.0.entry(project).or_insert_with(start);
        let Some(fresh) = coverage.lacks(requests, now) else { return Ok(()) };
        let until = now.plus_seconds(SECONDS);
        if coverage.entries >= ENTRIES || fresh.len() > MOST_NAMED {
            write::<id::Request>(connection, project, What::Requests, None, until)?;
            coverage.all = until;
        } else {
            write(connection, project, What::Requests, Some(&fresh), until)?;
            coverage.some.extend(fresh.into_iter().map(|request| (request, until)));
        }
        coverage.entries += 1;
        Ok(())
    }
}

impl Coverage {
    /// The requests that it does not speak for; `None` when there are none.
    fn lacks(
        &mut self,
        requests: impl Iterator<Item = Id<id::Request>>,
        now: Time,
    ) -> Option<Vec<Id<id::Request>>> {
        // A clock that was set back must not leave it speaking for longer.
        let fits = |until: Time| now < until && until <= now.plus_seconds(SECONDS);
        if fits(self.all) {
            return None;
        }
        if now >= self.since.plus_seconds(SECONDS) || now < self.since {
            self.since = now;
            self.entries = 0;
            self.some.retain(|_, until| fits(*until));
        }
        let fresh: Vec<_> =
            requests.filter(|request| !self.some.get(request).is_some_and(|until| fits(*until))).collect();
        (!fresh.is_empty()).then_some(fresh)
    }
}
