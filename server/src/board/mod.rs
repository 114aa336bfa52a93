//! The public board of a project: pages and feeds for people without the widget, readable without JavaScript.
//! Shows only what everybody may know: public requests, their votes, and decisions with their reasons.

mod access;
mod address;
mod answer;
mod changelog;
mod comments;
mod credits;
mod door;
mod enter;
mod feed;
mod feeds;
mod frame;
pub mod host;
mod language;
mod linked;
mod listed;
mod measures;
mod missing;
mod place;
mod proposals;
mod prose;
mod release;
mod request;
mod roadmap;
mod robots;
mod row;
mod said;
mod suggest;
mod texts;
mod whole;

use actix_web::web;

use crate::cache::responses::ResponseCache;

/// What all boards share: the words, and the pages that were asked for lately.
pub struct Boards {
    languages: language::Languages,
    pages: ResponseCache<answer::Page>,
}

impl Boards {
    /// Reads the words. Fails with a sentence.
    pub fn load() -> Result<Self, String> {
        Ok(Self { languages: language::Languages::load()?, pages: ResponseCache::default() })
    }
}

/// Adds the pages of boards.
pub fn mount(config: &mut web::ServiceConfig) {
    config
        .route("/robots.txt", web::get().to(robots::of_server))
        .route("/b/{slug}", web::get().to(door::bare))
        .route("/b/{slug}/enter", web::get().to(enter::page))
        .route("/b/{slug}/enter", web::post().to(enter::enter))
        .route("/b/{slug}/{page:.*}", web::get().to(door::page));
}
