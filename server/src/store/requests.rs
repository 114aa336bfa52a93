//! Requests: what visitors vote on, out of two tables, one for what stays and one for what moves.
//! Moves no counter (`intake` and `heats` do) and takes no decision.

use diesel::prelude::*;

use super::{
    day_totals::DayMoves,
    facets,
    numbers::{project, whole},
    schema::{projects, requests, standings},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{
        deflection::Offered,
        explain::Counts,
        facet::Facet,
        heat::Parts,
        overview::Figure,
        status::{Kind, Status},
    },
    error::Result,
};

/// A request with its counters, which are in the standings table.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[diesel(treat_none_as_default_value = false)]
pub struct Request {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// What it asks for.
    pub kind: Kind,
    /// One line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Its status.
    pub status: Status,
    /// Whether visitors see it.
    pub public: bool,
    /// Who suggested it; `None` when the team did.
    pub visitor_id: Option<Id<id::Visitor>>,
    /// Current votes.
    #[diesel(skip_insertion, select_expression = standings::votes)]
    pub votes: i64,
    /// How many of them are verified.
    #[diesel(skip_insertion, select_expression = standings::votes_verified)]
    pub votes_verified: i64,
    /// How many of them were cast by a member for somebody.
    #[diesel(skip_insertion, select_expression = standings::votes_on_behalf)]
    pub votes_on_behalf: i64,
    /// Votes brought over without voters.
    pub baseline_votes: i64,
    /// Sum of the votes' weights.
    #[diesel(skip_insertion, select_expression = standings::weight)]
    pub weight: f64,
    /// Linked reports.
    #[diesel(skip_insertion, select_expression = standings::reports)]
    pub reports: i64,
    /// Unhelpful answers that added heat.
    #[diesel(skip_insertion, select_expression = standings::unhelpful)]
    pub unhelpful: i64,
    /// Comments.
    #[diesel(skip_insertion, select_expression = standings::comments)]
    pub comments: i64,
    /// The votes' part of the heat.
    #[diesel(skip_insertion, select_expression = standings::heat_votes)]
    pub heat_votes: f64,
    /// The reports' part of the heat.
    #[diesel(skip_insertion, select_expression = standings::heat_reports)]
    pub heat_reports: f64,
    /// The unhelpful answers' part of the heat.
    #[diesel(skip_insertion, select_expression = standings::heat_unhelpful)]
    pub heat_unhelpful: f64,
    /// The comments' part of the heat.
    #[diesel(skip_insertion, select_expression = standings::heat_comments)]
    pub heat_comments: f64,
    /// The parts times the project's weights; what `hot` orders by.
    #[diesel(skip_insertion, select_expression = standings::heat)]
    pub heat: f64,
    /// Rises with every edit and decision.
    #[diesel(skip_insertion, select_expression = standings::version)]
    pub version: i64,
    /// When it was created.
    pub created_at: Time,
    /// When it was last edited or decided.
    pub updated_at: Time,
    /// The member who takes care of it.
    pub assignee_id: Option<Id<id::Member>>,
    /// How much work it is, in points of the project's own.
    pub effort: Option<i64>,
    /// The day by which it is due, in days since 1970-01-01.
    pub due: Option<i64>,
    /// When it comes back to the inbox.
    pub snoozed_until: Option<Time>,
    /// The number of votes with which it comes back to the inbox.
    pub snoozed_votes: Option<i64>,
}

impl Request {
    /// A request without votes.
    pub fn new(project: Id<id::Project>, number: i64, kind: Kind, title: String, now: Time) -> Self {
        Self {
            project_id: project,
            id: Id::new(now),
            number,
            kind,
            title,
            body: String::new(),
            status: Status::New,
            public: true,
            visitor_id: None,
            votes: 0,
            votes_verified: 0,
            votes_on_behalf: 0,
            baseline_votes: 0,
            weight: 0.0,
            reports: 0,
            unhelpful: 0,
            comments: 0,
            heat_votes: 0.0,
            heat_reports: 0.0,
            heat_unhelpful: 0.0,
            heat_comments: 0.0,
            heat: 0.0,
            version: 1,
            created_at: now,
            updated_at: now,
            assignee_id: None,
            effort: None,
            due: None,
            snoozed_until: None,
            snoozed_votes: None,
        }
    }

