//! Files for programs: what search engines may read, the addresses of a board, and the accent of its project.
//! Names no board that search engines may not list.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{address::Page as Address, answer::Page, frame::Reader, place::Place, prose};
use crate::{
    api::{team::projects::accent::Accent, wire},
    auth::headers,
    base::time::{Time, date_of},
    cache::encoded::EncodedBody,
    error::{Error, Result},
    limits::Class,
    state::Context,
    store::{boards, proposals, release_notes},
};

/// Boards whose addresses the server tells.
const MAX_BOARDS: i64 = 1_000;
/// Requests whose addresses a board tells: the protocol takes 50 000 addresses a file, and one language after another.
const MAX_REQUESTS: i64 = 10_000;
/// Release notes whose addresses a board tells.
const MAX_RELEASES: i64 = 1_000;

/// Proposals whose addresses a board tells.
const MAX_PROPOSALS: i64 = 1_000;

const TEXT: &str = "text/plain; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";

/// `robots.txt` of the server: boards may be read where their projects want it, and nothing else is worth a visit.
pub async fn of_server(request: HttpRequest, context: web::Data<Context>) -> Result<HttpResponse> {
    headers::limit_address(&request, &context, Class::Read).await?;
    let projects = context.db.read(move |connection| boards::indexed(connection, MAX_BOARDS)).await?;
    let mut text = String::from("User-agent: *\nAllow: /b/\nAllow: /widget/\nDisallow: /\n");
    // Boards at host names of their own have a file of their own.
    for project in projects.iter().filter(|project| project.board_host.is_none()) {
        let place = Place::new(project, &context.config.public_url, false, None);
        told(&mut text, &place);
    }
    Ok(wire::finished(&request, TEXT, &EncodedBody::new(text.into_bytes()), "no-cache"))
}

/// `robots.txt` of a board at a host name of its own.
pub fn of_board(reader: &Reader<'_>) -> Result<Page> {
    let mut text = String::from("User-agent: *\n");
    if reader.is_indexed() {
        text.push_str("Allow: /\n");
        told(&mut text, &reader.place);
    } else {
        text.push_str("Disallow: /\n");
    }
    Ok(Page::file(TEXT, text))
}

fn told(text: &mut String, place: &Place) {
    text.push_str(&format!("Sitemap: {}\n", place.absolute_in(&Address::Sitemap, None)));
}

/// The addresses of a board. Fails as not found where search engines may not list it.
pub async fn sitemap(context: &Context, reader: &Reader<'_>) -> Result<Page> {
    if !reader.is_indexed() {
        return Err(Error::not_found());
    }
    let project = reader.project.id;
    let now = context.clock.now();
    let read = context.db.read(move |connection| {
        let rows = boards::addresses(connection, project, MAX_REQUESTS)?;
        let notes = release_notes::published(connection, project, (None, None), None, MAX_RELEASES)?;
        let asked = proposals::public(connection, project, now, None, MAX_PROPOSALS)?;
        Ok((rows, notes.items, asked.items))
    });
    let (rows, notes, asked) = read.await?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |page: &Address, changed: Option<i64>| {
        let address = prose::text(&reader.place.absolute_in(page, None));
        let changed = changed.map(|day| format!("<lastmod>{}</lastmod>", date_of(day))).unwrap_or_default();
        xml.push_str(&format!("<url><loc>{address}</loc>{changed}</url>\n"));
    };
    let sections = [
        Address::Roadmap(None, None),
        Address::Changelog(None, None),
        Address::Said(None),
        Address::Proposals(None),
        Address::Credits(None),
    ];
    let measures = reader.project.publish_measures.then_some(Address::Measures);
    for page in [Address::start()].iter().chain(&sections).chain(&measures) {
        add(page, None);
    }
    for note in &notes {
        let changed = note.edited_at.or(note.published_at).map(Time::day);
        add(&Address::Release(note.slug.clone()), changed);
    }
    for (number, title, changed) in &rows {
        add(&Address::of_request(*number, title), Some(changed.day()));
    }
    for row in asked {
        add(&Address::Proposal(row.slug), None);
    }
    xml.push_str("</urlset>\n");
    Ok(Page::file(XML, xml))
}

/// The accent of the project, as a style sheet of one token; empty for the default one.
pub fn accent(reader: &Reader<'_>) -> Page {
    // Checked when it was saved; what another version of the program took may be something else.
    let accent = reader.project.accent.clone().and_then(|accent| Accent::try_from(accent).ok());
    let rule = accent.map(|accent| format!(":root{{--accent-from:{}}}", accent.into_string()));
    Page::file("text/css; charset=utf-8", rule.unwrap_or_default())
}
