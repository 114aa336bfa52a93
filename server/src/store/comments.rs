//! The comments table: what visitors write about requests, the team's public replies, and its internal notes.
//! Adds no heat (`actions::comment` does), and never returns a note or a hidden comment to a reader who may not see it.

use std::collections::HashMap;

use diesel::{
    dsl::exists,
    prelude::*,
    sql_types::{Bool, Nullable},
};

use super::{
    families,
    page::{self, Page},
    schema::{comments, requests},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, MultiBackend, each},
    domain::comment::{CommentState, Visibility},
    error::Result,
};

/// The name of the lists' only order, for their cursors.
pub const ORDER: &str = "notes";

/// The most replies that are read for a page of comments.
const MAX_REPLIES: i64 = 500;

/// A comment or an internal note.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = comments)]
#[diesel(treat_none_as_default_value = false)]
pub struct Comment {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the comment.
    pub id: Id<id::Comment>,
    /// The request that it is about.
    pub request_id: Id<id::Request>,
    /// Who reads it.
    pub visibility: Visibility,
    /// Whether it is shown.
    pub state: CommentState,
    /// Whether the team wrote it.
    pub official: bool,
    /// The name of who wrote it, as written then; empty for a visitor who gave none.
    pub author: String,
    /// The member who wrote it; `None` for API keys and visitors.
    pub member_id: Option<Id<id::Member>>,
    /// The visitor who wrote it; `None` for the team, and after it was erased.
    pub visitor_id: Option<Id<id::Visitor>>,
    /// The comment that it replies to.
    pub parent_id: Option<Id<id::Comment>>,
    /// The text, as it was typed.
    pub body: String,
    /// When.
    pub created_at: Time,
    /// When it was last changed; `None` where nobody needs to know.
    pub edited_at: Option<Time>,
}

/// Who reads comments, apart from those that are shown to everybody.
#[derive(Clone, Copy, Debug)]
pub enum Reader {
    /// Nobody in particular.
    Everybody,
    /// A visitor, who sees its own pending comments.
    Visitor(Id<id::Visitor>),
    /// A member, who sees all.
    Team,
}

type Filter = Box<dyn BoxableExpression<comments::table, MultiBackend, SqlType = Nullable<Bool>>>;

impl Reader {
    /// The comments that this reader sees.
    fn sees(self) -> Filter {
        let shown = comments::state.eq_any([CommentState::Shown, CommentState::Deleted]);
        match self {
            Self::Everybody => Box::new(shown.nullable()),
            Self::Visitor(visitor) => Box::new(
                shown
                    .nullable()
                    .or(comments::state.eq(CommentState::Pending).and(comments::visitor_id.eq(visitor))),
            ),
            Self::Team => Box::new(comments::state.is_not_null().nullable()),
        }
    }
}

/// Inserts a comment.
pub fn insert(connection: &mut AnyConnection, comment: &Comment) -> Result<()> {
    each!(connection, inner => diesel::insert_into(comments::table).values(comment).execute(inner))?;
    Ok(())
}

fn position(last: &Comment) -> Cursor {
    Cursor::new(ORDER, Key::I64(last.created_at.micros()), last.id.uuid())
}

/// Narrows a query to what comes after a cursor, newest first.
macro_rules! after {
    ($query:expr, $after:expr) => {{
        let mut query = $query;
        if let Some(Cursor { key, id, .. }) = $after {
            let Key::I64(at) = key else { return Err(page::wrong_cursor()) };
            let (at, id) = (Time::from_micros(*at), Id::<id::Comment>::from(*id));
            query = query
                .filter(comments::created_at.le(at))
                .filter(comments::created_at.lt(at).or(comments::id.lt(id)));
        }
        query.order((comments::created_at.desc(), comments::id.desc()))
    }};
}

/// One page of the comments on some requests that reply to no other, newest first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    (visibility, reader): (Visibility, Reader),
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Comment>> {
    let query = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::visibility.eq(visibility))
        .filter(comments::parent_id.is_null())
        .filter(reader.sees())
        .select(Comment::as_select())
        .into_boxed();
    // One request is read in the order of the index; the comments of a merged family are sorted.
    let query = match requests {
        [one] => query.filter(comments::request_id.eq(*one)),
        several => query.filter(comments::request_id.eq_any(several.to_vec())),
    };
    let rows: Vec<Comment> = after!(query, after).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, position))
}

/// The replies to these comments, oldest first.
fn replies(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    parents: &[Id<id::Comment>],
    reader: Reader,
) -> Result<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::parent_id.eq_any(parents))
        .filter(reader.sees())
        .order((comments::created_at.asc(), comments::id.asc()))
        .limit(MAX_REPLIES)
        .select(Comment::as_select())
        .load(connection)?;
    Ok(rows)
}

