//! The proposals table: questions that are open for a time.
//! Counts no ballot, and does not know the options of one (`ballots` and `proposal_options` do).

use diesel::prelude::*;

use super::{
    deleted_projects::deleted,
    page::{self, Page},
    schema::proposals,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    domain::proposal::{self, Electorate, Method, Phase, ProposalState, tally::ProposalResult},
    error::{Error, Result},
};

/// The name of the team's order, for its cursors: latest created first.
pub const CREATED: &str = "proposals_created";

/// The name of the public order, for its cursors: latest closing first.
pub const CLOSING: &str = "proposals_closing";

/// A proposal.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = proposals)]
#[diesel(treat_none_as_default_value = false)]
pub struct Proposal {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the proposal.
    pub id: Id<id::Proposal>,
    /// Its name in addresses, which never changes.
    pub slug: String,
    /// The question.
    pub question: String,
    /// What one should know to answer it, as it was typed.
    pub context: String,
    /// How it is answered.
    pub method: Method,
    /// Who may take part.
    pub who: Electorate,
    /// The number of ballots that it needs; 0 for any.
    pub quorum: i64,
    /// The routes of the screens that it concerns, as an array of texts; none for all.
    pub screens: Document,
    /// The request that it is about.
    pub request_id: Option<Id<id::Request>>,
    /// Whether it is public.
    pub state: ProposalState,
    /// When it opens; `None` for when it is published.
    pub opens_at: Option<Time>,
    /// When it closes.
    pub closes_at: Option<Time>,
    /// The decision that was taken, as it was typed.
    pub outcome: Option<String>,
    /// Who wrote it, as written then.
    pub outcome_by: Option<String>,
    /// When it was written first.
    pub outcome_at: Option<Time>,
    /// What was counted after it closed.
    pub result: Option<Document>,
    /// The number of its changes, for `If-Match`.
    pub revision: i64,
    /// Who created it, as written then.
    pub author: String,
    /// When it was created.
    pub created_at: Time,
}

impl Proposal {
    /// A new draft.
    pub fn draft(project: Id<id::Project>, slug: String, question: String, now: Time) -> Self {
        Self {
            project_id: project,
            id: Id::new(now),
            slug,
            question,
            context: String::new(),
            method: Method::Single,
            who: Electorate::Everyone,
            quorum: 0,
            screens: texts(Vec::new()),
            request_id: None,
            state: ProposalState::Draft,
            opens_at: None,
            closes_at: None,
            outcome: None,
            outcome_by: None,
            outcome_at: None,
            result: None,
            revision: 1,
            author: String::new(),
            created_at: now,
        }
    }

    /// Where it stands at a time.
    pub fn phase(&self, now: Time) -> Phase {
        proposal::phase(self.state, self.opens_at, self.closes_at, now)
    }

    /// The routes of the screens that it concerns; none for all.
    pub fn routes(&self) -> Vec<String> {
        let texts = self.screens.0.as_array().into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// The result, once it was written.
    ///
    /// # Errors
    /// Occurs when what is stored is no result; a bug.
    pub fn frozen(&self) -> Result<Option<ProposalResult>> {
        let read = self.result.as_ref().map(|result| serde_json::from_value(result.0.clone()));
        read.transpose().map_err(Error::broken)
    }
}

/// Texts as they are kept.
pub fn texts(texts: Vec<String>) -> Document {
    Document(serde_json::Value::Array(texts.into_iter().map(serde_json::Value::String).collect()))
}

/// Inserts a proposal.
pub fn insert(connection: &mut AnyConnection, proposal: &Proposal) -> Result<()> {
    each!(connection, inner => diesel::insert_into(proposals::table).values(proposal).execute(inner))?;
    Ok(())
}

/// The proposal with this id. Fails as not found.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Proposal>,
) -> Result<Proposal> {
    Ok(proposals::table.find((project, id)).select(Proposal::as_select()).first(connection)?)
}

/// The proposals with these ids, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Proposal>],
) -> Result<Vec<Proposal>> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::id.eq_any(ids.to_vec()))
        .select(Proposal::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The published proposals about these requests, the latest created first.
pub fn for_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    limit: i64,
) -> Result<Vec<Proposal>> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::state.eq(ProposalState::Published))
        .filter(proposals::request_id.eq_any(requests.to_vec()))
        .order(proposals::id.desc())
        .limit(limit)
        .select(Proposal::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The proposal that everybody sees at a time with this name in addresses. Fails as not found.
pub fn public_by_slug(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    slug: &str,
    now: Time,
) -> Result<Proposal> {
    let row = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::slug.eq(slug))
        .select(Proposal::as_select())
        .first(connection)?;
    match row.phase(now) {
        Phase::Open | Phase::Closed => Ok(row),
        Phase::Draft | Phase::Upcoming => Err(Error::not_found()),
    }
}

/// Whether a name in addresses is taken.
pub fn is_taken(connection: &mut AnyConnection, project: Id<id::Project>, slug: &str) -> Result<bool> {
    let rows = proposals::table.filter(proposals::project_id.eq(project)).filter(proposals::slug.eq(slug));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}

/// Locks a proposal until the transaction ends: nobody casts a ballot meanwhile. Fails as not found.
pub fn lock(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Proposal>) -> Result<()> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let row = proposals::table.find((project, id)).select(proposals::id).for_no_key_update();
        row.first::<Id<id::Proposal>>(inner)?;
    }
    Ok(())
}

