//! What the judge remembers of requests and visitors, so that somebody who votes again costs it no look into the tables.
//! Only ballots, which it judges itself, and the writer's units change what is remembered here; each unit makes it forget.
//! Bounded.

use diesel::prelude::*;

use super::{
    Ballot,
    pending::{Changes, Pending, Tenant, Voter},
};
use crate::{
    base::{
        id::{self, Id},
        map::IdMap,
    },
    domain::status::Status,
    error::Result,
    store::{
        connection::{AnyConnection, each},
        numbers::whole,
        prepared::prepared,
        schema::{requests, standings, visitors, votes as table},
        votes,
    },
};

/// Requests, and visitors, remembered at the most: some ten megabytes together.
const MOST: usize = 100_000;
/// Votes of visitors remembered at the most, four bytes each.
const MOST_VOTES: usize = 2_000_000;
/// Votes of one visitor that are remembered; whoever has more costs a look each time.
const MANY: usize = 500;

// The names of the statements.
enum FindRequest {}
enum FindSeat {}
enum FindVotes {}
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

/// A visitor that is in the tables.
struct Seat {
    number: i64,
    /// The requests that it has voted on, by number; `None` where they are too many, or were not all counted yet.
    voted: Option<Vec<i32>>,
}

/// Requests and visitors by tenant.
#[derive(Default)]
pub struct Docket {
    requests: IdMap<(Tenant, Id<id::Request>), Request>,
    seats: IdMap<Voter, Seat>,
    votes: usize,
}

impl Docket {
    /// Forgets everything: it may have changed.
    pub fn clear(&mut self) {
        self.requests.clear();
        self.forget_seats();
    }

    fn forget_seats(&mut self) {
        self.seats.clear();
        self.votes = 0;
    }

    /// Makes room; to be called between batches, since a batch counts on what it has looked up.
    pub fn tidy(&mut self) {
        if self.requests.len() >= MOST {
            self.requests.clear();
        }
        if self.seats.len() >= MOST || self.votes >= MOST_VOTES {
            self.forget_seats();
        }
    }

    /// The request of a ballot; `None` when it does not exist.
    pub fn request(
        &mut self,
        connection: &mut AnyConnection,
        ballot: &Ballot,
        pending: &Pending,
    ) -> Result<Option<Request>> {
        let key = (ballot.project.number, ballot.request);
        if let Some(request) = self.requests.get(&key) {
            return Ok(Some(*request));
        }
        let row = whole!(ballot.project.id, key.0).filter(requests::id.eq(key.1)).select((
            requests::number,
            requests::status,
            requests::public,
            standings::votes,
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
        self.requests.get(&(ballot.project.number, ballot.request)).map_or(0, |request| request.votes)
    }

    /// Notes a vote that was cast or taken back.
    pub fn note(&mut self, ballot: &Ballot) {
        let Some(request) = self.requests.get_mut(&(ballot.project.number, ballot.request)) else { return };
        request.votes += if ballot.cast { 1 } else { -1 };
        let seat = self.seats.get_mut(&(ballot.project.number, ballot.visitor));
        let Some(voted) = seat.and_then(|seat| seat.voted.as_mut()) else { return };
        if ballot.cast {
            voted.push(request.key);
            self.votes += 1;
        } else {
            voted.retain(|key| *key != request.key);
        }
    }

    /// The number of the visitor in the table; `None` when it is not there (yet).
    pub fn seat(
        &mut self,
        connection: &mut AnyConnection,
        ballot: &Ballot,
        pending: &Pending,
        changes: &Changes,
    ) -> Result<Option<i64>> {
        let key = (ballot.project.number, ballot.visitor);
        if let Some(seat) = self.seats.get(&key) {
            return Ok(Some(seat.number));
        }
        let row = visitors::table.find((ballot.project.id, ballot.visitor)).select(visitors::number);
        let found: Option<i64> =
            each!(connection, inner => prepared::<FindSeat, _>(row).get_result(inner).optional())?;
        let Some(number) = found else { return Ok(None) };
        // What is not counted yet is not in the tables.
        let counted = !pending.touches(&key) && !changes.touches(&key);
        let voted = if counted { votes_of(connection, ballot.project.number, number)? } else { None };
        self.votes += voted.as_ref().map_or(0, Vec::len);
        self.seats.insert(key, Seat { number, voted });
        Ok(Some(number))
    }

    /// Whether a visitor's vote is among those that are counted, or remembered.
    pub fn has_voted(
        &self,
        connection: &mut AnyConnection,
        ballot: &Ballot,
        request: Request,
        number: i64,
    ) -> Result<bool> {
        let seat = self.seats.get(&(ballot.project.number, ballot.visitor));
        if let Some(voted) = seat.and_then(|seat| seat.voted.as_ref()) {
            return Ok(voted.contains(&request.key));
        }
        let row = table::table.find((ballot.project.number, request.key, number)).select(table::request);
        let found: Option<i32> =
            each!(connection, inner => prepared::<HasVoted, _>(row).get_result(inner).optional())?;
        Ok(found.is_some())
    }
}

/// The numbers of the requests that a visitor has voted on; `None` when they are too many.
fn votes_of(connection: &mut AnyConnection, project: i32, number: i64) -> Result<Option<Vec<i32>>> {
    let rows = table::table
        .filter(table::project.eq(project))
        .filter(table::visitor.eq(number))
        .select(table::request)
        .limit(MANY as i64 + 1);
    let voted: Vec<i32> = each!(connection, inner => prepared::<FindVotes, _>(rows).load(inner))?;
    Ok((voted.len() <= MANY).then_some(voted))
}
