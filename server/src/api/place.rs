//! Wire types that both sides share: screens, objects, requests as rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::text::Line,
    domain::{object::ObjectRef, route::Route},
    store::visitors::Visitor,
};

/// A screen as a client names it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenIn {
    /// The route; ids in it become `:id`, query and fragment are dropped.
    pub route: Route,
    /// The page's title; of several that are sent of one screen the first stays.
    pub title: Option<Line<0, 200>>,
}

impl ScreenIn {
    /// The title, when there is one.
    pub fn title(&self) -> Option<String> {
        self.title.as_ref().filter(|title| !title.is_empty()).map(|title| title.as_str().to_owned())
    }
}

/// A screen as it is answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScreenRef {
    /// Its normalised route.
    pub route: String,
    /// The title of the page.
    pub title: Option<String>,
}

/// The object behind a key of the database; a broken key reads as none.
pub fn object_of(key: &str) -> Option<ObjectRef> {
    ObjectRef::from_key(key).ok().flatten()
}

/// What is known of a visitor.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitorKind {
    /// Known by an own token only.
    Anonymous,
    /// Vouched for by the host.
    Identified,
}

impl VisitorKind {
    /// The kind of a visitor.
    pub fn of(visitor: &Visitor) -> Self {
        if visitor.identified() { Self::Identified } else { Self::Anonymous }
    }
}
