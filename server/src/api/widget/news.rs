//! What is new for a visitor, following requests, and "Is it solved?".
//! Returns nothing that the visitor may not see, and creates a visitor only for what somebody does.

use std::sync::Arc;

use actix_web::{HttpRequest, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Arrival, arrive, comments::visible, requests::parameter, with_token};
use crate::{
    actions::{
        news::{self, Entry, Involved, News, What},
        solved,
    },
    api::{
        Ids, Params,
        answer::{Answer, Json, NoContent, Read},
        params::OfWidget,
        place::ScreenRef,
        refusals::{Conflict, JsonBody, WidgetRead, WidgetWrite},
        scrubbed::Scrubbed,
        wire::{self, Body},
    },
    auth::widget::{Reader, Writer},
    base::{
        id::{self, Id},
        text::Text,
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        markdown::{self, Node},
        news::{Involvement, Solved},
        route::Route,
        status::Status,
    },
    error::{Code, Error, Result},
    state::Context,
    store::{
        follows, places,
        visitors::{self, Visitor},
    },
};

/// The request that a piece of news is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewsRequest {
    /// The ID of the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// The title.
    pub title: String,
    /// Its status now.
    pub status: Status,
    /// How the visitor is involved in it.
    pub how: Involvement,
    /// Since when.
    pub since: Time,
}

impl From<&Involved> for NewsRequest {
    fn from(known: &Involved) -> Self {
        Self {
            id: known.request.id,
            number: known.request.number,
            title: known.request.title.clone(),
            status: known.request.status,
            how: known.how,
            since: known.since,
        }
    }
}

/// The report that a piece of news is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewsReport {
    /// The ID of the report.
    id: Id<id::Report>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// When the visitor reported it.
    since: Time,
}

/// A piece of news.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewsItem {
    /// The team decided on a request.
    Decision {
        /// The request.
        request: NewsRequest,
        /// The status that the decision set.
        status: Status,
        /// The message to voters.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// The team replied publicly on a request.
    Reply {
        /// The request.
        request: NewsRequest,
        /// What it said.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
    /// The team answered a report of the visitor.
    ReportReply {
        /// The report.
        report: NewsReport,
        /// What it said.
        text: Vec<Node>,
        /// When.
        at: Time,
        /// Whether the visitor has not seen it yet.
        unseen: bool,
    },
}

/// A question whether a shipped request is solved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SolvedQuestion {
    /// The ID of the request.
    request_id: Id<id::Request>,
    /// Its number within the project.
    number: i64,
    /// The title.
    title: String,
    /// The screen where it was created.
    screen: Option<ScreenRef>,
}

/// What is new for the visitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewsOut {
    /// What happened, newest first, 50 at most.
    items: Vec<NewsItem>,
    /// How many of them the visitor has not seen.
    unseen: usize,
    /// The shipped requests on which the visitor has not said whether they are solved.
    questions: Vec<SolvedQuestion>,
    /// Whether the visitor wants to hear of anything.
    wanted: bool,
}

/// What a page shows of news before the panel is opened; at most 1 kB.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnseenOut {
    /// How many news the visitor has not seen.
    unseen: usize,
    /// A question about a shipped request of this screen.
    question: Option<SolvedQuestion>,
}

/// The current screen.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UnseenIn {
    /// The route of the current screen, for the question.
    screen: Option<String>,
}

/// Up to when the visitor has seen what is new.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenIn {
    /// The `at` of the newest item that was shown.
    until: Time,
}

/// Whether the visitor wants to hear of anything.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsChoice {
    /// False: no mark at the launcher, and no e-mail.
    wanted: bool,
}

/// Whether the visitor follows a request.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowChoice {
    /// Whether it does.
    following: bool,
}

/// An answer to "Is it solved?".
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SolvedIn {
    /// The answer.
    answer: Solved,
    /// Why.
    reason: Option<Text<0, 1_000>>,
}

/// What became of an answer to "Is it solved?".
#[derive(Debug, Serialize, ToSchema)]
pub struct SolvedOut {
    /// The answer that is kept.
    answer: Solved,
    /// The status of the request: enough “no” reopen it.
    status: Status,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    request: Id<id::Request>,
}

