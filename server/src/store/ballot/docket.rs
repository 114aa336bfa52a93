//! What the judge remembers of requests and visitors, so that a vote costs it one look into the votes.
//! Only the writer's units change what is remembered here, and each of them makes it forget; bounded.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Ballot, pending::Pending};
use crate::{
    base::id::{self, Id},
    domain::status::Status,
    error::Result,
    store::{
        connection::{AnyConnection, each},
        prepared::prepared,
        schema::{requests, visitors, votes as table},
        votes,
    },
};

/// Requests, and visitors, remembered at the most: some ten megabytes together.
const MOST: usize = 100_000;

// The names of the statements.
enum FindRequest {}
enum FindSeat {}
enum HasVoted {}

/// What the judge must know of a request.
#[derive(Clone, Copy)]
pub struct Request {
    /// Its number, as votes have it.
    pub key: i32,
    /// Its status.
    pub status: Status,
    /// Whether end users see it.
    pub public: bool,
    /// Votes in the box, those that are not counted yet among them.
    pub votes: i64,
}

/// Requests and visitors by tenant.
#[derive(Default)]
pub struct Docket {
    requests: HashMap<(Id<id::Project>, Id<id::Request>), Request>,
    seats: HashMap<(Id<id::Project>, Id<id::Visitor>), i64>,
}

impl Docket {
    /// Forgets everything: it may have changed.
    pub fn clear(&mut self) {
        self.requests.clear();
        self.seats.clear();
    }

    /// Makes room; to be called between batches, since a batch counts on what it has looked up.
    pub fn tidy(&mut self) {
        if self.requests.len() >= MOST {
            self.requests.clear();
        }
        if self.seats.len() >= MOST {
            self.seats.clear();
        }
    }

    /// The request of a ballot; `None` when it does not exist.
    pub fn request(
        &mut self,
        connection: &mut AnyConnection,
        ballot: &Ballot,
        pending: &Pending,
    ) -> Result<Option<Request>> {
        let key = (ballot.project.id, ballot.request);
        if let Some(request) = self.requests.get(&key) {
            return Ok(Some(*request));
        }
        let row = requests::table.find(key).select((
            requests::number,
            requests::status,
            requests::public,
            requests::votes,
        ));
        let found: Option<(i64, Status, bool, i64)> =
            each!(connection, inner => prepared::<FindRequest, _>(row).get_result(inner).optional())?;
        let Some((number, status, public, counted)) = found else { return Ok(None) };
        let votes = counted + pending.moved(key.0, key.1);
        let request = Request { key: votes::key_of(number)?, status, public, votes };
        self.requests.insert(key, request);
        Ok(Some(request))
    }

    /// Votes of a request in the box; 0 for one that is not remembered.
    pub fn votes(&self, ballot: &Ballot) -> i64 {
        self.requests.get(&(ballot.project.id, ballot.request)).map_or(0, |request| request.votes)
    }

    /// Notes a vote that was cast or taken back.
    pub fn note(&mut self, ballot: &Ballot) {
        if let Some(request) = self.requests.get_mut(&(ballot.project.id, ballot.request)) {
            request.votes += if ballot.cast { 1 } else { -1 };
        }
    }

    /// The number of the visitor in the table; `None` when it is not there (yet).
    pub fn seat(&mut self, connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<i64>> {
        let key = (ballot.project.id, ballot.visitor);
        if let Some(seat) = self.seats.get(&key) {
            return Ok(Some(*seat));
        }
        let row = visitors::table.find(key).select(visitors::number);
        let found: Option<i64> =
            each!(connection, inner => prepared::<FindSeat, _>(row).get_result(inner).optional())?;
        if let Some(seat) = found {
            self.seats.insert(key, seat);
        }
        Ok(found)
    }
}

/// Whether a vote is among those that are counted.
pub fn has_voted(connection: &mut AnyConnection, project: i32, request: i32, seat: i64) -> Result<bool> {
    let row = table::table.find((project, request, seat)).select(table::request);
    let found: Option<i32> =
        each!(connection, inner => prepared::<HasVoted, _>(row).get_result(inner).optional())?;
    Ok(found.is_some())
}