/// Keeps a proposal as it is until the transaction ends, as many others may at the same time. Fails as not found.
pub fn hold(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Proposal>) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        let row = proposals::table.find((project, id)).select(proposals::id).for_share();
        row.first::<Id<id::Proposal>>(inner)?;
    }
    Ok(())
}

/// Writes what may change of a proposal.
pub fn update(connection: &mut AnyConnection, proposal: &Proposal) -> Result<()> {
    diesel::update(proposals::table.find((proposal.project_id, proposal.id)))
        .set((
            (
                proposals::question.eq(&proposal.question),
                proposals::context.eq(&proposal.context),
                proposals::method.eq(proposal.method),
                proposals::who.eq(proposal.who),
                proposals::quorum.eq(proposal.quorum),
                proposals::screens.eq(&proposal.screens),
                proposals::request_id.eq(proposal.request_id),
                proposals::state.eq(proposal.state),
            ),
            proposals::opens_at.eq(proposal.opens_at),
            proposals::closes_at.eq(proposal.closes_at),
            proposals::outcome.eq(&proposal.outcome),
            proposals::outcome_by.eq(&proposal.outcome_by),
            proposals::outcome_at.eq(proposal.outcome_at),
            proposals::result.eq(&proposal.result),
            proposals::revision.eq(proposal.revision),
        ))
        .execute(connection)?;
    Ok(())
}

/// Deletes a proposal with its options and ballots.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Proposal>) -> Result<()> {
    diesel::delete(proposals::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// The time and id in a cursor.
fn place(cursor: &Cursor) -> Result<(Time, Id<id::Proposal>)> {
    let Key::I64(at) = cursor.key else { return Err(page::wrong_cursor()) };
    Ok((Time::from_micros(at), Id::from(cursor.id)))
}

/// One page of the proposals of a project, latest created first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Proposal>> {
    let mut query =
        proposals::table.filter(proposals::project_id.eq(project)).select(Proposal::as_select()).into_boxed();
    if let Some((at, id)) = after.map(place).transpose()? {
        query = query
            .filter(proposals::created_at.le(at))
            .filter(proposals::created_at.lt(at).or(proposals::id.lt(id)));
    }
    let rows = query
        .order((proposals::created_at.desc(), proposals::id.desc()))
        .limit(limit + 1)
        .load(connection)?;
    let position = |last: &Proposal| Cursor::new(CREATED, Key::I64(last.created_at.micros()), last.id.uuid());
    Ok(Page::cut(rows, limit, position))
}

/// One page of the proposals that are open or closed at a time, the latest to close first: open ones come first.
pub fn public(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    now: Time,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Proposal>> {
    let mut query = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::state.eq(ProposalState::Published))
        .filter(proposals::opens_at.le(now))
        .select(Proposal::as_select())
        .into_boxed();
    if let Some((at, id)) = after.map(place).transpose()? {
        query = query
            .filter(proposals::closes_at.le(at))
            .filter(proposals::closes_at.lt(at).or(proposals::id.nullable().lt(id)));
    }
    let rows =
        query.order((proposals::closes_at.desc(), proposals::id.desc())).limit(limit + 1).load(connection)?;
    let position = |last: &Proposal| {
        let at = last.closes_at.unwrap_or(last.created_at);
        Cursor::new(CLOSING, Key::I64(at.micros()), last.id.uuid())
    };
    Ok(Page::cut(rows, limit, position))
}

/// The proposals that are open at a time, the latest to close first, at most so many.
pub fn open(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    now: Time,
    limit: i64,
) -> Result<Vec<Proposal>> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::state.eq(ProposalState::Published))
        .filter(proposals::closes_at.gt(now))
        .filter(proposals::opens_at.le(now))
        .order((proposals::closes_at.desc(), proposals::id.desc()))
        .limit(limit)
        .select(Proposal::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Whether a proposal is open at a time, or closed since another one.
pub fn any_since(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (since, now): (Time, Time),
) -> Result<bool> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::state.eq(ProposalState::Published))
        .filter(proposals::closes_at.gt(since))
        .filter(proposals::opens_at.le(now));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}

/// Proposals that closed and have no result yet, with their projects.
pub fn due(
    connection: &mut AnyConnection,
    now: Time,
    most: i64,
) -> Result<Vec<(Id<id::Project>, Id<id::Proposal>)>> {
    let rows = proposals::table
        .filter(proposals::closes_at.le(now))
        .filter(proposals::project_id.ne_all(deleted!()))
        // As the index says it.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("state = 'published' AND result IS NULL"))
        .order(proposals::closes_at.asc())
        .limit(most)
        .select((proposals::project_id, proposals::id))
        .load(connection)?;
    Ok(rows)
}

/// The proposals that are about a request.
pub fn about(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Vec<Id<id::Proposal>>> {
    let rows = proposals::table
        .filter(proposals::project_id.eq(project))
        .filter(proposals::request_id.eq(request))
        .select(proposals::id);
    Ok(rows.load(connection)?)
}

/// Ties proposals to a request where they are about none, or to none.
pub fn be_about(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Proposal>],
    request: Option<Id<id::Request>>,
) -> Result<()> {
    let rows = proposals::table.filter(proposals::project_id.eq(project)).filter(proposals::id.eq_any(ids));
    let set = proposals::request_id.eq(request);
    match request {
        Some(_) => {
            diesel::update(rows.filter(proposals::request_id.is_null())).set(set).execute(connection)?
        }
        None => diesel::update(rows).set(set).execute(connection)?,
    };
    Ok(())
}
