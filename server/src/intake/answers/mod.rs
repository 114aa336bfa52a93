//! Answers to "Was this helpful?" on their way in: whatever queued up while the last batch was committed is the next one,
//! and each is answered only after the commit. A changed mind replaces the answer, also within a batch.

mod apply;
mod carry;
pub(super) mod counters;
mod heat;
mod rehome;
mod rows;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use std::sync::Arc;

pub use apply::{AnswerWriter, answer_one};
pub use carry::{carry, held};
pub use rehome::{doubled, rehome};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::route::Route,
    store::{projects::Project, visitors::Visitor},
};

/// An answer as it is given.
#[derive(Clone, Debug)]
pub struct AnswerCommand {
    /// The tenant with its decay.
    pub project: Arc<Project>,
    /// Who answers.
    pub visitor: Id<id::Visitor>,
    /// The visitor's row, when it must be created first.
    pub new_visitor: Option<Box<Visitor>>,
    /// The screen, which is created if it was never named.
    pub route: Route,
    /// The page's title, for a screen that has none yet.
    pub title: Option<String>,
    /// The object; empty for none.
    pub object_key: String,
    /// Yes or no.
    pub helpful: bool,
    /// Why, in a word.
    pub reason: Option<String>,
    /// Why, in words.
    pub comment: Option<String>,
    /// When.
    pub at: Time,
}

/// The outcome of an answer that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAnswer {
    /// The title of its screen.
    pub title: Option<String>,
}
