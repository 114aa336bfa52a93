//! The orders that lists of requests come in. Which of them an API publishes is that API's own to say.

use super::words::words;

words! {
    /// An order of requests.
    pub enum Order {
        /// Most heat first.
        Hot = "hot",
        /// Most votes first.
        Top = "top",
        /// Greatest weight of all votes first: each counts as its voter does, and none less with time.
        Weighted = "weighted",
        /// Most heat for each point of effort first; those without an effort last.
        Value = "value",
        /// Latest first.
        New = "new",
        /// Most comments first.
        Discussed = "discussed",
    }
}
