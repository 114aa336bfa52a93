//! The roadmap: what is planned, what is in progress, and what was shipped lately.
//! Promises no dates.

use askama::Template;

use super::{
    address::{Asked, Page as Address},
    answer::Page,
    frame::{Frame, Reader, rendered},
    row::{self, Found, MAX_CHOICES, Row, Select},
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{order::Order, route::Route, status::Status},
    error::Result,
    state::Context,
    store::{
        boards,
        listing::{self, Filter},
        outcomes::{self, Wanted},
        requests, screens,
    },
};

/// Requests in a column.
const PER_COLUMN: i64 = 20;

struct Column {
    status: Status,
    title: String,
    nothing: String,
    rows: Vec<Row>,
    /// The link to all, where there are more.
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "board/roadmap.html")]
struct Roadmap<'r> {
    frame: Frame<'r>,
    heading: String,
    action: String,
    lang: Option<&'static str>,
    tags: Vec<Select>,
    screens: Vec<Select>,
    narrowed: bool,
    clear: String,
    columns: Vec<Column>,
}

/// Requests of a column, and whether there are more.
type Rows = (Vec<Found>, bool);

/// The page.
pub async fn page(
    context: &Context,
    reader: &Reader<'_>,
    tag: Option<&str>,
    screen: Option<&str>,
) -> Result<Page> {
    let (project, t) = (reader.project.id, reader.texts());
    let (by_tag, by_screen) = (tag.map(str::to_owned), screen.map(str::to_owned));
    let (tags, screens, [planned, progress, shipped]) = context
        .db
        .read(move |connection| {
            let tags = boards::tags(connection, project, MAX_CHOICES)?;
            let screens = row::screens(connection, project)?;
            let columns = columns(connection, project, by_tag, by_screen)?;
            Ok((tags, screens, columns))
        })
        .await?;
    let column = |status: Status, title: &str, nothing: &str, (rows, more): Rows| Column {
        status,
        title: title.to_owned(),
        nothing: nothing.to_owned(),
        rows: rows.iter().map(|found| Row::new(reader, found)).collect(),
        more: more.then(|| all_of(reader, status, screen)),
    };
    let heading = reader.with_project(&t.roadmap_title);
    let own = Address::Roadmap(tag.map(str::to_owned), screen.map(str::to_owned));
    let template = Roadmap {
        frame: Frame::new(reader, &own, &heading, t.roadmap_lead.clone())?,
        heading,
        action: reader.place.action(&Address::Roadmap(None, None)),
        lang: reader.place.lang(),
        tags: tags.iter().map(|known| Select::new(known, known, tag)).collect(),
        screens: Select::screens(&screens, screen),
        narrowed: tag.is_some() || screen.is_some(),
        clear: reader.place.link(&Address::Roadmap(None, None)),
        columns: vec![
            column(Status::Planned, &t.status_planned, &t.nothing_planned, planned),
            column(Status::InProgress, &t.status_in_progress, &t.nothing_in_progress, progress),
            column(Status::Shipped, &t.shipped_lately, &t.nothing_shipped, shipped),
        ],
    };
    rendered(&template)
}

/// The link to all requests with a status.
fn all_of(reader: &Reader<'_>, status: Status, screen: Option<&str>) -> String {
    reader.place.link(&Address::List(Asked {
        order: Order::Hot,
        status: Some(status),
        kind: None,
        screen: screen.map(str::to_owned),
        words: None,
        cursor: None,
    }))
}

/// The three columns.
fn columns(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    tag: Option<String>,
    screen: Option<String>,
) -> Result<[Rows; 3]> {
    let none = || [(); 3].map(|()| (Vec::new(), false));
    let on = match screen.as_deref().map(Route::parse) {
        Some(Ok(route)) => match screens::find(connection, project, &route)? {
            Some(found) => Some(found),
            None => return Ok(none()),
        },
        Some(Err(_)) => return Ok(none()),
        None => None,
    };
    let mut ranked = |status: Status| -> Result<Rows> {
        let filter = Filter {
            public_only: true,
            statuses: vec![status],
            screens: on.into_iter().collect(),
            tags: tag.clone().map(|tag| vec![tag]),
            ..Filter::default()
        };
        let page = listing::page(connection, project, Order::Hot, &filter, None, PER_COLUMN)?;
        Ok((row::with_screens(connection, project, page.items)?, page.next.is_some()))
    };
    let (planned, progress) = (ranked(Status::Planned)?, ranked(Status::InProgress)?);
    let wanted = Wanted { statuses: vec![Status::Shipped], standing: true, screen, tag };
    let page = outcomes::latest(connection, project, &wanted, None, PER_COLUMN)?;
    let ids: Vec<_> = page.items.iter().map(|decision| decision.request_id).collect();
    let mut rows = requests::by_ids(connection, project, &ids)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok([planned, progress, (row::with_screens(connection, project, rows)?, page.next.is_some())])
}
