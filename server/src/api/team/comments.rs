//! Comments on requests as members read, answer and moderate them.
//! Never changes what a visitor wrote; a member can hide it or delete it.

pub mod queue;

use std::collections::HashMap;

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    actions::comment::{self, Author, Wanted},
    api::{
        Ids, Params,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Conflict, Idempotent, JsonBody, TeamRead, TeamWrite},
        widget::comments::{CommentPatch, CommentText},
        wire::{self, Body, List},
    },
    auth::team::{Actor, Team, Triager, Viewer},
    base::{
        cursor::Cursor,
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        comment::{CommentState, Visibility},
        markdown::{self, Node},
        role::Role,
    },
    error::{Code, Error, Result},
    state::Context,
    store::{
        comments::{self, Comment, Thread},
        requests, visitors,
    },
};

/// A public reply of the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyIn {
    /// The text, in Markdown.
    body: CommentText,
    /// The comment that this one replies to.
    parent: Option<Id<id::Comment>>,
}

/// Whether a comment is shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModerationIn {
    /// True shows it, false hides it.
    shown: bool,
}

/// Whether comments on a request are closed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentLock {
    /// True closes them for visitors.
    locked: bool,
}

/// The visitor who wrote a comment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommentVisitor {
    /// The ID of the visitor.
    id: Id<id::Visitor>,
    /// The name that the host or a member gave; null for none.
    name: Option<String>,
}

/// A comment as members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TeamComment {
    /// The ID of the comment.
    id: Id<id::Comment>,
    /// The request that it was written on.
    request_id: Id<id::Request>,
    /// The name by which it is shown; null for none. For the team the name of the member or API key, which visitors don't see.
    name: Option<String>,
    /// Whether the team wrote it.
    official: bool,
    /// The visitor who wrote it.
    visitor: Option<CommentVisitor>,
    /// Whether it is shown.
    state: CommentState,
    /// The text.
    body: Vec<Node>,
    /// The text as it was typed.
    source: String,
    /// Whether you wrote it: you can change and delete it.
    own: bool,
    /// When it was created.
    created_at: Time,
    /// When it was changed, where that is shown.
    edited_at: Option<Time>,
    /// The replies, oldest first.
    #[schema(no_recursion)]
    replies: Vec<TeamComment>,
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
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    comment: Id<id::Comment>,
}

type Names = HashMap<Id<id::Visitor>, Option<String>>;

fn is_own(row: &Comment, actor: &Actor) -> bool {
    matches!(actor, Actor::Member(member, _) if row.official && row.member_id == Some(*member))
}

fn member_of(actor: &Actor) -> Option<Id<id::Member>> {
    match actor {
        Actor::Member(member, _) => Some(*member),
        Actor::Key(..) => None,
    }
}

fn names<'c>(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: impl Iterator<Item = &'c Comment>,
) -> Result<Names> {
    let ids: Vec<_> = rows.filter_map(|row| row.visitor_id).collect();
    let known = visitors::by_ids(connection, project, &ids)?;
    Ok(known.into_iter().map(|visitor| (visitor.id, visitor.name)).collect())
}

fn described(row: Comment, names: &Names, actor: &Actor) -> TeamComment {
    TeamComment {
        own: is_own(&row, actor),
        id: row.id,
        request_id: row.request_id,
        name: Some(row.author).filter(|name| !name.is_empty()),
        official: row.official,
        visitor: row.visitor_id.map(|id| CommentVisitor { id, name: names.get(&id).cloned().flatten() }),
        state: row.state,
        body: markdown::parse(&row.body),
        source: row.body,
        created_at: row.created_at,
        edited_at: row.edited_at,
        replies: Vec::new(),
    }
}

fn one(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    row: Comment,
    actor: &Actor,
) -> Result<TeamComment> {
    let names = names(connection, project, std::iter::once(&row))?;
    Ok(described(row, &names, actor))
}

