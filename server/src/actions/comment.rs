//! Writing, changing, deleting and approving comments, each with the heat that it adds to its request or takes back.
//! A reply of the team counts as a comment and adds no heat: the team does not move its own ranking.

use super::merge;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::comment::{self, CommentState, Visibility},
    error::{Code, Error, Result},
    store::{
        comments::{self, Comment},
        families,
        heats::HeatDelta,
        projects::{self, Project},
        requests::{self, Request},
        signals::Signal,
    },
};

/// Who writes a comment.
#[derive(Clone, Debug)]
pub enum Author {
    /// A visitor, with the name that it wants to be shown by; empty for none.
    Visitor(Id<id::Visitor>, String),
    /// The team: a member or an API key, with its name.
    Team(Option<Id<id::Member>>, String),
}

/// The input for a comment.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Who writes it.
    pub author: Author,
    /// The comment that it replies to.
    pub parent: Option<Id<id::Comment>>,
    /// The text.
    pub body: String,
}

/// A comment on a request or on one that was merged into it, for a change of it. The project is locked: nobody else changes
/// the comment or merges its request until the transaction ends.
pub fn locked(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    id: Id<id::Comment>,
) -> Result<Comment> {
    projects::lock(connection, project.id)?;
    let comment = comments::by_id(connection, project.id, Visibility::Public, id)?;
    let family = families::all(connection, project.id, request)?;
    if family.contains(&comment.request_id) { Ok(comment) } else { Err(Error::not_found()) }
}

/// Writes a comment on a request. A reply to a reply belongs to the same comment.
///
/// # Errors
/// Occurs as not found where its author does not see the request, with 409 when comments on it are locked or it is merged, and at `/parent` when that is no comment on it.
pub fn write(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    wanted: Wanted,
    now: Time,
) -> Result<Comment> {
    // A request that is merged meanwhile has lent its comments already.
    projects::lock(connection, project.id)?;
    let request = requests::by_id(connection, project.id, request)?;
    if let Author::Visitor(visitor, _) = &wanted.author
        && !request.is_seen_by(Some(*visitor))
    {
        return Err(Error::not_found());
    }
    let by_visitor = matches!(wanted.author, Author::Visitor(..));
    merge::refuse_merged(connection, &request, by_visitor, Code::Conflict)?;
    if by_visitor && comments::is_locked(connection, project.id, request.id)? {
        return Err(Error::new(Code::Conflict, "Comments on this request are closed."));
    }
    let parent = wanted.parent.map(|id| parent_of(connection, project, &request, id)).transpose()?;
    let (visitor_id, member_id, author) = match wanted.author {
        Author::Visitor(visitor, name) => (Some(visitor), None, name),
        Author::Team(member, name) => (None, member, name),
    };
    let waits = by_visitor && project.approve_comments;
    let comment = Comment {
        project_id: project.id,
        id: Id::new(now),
        request_id: request.id,
        visibility: Visibility::Public,
        state: if waits { CommentState::Pending } else { CommentState::Shown },
        official: !by_visitor,
        author,
        member_id,
        visitor_id,
        parent_id: parent,
        body: wanted.body,
        created_at: now,
        edited_at: None,
    };
    comments::insert(connection, &comment)?;
    count(connection, project, &comment)?;
    journal::note(connection, project.id, What::Requests, &[request.id], now)?;
    Ok(comment)
}

/// The comment that a reply belongs to: threads have one level.
fn parent_of(
    connection: &mut AnyConnection,
    project: &Project,
    request: &Request,
    id: Id<id::Comment>,
) -> Result<Id<id::Comment>> {
    let unknown = || Error::field("/parent", "There is no such comment on this request.");
    let found = comments::by_id(connection, project.id, Visibility::Public, id);
    let parent = found.map_err(|error| if error.code == Code::NotFound { unknown() } else { error })?;
    let is_here = families::all(connection, project.id, request.id)?.contains(&parent.request_id);
    let is_shown = matches!(parent.state, CommentState::Shown | CommentState::Deleted);
    if !is_here || !is_shown {
        return Err(unknown());
    }
    Ok(parent.parent_id.unwrap_or(parent.id))
}

