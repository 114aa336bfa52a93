//! The latest decisions on public requests: what the board and its feeds show.
//! Shows none that was taken back, and none on a request that is private or merged.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};

use super::{
    decisions::Decision,
    page::{self, Page},
    schema::{decisions, places, requests, screens, tags},
    screen_routes,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::Status,
    error::Result,
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "outcomes";

/// Which decisions are read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those that lead to one of these statuses.
    pub statuses: Vec<Status>,
    /// Only the latest of each request.
    pub standing: bool,
    /// Only on requests that are tied to the screen with this route.
    pub screen: Option<String>,
    /// Only on requests with this tag.
    pub tag: Option<String>,
}

/// A later decision that was not taken back.
const LATER: &str = "NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.project_id = decisions.project_id \
     AND later.request_id = decisions.request_id AND later.version > decisions.version \
     AND later.undone_at IS NULL)";

/// One page of decisions, newest first.
pub fn latest(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    wanted: &Wanted,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Decision>> {
    let mut query =
        decisions::table
            .inner_join(requests::table.on(
                requests::project_id.eq(decisions::project_id).and(requests::id.eq(decisions::request_id)),
            ))
            .filter(decisions::project_id.eq(project))
            .filter(decisions::undone_at.is_null())
            .filter(decisions::status.eq_any(wanted.statuses.clone()))
            .filter(requests::public.eq(true))
            .filter(requests::status.ne(Status::Merged))
            .order((decisions::decided_at.desc(), decisions::id.desc()))
            .limit(limit + 1)
            .select(Decision::as_select())
            .into_boxed();
    if wanted.standing {
        query = query.filter(requests::status.eq(decisions::status)).filter(sql::<Bool>(LATER));
    }
    if let Some(route) = &wanted.screen {
        let route = screen_routes::canonical(connection, project, std::slice::from_ref(route))?;
        let route = route.into_iter().next().unwrap_or_default();
        let here = places::table
            .inner_join(
                screens::table
                    .on(screens::project_id.eq(places::project_id).and(screens::id.eq(places::screen_id))),
            )
            .filter(places::project_id.eq(project))
            .filter(screens::route.eq(route))
            .select(places::request);
        query = query.filter(requests::number.eq_any(here));
    }
    if let Some(tag) = &wanted.tag {
        let tagged = tags::table.filter(tags::project_id.eq(project)).filter(tags::tag.eq(tag.clone()));
        query = query.filter(requests::id.eq_any(tagged.select(tags::request_id)));
    }
    if let Some(cursor) = after {
        let Key::I64(micros) = cursor.key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(micros), Id::<id::Decision>::from(cursor.id));
        query = query
            .filter(decisions::decided_at.le(at))
            .filter(decisions::decided_at.lt(at).or(decisions::id.lt(id)));
    }
    let rows: Vec<Decision> = query.load(connection)?;
    Ok(Page::cut(rows, limit, |last| Cursor::new(ORDER, Key::I64(last.decided_at.micros()), last.id.uuid())))
}
