//! A request as the pages of a board show it in a list.
//! Takes public requests only; what is private never reaches it.

use std::collections::HashMap;

use super::{
    address::{Asked, Page},
    frame::Reader,
    prose,
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::{
        order::Order,
        status::{Kind, Status},
    },
    error::Result,
    store::{places, requests::Request},
};

/// A screen by its title and route.
#[derive(Clone)]
pub struct Screen {
    /// The route.
    pub route: String,
    /// The title.
    pub title: Option<String>,
}

impl Screen {
    /// What readers call it.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.route)
    }
}

/// What is read of a request.
pub struct Found {
    /// The request.
    pub request: Request,
    /// The screen where it was created.
    pub screen: Option<Screen>,
}

/// Requests with their screens, in the same order; those that are not public are left out.
pub fn with_screens(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: Vec<Request>,
) -> Result<Vec<Found>> {
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    let mut screens: HashMap<_, _> = places::for_requests(connection, project, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, Screen { route: place.route, title: place.title }))
        .collect();
    let public = rows.into_iter().filter(Request::is_listed);
    Ok(public.map(|request| Found { screen: screens.remove(&request.number), request }).collect())
}

/// The votes that readers see: those that were cast here, and those that were imported.
pub fn votes_of(request: &Request) -> i64 {
    request.votes + request.baseline_votes
}

/// A request in a list.
pub struct Row {
    /// Its title.
    pub title: String,
    /// The link to its page.
    pub href: String,
    /// The votes.
    pub votes: VoteBox,
    /// The word of its status.
    pub status: Status,
    /// Its status as readers know it.
    pub status_text: String,
    /// Its kind as readers know it.
    pub kind_text: String,
    /// The screen where it was created, with the link to its requests.
    pub screen: Option<(String, String)>,
    /// The beginning of its description.
    pub excerpt: String,
    /// When it was created, in words.
    pub date: String,
    /// The same for programs.
    pub datetime: String,
}

/// The votes of a request, as its box shows them.
pub struct VoteBox {
    /// The id of the request.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many votes it has.
    pub count: i64,
    /// The same, written.
    pub number: String,
    /// The word under the number.
    pub unit: String,
    /// The whole in words.
    pub text: String,
    /// How many of them were imported, which the script adds.
    pub imported: i64,
    /// Whether votes count.
    pub open: bool,
}

impl VoteBox {
    /// The votes of a request.
    pub fn new(reader: &Reader<'_>, request: &Request) -> Self {
        let (language, count) = (reader.language, votes_of(request));
        let unit = language.count(&reader.texts().votes_unit, &count);
        Self {
            id: request.id.to_string(),
            title: request.title.clone(),
            count,
            number: language.number(&count),
            unit,
            text: language.count(&reader.texts().votes, &count),
            imported: request.baseline_votes,
            open: request.status.may_vote(),
        }
    }
}

impl Row {
    /// A request for a reader.
    pub fn new(reader: &Reader<'_>, found: &Found) -> Self {
        let (language, request) = (reader.language, &found.request);
        Self {
            title: request.title.clone(),
            href: reader.place.link(&Page::of_request(request.number, &request.title)),
            votes: VoteBox::new(reader, request),
            status: request.status,
            status_text: language.status(request.status).to_owned(),
            kind_text: language.kind(request.kind).to_owned(),
            screen: found.screen.as_ref().map(|screen| (screen.name().to_owned(), list_of(reader, screen))),
            excerpt: prose::excerpt(&request.body),
            date: language.date(&request.created_at),
            datetime: request.created_at.to_the_second(),
        }
    }
}

/// The link to the requests of a screen.
pub fn list_of(reader: &Reader<'_>, screen: &Screen) -> String {
    reader.place.link(&Page::List(Asked {
        order: Order::Hot,
        status: None,
        kind: None,
        screen: Some(screen.route.clone()),
        words: None,
        cursor: None,
    }))
}

/// A value of a form's choice.
pub struct Select {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Select {
    /// A value, chosen where it is the current one.
    pub fn new(value: &str, text: &str, current: Option<&str>) -> Self {
        Self { value: value.to_owned(), text: text.to_owned(), chosen: current == Some(value) }
    }

    /// The screens of a board.
    pub fn screens(screens: &[Screen], current: Option<&str>) -> Vec<Self> {
        screens.iter().map(|screen| Self::new(&screen.route, screen.name(), current)).collect()
    }

    /// The kinds of requests.
    pub fn kinds(reader: &Reader<'_>, current: Option<Kind>) -> Vec<Self> {
        let current = current.map(Kind::as_str);
        Kind::ALL.iter().map(|kind| Self::new(kind.as_str(), reader.language.kind(*kind), current)).collect()
    }

    /// The statuses of requests that readers see.
    pub fn statuses(reader: &Reader<'_>, current: Option<Status>) -> Vec<Self> {
        let current = current.map(Status::as_str);
        Status::ALL
            .iter()
            .filter(|status| **status != Status::Merged)
            .map(|status| Self::new(status.as_str(), reader.language.status(*status), current))
            .collect()
    }
}

/// Most choices of a form's field.
pub const MAX_CHOICES: i64 = 50;

/// The screens that readers can choose.
pub fn screens(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<Screen>> {
    let rows = crate::store::boards::screens(connection, project, MAX_CHOICES)?;
    Ok(rows.into_iter().map(|(route, title)| Screen { route, title }).collect())
}