/// Changes the text of one's own comment. A visitor's waits for approval again where the project wants that.
pub fn edit(
    connection: &mut AnyConnection,
    project: &Project,
    mut comment: Comment,
    body: String,
    now: Time,
) -> Result<Comment> {
    if comment.state == CommentState::Deleted {
        return Err(Error::not_found());
    }
    comment.edited_at = comment::edited_at(comment.created_at, comment.edited_at, now);
    comment.body = body;
    let waits = !comment.official && project.approve_comments && comment.state == CommentState::Shown;
    if waits {
        comment.state = CommentState::Pending;
    }
    comments::update(connection, &comment)?;
    if waits {
        discount(connection, project, &comment)?;
    }
    journal::note(connection, project.id, What::Requests, &[comment.request_id], now)?;
    Ok(comment)
}

/// Deletes a comment. While others reply to it, its place stays, without text and author.
pub fn delete(
    connection: &mut AnyConnection,
    project: &Project,
    mut comment: Comment,
    now: Time,
) -> Result<()> {
    if comment.state == CommentState::Deleted {
        return Err(Error::not_found());
    }
    discount(connection, project, &comment)?;
    if comments::has_replies(connection, project.id, comment.id)? {
        comment.state = CommentState::Deleted;
        comment.author = String::new();
        comment.body = String::new();
        comments::update(connection, &comment)?;
    } else {
        comments::delete(connection, project.id, comment.id)?;
    }
    journal::note(connection, project.id, What::Requests, &[comment.request_id], now)
}

/// Shows or hides a comment of a visitor.
///
/// # Errors
/// Occurs as not found when it was deleted.
pub fn moderate(
    connection: &mut AnyConnection,
    project: &Project,
    mut comment: Comment,
    shown: bool,
    now: Time,
) -> Result<Comment> {
    if comment.state == CommentState::Deleted {
        return Err(Error::not_found());
    }
    let was_shown = comment.state == CommentState::Shown;
    comment.state = if shown { CommentState::Shown } else { CommentState::Hidden };
    comments::update(connection, &comment)?;
    match (was_shown, shown) {
        (false, true) => count(connection, project, &comment)?,
        (true, false) => discount(connection, project, &comment)?,
        _ => {}
    }
    journal::note(connection, project.id, What::Requests, &[comment.request_id], now)?;
    Ok(comment)
}

/// Closes or opens the comments of visitors on a request.
pub fn lock(
    connection: &mut AnyConnection,
    project: &Project,
    request: Id<id::Request>,
    locked: bool,
    now: Time,
) -> Result<()> {
    comments::lock(connection, project.id, request, locked)?;
    journal::note(connection, project.id, What::Requests, &[request], now)
}

/// Counts a comment that is shown. One on a merged request counts for the request that stands for the family, too.
fn count(connection: &mut AnyConnection, project: &Project, comment: &Comment) -> Result<()> {
    if comment.state != CommentState::Shown {
        return Ok(());
    }
    let size = if comment.official { 0.0 } else { 1.0 };
    let of = families::of(connection, project.id, comment.request_id)?;
    let family = match of.into {
        Some(number) => Some(requests::by_number(connection, project.id, number)?.id),
        None => None,
    };
    let counted: Vec<_> = [comment.request_id].into_iter().chain(family).collect();
    let mut delta = HeatDelta::new(project, Signal::Comment).of_size(size);
    delta.lock(connection, &counted)?;
    let signals: Vec<_> = counted.iter().map(|request| (*request, comment.id, comment.created_at)).collect();
    delta.add(connection, &signals)?;
    if let Some(family) = family {
        families::mark_lent(connection, project.id, family, comment.id, of.number)?;
    }
    delta.write(connection).map(drop)
}

/// Takes back what a comment adds, wherever it is counted.
fn discount(connection: &mut AnyConnection, project: &Project, comment: &Comment) -> Result<()> {
    let mut delta = HeatDelta::new(project, Signal::Comment);
    delta.retract(connection, &[comment.id])?;
    delta.lock(connection, &[])?;
    delta.write(connection).map(drop)
}
