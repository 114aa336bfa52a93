//! Judging: what becomes of each ballot, from the tables as they are and from what is pending. Writes nothing.
//! Must answer what counting will do, since the voter is told before; `apply` is the one to agree with.

use diesel::{
    dsl::{exists, sql},
    prelude::*,
    sql_types::Integer,
};

use super::{
    Ballot, Outcome, not_votable,
    pending::{Changes, Pending},
    visitor_gone,
};
use crate::{
    domain::status::Status,
    error::{Error, Result},
    store::{
        connection::{AnyConnection, each},
        prepared::prepared,
        schema::{requests, visitors, votes},
    },
};

/// Names the statement.
enum Look {}

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
pub fn judge(connection: &mut AnyConnection, ballots: &mut [Ballot], pending: &Pending) -> Result<Judged> {
    let mut changes = Changes::default();
    let mut outcomes = Vec::with_capacity(ballots.len());
    let mut changing = Vec::with_capacity(ballots.len());
    let mut counted = Vec::with_capacity(ballots.len());
    for ballot in ballots.iter_mut() {
        let seen = look(connection, ballot)?;
        ballot.seat = seen.as_ref().and_then(|seen| seen.visitor);
        let outcome = match &seen {
            Some(seen) => one(ballot, seen, pending, &mut changes),
            None => Err(Error::not_found()),
        };
        counted.push(seen.map_or(0, |seen| seen.votes));
        changing.push(outcome.as_ref().is_ok_and(|outcome| outcome.changed));
        outcomes.push(outcome);
    }
    // Everybody in the batch is told the count that it leaves.
    for ((ballot, outcome), counted) in ballots.iter().zip(&mut outcomes).zip(counted) {
        if let Ok(outcome) = outcome {
            let (project, request) = (ballot.project.id, ballot.request);
            outcome.votes = counted + pending.moved(project, request) + changes.moved(project, request);
        }
    }
    Ok(Judged { outcomes, changing, changes })
}

/// What the tables say.
struct Seen {
    status: Status,
    votes: i64,
    voted: bool,
    visitor: Option<i64>,
}

/// The request with what concerns this visitor; `None` when it does not exist or is private.
fn look(connection: &mut AnyConnection, ballot: &Ballot) -> Result<Option<Seen>> {
    let project = ballot.project.id;
    let visitor = visitors::table.find((project, ballot.visitor)).select(visitors::number).single_value();
    let row = requests::table.find((project, ballot.request)).select((
        requests::status,
        requests::public,
        requests::votes,
        exists(
            votes::table
                .filter(votes::project.eq(ballot.project.number))
                // A narrower integer than the number of a request elsewhere, which only PostgreSQL minds.
                .filter(votes::request.eq(sql::<Integer>("requests.number")))
                .filter(votes::visitor.nullable().eq(visitor)),
        ),
        visitor,
    ));
    let found: Option<(Status, bool, i64, bool, Option<i64>)> =
        each!(connection, inner => prepared::<Look, _>(row).get_result(inner).optional())?;
    Ok(found
        .filter(|(_, public, ..)| *public || ballot.by_author)
        .map(|(status, _, votes, voted, visitor)| Seen { status, votes, voted, visitor }))
}

fn one(ballot: &Ballot, seen: &Seen, pending: &Pending, changes: &mut Changes) -> Result<Outcome> {
    if let Some(error) = not_votable(seen.status, ballot.cast) {
        return Err(error);
    }
    let key = (ballot.project.id, ballot.request, ballot.visitor);
    let known = seen.visitor.is_some() || ballot.mint.is_some() || pending.makes(changes, key.0, key.2);
    if ballot.cast && !known {
        return Err(visitor_gone());
    }
    let voted = changes.voted(&key).or_else(|| pending.voted(&key)).unwrap_or(seen.voted);
    let changed = voted != ballot.cast;
    if changed {
        changes.note(key, ballot.cast, ballot.cast && ballot.mint.is_some());
    }
    Ok(Outcome { votes: 0, voted: ballot.cast, changed })
}
