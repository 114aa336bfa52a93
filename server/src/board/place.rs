//! Where a board is, and how its pages link to each other from there: at the server's own host, or at one of its own.
//! Reads no address; `address` does.

use super::address::Page;
use crate::{
    domain::{board, origin::Origin},
    store::projects::Project,
};

/// Where a board is: the beginning of its links.
#[derive(Clone, Debug)]
pub struct Place {
    /// The path before its pages, as this reader came: empty at a host name of its own.
    base: String,
    /// The same as an absolute address that stays.
    site: String,
    /// The language that the reader asked for in the address.
    lang: Option<&'static str>,
}

impl Place {
    /// The place of a project's board for a reader at its own host name, or at the server's.
    pub fn new(project: &Project, public: &Origin, own_host: bool, lang: Option<&'static str>) -> Self {
        let below = format!("/b/{}", project.slug);
        let own = project.board_host.as_deref().map(|host| board::origin_of(host, public));
        let site = own.unwrap_or_else(|| format!("{}{below}", public.as_str()));
        Self { base: if own_host { String::new() } else { below }, site, lang }
    }

    /// The link to a page, in the language that the reader asked for.
    pub fn link(&self, page: &Page) -> String {
        written(&self.base, page, self.lang)
    }

    /// The link to a page in a language.
    pub fn link_in(&self, page: &Page, lang: &'static str) -> String {
        written(&self.base, page, Some(lang))
    }

    /// The absolute address of a page.
    pub fn absolute(&self, page: &Page) -> String {
        written(&self.site, page, self.lang)
    }

    /// The absolute address of a page in a language, or in the reader's own.
    pub fn absolute_in(&self, page: &Page, lang: Option<&'static str>) -> String {
        written(&self.site, page, lang)
    }

    /// The path of a page, for a form that adds a query.
    pub fn action(&self, page: &Page) -> String {
        format!("{}/{}", self.base, page.target().0)
    }

    /// The language that the reader asked for in the address.
    pub fn lang(&self) -> Option<&'static str> {
        self.lang
    }

    /// A text that differs where the links of a page differ.
    pub fn key(&self) -> String {
        format!("{} {}", self.base, self.lang.unwrap_or_default())
    }
}

fn written(base: &str, page: &Page, lang: Option<&str>) -> String {
    let (path, pairs) = page.target();
    let lang = lang.filter(|_| page.is_for_people()).map(|lang| ("lang", lang.to_owned()));
    let mut pairs = pairs.into_iter().chain(lang).peekable();
    if pairs.peek().is_none() {
        return format!("{base}/{path}");
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{base}/{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::{
        super::address::{Asked, FeedOf, Format},
        *,
    };
    use crate::{
        base::time::Month,
        domain::{
            order::Order,
            status::{Kind, Status},
        },
    };

    #[test]
    fn what_is_written_reads_back() {
        let asked = Asked {
            order: Order::Top,
            status: Some(Status::Planned),
            kind: Some(Kind::Problem),
            screen: Some("/a/:id".to_owned()),
            words: Some("ä & b".to_owned()),
            cursor: Some("AbC".to_owned()),
        };
        let feeds = Format::ALL.into_iter().flat_map(|(_, format)| {
            [FeedOf::Decisions, FeedOf::Changelog, FeedOf::Request(3)].map(|of| Page::Feed(of, format))
        });
        let pages = [
            Page::start(),
            Page::List(asked),
            Page::Request(7, None),
            Page::of_request(7, "Größe: 日本"),
            Page::Roadmap(Some("a b".to_owned()), None),
            Page::Said(None),
            Page::Changelog(None, Some("AbC".to_owned())),
            Page::Changelog(Month::parse("2026-03"), None),
            Page::Release("one-two".to_owned()),
            Page::Suggest,
            Page::Measures,
            Page::Credits(None),
            Page::Sitemap,
            Page::Robots,
            Page::Accent,
        ];
        for page in pages.into_iter().chain(feeds) {
            let written = written("", &page, Some("de"));
            let (path, query) = written.split_once('?').unwrap_or((&written, ""));
            assert_eq!(Page::read(path.strip_prefix('/').unwrap(), query), Some(page), "{written}");
        }
    }
}
