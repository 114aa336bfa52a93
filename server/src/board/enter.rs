//! The way into a board for identified visitors: the host links to a page with the signed identity behind `#`, which reaches no
//! log and no server, and the page sends it here. Sets a cookie with the visitor's token, which no script reads.
//! The page is the same for every name, so it tells of no board.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderName, ORIGIN},
    web,
};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Boards, access, answer, language, texts::Texts};
use crate::{
    actions::merge_visitors,
    api::{site, widget::identify::verified, wire::Body},
    auth::{csrf, headers, widget},
    base::time::Time,
    cache::stamps::Touches,
    credentials::token::Bearer,
    domain::board::Board,
    error::{Code, Error, Result},
    limits::Class,
    state::Context,
};

#[derive(Template)]
#[template(path = "board/enter.html")]
struct Enter<'r> {
    t: &'r Texts,
    lang: &'static str,
    words: String,
    style: String,
    script: String,
    mark: String,
}

/// The page that sends the identity.
pub async fn page(request: HttpRequest, boards: web::Data<Boards>) -> Result<HttpResponse> {
    let language = language::of(&request, &boards.languages).ok_or_else(Error::not_found)?;
    let file = |stem: &str, ending: &str| site::widget_path(stem, ending).ok_or_else(Error::not_found);
    let page = Enter {
        t: &language.texts,
        lang: language.tag,
        words: language.for_script().map_err(Error::broken)?,
        style: file("board", ".css")?,
        script: file("board", ".js")?,
        mark: file("mark", ".svg")?,
    };
    let mut response = HttpResponse::Ok()
        .content_type(answer::HTML)
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_LANGUAGE, language.tag))
        .body(page.render().map_err(Error::broken)?);
    answer::vary(response.headers_mut(), false);
    Ok(response)
}

/// A signed identity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterIn {
    /// The token that the host's back end signed.
    token: String,
}

/// What the script keeps, as the widget does.
#[derive(Serialize)]
struct EnterOut<'r> {
    key: &'r str,
    token: String,
    until: Time,
}

/// Lets an identified visitor in. Fails as not found where there is no board for identified visitors, as unauthorized where the
/// identity is not proven, and as forbidden where another site sends it.
pub async fn enter(
    request: HttpRequest,
    context: web::Data<Context>,
    slug: web::Path<String>,
    body: Body<EnterIn, 24>,
) -> Result<HttpResponse> {
    headers::limit_address(&request, &context, Class::Identify).await?;
    let project = context.board(&slug).await?;
    if project.board != Board::Identified || project.slug != *slug {
        return Err(Error::not_found());
    }
    let public = &context.config.public_url;
    let own = project.board_origin(public).filter(|_| super::host::is_own(&request));
    let text = |name: &'static str| headers::text(&request, HeaderName::from_static(name));
    csrf::same_site(
        false,
        text("sec-fetch-site"),
        headers::text(&request, ORIGIN),
        own.as_deref().unwrap_or(public.as_str()),
        text("yousaid-csrf"),
    )
    .map_err(|refused| Error::new(Code::Forbidden, refused.to_string()))?;
    let now = context.clock.now();
    let (visitor, fingerprint) = verified(&context, &project, &body.value.token, now)?;
    let known = context
        .db
        .write(Touches::Nothing, {
            let project = std::sync::Arc::clone(&project);
            move |connection| merge_visitors::identify(connection, &project, &visitor, None, now)
        })
        .await?;
    if known.changed {
        context.db.changes().note(Touches::Project(project.id));
        // Where the votes are many, the rest is left to it.
        context.rank_again.notify_one();
    }
    let bearer = Bearer::Identified(fingerprint);
    let token = widget::sign(&context, project.id, known.visitor.id, bearer)?;
    let seconds = bearer.kind().ttl_seconds();
    let cookie = Cookie::build(access::cookie_name(&context, &project), token.clone())
        .path("/")
        .secure(context.config.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .finish();
    let out = EnterOut { key: &project.widget_key, token, until: now.plus_seconds(seconds) };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).cookie(cookie).json(out))
}
