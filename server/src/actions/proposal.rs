//! Writing, publishing, ending and taking back proposals, and recording the decision that was taken.
//! Counts no ballot; `ballot` does. What people answer never changes once a proposal is open.

use super::{ballot, decide::stale};
use crate::{
    base::{
        id::{self, Id},
        slug,
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::proposal::{Electorate, MIN_OPTIONS, Method, Phase, ProposalState, check_options},
    error::{Code, Error, Result},
    store::{
        ballots,
        projects::{self, Project},
        proposal_options,
        proposals::{self, Proposal},
        requests,
    },
};

/// Longest name in addresses, in characters.
const MAX_SLUG: usize = 60;

/// A change of a proposal; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// The question.
    pub question: Option<String>,
    /// What one should know to answer it.
    pub context: Option<String>,
    /// How it is answered.
    pub method: Option<Method>,
    /// Who may take part.
    pub who: Option<Electorate>,
    /// The number of ballots that it needs.
    pub quorum: Option<i64>,
    /// The routes of the screens that it concerns.
    pub screens: Option<Vec<String>>,
    /// The request that it is about, or none.
    pub request: Option<Option<Id<id::Request>>>,
    /// When it opens, or none.
    pub opens_at: Option<Option<Time>>,
    /// When it closes, or none.
    pub closes_at: Option<Option<Time>>,
    /// The options.
    pub options: Option<Vec<String>>,
}

impl Patch {
    /// Whether it changes more than where a proposal is shown and when it closes.
    fn changes_the_question(&self) -> bool {
        self.question.is_some()
            || self.context.is_some()
            || self.method.is_some()
            || self.who.is_some()
            || self.quorum.is_some()
            || self.request.is_some()
            || self.opens_at.is_some()
            || self.options.is_some()
    }
}

fn conflict(detail: &str) -> Error {
    Error::new(Code::Conflict, detail)
}

/// A name in addresses that no other proposal of the project has; the project is locked.
fn free_slug(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    question: &str,
    now: Time,
) -> Result<String> {
    let last = || Id::<id::Proposal>::new(now).uuid().simple().to_string();
    let taken = |name: &str| proposals::is_taken(connection, project, name);
    slug::free(question, "proposal", MAX_SLUG, last, taken)
}

fn note(connection: &mut AnyConnection, row: &Proposal, now: Time) -> Result<()> {
    journal::note(connection, row.project_id, What::Proposals, &[row.id], now)
}

/// Creates a draft.
///
/// # Errors
/// Occurs at the field that is wrong, as `edit` says it.
pub fn create(
    connection: &mut AnyConnection,
    project: &Project,
    author: String,
    mut patch: Patch,
    now: Time,
) -> Result<Proposal> {
    projects::lock(connection, project.id)?;
    let question = patch.question.take().unwrap_or_default();
    let slug = free_slug(connection, project.id, &question, now)?;
    let mut row = Proposal { author, ..Proposal::draft(project.id, slug, question, now) };
    let options = apply(connection, &mut row, patch)?;
    proposals::insert(connection, &row)?;
    proposal_options::replace(connection, project.id, row.id, &options.unwrap_or_default())?;
    note(connection, &row, now)?;
    Ok(row)
}

/// A proposal that still is at this revision. It is locked, so that it stays so.
fn locked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Proposal>,
    revision: i64,
) -> Result<Proposal> {
    proposals::lock(connection, project, id)?;
    let row = proposals::by_id(connection, project, id)?;
    if row.revision == revision { Ok(row) } else { Err(stale()) }
}

/// Writes a change into a row, and returns the options where they change.
fn apply(connection: &mut AnyConnection, row: &mut Proposal, patch: Patch) -> Result<Option<Vec<String>>> {
    if let Some(options) = &patch.options {
        check_options(options).map_err(|wrong| Error::from(wrong.under("/options")))?;
    }
    if let Some(Some(request)) = patch.request
        && requests::by_ids(connection, row.project_id, &[request])?.is_empty()
    {
        return Err(Error::field("/request", "Choose a request of this project."));
    }
    row.question = patch.question.unwrap_or_else(|| std::mem::take(&mut row.question));
    row.context = patch.context.unwrap_or_else(|| std::mem::take(&mut row.context));
    row.method = patch.method.unwrap_or(row.method);
    row.who = patch.who.unwrap_or(row.who);
    row.quorum = patch.quorum.unwrap_or(row.quorum);
    row.request_id = patch.request.unwrap_or(row.request_id);
    row.opens_at = patch.opens_at.unwrap_or(row.opens_at);
    row.closes_at = patch.closes_at.unwrap_or(row.closes_at);
    if let Some(screens) = patch.screens {
        row.screens = proposals::texts(screens);
    }
    if row.who == Electorate::Voters && row.request_id.is_none() {
        return Err(Error::field("/who", "Link the request whose voters may take part."));
    }
    if let (Some(opens), Some(closes)) = (row.opens_at, row.closes_at)
        && closes <= opens
    {
        return Err(Error::field("/closes_at", "Close it after it opens."));
    }
    Ok(patch.options)
}

