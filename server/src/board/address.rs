//! The addresses of a board: what a path and a query ask for, and how pages link to each other.
//! Ignores what it does not know in a query: addresses come back with marks of others on them.

use std::collections::HashMap;

use crate::{
    base::{slug::spelled, time::Month},
    domain::{
        order::Order,
        picture::PictureKind,
        status::{Kind, Status},
    },
};

/// The orders that a board shows, its default first.
pub const ORDERS: [Order; 3] = [Order::Hot, Order::Top, Order::New];
/// Longest readable end of a request's address, in characters.
const MAX_TITLE: usize = 60;
/// Longest search that is looked at, in characters.
const MAX_WORDS: usize = 200;

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Atom 1.0.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All formats, by the endings of their addresses.
    pub const ALL: [(&'static str, Self); 3] =
        [("atom", Self::Atom), ("rss", Self::Rss), ("json", Self::Json)];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    /// Its content type, without a charset.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The ending of its addresses.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }
}

/// What a list of requests is narrowed to, as visitors choose it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The order.
    pub order: Order,
    /// The status.
    pub status: Option<Status>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The route of the screen.
    pub screen: Option<String>,
    /// What is searched for.
    pub words: Option<String>,
    /// The cursor of the page.
    pub cursor: Option<String>,
}

/// What a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOf {
    /// The latest decisions.
    Decisions,
    /// The release notes.
    Changelog,
    /// The history of the request with this number.
    Request(i64),
}

/// What an address of a board asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// The list of requests.
    List(Asked),
    /// One request, by its number, with the readable end of its address.
    Request(i64, Option<String>),
    /// The roadmap, narrowed to a tag and a screen.
    Roadmap(Option<String>, Option<String>),
    /// What was asked and what became of it, from a cursor on.
    Said(Option<String>),
    /// The release notes, of a month or all, from a cursor on.
    Changelog(Option<Month>, Option<String>),
    /// The release note with this slug.
    Release(String),
    /// The proposals, from a cursor on.
    Proposals(Option<String>),
    /// One proposal, by its name in addresses.
    Proposal(String),
    /// Who contributed, from a cursor on.
    Credits(Option<String>),
    /// The measures of the project.
    Measures,
    /// The form for a suggestion.
    Suggest,
    /// A feed.
    Feed(FeedOf, Format),
    /// The addresses for search engines.
    Sitemap,
    /// What search engines may read.
    Robots,
    /// The accent of the project.
    Accent,
    /// A picture of the project.
    Picture(PictureKind),
}

