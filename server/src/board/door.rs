//! The one door of all boards: who may read, which page, in which language, from memory where nothing changed.
//! Renders nothing; each page does, in its own file.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web};

use super::{
    Boards, access, address,
    answer::{self, Page},
    changelog, credits, feed,
    frame::Reader,
    host, language, listed, measures, missing,
    place::Place,
    proposals, release, request, roadmap, robots, said, suggest,
};
use crate::{
    auth::headers,
    cache::responses::{self, Wanted},
    domain::board::Board,
    error::{Code, Error, Result},
    limits::Class,
    state::Context,
    store::pictures,
};

/// Longest key of a page that is kept in memory, in bytes.
const MAX_KEY_BYTES: usize = 512;

/// The address of a board without its last slash.
pub async fn bare(request: HttpRequest, slug: web::Path<String>) -> HttpResponse {
    let query = request.query_string();
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    // Leads on whatever the name is: nothing is learned of it.
    let address =
        format!("/b/{}/{query}", url::form_urlencoded::byte_serialize(slug.as_bytes()).collect::<String>());
    HttpResponse::MovedPermanently().insert_header((LOCATION, address)).finish()
}

/// A page of a board; what the reader may not read is what does not exist.
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    boards: web::Data<Boards>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (slug, page) = path.into_inner();
    match found(&request, &context, &boards, &slug, &page).await {
        Err(error) if error.code == Code::NotFound => missing::respond(&request, &boards),
        answered => answered,
    }
}

async fn found(
    request: &HttpRequest,
    context: &Context,
    boards: &Boards,
    slug: &str,
    path: &str,
) -> Result<HttpResponse> {
    headers::limit_address(request, context, Class::Read).await?;
    let project = access::readable(request, context, slug).await?;
    let asked = address::Page::read(path, request.query_string()).ok_or_else(Error::not_found)?;
    let lang = language::chosen(request).and_then(|tag| boards.languages.find(&tag));
    let own_host = host::is_own(request);
    let place = Place::new(&project, &context.config.public_url, own_host, lang.map(|lang| lang.tag));
    let private = project.board != Board::Public;
    if project.slug != slug {
        return Ok(answer::respond(request, &Page::Moved(place.link(&asked)), None, private));
    }
    let language =
        lang.or_else(|| boards.languages.preferred(request)).ok_or_else(|| Error::internal("no language"))?;
    // Measures are of a period that moves with the day; a proposal in the sitemap opens and closes by the clock.
    let now = context.clock.now();
    let turn = if matches!(&asked, address::Page::Sitemap) { now.seconds() / 60 } else { now.day() };
    let key = format!("{} {} {} {turn} {asked:?}", project.id, language.tag, place.key());
    let wanted = Wanted {
        stamp: context.db.changes().stamp(project.id),
        at_least: 0,
        // Only where other nodes write too can there be changes that this node does not know of yet.
        age: context.db.is_shared().then_some(responses::AGE),
    };
    let render = async || {
        let id = project.id;
        let pictures = context.db.read(move |connection| pictures::of(connection, id)).await?;
        let (project, place) = (Arc::clone(&project), place.clone());
        let reader = Reader { project, place, language, languages: boards.languages.all(), pictures };
        made(context, &reader, &asked).await
    };
    // Searches are seldom the same, and would push the other pages out.
    let seldom = matches!(&asked, address::Page::List(list) if list.words.is_some());
    // Proposals open and close by the clock, which is no change.
    let by_clock = matches!(&asked, address::Page::Proposals(_) | address::Page::Proposal(_));
    if seldom || by_clock || key.len() > MAX_KEY_BYTES {
        let page = render().await?;
        return Ok(answer::respond(request, &page, Some(language.tag), private));
    }
    let page = match boards.pages.find(&key, wanted) {
        Some(page) => page,
        None => boards.pages.get(&key, wanted, render).await?,
    };
    Ok(answer::respond(request, &page, Some(language.tag), private))
}

/// A page as it is now.
async fn made(context: &Context, reader: &Reader<'_>, asked: &address::Page) -> Result<Page> {
    use address::Page as Asked;
    match asked {
        Asked::List(list) => listed::page(context, reader, list).await,
        Asked::Request(number, title) => request::page(context, reader, *number, title.as_deref()).await,
        Asked::Roadmap(tag, screen) => {
            roadmap::page(context, reader, tag.as_deref(), screen.as_deref()).await
        }
        Asked::Said(cursor) => said::page(context, reader, cursor.as_deref()).await,
        Asked::Changelog(month, cursor) => changelog::page(context, reader, *month, cursor.as_deref()).await,
        Asked::Release(slug) => release::page(context, reader, slug).await,
        Asked::Proposals(cursor) => proposals::list(context, reader, cursor.as_deref()).await,
        Asked::Proposal(slug) => proposals::one(context, reader, slug).await,
        Asked::Credits(cursor) => credits::page(context, reader, cursor.as_deref()).await,
        Asked::Measures => measures::page(context, reader).await,
        Asked::Suggest => suggest::page(reader),
        Asked::Feed(of, format) => feed::page(context, reader, *of, *format).await,
        Asked::Sitemap => robots::sitemap(context, reader).await,
        Asked::Robots => robots::of_board(reader),
        Asked::Accent => Ok(robots::accent(reader)),
        Asked::Picture(kind) => {
            let (project, kind) = (reader.project.id, *kind);
            let (media, body) =
                context.db.read(move |connection| pictures::body(connection, project, kind)).await?;
            Ok(Page::picture(media, body))
        }
    }
}
