//! The page of one request: what is asked, the votes, and every decision with its reason.
//! A merged request leads to the one that stands for it; a private one does not exist here.

use askama::Template;

use super::{
    address::{FeedOf, Page as Address, title_slug},
    answer::Page,
    comments::Said,
    credits::{self, Credited},
    frame::{Frame, Reader, rendered},
    linked, prose, release,
    row::Row,
    whole,
};
use crate::{
    domain::status::Status,
    error::Result,
    state::Context,
    store::{decisions, release_notes::ReleaseNote, requests},
};

/// A decision as readers see it.
pub struct Decided {
    /// The word of its status.
    pub status: Status,
    /// Its status as readers know it.
    pub status_text: String,
    /// When, in words.
    pub date: String,
    /// The same for programs.
    pub datetime: String,
    /// The reason, as HTML.
    pub reason: String,
    /// What would reopen it, as HTML; empty for nothing.
    pub reopen_if: String,
}

impl Decided {
    /// A decision for a reader.
    pub fn new(reader: &Reader<'_>, decision: &decisions::Decision) -> Self {
        Self {
            status: decision.status,
            status_text: reader.language.status(decision.status).to_owned(),
            date: reader.language.date(&decision.decided_at),
            datetime: decision.decided_at.to_the_second(),
            reason: prose::html(&decision.reason),
            reopen_if: prose::html(decision.reopen_if.as_deref().unwrap_or_default()),
        }
    }
}

/// A link to a release note.
struct Released {
    title: String,
    href: String,
    date: String,
    datetime: String,
}

impl Released {
    fn new(reader: &Reader<'_>, note: &ReleaseNote) -> Self {
        let at = note.published_at.unwrap_or(note.created_at);
        Self {
            title: release::heading(&note.title, note.version.as_deref()),
            href: reader.place.link(&Address::Release(note.slug.clone())),
            date: reader.language.date(&at),
            datetime: at.to_the_second(),
        }
    }
}

#[derive(Template)]
#[template(path = "board/request.html")]
struct Shown<'r> {
    frame: Frame<'r>,
    row: Row,
    number: String,
    asked: String,
    imported: Option<String>,
    released: Vec<Released>,
    on_screen: Option<(String, String)>,
    body: String,
    decided: Vec<Decided>,
    credited: Vec<Credited>,
    comments: Vec<Said>,
    comments_title: String,
    comment_how: String,
    locked: bool,
    linked: String,
}

/// The page.
pub async fn page(context: &Context, reader: &Reader<'_>, number: i64, title: Option<&str>) -> Result<Page> {
    let project = reader.project.id;
    let read = context.db.read(move |connection| {
        let whole = whole::read(connection, project, number)?;
        match whole {
            Ok(whole) => Ok(Ok(whole)),
            Err(into) => Ok(Err((into, requests::by_number(connection, project, into)?.title))),
        }
    });
    let whole = match read.await? {
        Ok(whole) => whole,
        Err((into, title)) => return Ok(Page::Moved(reader.place.link(&Address::of_request(into, &title)))),
    };
    let request = &whole.found.request;
    let own = Address::of_request(number, &request.title);
    if title != Some(title_slug(&request.title).as_str()) {
        return Ok(Page::Moved(reader.place.link(&own)));
    }
    let (t, language) = (reader.texts(), reader.language);
    let excerpt = prose::excerpt(&request.body);
    let description = if excerpt.is_empty() { reader.with_project(&t.list_description) } else { excerpt };
    let mut frame = Frame::new(reader, &own, &request.title, description)?;
    frame.published = Some(request.created_at.to_the_second());
    let feed = super::feed::title(reader, request);
    frame.feeds.splice(0..0, reader.feeds(FeedOf::Request(number), &feed));
    let row = Row::new(reader, &whole.found);
    let template = Shown {
        linked: linked::posting(reader, &whole, &frame.canonical)?,
        number: super::language::filled(&t.number, "n", number),
        asked: super::language::filled(&t.asked_on, "date", &row.date),
        imported: (request.baseline_votes > 0).then(|| language.count(&t.imported, &request.baseline_votes)),
        on_screen: row
            .screen
            .as_ref()
            .map(|(name, href)| (super::language::filled(&t.on_screen, "screen", name), href.clone())),
        released: whole.releases.iter().map(|note| Released::new(reader, note)).collect(),
        body: prose::html(&request.body),
        decided: whole.decisions.iter().map(|decision| Decided::new(reader, decision)).collect(),
        credited: credits::shown(reader, &whole.credits),
        comments: whole.threads.iter().map(|thread| Said::new(reader, thread)).collect(),
        comment_how: reader.with_project(&t.comment_how),
        locked: whole.locked,
        comments_title: language.count(&t.comments, &request.comments),
        row,
        frame,
    };
    rendered(&template)
}
