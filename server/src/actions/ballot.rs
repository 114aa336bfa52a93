//! Casting ballots in a proposal while it is open, and counting them after it closed: once, and for good.
//! Tells nobody what the ballots of an open proposal say, members included.

use std::collections::HashMap;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::{columns::Document, connection::AnyConnection},
    domain::proposal::{
        self, Electorate, Phase,
        tally::{self, ProposalResult},
    },
    error::{Code, Error, Result},
    store::{
        ballots::{self, Ballot},
        families, proposal_options,
        proposals::{self, Proposal},
        requests,
        visitors::{self, Visitor},
        votes,
    },
};

/// Proposals that a recount reads at a time.
const STRIDE: i64 = 1_000;

/// Whether a visitor may take part in a proposal while it is open; nobody in particular may where everyone may.
pub fn may_take_part(
    connection: &mut AnyConnection,
    row: &Proposal,
    visitor: Option<&Visitor>,
) -> Result<bool> {
    match (row.who, visitor, row.request_id) {
        (Electorate::Everyone, ..) => Ok(true),
        (Electorate::Identified, visitor, _) => Ok(visitor.is_some_and(Visitor::identified)),
        (Electorate::Voters, Some(visitor), Some(request)) => {
            let family = families::all(connection, row.project_id, request)?;
            let known = families::standpoints(connection, row.project_id, &family)?;
            let numbered: Vec<_> = known.iter().map(|one| (one.number, one.id)).collect();
            Ok(!votes::among(connection, row.project_id, visitor.id, &numbered)?.is_empty())
        }
        (Electorate::Voters, ..) => Ok(false),
    }
}

/// Why somebody may not take part.
fn refused(connection: &mut AnyConnection, row: &Proposal) -> Result<Error> {
    let request = match (row.who, row.request_id) {
        (Electorate::Voters, Some(request)) => {
            requests::by_ids(connection, row.project_id, &[request])?.pop()
        }
        _ => None,
    };
    let detail = match request.filter(requests::Request::is_listed) {
        Some(request) => format!("Only those who voted for “{}” can take part.", request.title),
        None if row.who == Electorate::Identified => {
            "Only people who are signed in can take part.".to_owned()
        }
        None => "Only those who voted for the request can take part.".to_owned(),
    };
    Ok(Error::new(Code::Forbidden, detail))
}

/// Keeps the ballot of a visitor, which replaces its earlier one; returns it in its one spelling.
///
/// # Errors
/// Occurs as not found before the proposal opens, with 409 after it closed, with 403 when the visitor may not take part, and at
/// `/choices` when it is no ballot.
pub fn cast(
    connection: &mut AnyConnection,
    (project, id): (Id<id::Project>, Id<id::Proposal>),
    visitor: Id<id::Visitor>,
    choices: &[usize],
    now: Time,
) -> Result<Vec<usize>> {
    // Held, so that it is not counted between this look at it and the ballot.
    proposals::hold(connection, project, id)?;
    let row = proposals::by_id(connection, project, id)?;
    match row.phase(now) {
        Phase::Draft | Phase::Upcoming => return Err(Error::not_found()),
        Phase::Open if row.result.is_none() => {}
        _ => return Err(Error::new(Code::Conflict, "This proposal is closed.")),
    }
    let known = visitors::find(connection, project, visitor)?;
    if !may_take_part(connection, &row, known.as_ref())? {
        return Err(refused(connection, &row)?);
    }
    let options = proposal_options::of_one(connection, project, id)?.len();
    let choices = proposal::ballot(row.method, options, choices)
        .map_err(|wrong| Error::from(wrong.under("/choices")))?;
    let is_new = ballots::find(connection, project, id, visitor)?.is_none();
    ballots::put(connection, &Ballot::new(project, id, visitor, &choices, now))?;
    // Only the turnout is told.
    if is_new {
        journal::note(connection, project, What::Proposals, &[id], now)?;
    }
    Ok(choices)
}

