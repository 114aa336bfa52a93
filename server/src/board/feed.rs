//! What the feeds of a board tell: the latest decisions of a project, its release notes, or what became of one request.
//! Writes no format; `feeds` does.

use std::collections::HashMap;

use super::{
    address::{FeedOf, Format, Page as Address},
    answer::Page,
    feeds::{self, Entry, Feed},
    frame::Reader,
    language::filled,
    prose, release,
    row::{self, Found},
    whole::{self, Whole},
};
use crate::{
    api::widget::release_notes::{self as public, PublicReleaseNote},
    base::time::date_of,
    domain::status::Status,
    error::{Error, Result},
    state::Context,
    store::{
        decisions::Decision,
        outcomes::{self, Wanted},
        release_notes,
        requests::{self, Request},
    },
};

/// Decisions in a feed.
const MOST: i64 = 30;

/// The outcomes that a feed tells.
const TOLD: [Status; 5] =
    [Status::UnderReview, Status::Planned, Status::InProgress, Status::Shipped, Status::Declined];

/// The title of the feed of a request.
pub fn title(reader: &Reader<'_>, request: &Request) -> String {
    let text = reader.with_project(&reader.texts().feed_request);
    filled(&filled(&text, "n", request.number), "title", &request.title)
}

/// A feed in a format.
pub async fn page(context: &Context, reader: &Reader<'_>, of: FeedOf, format: Format) -> Result<Page> {
    let maker = Maker { reader, authority: authority(context, reader) };
    let own = Address::Feed(of, format);
    let feed = match of {
        FeedOf::Request(number) => maker.of_request(context, number, &own).await?,
        FeedOf::Decisions => maker.of_project(context, &own).await?,
        FeedOf::Changelog => maker.of_changelog(context, &own).await?,
    };
    feeds::written(&feed, format)
}

/// The beginning of ids that stay (RFC 4151): the server's name, and the day on which the project began.
fn authority(context: &Context, reader: &Reader<'_>) -> String {
    let public = context.config.public_url.as_str();
    let host = public.split_once("://").map_or(public, |(_, rest)| rest);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    format!("tag:{name},{}", date_of(reader.project.created_at.day()))
}

/// What makes feeds for a reader.
struct Maker<'r> {
    reader: &'r Reader<'r>,
    authority: String,
}

