//! What every page of a board has around its content: head, sections, feeds, languages.
//! Knows no content.

use std::sync::Arc;

use askama::Template;

use super::{
    address::{FeedOf, Format, Page as Address},
    answer::Page,
    language::{Language, filled},
    place::Place,
    texts::Texts,
};
use crate::{
    api::site,
    cache::encoded::etag_of,
    domain::{board::Board, picture::PictureKind},
    error::{Error, Result},
    store::{pictures::Picture, projects::Project},
};

/// Who reads: which board, from where, in which language.
pub struct Reader<'b> {
    /// The project.
    pub project: Arc<Project>,
    /// Where its board is.
    pub place: Place,
    /// The language of the page.
    pub language: &'b Language,
    /// All languages.
    pub languages: &'b [Language],
    /// The pictures of the project.
    pub pictures: Vec<Picture>,
}

impl Reader<'_> {
    /// The words of the page.
    pub fn texts(&self) -> &Texts {
        &self.language.texts
    }

    /// A word with the name of the project in it.
    pub fn with_project(&self, text: &str) -> String {
        filled(text, "project", &self.project.name)
    }

    /// Whether search engines may list the board.
    pub fn is_indexed(&self) -> bool {
        self.project.board == Board::Public && self.project.board_indexed
    }

    /// The page of a picture, and a digest of what it shows.
    fn picture(&self, kind: PictureKind) -> Option<(Address, &str)> {
        let found = self.pictures.iter().find(|picture| picture.kind == kind)?;
        Some((Address::Picture(kind), &found.tag))
    }

    /// A feed in all formats.
    pub fn feeds(&self, of: FeedOf, title: &str) -> Vec<Feed> {
        let feed = |(_, format): (_, Format)| Feed {
            title: title.to_owned(),
            name: format.name(),
            kind: format.kind(),
            href: self.place.link(&Address::Feed(of, format)),
        };
        Format::ALL.into_iter().map(feed).collect()
    }
}

/// A feed as a page links it.
pub struct Feed {
    /// What is in it.
    pub title: String,
    /// Its format.
    pub name: &'static str,
    /// Its content type.
    pub kind: &'static str,
    /// Its address.
    pub href: String,
}

/// A link to something that is one of several.
pub struct Choice {
    /// Its text.
    pub text: String,
    /// Its address.
    pub href: String,
    /// Whether it is the current one.
    pub current: bool,
}

/// A link to the page in a language.
pub struct Translated {
    /// The tag of the language.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: String,
    /// The address here.
    pub href: String,
    /// The absolute address.
    pub absolute: String,
    /// Whether it is the page's own.
    pub current: bool,
}

/// What is around the content of a page.
pub struct Frame<'r> {
    /// The words.
    pub t: &'r Texts,
    /// The language of the page.
    pub lang: &'static str,
    /// The name of the project.
    pub project: &'r str,
    /// The title of the document.
    pub title: String,
    /// One sentence about the page.
    pub description: String,
    /// The absolute address of the page.
    pub canonical: String,
    /// The absolute address in which readers choose no language.
    pub plain: String,
    /// Whether search engines may list the page.
    pub indexed: bool,
    /// Whether the page is about one thing, which began at a time.
    pub published: Option<String>,
    /// The style sheet.
    pub style: String,
    /// The accent, where the project has one.
    pub accent: Option<String>,
    /// The script.
    pub script: String,
    /// The icon.
    pub mark: String,
    /// The logo, in the place of ours.
    pub logo: Option<String>,
    /// The absolute address of what is shown where somebody shares the page.
    pub sharing: Option<String>,
    /// The links to the sections.
    pub sections: Vec<Choice>,
    /// The link to the list.
    pub home: String,
    /// The link to the form for a suggestion; and whether that is the page.
    pub suggest: Choice,
    /// The links to the pages about the board, at its end.
    pub about: Vec<Choice>,
    /// The feeds.
    pub feeds: Vec<Feed>,
    /// The page in all languages.
    pub translated: Vec<Translated>,
    /// The widget key.
    pub key: &'r str,
    /// The words of the script, as JSON.
    pub words: String,
}

impl<'r> Frame<'r> {
    /// The frame of a page with this title, without the name of the project.
    pub fn new(reader: &'r Reader<'_>, page: &Address, title: &str, description: String) -> Result<Self> {
        let (place, t, project) = (&reader.place, reader.texts(), &reader.project);
        let file = |stem: &str, ending: &str| {
            site::widget_path(stem, ending)
                .ok_or_else(|| Error::internal(format!("{stem}{ending} is not built in")))
        };
        let section = |text: &str, to: Address| {
            let current = std::mem::discriminant(&to) == std::mem::discriminant(&page.section());
            Choice { text: text.to_owned(), href: place.link(&to), current }
        };
        let accent = project
            .accent
            .as_deref()
            .map(|accent| format!("{}?v={}", place.link(&Address::Accent), etag_of(accent.as_bytes())));
        let translated = |language: &Language| Translated {
            tag: language.tag,
            name: language.texts.language.clone(),
            href: place.link_in(page, language.tag),
            absolute: place.absolute_in(page, Some(language.tag)),
            current: language.tag == reader.language.tag,
        };
        Ok(Self {
            t,
            lang: reader.language.tag,
            project: &project.name,
            title: if title.contains(project.name.as_str()) {
                title.to_owned()
            } else {
                format!("{title} · {}", project.name)
            },
            description,
            canonical: place.absolute(page),
            plain: place.absolute_in(page, None),
            indexed: reader.is_indexed(),
            published: None,
            style: file("board", ".css")?,
            accent,
            script: file("board", ".js")?,
            mark: file("mark", ".svg")?,
            logo: reader
                .picture(PictureKind::Logo)
                .map(|(page, tag)| format!("{}?v={tag}", place.link(&page))),
            sharing: reader
                .picture(PictureKind::Sharing)
                .or_else(|| reader.picture(PictureKind::Logo))
                .map(|(page, tag)| format!("{}?v={tag}", place.absolute_in(&page, None))),
            sections: vec![
                section(&t.requests, Address::start()),
                section(&t.roadmap, Address::Roadmap(None, None)),
                section(&t.changelog, Address::Changelog(None, None)),
                section(&t.said, Address::Said(None)),
                section(&t.proposals, Address::Proposals(None)),
            ],
            home: place.link(&Address::start()),
            suggest: section(&t.suggest, Address::Suggest),
            about: [
                project.publish_measures.then(|| section(&t.measures, Address::Measures)),
                Some(section(&t.credits, Address::Credits(None))),
            ]
            .into_iter()
            .flatten()
            .collect(),
            feeds: reader.feeds(FeedOf::Decisions, &reader.with_project(&t.feed_decisions)),
            translated: reader.languages.iter().map(translated).collect(),
            key: &project.widget_key,
            words: reader.language.for_script().map_err(Error::broken)?,
        })
    }
}

/// A page out of its template.
pub fn rendered(template: &impl Template) -> Result<Page> {
    Ok(Page::html(template.render().map_err(Error::broken)?))
}