fn unknown() -> Error {
    Error::new(Code::Unauthorized, "There is no visitor token: the visitor has not been active yet.")
}

fn item(entry: &Entry, seen: Option<Time>) -> NewsItem {
    let (at, unseen) = (entry.at, seen.is_none_or(|seen| entry.at > seen));
    match &entry.what {
        What::Decision(known, decision) => NewsItem::Decision {
            request: known.as_ref().into(),
            status: decision.status,
            text: markdown::parse(&decision.reason),
            at,
            unseen,
        },
        What::Reply(known, reply) => {
            NewsItem::Reply { request: known.as_ref().into(), text: markdown::parse(&reply.body), at, unseen }
        }
        What::ReportReply(report, reply) => NewsItem::ReportReply {
            report: NewsReport {
                id: report.id,
                number: report.number,
                title: report.title.clone(),
                since: report.created_at,
            },
            text: markdown::parse(&reply.body),
            at,
            unseen,
        },
    }
}

fn questions(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    news: &News,
) -> Result<Vec<SolvedQuestion>> {
    let numbers: Vec<_> = news.unsolved.iter().map(|(known, _)| known.request.number).collect();
    let places = places::for_requests(connection, project, &numbers, true)?;
    let question = |(known, _): &(Involved, i64)| SolvedQuestion {
        request_id: known.request.id,
        number: known.request.number,
        title: known.request.title.clone(),
        screen: places
            .iter()
            .find(|place| place.request == known.request.number)
            .map(|place| ScreenRef { route: place.route.clone(), title: place.title.clone() }),
    };
    Ok(news.unsolved.iter().map(question).collect())
}

fn known(connection: &mut AnyConnection, reader: &Reader) -> Result<Visitor> {
    let visitor = reader.visitor.ok_or_else(unknown)?;
    visitors::find(connection, reader.tenant.project.id, visitor)?.ok_or_else(unknown)
}

/// Returns what is new for the visitor: decisions, replies of the team and answers to reports.
#[utoipa::path(tag = "widget", params(OfWidget), responses(WidgetRead), security(("visitor" = [])))]
#[get("/news")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
) -> Result<Answer<Read<NewsOut>>> {
    let out = context
        .db
        .read(move |connection| {
            let visitor = known(connection, &reader)?;
            let (seen, wanted) = visitors::news(connection, visitor.project_id, visitor.id)?;
            let news = news::read(connection, &visitor)?;
            Ok(NewsOut {
                items: news.entries.iter().map(|entry| item(entry, seen)).collect(),
                unseen: unseen(&news, seen, wanted),
                questions: questions(connection, visitor.project_id, &news)?,
                wanted,
            })
        })
        .await?;
    wire::read(&request, &out, wire::PRIVATE)
}

fn unseen(news: &News, seen: Option<Time>, wanted: bool) -> usize {
    news.entries.iter().filter(|entry| wanted && seen.is_none_or(|seen| entry.at > seen)).count()
}

/// Returns how much is new for the visitor, and whether to ask about a shipped request of the current screen.
#[utoipa::path(tag = "widget", params(OfWidget, UnseenIn), responses(WidgetRead), security(("visitor" = [])))]
#[get("/news/unseen")]
pub async fn count(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
    Params(asked): Params<UnseenIn>,
) -> Result<Answer<Read<UnseenOut>>> {
    let route = parameter("screen", asked.screen.as_deref().map(Route::parse).transpose())?;
    let out = context
        .db
        .read(move |connection| {
            let visitor = known(connection, &reader)?;
            let (seen, wanted) = visitors::news(connection, visitor.project_id, visitor.id)?;
            let news = news::read(connection, &visitor)?;
            let questions =
                if wanted { questions(connection, visitor.project_id, &news)? } else { Vec::new() };
            let here = |question: &SolvedQuestion| {
                let screen = question.screen.as_ref().map(|screen| screen.route.as_str());
                screen.is_some() && screen == route.as_ref().map(Route::as_str)
            };
            let question = questions.into_iter().find(here);
            Ok(UnseenOut { unseen: unseen(&news, seen, wanted), question })
        })
        .await?;
    wire::read(&request, &out, wire::PRIVATE)
}