fn threads(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    actor: &Actor,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<List<TeamComment>> {
    let page = comments::threads(connection, project, request, comments::Reader::Team, after, limit)?;
    let rows = page.items.iter().flat_map(|thread| [&thread.first].into_iter().chain(&thread.replies));
    let names = names(connection, project, rows)?;
    let thread = |thread: Thread| TeamComment {
        replies: thread.replies.into_iter().map(|reply| described(reply, &names, actor)).collect(),
        ..described(thread.first, &names, actor)
    };
    Ok(page.map(thread).into())
}

/// Lists the comments on a request, newest first, also those that visitors don't see.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}/comments")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<TeamComment>>>> {
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), comments::ORDER)?;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            threads(connection, project, of.request, &team.actor, after.as_ref(), limit)
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Replies to everybody who reads a request, as the team.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), Attempt),
    request_body = ReplyIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/comments")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ReplyIn>,
) -> Result<Answer<Created<TeamComment>>> {
    let project = team.project.clone();
    let claim = once::claim(&request, project.id, team.actor.key(), &body.bytes)?;
    let (input, actor) = (body.value, team.actor.clone());
    let once = once::make(
        &context,
        claim,
        Touches::Project(project.id),
        move |connection| {
            let wanted = Wanted {
                author: Author::Team(member_of(&team.actor), team.actor.name().to_owned()),
                parent: input.parent,
                body: input.body.into_string(),
            };
            comment::write(connection, &team.project, of.request, wanted, team.now).map(|row| row.id)
        },
        move |connection, id| {
            let row = comments::by_id(connection, project.id, Visibility::Public, id)?;
            one(connection, project.id, row, &actor)
        },
    )
    .await?;
    Ok(once.into())
}

/// Changes your own reply. After 15 minutes it is shown as edited.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("comment" = Id<id::Comment>, Path)),
    request_body = CommentPatch,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/requests/{request}/comments/{comment}")]
pub async fn edit(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
    body: Body<CommentPatch>,
) -> Result<Answer<Json<TeamComment>>> {
    let text = body.value.into_string();
    let row = context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            let row = comment::locked(connection, &team.project, pair.request, pair.comment)?;
            if !is_own(&row, &team.actor) {
                return Err(Error::new(Code::Forbidden, "Only its author can change a comment."));
            }
            let row = comment::edit(connection, &team.project, row, text, team.now)?;
            one(connection, team.project.id, row, &team.actor)
        })
        .await?;
    Ok(Answer::ok(&row))
}

/// Deletes a comment: your own, or as an admin any.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("comment" = Id<id::Comment>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/comments/{comment}")]
pub async fn delete(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<NoContent>> {
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            let row = comment::locked(connection, &team.project, pair.request, pair.comment)?;
            if !is_own(&row, &team.actor) && !team.role.includes(Role::Admin) {
                let detail = "Only its author and admins can delete a comment. You can hide it instead.";
                return Err(Error::new(Code::Forbidden, detail));
            }
            comment::delete(connection, &team.project, row, team.now)
        })
        .await?;
    Ok(Answer::no_content())
}

/// Shows or hides a comment of a visitor: this approves one that waits.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("comment" = Id<id::Comment>, Path)),
    request_body = ModerationIn,
    responses(TeamWrite, JsonBody, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/comments/{comment}/shown")]
pub async fn moderate(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
    body: Body<ModerationIn>,
) -> Result<Answer<Json<TeamComment>>> {
    let shown = body.value.shown;
    let row = context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            let row = comment::locked(connection, &team.project, pair.request, pair.comment)?;
            let row = comment::moderate(connection, &team.project, row, shown, team.now)?;
            one(connection, team.project.id, row, &team.actor)
        })
        .await?;
    Ok(Answer::ok(&row))
}

/// Closes or opens the comments of visitors on a request.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    request_body = CommentLock,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[put("/projects/{project}/requests/{request}/comments/lock")]
pub async fn lock(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<CommentLock>,
) -> Result<Answer<Json<CommentLock>>> {
    let locked = body.value.locked;
    context
        .db
        .write(Touches::Project(team.project.id), move |connection| {
            requests::by_id(connection, team.project.id, of.request)?;
            comment::lock(connection, &team.project, of.request, locked, team.now)
        })
        .await?;
    Ok(Answer::ok(&CommentLock { locked }))
}
