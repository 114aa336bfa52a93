//! The report_replies table: what the team answers to who reported a problem.
//! Never edited: what somebody was told stays what it was.

use diesel::prelude::*;

use super::schema::report_replies;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// A reply to a report.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = report_replies)]
#[diesel(treat_none_as_default_value = false)]
pub struct Reply {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the reply.
    pub id: Id<id::ReportReply>,
    /// The report.
    pub report_id: Id<id::Report>,
    /// Who wrote it, as written then. Visitors don't see it.
    pub author: String,
    /// The member who wrote it; `None` for API keys.
    pub member_id: Option<Id<id::Member>>,
    /// The text.
    pub body: String,
    /// When.
    pub created_at: Time,
}

/// Inserts a reply.
pub fn insert(connection: &mut AnyConnection, reply: &Reply) -> Result<()> {
    each!(connection, inner => diesel::insert_into(report_replies::table).values(reply).execute(inner))?;
    Ok(())
}

/// The replies to some reports, oldest first, at most `limit` of the latest.
pub fn for_reports(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    reports: &[Id<id::Report>],
    limit: i64,
) -> Result<Vec<Reply>> {
    let mut rows: Vec<Reply> = report_replies::table
        .filter(report_replies::project_id.eq(project))
        .filter(report_replies::report_id.eq_any(reports))
        .order((report_replies::created_at.desc(), report_replies::id.desc()))
        .limit(limit)
        .select(Reply::as_select())
        .load(connection)?;
    rows.reverse();
    Ok(rows)
}
