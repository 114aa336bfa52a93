//! Feeds in their three formats: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1.
//! Chooses nothing; says what it is given in each format.

use atom_syndication as atom;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{address::Format, answer::Page};
use crate::{
    base::time::Time,
    error::{Error, Result},
};

/// An entry of a feed.
pub struct Entry {
    /// What stays the same about it for ever.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The absolute address of what it is about.
    pub href: String,
    /// Its whole content, as HTML.
    pub html: String,
    /// The category: the status that it tells.
    pub category: String,
    /// When it appeared.
    pub published: Time,
    /// When its text last changed.
    pub updated: Time,
}

/// A feed.
pub struct Feed {
    /// What stays the same about it for ever.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The language.
    pub lang: &'static str,
    /// Who writes it.
    pub author: String,
    /// The absolute address of the page with the same content.
    pub home: String,
    /// Its own absolute address.
    pub own: String,
    /// When anything in it last changed.
    pub updated: Time,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
}

/// A feed in a format.
pub fn written(feed: &Feed, format: Format) -> Result<Page> {
    Ok(match format {
        Format::Atom => Page::file("application/atom+xml; charset=utf-8", in_atom(feed)?),
        Format::Rss => Page::file("application/rss+xml; charset=utf-8", in_rss(feed)?),
        Format::Json => Page::file("application/feed+json; charset=utf-8", in_json(feed)?),
    })
}

fn moment(time: Time) -> DateTime<Utc> {
    DateTime::<Utc>::from_timestamp_micros(time.micros()).unwrap_or_default()
}

/// XML takes no control characters but these three, and no two code points at the end of the plane.
fn clean(text: &str) -> String {
    let stays =
        |c: &char| matches!(c, '\t' | '\n') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(stays).collect()
}

fn link(href: &str, rel: &str, kind: &str) -> atom::Link {
    atom::Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..atom::Link::default()
    }
}

fn text(text: &str) -> atom::Text {
    atom::Text::plain(clean(text))
}

fn in_atom(feed: &Feed) -> Result<String> {
    let entry = |entry: &Entry| atom::Entry {
        id: entry.id.clone(),
        title: text(&entry.title),
        published: Some(moment(entry.published).fixed_offset()),
        updated: moment(entry.updated).fixed_offset(),
        links: vec![link(&entry.href, "alternate", "text/html")],
        categories: vec![atom::Category { term: clean(&entry.category), ..atom::Category::default() }],
        content: Some(atom::Content {
            content_type: Some("html".to_owned()),
            value: Some(clean(&entry.html)),
            ..atom::Content::default()
        }),
        ..atom::Entry::default()
    };
    let document = atom::Feed {
        id: feed.id.clone(),
        title: text(&feed.title),
        subtitle: Some(text(&feed.description)),
        updated: moment(feed.updated).fixed_offset(),
        authors: vec![atom::Person { name: clean(&feed.author), ..atom::Person::default() }],
        lang: Some(feed.lang.to_owned()),
        links: vec![link(&feed.home, "alternate", "text/html"), link(&feed.own, "self", Format::Atom.kind())],
        entries: feed.entries.iter().map(entry).collect(),
        ..atom::Feed::default()
    };
    let bytes = document.write_to(Vec::new()).map_err(Error::broken)?;
    String::from_utf8(bytes).map_err(Error::broken)
}

fn in_rss(feed: &Feed) -> Result<String> {
    let item = |entry: &Entry| rss::Item {
        title: Some(clean(&entry.title)),
        link: Some(entry.href.clone()),
        description: Some(clean(&entry.html)),
        guid: Some(rss::Guid { value: entry.id.clone(), permalink: false }),
        pub_date: Some(moment(entry.published).to_rfc2822()),
        categories: vec![rss::Category { name: clean(&entry.category), domain: None }],
        atom_ext: Some(rss::extension::atom::AtomExtension { links: Vec::new() }),
        ..rss::Item::default()
    };
    let own = rss::extension::atom::Link {
        href: feed.own.clone(),
        rel: "self".to_owned(),
        mime_type: Some(Format::Rss.kind().to_owned()),
        ..rss::extension::atom::Link::default()
    };
    let namespace = ("atom".to_owned(), "http://www.w3.org/2005/Atom".to_owned());
    let document = rss::Channel {
        title: clean(&feed.title),
        link: feed.home.clone(),
        description: clean(&feed.description),
        language: Some(feed.lang.to_owned()),
        last_build_date: Some(moment(feed.updated).to_rfc2822()),
        atom_ext: Some(rss::extension::atom::AtomExtension { links: vec![own] }),
        namespaces: [namespace].into_iter().collect(),
        items: feed.entries.iter().map(item).collect(),
        ..rss::Channel::default()
    };
    let bytes = document.write_to(Vec::new()).map_err(Error::broken)?;
    String::from_utf8(bytes).map_err(Error::broken)
}

#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'static str,
    title: &'f str,
    description: &'f str,
    language: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    authors: [JsonAuthor<'f>; 1],
    items: Vec<JsonItem<'f>>,
}

#[derive(Serialize)]
struct JsonAuthor<'f> {
    name: &'f str,
}

#[derive(Serialize)]
struct JsonItem<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    content_html: &'f str,
    date_published: Time,
    date_modified: Time,
    tags: [&'f str; 1],
}

impl<'f> From<&'f Entry> for JsonItem<'f> {
    fn from(entry: &'f Entry) -> Self {
        Self {
            id: &entry.id,
            url: &entry.href,
            title: &entry.title,
            content_html: &entry.html,
            date_published: entry.published,
            date_modified: entry.updated,
            tags: [&entry.category],
        }
    }
}

fn in_json(feed: &Feed) -> Result<String> {
    let document = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.description,
        language: feed.lang,
        home_page_url: &feed.home,
        feed_url: &feed.own,
        authors: [JsonAuthor { name: &feed.author }],
        items: feed.entries.iter().map(JsonItem::from).collect(),
    };
    serde_json::to_string(&document).map_err(Error::broken)
}
