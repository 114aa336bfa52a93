//! Comments on a request as visitors read and write them: threads of one level, the team's replies marked as such.
//! Shows no internal note, nothing that is hidden, and what waits for approval only to who wrote it.

use std::sync::Arc;

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Arrival, arrive, minted, sender, with_token};
use crate::{
    actions::comment::{self, Author, Wanted},
    api::{
        Ids, Params,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{OfWidget, VisitorAttempt},
        refusals::{Conflict, Idempotent, JsonBody, WidgetRead, WidgetWrite},
        scrubbed::Scrubbed,
        wire::{self, Body, List},
    },
    auth::widget::{Reader, Writer},
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        comment::{CommentState, Visibility},
        markdown::{self, Node},
    },
    error::{Code, Error, Result},
    state::Context,
    store::{
        comments::{self, Comment, Thread},
        requests::{self, Request},
    },
};

/// The text of a comment.
pub type CommentText = Text<1, 5_000>;

/// The name that a visitor wants to be shown by.
type PublicName = Line<1, 60>;

/// A new comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentIn {
    /// The text, in Markdown.
    body: CommentText,
    /// The name to be shown by. Without it the comment has no name.
    name: Option<PublicName>,
    /// The comment that this one replies to.
    parent: Option<Id<id::Comment>>,
}

/// A change of a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentPatch {
    /// The text, in Markdown.
    body: CommentText,
}

impl CommentPatch {
    /// The new text.
    pub fn into_string(self) -> String {
        self.body.into_string()
    }
}

/// A comment as visitors see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicComment {
    /// The ID of the comment.
    pub id: Id<id::Comment>,
    /// The name that its author chose; null for none, and for the team.
    pub name: Option<String>,
    /// Whether the team wrote it.
    pub official: bool,
    /// Whether this visitor wrote it.
    pub mine: bool,
    /// Whether it waits for approval: only its author sees it.
    pub pending: bool,
    /// Whether its author deleted it: only its place is left.
    pub deleted: bool,
    /// The text.
    pub body: Vec<Node>,
    /// The text as it was typed, for the visitor who wrote it.
    pub source: Option<String>,
    /// When it was created.
    pub created_at: Time,
    /// When it was changed, where that is shown.
    pub edited_at: Option<Time>,
    /// The replies, oldest first.
    #[schema(no_recursion)]
    pub replies: Vec<PublicComment>,
}

impl PublicComment {
    fn new(row: Comment, visitor: Option<Id<id::Visitor>>) -> Self {
        let mine = visitor.is_some() && row.visitor_id == visitor;
        Self {
            id: row.id,
            name: Some(row.author).filter(|name| !row.official && !name.is_empty()),
            official: row.official,
            mine,
            pending: row.state == CommentState::Pending,
            deleted: row.state == CommentState::Deleted,
            body: markdown::parse(&row.body),
            source: mine.then_some(row.body),
            created_at: row.created_at,
            edited_at: row.edited_at,
            replies: Vec::new(),
        }
    }
}

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

/// The request and the comment in the path.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    comment: Id<id::Comment>,
}

/// The request, where this visitor sees it. Fails as not found.
pub(super) fn visible(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    visitor: Option<Id<id::Visitor>>,
) -> Result<Request> {
    let row = requests::by_id(connection, project, request)?;
    if row.is_seen_by(visitor) { Ok(row) } else { Err(Error::not_found()) }
}

