//! What one visitor asked for, voted on and was told, as lists.
//! Decides nothing: what a visitor is told is what its "What's new" shows (`actions::news`).

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Of;
use crate::{
    actions::told as telling,
    api::{
        Ids, Params,
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        team::{triage::RequestLink, voters::AddedByTeam},
        widget::news::items::NewsItem,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        comment::CommentState,
        status::{Status, VoterKind},
    },
    error::{Error, Result},
    state::Context,
    store::{
        asked::{self as asking, Asked},
        requests,
        visitors::{self, Visitor},
        voted::{self as voting, Voted},
    },
};

/// Where the list goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HistoryIn {
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// A request as a line of what a visitor did.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestLine {
    /// The ID of the request.
    id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The status.
    status: Status,
    /// The number of votes.
    votes: i64,
}

impl From<requests::Request> for RequestLine {
    fn from(row: requests::Request) -> Self {
        Self { id: row.id, number: row.number, title: row.title, status: row.status, votes: row.votes }
    }
}

/// Something that a visitor asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AskedItem {
    /// A request that the visitor suggested.
    Request {
        /// The request.
        request: RequestLine,
        /// When.
        at: Time,
    },
    /// A problem that the visitor reported.
    Report {
        /// The ID of the report.
        id: Id<id::Report>,
        /// Its number within the project.
        number: i64,
        /// The title.
        title: String,
        /// The linked request.
        request: Option<RequestLink>,
        /// When.
        at: Time,
    },
    /// A comment that the visitor wrote.
    Comment {
        /// The ID of the comment.
        id: Id<id::Comment>,
        /// The request that it is about.
        request: RequestLink,
        /// The text, as it was typed.
        body: String,
        /// Whether visitors see it.
        state: CommentState,
        /// When.
        at: Time,
    },
}

/// A vote of a visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct VotedItem {
    /// The request.
    request: RequestLine,
    /// How the vote came about.
    kind: VoterKind,
    /// How much it counts.
    weight: f64,
    /// When it was cast, to the second.
    cast_at: Time,
    /// The number of the merged request that it was cast on.
    merged_from: Option<i64>,
    /// Who of the team added it, of a vote on behalf; null for other votes, and for those that are older than this field.
    added: Option<AddedByTeam>,
}

impl From<Voted> for VotedItem {
    fn from(row: Voted) -> Self {
        Self {
            request: row.request.into(),
            kind: row.kind,
            weight: row.weight,
            cast_at: row.at,
            merged_from: row.merged_from,
            added: row.added.map(AddedByTeam::from),
        }
    }
}

/// The visitor, or that there is none.
fn visitor(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Visitor>) -> Result<Visitor> {
    visitors::find(connection, project, id)?.ok_or_else(Error::not_found)
}

/// Lists what a visitor asked for, newest first: suggested requests, reports and comments.
#[utoipa::path(
    tag = "team",
    params(InProject, ("visitor" = Id<id::Visitor>, Path), HistoryIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/visitors/{visitor}/asked")]
pub async fn asked(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(page): Params<HistoryIn>,
) -> Result<Answer<Read<List<AskedItem>>>> {
    let limit = wire::limit(page.limit)?;
    let after = wire::cursor(page.cursor.as_deref(), asking::ORDER)?;
    let list: List<AskedItem> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let project = team.project.id;
            visitor(connection, project, of.visitor)?;
            let page = asking::page(connection, project, of.visitor, after.as_ref(), limit)?;
            let next = page.next.as_ref().map(crate::base::cursor::Cursor::encode);
            Ok(List { items: lines(connection, project, page.items)?, next })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// What was asked for, with the requests that it is about.
fn lines(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: Vec<Asked>,
) -> Result<Vec<AskedItem>> {
    let about = |one: &Asked| match one {
        Asked::Request(_) => None,
        Asked::Report(row) => row.request_id,
        Asked::Comment(row) => Some(row.request_id),
    };
    let mut ids: Vec<_> = rows.iter().filter_map(about).collect();
    ids.sort_unstable();
    ids.dedup();
    let links: HashMap<_, _> = requests::by_ids(connection, project, &ids)?
        .into_iter()
        .map(|row| (row.id, RequestLink { id: row.id, number: row.number, title: row.title }))
        .collect();
    let line = |one: Asked| {
        let at = one.at();
        Some(match one {
            Asked::Request(row) => AskedItem::Request { request: row.into(), at },
            Asked::Report(row) => AskedItem::Report {
                request: row.request_id.and_then(|id| links.get(&id).cloned()),
                id: row.id,
                number: row.number,
                title: row.title,
                at,
            },
            Asked::Comment(row) => AskedItem::Comment {
                request: links.get(&row.request_id).cloned()?,
                id: row.id,
                body: row.body,
                state: row.state,
                at,
            },
        })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Lists the votes of a visitor, newest first. One that was cast on a merged request is listed for both requests.
#[utoipa::path(
    tag = "team",
    params(InProject, ("visitor" = Id<id::Visitor>, Path), HistoryIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/visitors/{visitor}/voted")]
pub async fn voted(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(page): Params<HistoryIn>,
) -> Result<Answer<Read<List<VotedItem>>>> {
    let limit = wire::limit(page.limit)?;
    let after = wire::cursor(page.cursor.as_deref(), voting::ORDER)?;
    let list: List<VotedItem> = context
        .db
        .read_behind(team.read_position, move |connection| {
            visitor(connection, team.project.id, of.visitor)?;
            let page = voting::page(connection, &team.project, of.visitor, after.as_ref(), limit)?;
            Ok(page.map(VotedItem::from).into())
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Lists what a visitor is told, newest first, as “What's new” shows it: decisions, release notes, proposals, replies of the team.
///
/// `unseen` says whether it happened after the visitor last looked.
#[utoipa::path(
    tag = "team",
    params(InProject, ("visitor" = Id<id::Visitor>, Path), HistoryIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/visitors/{visitor}/told")]
pub async fn told(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(page): Params<HistoryIn>,
) -> Result<Answer<Read<List<NewsItem>>>> {
    let limit = wire::limit(page.limit)?;
    let after = wire::cursor(page.cursor.as_deref(), telling::ORDER)?;
    let list: List<NewsItem> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let visitor = visitor(connection, team.project.id, of.visitor)?;
            let (seen, _) = visitors::news(connection, team.project.id, of.visitor)?;
            let page = telling::page(connection, &visitor, after.as_ref(), limit, team.now)?;
            Ok(page.map(|entry| NewsItem::new(&entry, seen)).into())
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}