/// Counts the ballots of a proposal.
fn count(connection: &mut AnyConnection, row: &Proposal) -> Result<ProposalResult> {
    let options = proposal_options::of_one(connection, row.project_id, row.id)?.len();
    let cast = ballots::grouped(connection, row.project_id, row.id)?;
    Ok(tally::count(row.method, options, row.quorum, &cast))
}

/// The result of a proposal at a time: what was written, or until then what its ballots say; none before it is closed.
pub fn result(connection: &mut AnyConnection, row: &Proposal, now: Time) -> Result<Option<ProposalResult>> {
    if row.phase(now) != Phase::Closed {
        return Ok(None);
    }
    match row.frozen()? {
        Some(result) => Ok(Some(result)),
        None => count(connection, row).map(Some),
    }
}

/// How many took part in each of these proposals: as it was counted, or as it is now.
pub fn turnouts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: &[Proposal],
) -> Result<HashMap<Id<id::Proposal>, i64>> {
    let (mut turnouts, mut open) = (HashMap::new(), Vec::new());
    for row in rows {
        match row.frozen()? {
            Some(result) => {
                turnouts.insert(row.id, result.ballots);
            }
            None => open.push(row.id),
        }
    }
    if !open.is_empty() {
        turnouts.extend(ballots::turnouts(connection, project, &open)?);
    }
    Ok(turnouts)
}

/// Writes a closed proposal, which is locked, with its result.
pub fn freeze(connection: &mut AnyConnection, mut row: Proposal, now: Time) -> Result<()> {
    let result = count(connection, &row)?;
    row.result = Some(Document(serde_json::to_value(result).map_err(Error::broken)?));
    proposals::update(connection, &row)?;
    journal::note(connection, row.project_id, What::Proposals, &[row.id], now)
}

/// Writes the result of a proposal that closed, once however many nodes try.
pub fn freeze_due(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Proposal>,
    now: Time,
) -> Result<()> {
    proposals::lock(connection, project, id)?;
    let row = proposals::by_id(connection, project, id)?;
    if row.phase(now) == Phase::Closed && row.result.is_none() {
        freeze(connection, row, now)?;
    }
    Ok(())
}

/// Takes the ballots from a visitor that is erased: those that are not counted yet go to nobody in particular, so that they count, and
/// the others go, since their result stands.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    nobody: Id<id::Visitor>,
) -> Result<()> {
    let own = ballots::of_visitor(connection, project, from, i64::MAX)?;
    let ids: Vec<_> = own.iter().map(|ballot| ballot.proposal_id).collect();
    let known = proposals::by_ids(connection, project, &ids)?;
    for ballot in own {
        if known.iter().any(|row| row.id == ballot.proposal_id && row.result.is_none()) {
            ballots::put(connection, &Ballot { visitor_id: nobody, ..ballot })?;
        }
    }
    ballots::forget(connection, project, from)
}

/// Adds what is wrong with the ballots and results of a project, as sentences.
pub fn check(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    found: &mut Vec<String>,
) -> Result<()> {
    let mut after = None;
    loop {
        let page = proposals::page(connection, project, after.as_ref(), STRIDE)?;
        for row in &page.items {
            let options = proposal_options::of_one(connection, project, row.id)?.len();
            let cast = ballots::grouped(connection, project, row.id)?;
            for (choices, _) in &cast {
                if proposal::ballot(row.method, options, choices).as_ref() != Ok(choices) {
                    found.push(format!("proposal {} has a ballot that says {choices:?}", row.id));
                }
            }
            let left: i64 = cast.iter().map(|(_, n)| n).sum();
            // Ballots of those who were erased are gone.
            if let Some(result) = row.frozen()?.filter(|result| result.ballots < left) {
                found.push(format!("proposal {}: {} ballots were counted of {left}", row.id, result.ballots));
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
