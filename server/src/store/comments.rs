//! The comments table, as far as it holds internal notes: what the team writes about a request for itself.
//! Never returns a note to anything that visitors read, and adds no heat.

use diesel::prelude::*;

use super::{
    page::{self, Page},
    schema::comments,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// The visibility of notes.
const INTERNAL: &str = "internal";

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "notes";

/// An internal note.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Note {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the note.
    pub id: Id<id::Comment>,
    /// The request that it is about.
    pub request_id: Id<id::Request>,
    /// Who wrote it, as written then.
    pub author: String,
    /// The member who wrote it; `None` for API keys.
    pub member_id: Option<Id<id::Member>>,
    /// The text.
    pub body: String,
    /// When.
    pub created_at: Time,
}

/// Inserts a note.
pub fn insert(connection: &mut AnyConnection, note: &Note) -> Result<()> {
    let values = (
        comments::project_id.eq(note.project_id),
        comments::id.eq(note.id),
        comments::request_id.eq(note.request_id),
        comments::visibility.eq(INTERNAL),
        comments::author.eq(&note.author),
        comments::member_id.eq(note.member_id),
        comments::body.eq(&note.body),
        comments::created_at.eq(note.created_at),
    );
    each!(connection, inner => diesel::insert_into(comments::table).values(&values).execute(inner))?;
    Ok(())
}

/// One page of the notes on a request, newest first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Note>> {
    let mut query = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::request_id.eq(request))
        .filter(comments::visibility.eq(INTERNAL))
        .select(Note::as_select())
        .into_boxed();
    if let Some(Cursor { key, id, .. }) = after {
        let Key::I64(at) = key else { return Err(page::wrong_cursor()) };
        let (at, id) = (Time::from_micros(*at), Id::<id::Comment>::from(*id));
        query = query
            .filter(comments::created_at.le(at))
            .filter(comments::created_at.lt(at).or(comments::id.lt(id)));
    }
    let rows: Vec<Note> =
        query.order((comments::created_at.desc(), comments::id.desc())).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| Cursor::new(ORDER, Key::I64(last.created_at.micros()), last.id.uuid())))
}

/// A note on a request. Fails as not found.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    id: Id<id::Comment>,
) -> Result<Note> {
    let row = comments::table
        .find((project, id))
        .filter(comments::request_id.eq(request))
        .filter(comments::visibility.eq(INTERNAL));
    Ok(row.select(Note::as_select()).first(connection)?)
}

/// Deletes a note.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Comment>) -> Result<()> {
    diesel::delete(comments::table.find((project, id))).execute(connection)?;
    Ok(())
}
