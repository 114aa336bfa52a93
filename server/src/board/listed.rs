//! The list of requests: in an order, narrowed by a form, page by page.
//! Shows public requests only.

use askama::Template;

use super::{
    address::{Asked, ORDERS, Page as Address},
    answer::Page,
    frame::{Choice, Frame, Reader, rendered},
    row::{self, Row, Select},
};
use crate::{
    base::cursor::Cursor,
    domain::{order::Order, route::Route, wording::Query},
    error::{Code, Result},
    state::Context,
    store::{
        listing::{self, Filter},
        screens,
    },
};

/// Requests on a page.
const PER_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "board/list.html")]
struct List<'r> {
    frame: Frame<'r>,
    heading: String,
    orders: Vec<Choice>,
    action: String,
    /// The order and the language, which the form keeps.
    hidden: Vec<(&'static str, String)>,
    words: String,
    statuses: Vec<Select>,
    kinds: Vec<Select>,
    screens: Vec<Select>,
    narrowed: bool,
    later: bool,
    first: String,
    clear: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The page.
pub async fn page(context: &Context, reader: &Reader<'_>, asked: &Asked) -> Result<Page> {
    let list = Address::List(asked.clone());
    let without = Address::List(Asked { cursor: None, ..asked.clone() });
    let query = asked.words.as_deref().and_then(|typed| Query::read(typed, reader.project.language()));
    let name = listing::cursor_name(asked.order, query.as_ref());
    let after = match asked.cursor.as_deref().map(|cursor| Cursor::decode(cursor, name)).transpose() {
        Ok(after) => after,
        Err(_no_place) => return Ok(Page::See(reader.place.link(&without))),
    };
    let (project, order) = (reader.project.id, asked.order);
    let (status, kind, screen) = (asked.status, asked.kind, asked.screen.clone());
    let searched = asked.words.is_some();
    let read = context.db.read(move |connection| {
        let screens = row::screens(connection, project)?;
        let screen = match screen.as_deref().map(Route::parse) {
            Some(Ok(route)) => match screens::find(connection, project, &route)? {
                Some(screen) => Some(screen),
                None => return Ok((Vec::new(), None, screens)),
            },
            Some(Err(_)) => return Ok((Vec::new(), None, screens)),
            None => None,
        };
        // Of what is no word nothing is found.
        if searched && query.is_none() {
            return Ok((Vec::new(), None, screens));
        }
        let statuses = status.into_iter().collect();
        let filter = Filter {
            public_only: true,
            statuses,
            kinds: kind.into_iter().collect(),
            screens: screen.into_iter().collect(),
            query,
            ..Filter::default()
        };
        let found = listing::page(connection, project, order, &filter, after.as_ref(), PER_PAGE)?;
        let rows = row::with_screens(connection, project, found.items)?;
        Ok((rows, found.next, screens))
    });
    let (rows, next, screens) = match read.await {
        // The request that the cursor names is gone.
        Err(error) if error.code == Code::BadRequest => return Ok(Page::See(reader.place.link(&without))),
        read => read?,
    };
    let t = reader.texts();
    let heading = reader.with_project(&t.list_title);
    let with = |order: Order| Address::List(Asked { order, cursor: None, ..asked.clone() });
    let choice = |(order, text): (Order, &String)| Choice {
        text: text.clone(),
        href: reader.place.link(&with(order)),
        current: order == asked.order,
    };
    let orders = ORDERS.into_iter().zip([&t.order_hot, &t.order_top, &t.order_new]);
    let clear = Address::List(Asked { order: asked.order, ..start() });
    let chosen = [asked.status.is_some(), asked.kind.is_some(), asked.screen.is_some(), searched];
    let narrowed = chosen.contains(&true);
    let mut frame = Frame::new(reader, &list, &heading, reader.with_project(&t.list_description))?;
    // There are as many of these as there are words, and each request has a page of its own.
    frame.indexed &= !narrowed;
    let template = List {
        frame,
        heading,
        orders: orders.map(choice).collect(),
        action: reader.place.action(&Address::start()),
        hidden: hidden(reader, asked.order),
        words: asked.words.clone().unwrap_or_default(),
        statuses: Select::statuses(reader, asked.status),
        kinds: Select::kinds(reader, asked.kind),
        screens: Select::screens(&screens, asked.screen.as_deref()),
        narrowed,
        later: asked.cursor.is_some(),
        first: reader.place.link(&without),
        clear: reader.place.link(&clear),
        rows: rows.iter().map(|found| Row::new(reader, found)).collect(),
        next: next.map(|cursor| {
            reader.place.link(&Address::List(Asked { cursor: Some(cursor.encode()), ..asked.clone() }))
        }),
    };
    rendered(&template)
}

/// A list with nothing chosen.
fn start() -> Asked {
    Asked { order: Order::Hot, status: None, kind: None, screen: None, words: None, cursor: None }
}

/// What the form sends without showing it.
fn hidden(reader: &Reader<'_>, order: Order) -> Vec<(&'static str, String)> {
    let order = (order != Order::Hot).then(|| ("order", order.to_string()));
    order.into_iter().chain(reader.place.lang().map(|lang| ("lang", lang.to_owned()))).collect()
}
