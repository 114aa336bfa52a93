//! The reports table: problems with their steps. Private to the team and to the visitor who reported.

use diesel::prelude::*;

use super::{
    page::{self, Page},
    schema::reports,
    visitor_list::contains_pattern,
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
        functions::lower,
    },
    error::Result,
};

/// A report.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = reports)]
#[diesel(treat_none_as_default_value = false)]
pub struct Report {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the report.
    pub id: Id<id::Report>,
    /// Its number within the project.
    pub number: i64,
    /// What went wrong, in one line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// Where.
    pub screen_id: Id<id::Screen>,
    /// On which object; empty for none.
    pub object_key: String,
    /// Who reported.
    pub visitor_id: Option<Id<id::Visitor>>,
    /// The request that it is linked to.
    pub request_id: Option<Id<id::Request>>,
    /// The steps, a JSON array.
    pub steps: Document,
    /// How many steps there are.
    pub step_count: i64,
    /// The first fault in the steps.
    pub failed: Option<String>,
    /// The environment, a JSON object.
    pub environment: Document,
    /// The consent receipt, a JSON object.
    pub receipt: Document,
    /// What the server's scan removed, a JSON array.
    pub removed: Document,
    /// When.
    pub created_at: Time,
}

/// Inserts a report.
pub fn insert(connection: &mut AnyConnection, report: &Report) -> Result<()> {
    each!(connection, inner => diesel::insert_into(reports::table).values(report).execute(inner))?;
    Ok(())
}

/// The report with this id.
pub fn by_id(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Report>) -> Result<Report> {
    Ok(reports::table.find((project, id)).select(Report::as_select()).first(connection)?)
}

/// The report with this id, locked until the transaction ends: its links can't change until then.
pub fn lock_by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Report>,
) -> Result<Report> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let row = reports::table.find((project, id)).select(reports::id).for_no_key_update();
        row.first::<Id<id::Report>>(inner)?;
    }
    by_id(connection, project, id)
}

/// The reports that are linked to a request, locked until the transaction ends.
pub fn lock_linked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Vec<Id<id::Report>>> {
    let rows = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq(request))
        // Always in the same order, to avoid deadlocks.
        .order(reports::id.asc())
        .select(reports::id);
    Ok(match connection {
        AnyConnection::Postgres(inner) => rows.for_no_key_update().load(inner)?,
        // SQLite has a single writer.
        AnyConnection::Sqlite(inner) => rows.load(inner)?,
    })
}

/// The reports from some screens, locked until the transaction ends.
pub fn lock_at(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
) -> Result<Vec<Id<id::Report>>> {
    let rows = at(connection, project, screens)?;
    lock_all(connection, project, &rows)?;
    Ok(rows)
}

/// The reports from some screens.
pub fn at(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: &[Id<id::Screen>],
) -> Result<Vec<Id<id::Report>>> {
    let rows = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::screen_id.eq_any(screens))
        .order(reports::id.asc())
        .select(reports::id)
        .load(connection)?;
    Ok(rows)
}

/// Locks the reports of a visitor until the transaction ends.
pub fn lock_by(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    let rows = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::visitor_id.eq(visitor))
        .select(reports::id)
        .load(connection)?;
    lock_all(connection, project, &rows)
}

/// Locks those of some reports that are there until the transaction ends.
pub fn lock_all(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Report>],
) -> Result<()> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        reports::table
            .filter(reports::project_id.eq(project))
            .filter(reports::id.eq_any(ids))
            .order(reports::id.asc())
            .select(reports::id)
            .for_no_key_update()
            .load::<Id<id::Report>>(inner)?;
    }
    Ok(())
}

/// Unlinks all reports from a request.
pub fn unlink_all(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<()> {
    let linked =
        reports::table.filter(reports::project_id.eq(project)).filter(reports::request_id.eq(request));
    diesel::update(linked).set(reports::request_id.eq(None::<Id<id::Request>>)).execute(connection)?;
    Ok(())
}

/// Those of some reports that are there and linked to nothing.
pub fn unlinked_among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Report>],
) -> Result<Vec<Id<id::Report>>> {
    let rows = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::id.eq_any(ids))
        .filter(reports::request_id.is_null())
        .order(reports::id.asc())
        .select(reports::id);
    Ok(rows.load(connection)?)
}

/// Deletes a report, and the replies to it.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Report>) -> Result<()> {
    diesel::delete(reports::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// What a list of reports is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this screen.
    pub screen: Option<Id<id::Screen>>,
    /// Linked to this request.
    pub request: Option<Id<id::Request>>,
    /// By this visitor.
    pub visitor: Option<Id<id::Visitor>>,
    /// Linked to any request, or to none.
    pub linked: Option<bool>,
    /// Part of the title.
    pub text: Option<String>,
}

/// One page of reports, latest first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Report>> {
    let mut query =
        reports::table.filter(reports::project_id.eq(project)).select(Report::as_select()).into_boxed();
    if let Some(screen) = filter.screen {
        query = query.filter(reports::screen_id.eq(screen));
    }
    if let Some(request) = filter.request {
        query = query.filter(reports::request_id.eq(request));
    }
    if let Some(visitor) = filter.visitor {
        query = query.filter(reports::visitor_id.eq(visitor));
    }
    query = match filter.linked {
        Some(true) => query.filter(reports::request_id.is_not_null()),
        Some(false) => query.filter(reports::request_id.is_null()),
        None => query,
    };
    if let Some(text) = &filter.text {
        query = query.filter(lower(reports::title).like(lower(contains_pattern(text))).escape('\\'));
    }
    if let Some(Cursor { key, id, .. }) = after {
        let Key::I64(at) = key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(*at), Id::<id::Report>::from(*id));
        query = query
            .filter(reports::created_at.le(at))
            .filter(reports::created_at.lt(at).or(reports::id.lt(id)));
    }
    let rows: Vec<Report> =
        query.order((reports::created_at.desc(), reports::id.desc())).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| {
        Cursor::new("reports", Key::I64(last.created_at.micros()), last.id.uuid())
    }))
}

/// How many reports a visitor made.
pub fn count_of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<i64> {
    let n = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::visitor_id.eq(visitor))
        .count()
        .get_result(connection)?;
    Ok(n)
}

/// Ties a report to a request, or to none.
pub fn link(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Report>,
    request: Option<Id<id::Request>>,
) -> Result<()> {
    diesel::update(reports::table.find((project, id)))
        .set(reports::request_id.eq(request))
        .execute(connection)?;
    Ok(())
}

/// Carries reports and suggestions over to another visitor; returns how many of each.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<i64> {
    let own = reports::table.filter(reports::project_id.eq(project)).filter(reports::visitor_id.eq(from));
    let moved = diesel::update(own).set(reports::visitor_id.eq(to)).execute(connection)?;
    Ok(i64::try_from(moved).unwrap_or(i64::MAX))
}
