//! The page for what does not exist, and for what the reader may not see: the same bytes for both.
//! Names no project.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_LANGUAGE},
};
use askama::Template;

use super::{Boards, answer, language, texts::Texts};
use crate::{
    api::site,
    error::{Error, Result},
};

#[derive(Template)]
#[template(path = "board/missing.html")]
struct Missing<'r> {
    t: &'r Texts,
    lang: &'static str,
    style: String,
    mark: String,
}

/// The response.
pub fn respond(request: &HttpRequest, boards: &Boards) -> Result<HttpResponse> {
    let language = language::of(request, &boards.languages).ok_or_else(Error::not_found)?;
    let file = |stem: &str, ending: &str| site::widget_path(stem, ending).ok_or_else(Error::not_found);
    let (style, mark) = (file("board", ".css")?, file("mark", ".svg")?);
    let page = Missing { t: &language.texts, lang: language.tag, style, mark };
    let text = page.render().map_err(Error::broken)?;
    let mut response = HttpResponse::NotFound()
        .content_type(answer::HTML)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_LANGUAGE, language.tag))
        .body(text);
    answer::vary(response.headers_mut(), false);
    Ok(response)
}