impl Maker<'_> {
    /// The latest decisions.
    async fn of_project(&self, context: &Context, own: &Address) -> Result<Feed> {
        let (reader, project) = (self.reader, self.reader.project.id);
        let (decisions, rows) = context
            .db
            .read(move |connection| {
                let wanted = Wanted { statuses: TOLD.to_vec(), ..Wanted::default() };
                let decisions = outcomes::latest(connection, project, &wanted, None, MOST)?.items;
                let ids: Vec<_> = decisions.iter().map(|decision| decision.request_id).collect();
                let rows = requests::by_ids(connection, project, &ids)?;
                Ok((decisions, row::with_screens(connection, project, rows)?))
            })
            .await?;
        let rows: HashMap<_, Found> = rows.into_iter().map(|row| (row.request.id, row)).collect();
        let mut seen = std::collections::HashSet::new();
        let entries: Vec<_> = decisions
            .iter()
            .filter_map(|decision| {
                let request = &rows.get(&decision.request_id)?.request;
                // The latest one tells what the request is now, so it follows an edit of the request.
                let latest = seen.insert(decision.request_id);
                Some(self.decided(request, decision, latest))
            })
            .collect();
        let t = reader.texts();
        Ok(self.feed("decisions", reader.with_project(&t.feed_decisions), &Address::Said(None), own, entries))
    }

    /// A request and its decisions.
    async fn of_request(&self, context: &Context, number: i64, own: &Address) -> Result<Feed> {
        let project = self.reader.project.id;
        let read = context.db.read(move |connection| whole::read(connection, project, number)).await?;
        let Ok(Whole { found, decisions, .. }) = read else { return Err(Error::not_found()) };
        let request = &found.request;
        let mut entries: Vec<_> = decisions
            .iter()
            .enumerate()
            .map(|(at, decision)| self.decided(request, decision, at == 0))
            .collect();
        entries.push(self.asked(request));
        let home = Address::of_request(number, &request.title);
        let name = format!("request/{number}");
        Ok(self.feed(&name, title(self.reader, request), &home, own, entries))
    }

    /// The release notes.
    async fn of_changelog(&self, context: &Context, own: &Address) -> Result<Feed> {
        let (reader, project) = (self.reader, self.reader.project.id);
        let read = context.db.read(move |connection| {
            let rows = release_notes::published(connection, project, (None, None), None, MOST)?;
            public::shown(connection, project, rows)
        });
        let entries = read.await?.items.iter().map(|note| self.released(note)).collect();
        let title = reader.with_project(&reader.texts().feed_changelog);
        let home = Address::Changelog(None, None);
        let mut feed = self.feed("changelog", title, &home, own, entries);
        feed.description = reader.texts().changelog_lead.clone();
        Ok(feed)
    }

    /// A release note, with what it answers.
    fn released(&self, note: &PublicReleaseNote) -> Entry {
        let (reader, t) = (self.reader, self.reader.texts());
        let mut html = prose::of_nodes(&note.body);
        if !note.requests.is_empty() {
            html.push_str(&format!("<h3>{}</h3>\n<ul>", prose::text(&t.release_answers)));
            for request in &note.requests {
                let href = reader.place.absolute(&Address::of_request(request.number, &request.title));
                html.push_str(&format!(
                    "<li><a href=\"{}\">{}</a></li>",
                    prose::text(&href),
                    prose::text(&request.title)
                ));
            }
            html.push_str("</ul>\n");
        }
        if !note.thanks.is_empty() {
            let thanks = filled(&t.release_thanks, "names", note.thanks.join(", "));
            html.push_str(&format!("<p>{}</p>", prose::text(&thanks)));
        }
        let published = note.published_at.unwrap_or(reader.project.created_at);
        Entry {
            id: format!("{}:release/{}", self.authority, note.id),
            title: release::heading(&note.title, note.version.as_deref()),
            href: reader.place.absolute(&Address::Release(note.slug.clone())),
            html,
            category: t.changelog.clone(),
            published,
            updated: note.edited_at.unwrap_or(published),
        }
    }

    fn feed(&self, name: &str, title: String, home: &Address, own: &Address, entries: Vec<Entry>) -> Feed {
        let reader = self.reader;
        let began = reader.project.created_at;
        Feed {
            id: format!("{}:{}/{name}", self.authority, reader.project.id),
            title,
            description: reader.texts().said_lead.clone(),
            lang: reader.language.tag,
            author: reader.project.name.clone(),
            home: reader.place.absolute(home),
            own: reader.place.absolute(own),
            updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(began),
            entries,
        }
    }

    /// A decision, with what was asked.
    fn decided(&self, request: &Request, decision: &Decision, latest: bool) -> Entry {
        let (reader, t) = (self.reader, self.reader.texts());
        let status = reader.language.status(decision.status);
        let mut html = prose::html(&decision.reason);
        if let Some(reopen) = decision.reopen_if.as_deref().filter(|text| !text.is_empty()) {
            html.push_str(&format!("<h3>{}</h3>\n{}", prose::text(&t.reopen_if), prose::html(reopen)));
        }
        let votes = reader.language.count(&t.votes, &row::votes_of(request));
        html.push_str(&format!(
            "<h3>{}</h3>\n<p><strong>{}</strong> · {}</p>\n{}",
            prose::text(&t.you_said),
            prose::text(&request.title),
            prose::text(&votes),
            prose::html(&request.body)
        ));
        Entry {
            id: format!("{}:decision/{}", self.authority, decision.id),
            title: format!("{status}: {}", request.title),
            href: self.address(request),
            html,
            category: status.to_owned(),
            published: decision.decided_at,
            updated: if latest { decision.decided_at.max(request.updated_at) } else { decision.decided_at },
        }
    }

    /// What was asked.
    fn asked(&self, request: &Request) -> Entry {
        let (reader, t) = (self.reader, self.reader.texts());
        Entry {
            id: format!("{}:request/{}", self.authority, request.id),
            title: filled(&t.feed_asked, "title", &request.title),
            href: self.address(request),
            html: prose::html(&request.body),
            category: reader.language.kind(request.kind).to_owned(),
            published: request.created_at,
            updated: request.created_at.max(request.updated_at),
        }
    }

    fn address(&self, request: &Request) -> String {
        self.reader.place.absolute(&Address::of_request(request.number, &request.title))
    }
}
