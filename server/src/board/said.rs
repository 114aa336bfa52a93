//! "You said, we did": what was asked, by how many, and what became of it, the latest first.
//! Shows the latest decision of each request, and none that was taken back.

use std::collections::HashMap;

use askama::Template;

use super::{
    address::Page as Address,
    answer::Page,
    frame::{Frame, Reader, rendered},
    request::Decided,
    row::{self, Row},
};
use crate::{
    base::cursor::Cursor,
    domain::status::Status,
    error::{Code, Result},
    state::Context,
    store::{
        outcomes::{self, ORDER, Wanted},
        requests,
    },
};

/// Decisions on a page.
const PER_PAGE: i64 = 15;

/// The outcomes that are told, in no order.
const TOLD: [Status; 4] = [Status::Planned, Status::InProgress, Status::Shipped, Status::Declined];

struct Outcome {
    row: Row,
    decided: Decided,
    we: String,
}

#[derive(Template)]
#[template(path = "board/said.html")]
struct Said<'r> {
    frame: Frame<'r>,
    heading: String,
    outcomes: Vec<Outcome>,
    later: bool,
    first: String,
    next: Option<String>,
}

/// The page.
pub async fn page(context: &Context, reader: &Reader<'_>, cursor: Option<&str>) -> Result<Page> {
    let first = reader.place.link(&Address::Said(None));
    let after = match cursor.map(|cursor| Cursor::decode(cursor, ORDER)).transpose() {
        Ok(after) => after,
        Err(_no_place) => return Ok(Page::See(first)),
    };
    let project = reader.project.id;
    let read = context.db.read(move |connection| {
        let wanted = Wanted { statuses: TOLD.to_vec(), standing: true, ..Wanted::default() };
        let page = outcomes::latest(connection, project, &wanted, after.as_ref(), PER_PAGE)?;
        let ids: Vec<_> = page.items.iter().map(|decision| decision.request_id).collect();
        let rows = requests::by_ids(connection, project, &ids)?;
        let rows = row::with_screens(connection, project, rows)?;
        Ok((page, rows))
    });
    let (page, rows) = match read.await {
        Err(error) if error.code == Code::BadRequest => return Ok(Page::See(first)),
        read => read?,
    };
    let (t, mut rows) =
        (reader.texts(), rows.into_iter().map(|row| (row.request.id, row)).collect::<HashMap<_, _>>());
    let outcome = |decision: &crate::store::decisions::Decision| {
        let found = rows.remove(&decision.request_id)?;
        let we = match decision.status {
            Status::Planned => &t.we_planned,
            Status::InProgress => &t.we_in_progress,
            Status::Shipped => &t.we_shipped,
            _ => &t.we_declined,
        };
        let (row, decided) = (Row::new(reader, &found), Decided::new(reader, decision));
        Some(Outcome { row, decided, we: we.clone() })
    };
    let own = Address::Said(cursor.map(str::to_owned));
    let template = Said {
        frame: Frame::new(reader, &own, &reader.with_project(&t.said_title), t.said_lead.clone())?,
        heading: t.said.clone(),
        outcomes: page.items.iter().filter_map(outcome).collect(),
        later: cursor.is_some(),
        first,
        next: page.next.map(|cursor| reader.place.link(&Address::Said(Some(cursor.encode())))),
    };
    rendered(&template)
}
