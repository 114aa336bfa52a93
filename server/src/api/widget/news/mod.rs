//! What is new for a visitor, and whether it wants to hear of anything.
//! Returns nothing that the visitor may not see, and creates a visitor only for what somebody does.

pub mod items;

use actix_web::{HttpRequest, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::items::NewsItem;
use super::{Arrival, arrive, requests::parameter, with_token};
use crate::{
    actions::news::{self, Involved, News},
    api::{
        Params,
        answer::{Answer, Json, NoContent, Read},
        params::OfWidget,
        place::ScreenRef,
        refusals::{JsonBody, WidgetRead, WidgetWrite},
        wire::{self, Body},
    },
    auth::widget::{Reader, Writer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::route::Route,
    error::{Code, Error, Result},
    state::Context,
    store::{
        places,
        visitors::{self, Visitor},
    },
};

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

/// The refusal of who is no visitor yet.
pub(super) fn unknown() -> Error {
    Error::new(Code::Unauthorized, "There is no visitor token: the visitor has not been active yet.")
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

/// Returns what is new for the visitor: decisions, release notes, proposals, replies of the team and answers to reports.
#[utoipa::path(tag = "widget", params(OfWidget), responses(WidgetRead), security(("visitor" = [])))]
#[get("/news")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    reader: Reader,
) -> Result<Answer<Read<NewsOut>>> {
    let now = context.clock.now();
    let out = context
        .db
        .read(move |connection| {
            let visitor = known(connection, &reader)?;
            let (seen, wanted) = visitors::news(connection, visitor.project_id, visitor.id)?;
            let news = news::read(connection, &visitor, now)?;
            Ok(NewsOut {
                items: news.entries.iter().map(|entry| NewsItem::new(entry, seen)).collect(),
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
    let now = context.clock.now();
    let out = context
        .db
        .read(move |connection| {
            let visitor = known(connection, &reader)?;
            let (seen, wanted) = visitors::news(connection, visitor.project_id, visitor.id)?;
            let news = news::read(connection, &visitor, now)?;
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
