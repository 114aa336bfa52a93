//! Judging: what becomes of each ballot, from the tables as they are and from what is pending. Writes nothing.
//! Must answer what counting will do, since the voter is told before; `apply` is the one to agree with.

use super::{
    Ballot, Outcome,
    docket::{Docket, Request},
    not_votable,
    pending::{Changes, Pending},
    visitor_gone,
};
use crate::{
    error::{Error, Result},
    store::connection::AnyConnection,
};

/// A batch with its outcomes.
pub struct Judged {
    /// What becomes of each ballot, in their order.
    pub outcomes: Vec<Result<Outcome>>,
    /// Which of them change anything.
    pub changing: Vec<bool>,
    /// What they change.
    pub changes: Changes,
}

/// Judges ballots one after the other inside an open transaction, and gives them the numbers of their visitors.
pub fn judge(
    connection: &mut AnyConnection,
    ballots: &mut [Ballot],
    docket: &mut Docket,
    pending: &Pending,
) -> Result<Judged> {
    let mut changes = Changes::default();
    let mut outcomes = Vec::with_capacity(ballots.len());
    let mut changing = Vec::with_capacity(ballots.len());
    for ballot in ballots.iter_mut() {
        let request = docket.request(connection, ballot, pending)?;
        let outcome = match request.filter(|request| request.public || ballot.by_author) {
            Some(request) => one(connection, ballot, request, docket, pending, &mut changes)?,
            None => Err(Error::not_found()),
        };
        let changed = outcome.as_ref().is_ok_and(|outcome| outcome.changed);
        if changed {
            docket.note(ballot);
        }
        changing.push(changed);
        outcomes.push(outcome);
    }
    // Everybody in the batch is told the count that it leaves.
    for (ballot, outcome) in ballots.iter().zip(&mut outcomes) {
        if let Ok(outcome) = outcome {
            outcome.votes = docket.votes(ballot);
        }
    }
    Ok(Judged { outcomes, changing, changes })
}

fn one(
    connection: &mut AnyConnection,
    ballot: &mut Ballot,
    request: Request,
    docket: &mut Docket,
    pending: &Pending,
    changes: &mut Changes,
) -> Result<Result<Outcome>> {
    if let Some(error) = not_votable(request.status, ballot.cast) {
        return Ok(Err(error));
    }
    let key = (ballot.project.number, ballot.request, ballot.visitor);
    if ballot.mint.as_ref().is_none_or(|fresh| fresh.seeded()) {
        ballot.seat = docket.seat(connection, ballot, pending, changes)?;
    }
    let known = ballot.seat.is_some() || ballot.mint.is_some() || pending.makes(changes, &(key.0, key.2));
    if ballot.cast && !known {
        return Ok(Err(visitor_gone()));
    }
    let voted = match (changes.voted(&key).or_else(|| pending.voted(&key)), ballot.seat) {
        (Some(voted), _) => voted,
        (None, Some(seat)) => docket.has_voted(connection, ballot, request, seat)?,
        (None, None) => false,
    };
    let changed = voted != ballot.cast;
    if changed {
        changes.note(key, ballot.cast, ballot.cast && ballot.mint.is_some());
    }
    Ok(Ok(Outcome { votes: 0, voted: ballot.cast, changed }))
}
