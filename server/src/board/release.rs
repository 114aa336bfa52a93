//! The page of one release note: its text, what it answers, and whom it thanks.
//! Shows no draft, nothing before its time, and no private request.

use askama::Template;

use super::{
    address::{FeedOf, Page as Address},
    answer::Page,
    credits::{self, Credited},
    frame::{Frame, Reader, rendered},
    language::filled,
    prose,
};
use crate::{
    api::widget::release_notes::{self as public, PublicReleaseNote},
    domain::{
        markdown::{self, Node},
        status::Status,
    },
    error::{Error, Result},
    state::Context,
    store::{contributions, page, release_notes},
};

/// Characters of a text after which a list of release notes stops showing it.
const MAX_SHOWN: usize = 1_200;

/// The version and the title as one line.
pub fn heading(title: &str, version: Option<&str>) -> String {
    match version {
        Some(version) if !title.contains(version) => format!("{version}: {title}"),
        _ => title.to_owned(),
    }
}

/// A request that a release note answers.
pub struct Answered {
    /// The title.
    pub title: String,
    /// The address of its page.
    pub href: String,
    /// The votes, in words.
    pub votes: String,
    /// Its status, where it is not shipped.
    pub status: Option<(Status, String)>,
}

/// A release note as readers see it.
pub struct Note {
    /// The title.
    pub title: String,
    /// The version of the product; empty for none.
    pub version: String,
    /// The address of its page.
    pub href: String,
    /// When it was published, in words.
    pub date: String,
    /// The same for programs.
    pub datetime: String,
    /// What says that it was changed later; empty for nothing.
    pub edited: String,
    /// The text, as HTML.
    pub body: String,
    /// Whether the text goes on.
    pub more: bool,
    /// What it answers.
    pub answers: Vec<Answered>,
    /// Whom it thanks; empty for nobody.
    pub thanks: String,
}

impl Note {
    /// A release note for a reader; `whole` or only its beginning.
    pub fn new(reader: &Reader<'_>, note: &PublicReleaseNote, whole: bool) -> Self {
        let (t, language) = (reader.texts(), reader.language);
        let shown = if whole { note.body.len() } else { beginning(&note.body) };
        let (body, rest) = note.body.split_at_checked(shown).unwrap_or((&note.body, &[]));
        let at = note.published_at.unwrap_or_else(|| reader.project.created_at);
        let answered = |request: &public::PublicReleasedRequest| Answered {
            title: request.title.clone(),
            href: reader.place.link(&Address::of_request(request.number, &request.title)),
            votes: language.count(&t.votes, &request.votes),
            status: (request.status != Status::Shipped)
                .then(|| (request.status, language.status(request.status).to_owned())),
        };
        Self {
            title: note.title.clone(),
            version: note.version.clone().unwrap_or_default(),
            href: reader.place.link(&Address::Release(note.slug.clone())),
            date: language.date(&at),
            datetime: at.to_the_second(),
            edited: note
                .edited_at
                .map(|at| filled(&t.release_edited, "date", language.date(&at)))
                .unwrap_or_default(),
            body: prose::of_nodes(body),
            more: !rest.is_empty(),
            answers: note.requests.iter().map(answered).collect(),
            thanks: if note.thanks.is_empty() {
                String::new()
            } else {
                filled(&t.release_thanks, "names", note.thanks.join(", "))
            },
        }
    }
}

/// How many parts of a text a list shows.
fn beginning(nodes: &[Node]) -> usize {
    let mut characters = 0;
    let fits = |node: &&Node| {
        let before = characters;
        characters += markdown::plain(std::slice::from_ref(*node), MAX_SHOWN).chars().count();
        before < MAX_SHOWN
    };
    nodes.iter().take_while(fits).count()
}

#[derive(Template)]
#[template(path = "board/release.html")]
struct Shown<'r> {
    frame: Frame<'r>,
    note: Note,
    credited: Vec<Credited>,
    all: String,
}

/// The page. Fails as not found where no release note that is published has this slug.
pub async fn page(context: &Context, reader: &Reader<'_>, slug: &str) -> Result<Page> {
    let (project, wanted) = (reader.project.id, slug.to_owned());
    let read = context.db.read(move |connection| {
        let row = release_notes::published_by_slug(connection, project, &wanted)?;
        let page = public::shown(connection, project, page::Page { items: vec![row], next: None })?;
        let found = page.items.into_iter().next().ok_or_else(Error::not_found)?;
        let answered: Vec<_> = found.requests.iter().map(|request| request.id).collect();
        let credits = contributions::of_requests(connection, project, &answered)?;
        Ok((found, credits))
    });
    let (found, credits) = read.await?;
    let title = heading(&found.title, found.version.as_deref());
    let plain = markdown::plain(&found.body, MAX_SHOWN);
    let description =
        if plain.trim().is_empty() { reader.texts().changelog_lead.clone() } else { prose::line(&plain) };
    let mut frame = Frame::new(reader, &Address::Release(slug.to_owned()), &title, description)?;
    frame.published = found.published_at.map(|at| at.to_the_second());
    let feed = reader.with_project(&reader.texts().feed_changelog);
    frame.feeds.splice(0..0, reader.feeds(FeedOf::Changelog, &feed));
    let note = Note::new(reader, &found, true);
    let credited = credits::shown(reader, &credits);
    rendered(&Shown { all: reader.place.link(&Address::Changelog(None, None)), frame, note, credited })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_once() {
        assert_eq!(heading("Faster", Some("2.0")), "2.0: Faster");
        assert_eq!(heading("Version 2.0", Some("2.0")), "Version 2.0");
        assert_eq!(heading("Faster", None), "Faster");
    }

    #[test]
    fn a_list_shows_whole_parts_and_the_first_one_always() {
        let paragraph = "word ".repeat(200);
        let nodes = markdown::parse(&format!("{paragraph}\n\n{paragraph}\n\n{paragraph}"));
        assert_eq!((nodes.len(), beginning(&nodes)), (3, 2));
        assert_eq!(beginning(&[]), 0);
    }
}
