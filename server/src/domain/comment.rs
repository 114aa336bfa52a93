//! Comments on requests: who may read one, and when a change of one is shown.
//! Knows no text; `domain::markdown` reads it.

use super::words::words;
use crate::base::time::Time;

words! {
    /// Who reads a comment.
    pub enum Visibility {
        /// Members of the project: an internal note.
        Internal = "internal",
        /// Everybody who sees the request.
        Public = "public",
    }
}

words! {
    /// Whether a comment is shown.
    pub enum CommentState {
        /// It is.
        Shown = "shown",
        /// Not before the team approves it.
        Pending = "pending",
        /// The team does not want it to be seen.
        Hidden = "hidden",
        /// Its author deleted it, and replies to it remain.
        Deleted = "deleted",
    }
}

/// Seconds in which its author may change a comment without a mark.
const UNMARKED_SECONDS: i64 = 15 * 60;

/// When a comment of `created_at` that is changed now is shown as edited; `before` is what it was shown as before.
pub fn edited_at(created_at: Time, before: Option<Time>, now: Time) -> Option<Time> {
    if before.is_none() && now < created_at.plus_seconds(UNMARKED_SECONDS) { None } else { Some(now) }
}
