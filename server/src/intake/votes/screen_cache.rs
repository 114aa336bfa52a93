//! Screens that commands name over and over, and what the journal says already, remembered by the thread that counts.
//! Forgets everything after a transaction that was rolled back, since the rows it created are gone.

use std::collections::HashMap;

use super::VoteCommand;
use crate::{
    base::{
        id::{self, Id},
        time::Clock,
    },
    changes::throttle::JournalThrottle,
    db::connection::AnyConnection,
    error::Result,
    store::screens,
};

/// Screens whose ids are known to be committed, so that a vote needs no look-up; and what is noted. Bounded.
pub struct ScreenCache {
    screens: HashMap<(Id<id::Project>, String), Seen>,
    covered: JournalThrottle,
    clock: Clock,
}

/// A screen with the title it had when it was last named.
type Seen = (Place, Option<String>);

/// A screen by its id and by its number.
pub type Place = (Id<id::Screen>, i32);

/// Maximum number of remembered screens.
const MAX_SCREENS: usize = 10_000;

impl ScreenCache {
    /// Nothing; what is noted gets its time from the clock.
    pub fn new(clock: Clock) -> Self {
        Self { screens: HashMap::new(), covered: JournalThrottle::default(), clock }
    }

    /// Forgets everything, after a transaction that was rolled back.
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

    /// The screen that a command names, made when it is not there yet.
    pub fn resolve(
        &mut self,
        connection: &mut AnyConnection,
        command: &VoteCommand,
    ) -> Result<Option<Place>> {
        let Some((route, title)) = &command.screen else { return Ok(None) };
        let key = (command.project.id, route.as_str().to_owned());
        if let Some((place, _)) =
            self.screens.get(&key).filter(|(_, known)| title.is_none() || known == title)
        {
            return Ok(Some(*place));
        }
        let id = screens::ensure(connection, command.project.id, route, title.as_deref(), command.at)?;
        let place = (id, screens::number(connection, command.project.id, id)?);
        if self.screens.len() >= MAX_SCREENS {
            self.screens.clear();
        }
        self.screens.insert(key, (place, title.clone()));
        Ok(Some(place))
    }
}
