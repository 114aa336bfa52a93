//! The requests table: what visitors vote on, and its places.
//! Moves no counter (the ballot box and `heats` do) and takes no decision.

use diesel::prelude::*;

use super::{
    connection::{AnyConnection, each},
    page::{self, Page},
    schema::{places, requests, terms},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    domain::{
        heat::Parts,
        status::{Kind, Status},
    },
    error::Result,
};

/// A request with its counters.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[diesel(treat_none_as_default_value = false)]
pub struct Request {
    /// The tenant.
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
    /// Where it stands.
    pub status: Status,
    /// Whether visitors see it.
    pub public: bool,
    /// Who suggested it; `None` when the team did.
    pub visitor_id: Option<Id<id::Visitor>>,
    /// Votes in the box.
    pub votes: i64,
    /// How many of them are verified.
    pub votes_verified: i64,
    /// How many of them were cast by a member for somebody.
    pub votes_on_behalf: i64,
    /// Votes brought over without voters.
    pub baseline_votes: i64,
    /// Sum of the votes' weights.
    pub weight: f64,
    /// Linked reports.
    pub reports: i64,
    /// Unhelpful answers that added heat.
    pub unhelpful: i64,
    /// Comments.
    pub comments: i64,
    /// The votes' part of the heat.
    pub heat_votes: f64,
    /// The reports' part of the heat.
    pub heat_reports: f64,
    /// The unhelpful answers' part of the heat.
    pub heat_unhelpful: f64,
    /// The comments' part of the heat.
    pub heat_comments: f64,
    /// The parts times the project's weights; what `hot` orders by.
    pub heat: f64,
    /// Rises with every edit and decision.
    pub version: i64,
    /// When it was made.
    pub created_at: Time,
    /// When it was last edited or decided.
    pub updated_at: Time,
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

/// Puts a new request in.
pub fn insert(connection: &mut AnyConnection, request: &Request) -> Result<()> {
    each!(connection, inner => diesel::insert_into(requests::table).values(request).execute(inner))?;
    Ok(())
}

/// The request with this id.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
) -> Result<Request> {
    Ok(requests::table.find((project, id)).select(Request::as_select()).first(connection)?)
}

/// Holds requests until the transaction ends, before more than one of them is changed.
pub fn hold(connection: &mut AnyConnection, project: Id<id::Project>, ids: &[Id<id::Request>]) -> Result<()> {
    // SQLite has one writer, so nothing crosses there.
    if let AnyConnection::Postgres(inner) = connection {
        let rows = requests::table.filter(requests::project_id.eq(project)).filter(requests::id.eq_any(ids));
        // In one order everywhere, so that two holders never wait for each other in a circle.
        rows.order(requests::id.asc())
            .select(requests::id)
            .for_no_key_update()
            .load::<Id<id::Request>>(inner)?;
    }
    Ok(())
}

/// The requests with these ids, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Request>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids))
        .select(Request::as_select())
        .load(connection)?;
    Ok(rows)
}

/// What a visitor suggested, latest first.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<Request>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::visitor_id.eq(visitor))
        .order(requests::created_at.desc())
        .limit(limit)
        .select(Request::as_select())
        .load(connection)?;
    Ok(rows)
}

/// An order of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Most heat first.
    Hot,
    /// Most votes first.
    Top,
    /// Latest first.
    New,
}

impl Order {
    /// The word in addresses and cursors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Top => "top",
            Self::New => "new",
        }
    }
}

/// What a list of requests is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Public ones only.
    pub public_only: bool,
    /// One of these statuses; empty for any.
    pub statuses: Vec<Status>,
    /// This kind.
    pub kind: Option<Kind>,
    /// A place on this screen.
    pub screen: Option<Id<id::Screen>>,
    /// A place with this object, on that screen.
    pub object_key: Option<String>,
    /// Every one of these words begins a term of the text.
    pub words: Vec<String>,
}

/// One page of requests in an order.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Request>> {
    let mut query =
        requests::table.filter(requests::project_id.eq(project)).select(Request::as_select()).into_boxed();
    if filter.public_only {
        query = query.filter(requests::public.eq(true)).filter(requests::status.ne(Status::Merged));
    }
    if !filter.statuses.is_empty() {
        query = query.filter(requests::status.eq_any(filter.statuses.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(requests::kind.eq(kind));
    }
    if let Some(screen) = filter.screen {
        let here = places::table
            .filter(places::project_id.eq(project))
            .filter(places::screen_id.eq(screen))
            .select(places::request_id);
        query = match filter.object_key.clone() {
            Some(key) => query.filter(requests::id.eq_any(here.filter(places::object_key.eq(key)))),
            None => query.filter(requests::id.eq_any(here)),
        };
    }
    for word in &filter.words {
        // A range instead of LIKE: the same on both databases, and an index.
        let with_word = terms::table
            .filter(terms::project_id.eq(project))
            .filter(terms::term.ge(word.clone()))
            .filter(terms::term.lt(format!("{word}\u{10FFFF}")))
            .select(terms::request_id);
        query = query.filter(requests::id.eq_any(with_word));
    }
    if let Some(cursor) = after {
        let id = Id::<id::Request>::from(cursor.id);
        query = match (order, &cursor.key) {
            (Order::Hot, Key::F64(key)) => {
                query.filter(requests::heat.le(*key)).filter(requests::heat.lt(*key).or(requests::id.lt(id)))
            }
            (Order::Top, Key::I64(key)) => query
                .filter(requests::votes.le(*key))
                .filter(requests::votes.lt(*key).or(requests::id.lt(id))),
            (Order::New, Key::I64(key)) => {
                let at = Time::from_micros(*key);
                query
                    .filter(requests::created_at.le(at))
                    .filter(requests::created_at.lt(at).or(requests::id.lt(id)))
            }
            _ => return Err(page::foreign()),
        };
    }
    query = match order {
        Order::Hot => query.order((requests::heat.desc(), requests::id.desc())),
        Order::Top => query.order((requests::votes.desc(), requests::id.desc())),
        Order::New => query.order((requests::created_at.desc(), requests::id.desc())),
    };
    let rows: Vec<Request> = query.limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| {
        let key = match order {
            Order::Hot => Key::F64(last.heat),
            Order::Top => Key::I64(last.votes),
            Order::New => Key::I64(last.created_at.micros()),
        };
        Cursor::new(order.as_str(), key, last.id.uuid())
    }))
}

/// What an edit changes; the caller has checked the version.
#[derive(AsChangeset, Clone, Debug, Default)]
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
}

/// Writes an edit when the version still is `version`; answers false when somebody was faster.
pub fn edit(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Request>,
    version: i64,
    patch: &Patch,
    now: Time,
) -> Result<bool> {
    let row = requests::table.find((project, id)).filter(requests::version.eq(version));
    let changed = diesel::update(row)
        .set((patch, requests::version.eq(requests::version + 1), requests::updated_at.eq(now)))
        .execute(connection)?;
    Ok(changed == 1)
}
