//! Screens that ballots name over and over, and what the journal says already, remembered by the thread that counts.
//! Forgets everything after a transaction that did not stand, since what it made is gone.

use std::collections::HashMap;

use super::Ballot;
use crate::{
    base::{
        id::{self, Id},
        time::Clock,
    },
    changes::throttle::Covered,
    db::connection::AnyConnection,
    error::Result,
    store::screens,
};

/// Screens whose ids are known to be committed, so that a vote needs no look-up; and what is noted. Bounded.
pub struct Known {
    screens: HashMap<(Id<id::Project>, String), Seen>,
    covered: Covered,
    clock: Clock,
}

/// A screen with the title it had when it was last named.
type Seen = (Place, Option<String>);

/// A screen by its id and by its number.
pub type Place = (Id<id::Screen>, i32);

/// Screens remembered at the most.
const KNOWN: usize = 10_000;

impl Known {
    /// Nothing; what is noted gets its time from the clock.
    pub fn new(clock: Clock) -> Self {
        Self { screens: HashMap::new(), covered: Covered::default(), clock }
    }

    /// Forgets all: after a transaction that did not stand.
    pub fn forget(&mut self) {
        self.screens.clear();
        self.covered.forget();
    }

    /// Notes in the journal which requests of a project a batch moves.
    pub fn note(
        &mut self,
        connection: &mut AnyConnection,
        project: Id<id::Project>,
        moved: impl Iterator<Item = Id<id::Request>>,
    ) -> Result<()> {
        self.covered.note(connection, project, moved, self.clock.now())
    }

    /// The screen that a ballot names, made when it is not there yet.
    pub fn resolve(&mut self, connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<Place>> {
        let Some((route, title)) = &ballot.screen else { return Ok(None) };
        let key = (ballot.project.id, route.as_str().to_owned());
        if let Some((place, _)) =
            self.screens.get(&key).filter(|(_, known)| title.is_none() || known == title)
        {
            return Ok(Some(*place));
        }
        let id = screens::ensure(connection, ballot.project.id, route, title.as_deref(), ballot.at)?;
        let place = (id, screens::number(connection, ballot.project.id, id)?);
        if self.screens.len() >= KNOWN {
            self.screens.clear();
        }
        self.screens.insert(key, (place, title.clone()));
        Ok(Some(place))
    }
}
