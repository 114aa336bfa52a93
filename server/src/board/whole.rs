//! A request with everything that its page and its feed tell.
//! Reads public requests only; a merged one is only a way to the one that stands for it.

use super::{
    comments,
    row::{self, Found},
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::status::Status,
    error::{Error, Result},
    store::{
        boards,
        comments::{self as said, Thread},
        contributions::{self, Credit},
        decisions, families,
        release_notes::{self, ReleaseNote},
        requests,
    },
};

/// The most release notes that are linked.
const MOST_RELEASES: i64 = 20;

/// What is read of a request.
pub struct Whole {
    /// The request and its screen.
    pub found: Found,
    /// Its decisions, newest first.
    pub decisions: Vec<decisions::Decision>,
    /// The latest comments on it.
    pub threads: Vec<Thread>,
    /// Who contributed to it.
    pub credits: Vec<Credit>,
    /// Whether comments on it are closed.
    pub locked: bool,
    /// The published release notes that answer it or what was merged into it, newest first.
    pub releases: Vec<ReleaseNote>,
}

/// A public request with its decisions, or the number of the one that it was merged into. Fails as not found for others.
pub fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    number: i64,
) -> Result<std::result::Result<Whole, i64>> {
    let standing = boards::standing_for(connection, project, number)?.ok_or_else(Error::not_found)?;
    if standing != number {
        return Ok(Err(standing));
    }
    let request = requests::by_number(connection, project, number)?;
    let id = request.id;
    let mut rows = row::with_screens(connection, project, vec![request])?;
    let found = rows.pop().ok_or_else(Error::not_found)?;
    let mut decisions = decisions::for_requests(connection, project, &[id])?;
    // A merge is no decision of the team about what was asked.
    decisions.retain(|decision| decision.status != Status::Merged);
    let threads = comments::read(connection, project, id)?;
    let family = families::all(connection, project, id)?;
    let mut releases: Vec<ReleaseNote> = Vec::new();
    for (_, note) in release_notes::for_requests_since(connection, project, &family, None, MOST_RELEASES)? {
        if releases.iter().all(|known| known.id != note.id) {
            releases.push(note);
        }
    }
    let credits = contributions::of_requests(connection, project, &[id])?;
    let locked = said::is_locked(connection, project, id)?;
    Ok(Ok(Whole { found, decisions, threads, credits, locked, releases }))
}