/// Notes what the visitor has seen of what is new. It holds on every device of an identified visitor.
#[utoipa::path(
    tag = "widget",
    params(OfWidget),
    request_body = SeenIn,
    responses(WidgetWrite, JsonBody),
    security(("visitor" = []))
)]
#[put("/news/seen")]
pub async fn see(
    context: web::Data<Context>,
    writer: Writer,
    body: Body<SeenIn, 8>,
) -> Result<Answer<NoContent>> {
    let (project, until) = (writer.tenant.project.id, body.value.until);
    let until = until.min(writer.now);
    if writer.new_visitor.is_none() {
        context
            .db
            .write(Touches::Nothing, move |connection| {
                visitors::saw_news(connection, project, writer.visitor, until)
            })
            .await?;
    }
    Ok(Answer::no_content())
}

/// Sets whether the visitor wants to hear of anything.
#[utoipa::path(
    tag = "widget",
    params(OfWidget),
    request_body = NewsChoice,
    responses(WidgetWrite, JsonBody),
    security((), ("visitor" = []))
)]
#[put("/news/wanted")]
pub async fn choose(
    context: web::Data<Context>,
    writer: Writer,
    body: Body<NewsChoice, 8>,
) -> Result<Answer<Json<NewsChoice>>> {
    let (arrival, wanted) = (Arrival::from(&writer), body.value.wanted);
    context
        .db
        .write(Touches::Nothing, move |connection| {
            arrive(connection, &arrival)?;
            visitors::want_news(connection, arrival.project, arrival.visitor, wanted)
        })
        .await?;
    let minted = writer.new_visitor.as_ref().map(|fresh| fresh.id);
    with_token(Answer::ok(&NewsChoice { wanted }), &context, writer.tenant.project.id, minted)
}

/// Follows a request without voting, or no longer.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    request_body = FollowChoice,
    responses(WidgetWrite, JsonBody),
    security((), ("visitor" = []))
)]
#[put("/requests/{request}/follow")]
pub async fn follow(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<FollowChoice, 8>,
) -> Result<Answer<Json<FollowChoice>>> {
    let (arrival, following) = (Arrival::from(&writer), body.value.following);
    context
        .db
        .write(Touches::Nothing, move |connection| {
            arrive(connection, &arrival)?;
            let pair = (arrival.visitor, of.request);
            visible(connection, arrival.project, of.request, Some(arrival.visitor))?;
            follows::put(connection, arrival.project, pair, following, arrival.now)
        })
        .await?;
    let minted = writer.new_visitor.as_ref().map(|fresh| fresh.id);
    with_token(Answer::ok(&FollowChoice { following }), &context, writer.tenant.project.id, minted)
}

/// Says whether a shipped request is solved. Only those who asked for it can; a later answer replaces an earlier one.
#[utoipa::path(
    tag = "widget",
    params(OfWidget, ("request" = Id<id::Request>, Path)),
    request_body = SolvedIn,
    responses(WidgetWrite, JsonBody, Conflict),
    security(("visitor" = []))
)]
#[put("/requests/{request}/solved")]
pub async fn solve(
    context: web::Data<Context>,
    writer: Writer,
    Ids(of): Ids<Of>,
    body: Body<SolvedIn>,
) -> Result<Answer<Json<SolvedOut>>> {
    let input = Scrubbed::from_body(body)?.value;
    let (project, arrival) = (Arc::clone(&writer.tenant.project), Arrival::from(&writer));
    let (answer, reason) = (input.answer, input.reason.map(Text::into_string).unwrap_or_default());
    let outcome = context
        .db
        .write(Touches::Project(project.id), move |connection| {
            visitors::lock(connection, project.id, &[arrival.visitor])?;
            let visitor = visitors::find(connection, project.id, arrival.visitor)?.ok_or_else(unknown)?;
            solved::answer(connection, &project, of.request, &visitor, (answer, reason), arrival.now)
        })
        .await?;
    let status = if outcome.reopened { Status::UnderReview } else { Status::Shipped };
    Ok(Answer::ok(&SolvedOut { answer, status }))
}
