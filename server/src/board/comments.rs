//! The comments on a request's page: the latest threads, the team's replies marked as such.
//! Reads what everybody may read; nothing pending, hidden or internal reaches it, and no member is named.

use super::{frame::Reader, prose};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::comment::CommentState,
    error::Result,
    store::comments::{self, Comment, Thread},
};

/// The most threads that the page shows.
const MOST: i64 = 50;

/// The latest threads on a public request and the public ones that were merged into it, newest first.
pub fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<Vec<Thread>> {
    Ok(comments::threads(connection, project, request, comments::Reader::Everybody, None, MOST)?.items)
}

/// A comment for a reader.
pub struct Said {
    /// Its anchor on the page.
    pub anchor: String,
    /// Who wrote it.
    pub who: String,
    /// Whether the team did.
    pub official: bool,
    /// Whether only its place is left.
    pub deleted: bool,
    /// When, in words.
    pub date: String,
    /// The same for programs.
    pub datetime: String,
    /// What says that it was changed; empty for nothing.
    pub edited: String,
    /// The text, as HTML.
    pub body: String,
    /// The replies.
    pub replies: Vec<Said>,
}

impl Said {
    /// A thread for a reader.
    pub fn new(reader: &Reader<'_>, thread: &Thread) -> Self {
        let replies = thread.replies.iter().map(|reply| Self::one(reader, reply)).collect();
        Self { replies, ..Self::one(reader, &thread.first) }
    }

    fn one(reader: &Reader<'_>, row: &Comment) -> Self {
        let (t, language) = (reader.texts(), reader.language);
        let who = match (row.official, row.author.as_str()) {
            (true, _) => reader.with_project(&t.team),
            (false, "") => reader.with_project(&t.visitor),
            (false, name) => name.to_owned(),
        };
        let deleted = format!("<p>{}</p>", prose::text(&t.comment_deleted));
        Self {
            anchor: format!("comment-{}", row.id),
            who,
            official: row.official,
            deleted: row.state == CommentState::Deleted,
            date: language.date(&row.created_at),
            datetime: row.created_at.to_the_second(),
            edited: row.edited_at.map(|_| t.comment_edited.clone()).unwrap_or_default(),
            body: if row.state == CommentState::Deleted { deleted } else { prose::html(&row.body) },
            replies: Vec::new(),
        }
    }
}
