//! The form for a suggestion. The script of the board sends it by the widget's API; without it the page says how to suggest.

use askama::Template;

use super::{
    address::Page as Address,
    answer::Page,
    frame::{Frame, Reader, rendered},
    row::Select,
};
use crate::{domain::status::Kind, error::Result};

#[derive(Template)]
#[template(path = "board/suggest.html")]
struct Suggest<'r> {
    frame: Frame<'r>,
    heading: String,
    how: String,
    kinds: Vec<Select>,
    /// Whether a suggestion is public at once.
    public: bool,
    /// The path of requests' pages, which the script completes.
    requests: String,
}

/// The page.
pub fn page(reader: &Reader<'_>) -> Result<Page> {
    let t = reader.texts();
    let heading = reader.with_project(&t.suggest_title);
    let template = Suggest {
        frame: Frame::new(reader, &Address::Suggest, &heading, t.suggest_lead.clone())?,
        heading,
        how: reader.with_project(&t.suggest_how),
        kinds: Select::kinds(reader, Some(Kind::Feature)),
        public: reader.project.new_requests_public,
        requests: format!("{}r/", reader.place.action(&Address::start())),
    };
    rendered(&template)
}