    /// Whether a visitor sees it: everybody sees what is public, and its author what is not.
    pub fn is_seen_by(&self, visitor: Option<Id<id::Visitor>>) -> bool {
        self.public || visitor.is_some() && self.visitor_id == visitor
    }

    /// Whether it is among what everybody sees: public, and not merged away.
    pub fn is_listed(&self) -> bool {
        self.public && self.status != Status::Merged
    }

    /// What it is for the lists.
    pub fn facet(&self) -> Facet {
        let snoozed = self.snoozed_until.is_some() || self.snoozed_votes.is_some();
        let assigned = self.assignee_id.is_some();
        Facet { status: self.status, kind: self.kind, public: self.public, snoozed, assigned }
    }

    /// Whether it is snoozed and has waited long enough, or has the votes that it waits for.
    pub fn is_due_to_wake(&self, now: Time) -> bool {
        self.snoozed_until.is_some_and(|until| until <= now)
            || self.snoozed_votes.is_some_and(|votes| self.votes >= votes)
    }

    /// How many signals of each kind it has.
    pub fn counts(&self) -> Counts {
        Counts {
            votes: self.votes,
            reports: self.reports,
            unhelpful: self.unhelpful,
            comments: self.comments,
        }
    }

    /// The parts of its heat.
    pub fn parts(&self) -> Parts {
        Parts {
            votes: self.heat_votes,
            reports: self.heat_reports,
            unhelpful: self.heat_unhelpful,
            comments: self.heat_comments,
        }
    }
}

/// What moves about a request, as its table has it.
#[derive(Insertable)]
#[diesel(table_name = standings)]
#[diesel(treat_none_as_default_value = false)]
pub struct Counters {
    project: i32,
    request: i64,
    version: i64,
    votes: i64,
    votes_verified: i64,
    votes_on_behalf: i64,
    reports: i64,
    unhelpful: i64,
    comments: i64,
    weight: f64,
    heat_votes: f64,
    heat_reports: f64,
    heat_unhelpful: f64,
    heat_comments: f64,
    heat: f64,
    facet: i16,
    effort: Option<i64>,
}

impl Counters {
    /// Those of a request of the project with this number.
    pub fn of(project: i32, request: &Request) -> Self {
        Self {
            project,
            request: request.number,
            version: request.version,
            votes: request.votes,
            votes_verified: request.votes_verified,
            votes_on_behalf: request.votes_on_behalf,
            reports: request.reports,
            unhelpful: request.unhelpful,
            comments: request.comments,
            weight: request.weight,
            heat_votes: request.heat_votes,
            heat_reports: request.heat_reports,
            heat_unhelpful: request.heat_unhelpful,
            heat_comments: request.heat_comments,
            heat: request.heat,
            facet: request.facet().code(),
            effort: request.effort,
        }
    }
}

/// Inserts a new request; `offered` says whether similar ones were shown to the visitor who wrote it.
pub fn insert(connection: &mut AnyConnection, request: &Request, offered: Option<Offered>) -> Result<()> {
    let project: i32 = projects::table.find(request.project_id).select(projects::number).first(connection)?;
    let counters = Counters::of(project, request);
    let facet = request.facet().code();
    let row = (request, requests::facet.eq(facet), requests::offered.eq(offered));
    each!(connection, inner => diesel::insert_into(requests::table).values(row).execute(inner))?;
    each!(connection, inner => diesel::insert_into(standings::table).values(counters).execute(inner))?;
    facets::count(connection, project, facet, 1)?;
    let mut days = DayMoves::default();
    days.add(Figure::Suggested, request.created_at.day(), 1);
    days.write(connection, request.project_id)
}

/// Records the version of the rules that a request was indexed with; false when it was recorded already.
pub fn note_indexed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
    version: i64,
) -> Result<bool> {
    let row = requests::table.find((project, id)).filter(requests::terms_version.lt(version));
    Ok(diesel::update(row).set(requests::terms_version.eq(version)).execute(connection)? == 1)
}

