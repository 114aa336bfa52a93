//! Wire types that both sides share: screens, objects, requests as rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::text::Line,
    domain::{object::ObjectRef, route::Route},
    store::visitors::Visitor,
};

/// A screen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenIn {
    /// The route. IDs are replaced by `:id`; query and fragment are dropped.
    pub route: Route,
    /// The title of the page. The first title of a screen is kept.
    pub title: Option<Line<0, 200>>,
}

impl ScreenIn {
    /// The title, when there is one.
    pub fn title(&self) -> Option<String> {
        self.title.as_ref().filter(|title| !title.is_empty()).map(|title| title.as_str().to_owned())
    }
}

/// A screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScreenRef {
    /// The normalised route.
    pub route: String,
    /// The title of the page.
    pub title: Option<String>,
}

/// The object behind a key of the database; a broken key reads as none.
pub fn object_of(key: &str) -> Option<ObjectRef> {
    ObjectRef::from_key(key).ok().flatten()
}

/// How a visitor is known.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitorKind {
    /// Anonymous.
    Anonymous,
    /// Identified by the host.
    Identified,
}

impl VisitorKind {
    /// The kind of a visitor.
    pub fn of(visitor: &Visitor) -> Self {
        if visitor.identified() { Self::Identified } else { Self::Anonymous }
    }
}
