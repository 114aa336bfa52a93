//! What a page of a board is answered with: bytes from memory, or the way to another address.
//! Decides nothing about who may read it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_LANGUAGE, HeaderMap, HeaderValue, LOCATION, VARY},
};

use crate::{
    api::wire,
    cache::{encoded::EncodedBody, responses::Weighed},
    domain::picture::Media,
};

/// A page as it is kept.
pub enum Page {
    /// A body of a content type.
    Body(&'static str, EncodedBody),
    /// It is at another address, for good.
    Moved(String),
    /// Another address is worth a look: this one names a place in a list that is gone.
    See(String),
}

/// Pages of people.
pub const HTML: &str = "text/html; charset=utf-8";

/// Everybody may keep a page, and asks each time whether it changed.
const PUBLIC: &str = "no-cache";

impl Page {
    /// A page of people.
    pub fn html(text: String) -> Self {
        Self::Body(HTML, EncodedBody::new(text.into_bytes()))
    }

    /// A picture.
    pub fn picture(media: Media, body: Vec<u8>) -> Self {
        Self::Body(media.kind(), EncodedBody::new(body))
    }

    /// A file for programs.
    pub fn file(kind: &'static str, text: String) -> Self {
        Self::Body(kind, EncodedBody::new(text.into_bytes()))
    }
}

impl Weighed for Page {
    fn bytes(&self) -> usize {
        match self {
            Self::Body(_, body) => body.bytes(),
            Self::Moved(address) | Self::See(address) => address.len(),
        }
    }
}

/// The response with a page; `private` where not everybody may read it.
pub fn respond(request: &HttpRequest, page: &Page, lang: Option<&str>, private: bool) -> HttpResponse {
    let cache = if private { wire::PRIVATE } else { PUBLIC };
    let mut response = match page {
        Page::Body(kind, body) => wire::finished(request, kind, body, cache),
        Page::Moved(address) => {
            HttpResponse::MovedPermanently().insert_header((LOCATION, address.as_str())).finish()
        }
        Page::See(address) => HttpResponse::SeeOther().insert_header((LOCATION, address.as_str())).finish(),
    };
    vary(response.headers_mut(), private);
    if let Some(lang) = lang.and_then(|lang| HeaderValue::from_str(lang).ok()) {
        response.headers_mut().insert(CONTENT_LANGUAGE, lang);
    }
    response
}

/// Says what a response depends on.
pub fn vary(headers: &mut HeaderMap, private: bool) {
    let names =
        if private { "Accept-Encoding, Accept-Language, Cookie" } else { "Accept-Encoding, Accept-Language" };
    headers.insert(VARY, HeaderValue::from_static(names));
}
