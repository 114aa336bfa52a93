//! Votes and retractions on their way in: whatever queued up while the last batch was committed is the next one, and each
//! is answered only after the commit. Nobody waits for a timer.

mod apply;
mod counters;
mod facts;
mod rows;
mod screen_cache;
mod tally;

use std::sync::Arc;

pub use apply::{VoteWriter, cast_all, cast_one};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{
        deflection::Offered,
        route::Route,
        status::{Status, VoterKind},
    },
    error::{Code, Error},
    store::{projects::Project, visitors},
};

/// A vote, or its retraction, on its way into the queue.
#[derive(Clone, Debug)]
pub struct VoteCommand {
    /// The tenant with its decay.
    pub project: Arc<Project>,
    /// What is voted on.
    pub request: Id<id::Request>,
    /// Who votes.
    pub visitor: Id<id::Visitor>,
    /// The visitor's row, when it must be created first.
    pub new_visitor: Option<Box<visitors::Visitor>>,
    /// Whether it is cast or retracted.
    pub cast: bool,
    /// What vouches for the voter.
    pub kind: VoterKind,
    /// The screen it is cast from, with the page's title.
    pub screen: Option<(Route, Option<String>)>,
    /// The object it is cast from; empty for none.
    pub object_key: String,
    /// Whether it is cast on a similar request, instead of posting what was being written.
    pub instead: Option<Offered>,
    /// When.
    pub at: Time,
    /// Whether it comes with the request itself, which may be private then.
    pub by_author: bool,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Votes of the request now.
    pub votes: i64,
    /// Whether this visitor has a vote on it now.
    pub voted: bool,
    /// Whether this command moved the count.
    pub changed: bool,
}

/// Why a request of this status takes no such command; `None` when it does. A visitor who turns out to be another one leaves merged
/// requests, too.
fn not_votable(status: Status, cast: bool, by_author: bool) -> Option<Error> {
    if !cast && !by_author && status == Status::Merged {
        return Some(Error::new(
            Code::NotVotable,
            "This request was merged into another. Vote for that one instead.",
        ));
    }
    if !cast || status.may_vote() {
        return None;
    }
    let detail = format!("Voting is closed: the status of this request is {}.", status.as_str());
    Some(Error::new(Code::NotVotable, detail))
}
