//! Release notes: their states, and what may become of one in each.
//! Publishes nothing; `actions::release_note` does.

use super::words::words;

words! {
    /// The state of a release note.
    pub enum NoteState {
        /// Only members see it.
        Draft = "draft",
        /// It is published by itself at its time.
        Scheduled = "scheduled",
        /// Everybody sees it.
        Published = "published",
    }
}

words! {
    /// What release notes can be imported from.
    pub enum NoteSource {
        /// The JSON of GitHub's releases, of its API or of `gh api`.
        GitHub = "github",
        /// A Markdown file in the form of Keep a Changelog.
        KeepAChangelog = "keep_a_changelog",
    }
}

/// Maximum number of requests that a release note answers.
pub const MAX_REQUESTS: usize = 50;

/// Maximum number of names that a release note thanks.
pub const MAX_THANKS: usize = 20;

/// Maximum number of release notes in one import.
pub const MAX_IMPORTED: usize = 1_000;