/// A comment with the replies to it, oldest first.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The comment.
    pub first: Comment,
    /// The replies.
    pub replies: Vec<Comment>,
}

/// One page of the threads on a request and those that were merged into it, newest first. What is private of these is for the team.
pub fn threads(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    reader: Reader,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Thread>> {
    let mut family = families::all(connection, project, request)?;
    if family.len() > 1 && !matches!(reader, Reader::Team) {
        let public = families::standpoints(connection, project, &family)?;
        family.retain(|id| *id == request || public.iter().any(|one| one.id == *id && one.public));
    }
    let page = page(connection, project, &family, (Visibility::Public, reader), after, limit)?;
    let parents: Vec<_> = page.items.iter().map(|row| row.id).collect();
    let mut below: HashMap<_, Vec<_>> = HashMap::new();
    for row in replies(connection, project, &parents, reader)? {
        if let Some(parent) = row.parent_id {
            below.entry(parent).or_default().push(row);
        }
    }
    Ok(page.map(|first| Thread { replies: below.remove(&first.id).unwrap_or_default(), first }))
}

/// One page of the public comments of a project with a state, newest first, each with the number and title of its request.
pub fn in_state(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    state: CommentState,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<(Comment, (i64, String))>> {
    let query = comments::table
        .inner_join(
            requests::table
                .on(requests::project_id.eq(comments::project_id).and(requests::id.eq(comments::request_id))),
        )
        .filter(comments::project_id.eq(project))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(state))
        .select((Comment::as_select(), (requests::number, requests::title)))
        .into_boxed();
    let rows: Vec<(Comment, (i64, String))> = after!(query, after).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |(last, _)| position(last)))
}

/// The latest replies of the team on these requests, newest first.
pub fn official(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    limit: i64,
) -> Result<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::request_id.eq_any(requests))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(CommentState::Shown))
        .filter(comments::official.eq(true))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(limit)
        .select(Comment::as_select())
        .load(connection)?;
    Ok(rows)
}

/// How many public comments of a project wait for approval, counted up to `most`.
pub fn pending(connection: &mut AnyConnection, project: Id<id::Project>, most: i64) -> Result<i64> {
    let some = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(CommentState::Pending))
        .limit(most)
        .select(comments::id);
    let ids: Vec<Id<id::Comment>> = some.load(connection)?;
    Ok(i64::try_from(ids.len()).unwrap_or(most))
}

/// A comment with this visibility. Fails as not found.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visibility: Visibility,
    id: Id<id::Comment>,
) -> Result<Comment> {
    let row = comments::table.find((project, id)).filter(comments::visibility.eq(visibility));
    Ok(row.select(Comment::as_select()).first(connection)?)
}

/// Whether any comment replies to this one.
pub fn has_replies(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Comment>,
) -> Result<bool> {
    let replies = comments::table.filter(comments::project_id.eq(project)).filter(comments::parent_id.eq(id));
    Ok(diesel::select(exists(replies)).get_result(connection)?)
}

/// Writes what may change of a comment.
pub fn update(connection: &mut AnyConnection, comment: &Comment) -> Result<()> {
    diesel::update(comments::table.find((comment.project_id, comment.id)))
        .set((
            comments::state.eq(comment.state),
            comments::author.eq(&comment.author),
            comments::body.eq(&comment.body),
            comments::edited_at.eq(comment.edited_at),
        ))
        .execute(connection)?;
    Ok(())
}

/// Deletes a comment.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Comment>) -> Result<()> {
    diesel::delete(comments::table.find((project, id))).execute(connection)?;
    Ok(())
}

/// The comments of a visitor, newest first.
pub fn for_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::visitor_id.eq(visitor))
        .order(comments::created_at.desc())
        .limit(limit)
        .select(Comment::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Gives the comments of a visitor to another one, or to nobody.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Option<Id<id::Visitor>>,
) -> Result<()> {
    let own = comments::table.filter(comments::project_id.eq(project)).filter(comments::visitor_id.eq(from));
    diesel::update(own).set(comments::visitor_id.eq(to)).execute(connection)?;
    Ok(())
}

/// How many public comments on a request are shown.
pub fn shown(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<i64> {
    let rows = comments::table
        .filter(comments::project_id.eq(project))
        .filter(comments::request_id.eq(request))
        .filter(comments::visibility.eq(Visibility::Public))
        .filter(comments::state.eq(CommentState::Shown));
    Ok(rows.count().get_result(connection)?)
}

/// Whether nobody may comment on a request any more.
pub fn is_locked(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
) -> Result<bool> {
    Ok(requests::table.find((project, request)).select(requests::comments_locked).first(connection)?)
}

/// Ends or opens the comments on a request.
pub fn lock(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    locked: bool,
) -> Result<()> {
    diesel::update(requests::table.find((project, request)))
        .set(requests::comments_locked.eq(locked))
        .execute(connection)?;
    Ok(())
}