/// Refuses a proposal that can't be published as it is.
fn check_ready(row: &Proposal, options: usize, now: Time) -> Result<()> {
    if options < MIN_OPTIONS {
        return Err(Error::field("/options", &format!("Give at least {MIN_OPTIONS} options.")));
    }
    match (row.opens_at, row.closes_at) {
        (_, None) => Err(Error::field("/closes_at", "Say when it closes.")),
        (_, Some(closes)) if closes <= now => {
            Err(Error::field("/closes_at", "This time is over. Choose one in the future."))
        }
        (None, Some(_)) => Err(Error::field("/opens_at", "Say when it opens.")),
        (Some(opens), Some(closes)) if closes <= opens => {
            Err(Error::field("/closes_at", "Close it after it opens."))
        }
        _ => Ok(()),
    }
}

/// Changes a proposal that still is at `revision`. Once it is open it can close later, and concern other screens, but ask nothing else.
///
/// # Errors
/// Occurs with 409 when it is too late for the change, and at the field that is wrong.
pub fn edit(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    patch: Patch,
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    match row.phase(now) {
        Phase::Closed => return Err(conflict("This proposal is closed, and its result stands.")),
        Phase::Open if patch.changes_the_question() => {
            return Err(conflict(
                "This proposal is open: people have read it as it is. It can only close later, or be ended now.",
            ));
        }
        Phase::Open if patch.closes_at.is_some_and(|at| at < row.closes_at) => {
            return Err(Error::field(
                "/closes_at",
                "It can close later, but not earlier. To close it, end it now.",
            ));
        }
        _ => {}
    }
    let options = apply(connection, &mut row, patch)?;
    if row.state == ProposalState::Published {
        let count = match &options {
            Some(options) => options.len(),
            None => proposal_options::of_one(connection, project.id, id)?.len(),
        };
        check_ready(&row, count, now)?;
    }
    row.revision += 1;
    proposals::update(connection, &row)?;
    if let Some(options) = options {
        proposal_options::replace(connection, project.id, id, &options)?;
    }
    note(connection, &row, now)
}

/// Publishes a draft that still is at `revision`: it opens at its time, or now where that is none or over.
///
/// # Errors
/// Occurs at the field that is missing or wrong, and with 409 when it is published already.
pub fn publish(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    if row.state == ProposalState::Published {
        return Err(conflict("This proposal is published already."));
    }
    row.opens_at = Some(row.opens_at.map_or(now, |opens| opens.max(now)));
    check_ready(&row, proposal_options::of_one(connection, project.id, id)?.len(), now)?;
    row.state = ProposalState::Published;
    row.revision += 1;
    proposals::update(connection, &row)?;
    note(connection, &row, now)
}

/// Makes a draft of a proposal that still is at `revision` and in which nobody took part.
pub fn unpublish(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    if row.state == ProposalState::Draft {
        return Err(conflict("This proposal is a draft already."));
    }
    let turnout = ballots::turnouts(connection, project.id, &[id])?;
    if !turnout.is_empty() || row.result.is_some() {
        return Err(conflict("People took part in this proposal. End it, and say what was decided."));
    }
    row.state = ProposalState::Draft;
    row.revision += 1;
    proposals::update(connection, &row)?;
    note(connection, &row, now)
}

/// Ends an open proposal that still is at `revision`, and counts it.
pub fn end(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    if row.phase(now) != Phase::Open {
        return Err(conflict("This proposal is not open."));
    }
    row.closes_at = Some(now);
    row.revision += 1;
    ballot::freeze(connection, row, now)
}

/// Records the decision that was taken after a proposal that still is at `revision` closed.
pub fn record(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    (outcome, by): (String, String),
    now: Time,
) -> Result<()> {
    let mut row = locked(connection, project.id, id, revision)?;
    if row.phase(now) != Phase::Closed {
        return Err(conflict("This proposal is not closed. What is decided follows from its result."));
    }
    row.outcome = Some(outcome);
    row.outcome_by = Some(by);
    row.outcome_at = Some(row.outcome_at.unwrap_or(now));
    row.revision += 1;
    proposals::update(connection, &row)?;
    note(connection, &row, now)
}

/// Deletes a draft that still is at `revision`.
pub fn delete(
    connection: &mut AnyConnection,
    project: &Project,
    (id, revision): (Id<id::Proposal>, i64),
    now: Time,
) -> Result<()> {
    let row = locked(connection, project.id, id, revision)?;
    if row.state == ProposalState::Published {
        return Err(conflict("This proposal is published. Take it back first."));
    }
    proposals::delete(connection, project.id, id)?;
    note(connection, &row, now)
}