impl Page {
    /// Reads the path below the board, and its query. `None` where there is no such page.
    pub fn read(path: &str, query: &str) -> Option<Self> {
        let mut values: HashMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut take = |name: &str| values.remove(name);
        Some(match path.split('/').collect::<Vec<_>>().as_slice() {
            [""] => Self::List(Asked {
                order: take("order")
                    .and_then(|word| ORDERS.iter().copied().find(|order| order.as_str() == word))
                    .unwrap_or(ORDERS[0]),
                status: take("status")
                    .and_then(|word| word.parse().ok())
                    .filter(|status| *status != Status::Merged),
                kind: take("kind").and_then(|word| word.parse().ok()),
                screen: take("screen"),
                words: take("q").map(|words| words.chars().take(MAX_WORDS).collect()),
                cursor: take("cursor"),
            }),
            ["r", number] => Self::Request(numbered(number)?, None),
            ["r", number, file] if file.starts_with("feed.") => {
                Self::Feed(FeedOf::Request(numbered(number)?), format_of(file.strip_prefix("feed.")?)?)
            }
            ["r", number, title] => Self::Request(numbered(number)?, Some((*title).to_owned())),
            ["roadmap"] => Self::Roadmap(take("tag"), take("screen")),
            ["said"] => Self::Said(take("cursor")),
            ["changelog"] => Self::Changelog(None, take("cursor")),
            ["changelog", "in", month] => Self::Changelog(Some(Month::parse(month)?), take("cursor")),
            ["changelog", slug] if !slug.is_empty() => Self::Release((*slug).to_owned()),
            ["proposals"] => Self::Proposals(take("cursor")),
            ["proposals", slug] if !slug.is_empty() => Self::Proposal((*slug).to_owned()),
            ["credits"] => Self::Credits(take("cursor")),
            ["measures"] => Self::Measures,
            ["suggest"] => Self::Suggest,
            ["sitemap.xml"] => Self::Sitemap,
            ["robots.txt"] => Self::Robots,
            ["accent.css"] => Self::Accent,
            ["picture", kind] => Self::Picture(kind.parse().ok()?),
            [file] => match file.split_once('.')? {
                ("decisions", format) => Self::Feed(FeedOf::Decisions, format_of(format)?),
                ("changelog", format) => Self::Feed(FeedOf::Changelog, format_of(format)?),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Its path below the board, and its query without the language.
    pub fn target(&self) -> (String, Vec<(&'static str, String)>) {
        let given = |pairs: Vec<(&'static str, Option<String>)>| {
            pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
        };
        match self {
            Self::List(asked) => {
                let order = (asked.order != Order::Hot).then(|| asked.order.to_string());
                let pairs = vec![
                    ("order", order),
                    ("status", asked.status.map(|status| status.to_string())),
                    ("kind", asked.kind.map(|kind| kind.to_string())),
                    ("screen", asked.screen.clone()),
                    ("q", asked.words.clone()),
                    ("cursor", asked.cursor.clone()),
                ];
                (String::new(), given(pairs))
            }
            Self::Request(number, None) => (format!("r/{number}"), Vec::new()),
            Self::Request(number, Some(title)) => (format!("r/{number}/{title}"), Vec::new()),
            Self::Roadmap(tag, screen) => {
                ("roadmap".to_owned(), given(vec![("tag", tag.clone()), ("screen", screen.clone())]))
            }
            Self::Said(cursor) => ("said".to_owned(), given(vec![("cursor", cursor.clone())])),
            Self::Changelog(month, cursor) => {
                let month = month.map(|month| format!("/in/{month}")).unwrap_or_default();
                (format!("changelog{month}"), given(vec![("cursor", cursor.clone())]))
            }
            Self::Release(slug) => (format!("changelog/{slug}"), Vec::new()),
            Self::Proposals(cursor) => ("proposals".to_owned(), given(vec![("cursor", cursor.clone())])),
            Self::Proposal(slug) => (format!("proposals/{slug}"), Vec::new()),
            Self::Credits(cursor) => ("credits".to_owned(), given(vec![("cursor", cursor.clone())])),
            Self::Measures => ("measures".to_owned(), Vec::new()),
            Self::Suggest => ("suggest".to_owned(), Vec::new()),
            Self::Feed(of, format) => {
                let stem = match of {
                    FeedOf::Decisions => "decisions".to_owned(),
                    FeedOf::Changelog => "changelog".to_owned(),
                    FeedOf::Request(number) => format!("r/{number}/feed"),
                };
                (format!("{stem}.{}", format.ending()), Vec::new())
            }
            Self::Sitemap => ("sitemap.xml".to_owned(), Vec::new()),
            Self::Robots => ("robots.txt".to_owned(), Vec::new()),
            Self::Accent => ("accent.css".to_owned(), Vec::new()),
            Self::Picture(kind) => (format!("picture/{kind}"), Vec::new()),
        }
    }

    /// The first page of the list, with nothing chosen.
    pub fn start() -> Self {
        let order = Order::Hot;
        Self::List(Asked { order, status: None, kind: None, screen: None, words: None, cursor: None })
    }

    /// The page of a request.
    pub fn of_request(number: i64, title: &str) -> Self {
        Self::Request(number, Some(title_slug(title)))
    }

    /// The section that it is a page of: itself, where it is none of a section's.
    pub fn section(&self) -> Self {
        match self {
            Self::Release(_) => Self::Changelog(None, None),
            Self::Proposal(_) => Self::Proposals(None),
            Self::Request(..) => Self::start(),
            page => page.clone(),
        }
    }

    /// Whether its language is chosen: not that of files for programs.
    pub fn is_for_people(&self) -> bool {
        !matches!(self, Self::Feed(..) | Self::Sitemap | Self::Robots | Self::Accent | Self::Picture(_))
    }
}

/// The readable end of a request's address: of a title in any script.
pub fn title_slug(title: &str) -> String {
    let spelled = spelled(title, MAX_TITLE);
    if spelled.is_empty() { "request".to_owned() } else { spelled }
}

/// A number of a request in its one spelling.
fn numbered(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

fn format_of(ending: &str) -> Option<Format> {
    Format::ALL.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_page_is_none() {
        for path in [
            "r",
            "r/",
            "r/x",
            "r/0",
            "r/-1",
            "r/01",
            "r/1/a/b",
            "r/1/feed.xml",
            "roadmap/",
            "proposals/",
            "proposals/a/b",
            "decisions.csv",
            "changelog/",
            "changelog/in/2026",
            "changelog/a/b/c",
            "feed.atom",
            "x",
            "/",
            "a/b",
        ] {
            let title = path == "r/";
            assert!(title || Page::read(path, "").is_none(), "{path}");
        }
        assert_eq!(Page::read("r/", ""), None);
    }

    #[test]
    fn what_is_unknown_in_a_query_is_ignored() {
        assert_eq!(Page::read("", "order=x&status=merged&kind=&utm_source=a&q=%20"), Some(Page::start()));
    }
}