/// What a request's terms come from: its project, id, title and body.
pub type Wording = (Id<id::Project>, Id<id::Request>, String, String);

/// Requests that an earlier version of the rules indexed.
pub fn indexed_before(connection: &mut AnyConnection, most: i64) -> Result<Vec<Wording>> {
    let rows = requests::table
        // As the index says it: SQLite uses that for no value that is bound.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("terms_version < 2"))
        .order((requests::terms_version.asc(), requests::id.asc()))
        .limit(most)
        .select((requests::project_id, requests::id, requests::title, requests::body))
        .load(connection)?;
    Ok(rows)
}

/// The first requests after one, by id.
pub fn following(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    after: Id<id::Request>,
    most: i64,
) -> Result<Vec<Id<id::Request>>> {
    let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.gt(after));
    Ok(rows.order(requests::id.asc()).limit(most).select(requests::id).load(connection)?)
}

/// The request with this id.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
) -> Result<Request> {
    Ok(whole!(project).filter(requests::id.eq(id)).select(Request::as_select()).first(connection)?)
}

/// The request with this number.
pub fn by_number(connection: &mut AnyConnection, project: Id<id::Project>, number: i64) -> Result<Request> {
    Ok(whole!(project).filter(requests::number.eq(number)).select(Request::as_select()).first(connection)?)
}

/// Locks requests until the transaction ends, before more than one of them is changed.
pub fn lock(connection: &mut AnyConnection, project: Id<id::Project>, ids: &[Id<id::Request>]) -> Result<()> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let numbers = requests::table
            .filter(requests::project_id.eq(project))
            .filter(requests::id.eq_any(ids))
            .select(requests::number);
        let rows = standings::table.filter(standings::project.eq(project!(project)));
        // Always in the same order, to avoid deadlocks.
        rows.filter(standings::request.eq_any(numbers))
            .order(standings::request.asc())
            .select(standings::request)
            .for_no_key_update()
            .load::<i64>(inner)?;
    }
    Ok(())
}

/// Deletes the row of a request, and what the database deletes with it: neither its standing nor its votes, which no key ties to it.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Request>) -> Result<()> {
    diesel::delete(requests::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// The requests with these ids, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Request>> {
    let rows =
        whole!(project).filter(requests::id.eq_any(ids)).select(Request::as_select()).load(connection)?;
    Ok(rows)
}

/// What a visitor suggested, latest first.
pub fn for_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<Request>> {
    let rows = whole!(project)
        .filter(requests::visitor_id.eq(visitor))
        .order(requests::created_at.desc())
        .limit(limit)
        .select(Request::as_select())
        .load(connection)?;
    Ok(rows)
}

/// What an edit changes; the caller has checked the version.
#[derive(AsChangeset, Clone, Debug, Default, PartialEq)]
#[diesel(table_name = requests)]
pub struct Patch {
    /// A new title.
    pub title: Option<String>,
    /// A new body.
    pub body: Option<String>,
    /// A new kind.
    pub kind: Option<Kind>,
    /// A new visibility.
    pub public: Option<bool>,
    /// A new status, by a decision.
    pub status: Option<Status>,
    /// Another member who takes care of it, or nobody.
    pub assignee_id: Option<Option<Id<id::Member>>>,
    /// Another effort, or none.
    pub effort: Option<Option<i64>>,
    /// Another due day, or none.
    pub due: Option<Option<i64>>,
    /// When it comes back to the inbox.
    pub snoozed_until: Option<Option<Time>>,
    /// The number of votes with which it comes back to the inbox.
    pub snoozed_votes: Option<Option<i64>>,
    /// When it came back to the inbox by itself.
    pub woken_at: Option<Option<Time>>,
}

impl Patch {
    /// A new status; what is decided waits for nothing any more.
    pub fn of_status(status: Status) -> Self {
        Self { status: Some(status), ..Self::awake() }
    }

    /// Back in the inbox.
    pub fn awake() -> Self {
        Self { snoozed_until: Some(None), snoozed_votes: Some(None), ..Self::default() }
    }
}
