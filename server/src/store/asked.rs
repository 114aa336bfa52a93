//! What one visitor asked for, newest first: the requests that it suggested, its reports and its comments, as one list.
//! Changes nothing, and names nobody else.

use diesel::prelude::*;
use uuid::Uuid;

use super::{
    comments::Comment,
    numbers::whole,
    page::{self, Page},
    reports::Report,
    requests::Request,
    schema::{comments, reports, requests},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "asked";

/// Something that a visitor asked for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A request that it suggested.
    Request(Request),
    /// A problem that it reported.
    Report(Report),
    /// A comment that it wrote.
    Comment(Comment),
}

impl Asked {
    /// When it did.
    pub fn at(&self) -> Time {
        match self {
            Self::Request(row) => row.created_at,
            Self::Report(row) => row.created_at,
            Self::Comment(row) => row.created_at,
        }
    }

    /// The id, which breaks ties.
    fn id(&self) -> Uuid {
        match self {
            Self::Request(row) => row.id.uuid(),
            Self::Report(row) => row.id.uuid(),
            Self::Comment(row) => row.id.uuid(),
        }
    }
}

/// What of a table comes after a place in the order.
macro_rules! after {
    ($query:expr, $table:ident, $kind:ident, $place:expr) => {
        match $place {
            Some((at, id)) => $query
                .filter($table::created_at.le(at))
                .filter($table::created_at.lt(at).or($table::id.lt(Id::<id::$kind>::from(id)))),
            None => $query,
        }
    };
}

/// One page of what a visitor asked for: each table is asked for a whole page, and the newest of all are taken.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Asked>> {
    let place = match after {
        Some(Cursor { key: Key::I64(at), id, .. }) => Some((Time::from_micros(*at), *id)),
        Some(_) => return Err(page::wrong_cursor()),
        None => None,
    };
    let suggested = whole!(project)
        .filter(requests::visitor_id.eq(visitor))
        .order((requests::created_at.desc(), requests::id.desc()))
        .limit(limit + 1)
        .select(Request::as_select())
        .into_boxed();
    let suggested: Vec<Request> = after!(suggested, requests, Request, place).load(connection)?;
    let reported = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::visitor_id.eq(visitor))
        .order((reports::created_at.desc(), reports::id.desc()))
        .limit(limit + 1)
        .select(Report::as_select())
        .into_boxed();
    let reported: Vec<Report> = after!(reported, reports, Report, place).load(connection)?;
    let commented = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::visitor_id.eq(visitor))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(limit + 1)
        .select(Comment::as_select())
        .into_boxed();
    let commented: Vec<Comment> = after!(commented, comments, Comment, place).load(connection)?;
    let mut asked: Vec<Asked> = suggested.into_iter().map(Asked::Request).collect();
    asked.extend(reported.into_iter().map(Asked::Report));
    asked.extend(commented.into_iter().map(Asked::Comment));
    asked.sort_by_key(|one| std::cmp::Reverse((one.at(), one.id())));
    Ok(Page::cut(asked, limit, |last| Cursor::new(ORDER, Key::I64(last.at().micros()), last.id())))
}
