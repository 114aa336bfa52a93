//! Screens that ballots name over and over, remembered by the thread that counts.
//! Forgets everything after a transaction that did not stand, since what it made is gone.

use std::collections::HashMap;

use super::Ballot;
use crate::{
    base::id::{self, Id},
    error::Result,
    store::{connection::AnyConnection, screens},
};

/// Screens whose ids are known to be committed, so that a vote needs no look-up. Bounded.
#[derive(Default)]
pub struct Known(HashMap<(Id<id::Project>, String), Seen>);

/// A screen with the title it had when it was last named.
type Seen = (Place, Option<String>);

/// A screen by its id and by its number.
pub type Place = (Id<id::Screen>, i32);

/// Screens remembered at the most.
const KNOWN: usize = 10_000;

impl Known {
    /// Forgets all: after a transaction that did not stand.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// The screen that a ballot names, made when it is not there yet.
    pub fn resolve(&mut self, connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<Place>> {
        let Some((route, title)) = &ballot.screen else { return Ok(None) };
        let key = (ballot.project.id, route.as_str().to_owned());
        if let Some((place, _)) = self.0.get(&key).filter(|(_, known)| title.is_none() || known == title) {
            return Ok(Some(*place));
        }
        let id = screens::ensure(connection, ballot.project.id, route, title.as_deref(), ballot.at)?;
        let place = (id, screens::number(connection, ballot.project.id, id)?);
        if self.0.len() >= KNOWN {
            self.forget();
        }
        self.0.insert(key, (place, title.clone()));
        Ok(Some(place))
    }
}