/// Lists the comments on a request, newest first, each with the replies to it.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path), PageIn),
    responses(WidgetRead),
    security((), ("visitor" = []))
)]
#[get("/requests/{request}/comments")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Ids(of): Ids<Of>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<PublicComment>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), comments::ORDER)?;
    let (project, visitor) = (reader.tenant.project.id, reader.visitor);
    let found = context
        .db
        .read(move |connection| {
            visible(connection, project, of.request, visitor)?;
            let reader = visitor.map_or(comments::Reader::Everybody, comments::Reader::Visitor);
            let page = comments::threads(connection, project, of.request, reader, after.as_ref(), limit)?;
            let shown = |row| PublicComment::new(row, visitor);
            let thread = |thread: Thread| PublicComment {
                replies: thread.replies.into_iter().map(shown).collect(),
                ..shown(thread.first)
            };
            Ok(List::from(page.map(thread)))
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Comments on a request. The visitor follows it from then on.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path), VisitorAttempt),
    request_body = CommentIn,
    responses(WidgetWrite, JsonBody, Idempotent),
    security((), ("visitor" = []))
)]
#[post("/requests/{request}/comments")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<CommentIn>,
) -> Result<Answer<Created<PublicComment>>> {
    let body = Scrubbed::from_body(body)?;
    let project = Arc::clone(&writer.tenant.project);
    let sender = sender(&request, &context, &writer);
    let claim = once::claim(&request, project.id, sender.actor.clone(), &body.bytes)?;
    let (arrival, input) = (Arrival::from(&writer), body.value);
    let once = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        arrive(connection, &arrival)?;
        let name = input.name.map(PublicName::into_string).unwrap_or_default();
        let wanted = Wanted {
            author: Author::Visitor(arrival.visitor, name),
            parent: input.parent,
            body: input.body.into_string(),
        };
        let row = comment::write(connection, &project, of.request, wanted, arrival.now)?;
        Ok(PublicComment::new(row, Some(arrival.visitor)))
    })
    .await?;
    let minted = minted(
        &context,
        &writer,
        &sender,
        &once,
        |row| row.id,
        |connection, project, id| {
            let row = comments::by_id(connection, project, Visibility::Public, id)?;
            Ok((row.visitor_id, row.created_at))
        },
    )
    .await?;
    with_token(once.into(), &context, writer.tenant.project.id, minted)
}

/// One's own comment, locked.
fn own(
    connection: &mut AnyConnection,
    writer: &Arrival,
    project: &crate::store::projects::Project,
    pair: &Pair,
) -> Result<Comment> {
    let row = comment::locked(connection, project, pair.request, pair.comment)?;
    if row.visitor_id == Some(writer.visitor) {
        return Ok(row);
    }
    if row.state != CommentState::Shown {
        return Err(Error::not_found());
    }
    Err(Error::new(Code::Forbidden, "Only its author can change a comment."))
}

/// Changes the visitor's own comment. After 15 minutes it is shown as edited.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path), ("comment" = Id<id::Comment>, Path)),
    request_body = CommentPatch,
    responses(WidgetWrite, JsonBody, Conflict),
    security(("visitor" = []))
)]
#[patch("/requests/{request}/comments/{comment}")]
pub async fn edit(
    context: web::Data<Context>,
    writer: Writer,
    Ids(pair): Ids<Pair>,
    body: Body<CommentPatch>,
) -> Result<Answer<Json<PublicComment>>> {
    let body = Scrubbed::from_body(body)?.value.body.into_string();
    let (project, writer) = (Arc::clone(&writer.tenant.project), Arrival::from(&writer));
    let row = context
        .db
        .write(Touches::Project(project.id), move |connection| {
            let row = own(connection, &writer, &project, &pair)?;
            let row = comment::edit(connection, &project, row, body, writer.now)?;
            Ok(PublicComment::new(row, Some(writer.visitor)))
        })
        .await?;
    Ok(Answer::ok(&row))
}

/// Deletes the visitor's own comment.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path), ("comment" = Id<id::Comment>, Path)),
    responses(WidgetWrite, Conflict),
    security(("visitor" = []))
)]
#[delete("/requests/{request}/comments/{comment}")]
pub async fn delete(
    context: web::Data<Context>,
    writer: Writer,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<NoContent>> {
    let (project, writer) = (Arc::clone(&writer.tenant.project), Arrival::from(&writer));
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            let row = own(connection, &writer, &project, &pair)?;
            comment::delete(connection, &project, row, writer.now)
        })
        .await?;
    Ok(Answer::no_content())
}
