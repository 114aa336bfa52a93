//! Patterns of routes, and what keeping one would merge.
//! Decides nothing: `actions::map_screens` does.

use actix_web::{HttpRequest, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    actions::map_screens::{self, Matching},
    api::{
        Ids, Params,
        answer::{Answer, Created, NoContent, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Conflict, Filtered, Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    domain::screen_pattern::Pattern,
    error::{Error, Result},
    state::Context,
    store::screen_patterns::{self as rows, Kept},
};

/// A pattern of routes that are one screen.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ScreenPattern {
    /// The ID of the pattern.
    id: Id<id::ScreenPattern>,
    /// The pattern, which is the route of its screen.
    pattern: String,
    /// When it was created.
    created_at: Time,
}

impl From<Kept> for ScreenPattern {
    fn from(kept: Kept) -> Self {
        Self { id: kept.id, pattern: kept.pattern, created_at: kept.created_at }
    }
}

/// A new pattern.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenPatternIn {
    /// The pattern, such as `/help/*` or `/orders/:id/*`: a part with a colon stands for any one part, `*` at the end for all the rest.
    #[schema(max_length = 200)]
    pattern: String,
}

/// A pattern to look at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PatternIn {
    /// The pattern.
    pattern: String,
}

/// A screen that a pattern would merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchingScreen {
    /// The ID of the screen.
    id: Id<id::Screen>,
    /// The normalised route.
    route: String,
    /// The title.
    title: Option<String>,
    /// All answers.
    n: i64,
}

/// What keeping a pattern would merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenPatternPreview {
    /// The pattern as it would be kept.
    pattern: String,
    /// The screens that would be merged into the one with the pattern's route, most answers first; at most 100.
    screens: Vec<MatchingScreen>,
    /// All their answers.
    answers: i64,
    /// True where they are more than can be merged at once: the pattern is refused.
    too_large: bool,
}

/// The pattern in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    pattern: Id<id::ScreenPattern>,
}

fn parsed(raw: &str) -> Result<Pattern> {
    Ok(Pattern::parse(raw).map_err(|wrong| wrong.under("/pattern"))?)
}

/// Lists the patterns of routes, in the order in which they are compared.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screen_patterns")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<ScreenPattern>>>> {
    let kept = context
        .db
        .read_behind(team.read_position, move |connection| rows::of_project(connection, team.project.id))
        .await?;
    let list = List { items: kept.into_iter().map(ScreenPattern::from).collect(), next: None };
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns which screens keeping a pattern would merge.
#[utoipa::path(
    tag = "team",
    params(InProject, PatternIn),
    responses(TeamRead, Filtered),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screen_patterns/preview")]
pub async fn preview(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PatternIn>,
) -> Result<Answer<Read<ScreenPatternPreview>>> {
    let pattern = parsed(&asked.pattern)?;
    let written = pattern.as_str().to_owned();
    let Matching { screens, answers, too_large } = context
        .db
        .read_behind(team.read_position, move |connection| {
            map_screens::preview(connection, team.project.id, &pattern)
        })
        .await?;
    let screens = screens
        .into_iter()
        .map(|screen| MatchingScreen {
            id: screen.id,
            route: screen.route,
            title: screen.title,
            n: screen.answers,
        })
        .collect();
    let found = ScreenPatternPreview { pattern: written, screens, answers, too_large };
    wire::read(&request, &found, wire::PRIVATE)
}

/// Keeps a pattern, and merges the screens that belong to it into the one with its route, which cannot be undone. A project has at most 100.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = ScreenPatternIn,
    responses(TeamWrite, JsonBody, Idempotent, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/screen_patterns")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Admin>,
    body: Body<ScreenPatternIn, 8>,
) -> Result<Answer<Created<ScreenPattern>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let pattern = parsed(&body.value.pattern)?;
    let (project, now) = (team.project, team.now);
    let once = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        map_screens::create(connection, &project, &pattern, now).map(ScreenPattern::from)
    })
    .await?;
    Ok(once.into())
}

/// Deletes a pattern. What was merged stays merged; routes that come later are screens of their own.
#[utoipa::path(
    tag = "team",
    params(InProject, ("pattern" = Id<id::ScreenPattern>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/screen_patterns/{pattern}")]
pub async fn delete(
    context: web::Data<Context>,
    team: Team<Admin>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    let project = team.project.id;
    let gone = context
        .db
        .write(Touches::Project(project), move |connection| rows::delete(connection, project, of.pattern))
        .await?;
    if gone { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}
