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
        refusals::{Filtered, Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::screen_pattern::{Pattern, Reason},
    error::{Error, Result},
    state::Context,
    store::{
        pattern_leftovers::{self, Leftover},
        pattern_merges, screen_patterns as rows,
    },
};

/// How far the screens of a pattern are merged.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct MergeProgress {
    /// The screens that are merged.
    merged: i64,
    /// All that belong to it.
    of: i64,
}

/// A screen that belongs to a pattern and stays as it is.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct LeftoverScreen {
    /// The ID of the screen.
    id: Id<id::Screen>,
    /// The normalised route.
    route: String,
    /// The title.
    title: Option<String>,
    /// All answers.
    n: i64,
    /// Why: `too_large` for one with more than 20,000 answers, reports, requests and merged routes or 200,000 votes.
    reason: Reason,
}

/// A pattern of routes that are one screen.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ScreenPattern {
    /// The ID of the pattern.
    id: Id<id::ScreenPattern>,
    /// The pattern, which is the route of its screen.
    pattern: String,
    /// When it was created.
    created_at: Time,
    /// How far the screens that belong to it are merged; null when all are, but for those that stay.
    progress: Option<MergeProgress>,
    /// How many screens belong to it and could not be merged.
    left_count: i64,
    /// The first of them by route; at most 200 of a project.
    left: Vec<LeftoverScreen>,
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
    /// True where it has more than 20,000 answers, reports, requests and merged routes or 200,000 votes: it would stay as it is.
    too_large: bool,
}

/// What keeping a pattern would merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenPatternPreview {
    /// The pattern as it would be kept.
    pattern: String,
    /// How many screens would be merged into the one with the pattern's route.
    count: i64,
    /// True where there may be more: of the screens that may match, the first 20,000 are compared.
    more: bool,
    /// All their answers.
    answers: i64,
    /// The first 100 of them, by route.
    screens: Vec<MatchingScreen>,
}

/// The pattern in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    pattern: Id<id::ScreenPattern>,
}

fn parsed(raw: &str) -> Result<Pattern> {
    Ok(Pattern::parse(raw).map_err(|wrong| wrong.under("/pattern"))?)
}

/// Lists the patterns of routes, in the order in which they are compared: the more specific one first.
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
        .read_behind(team.read_position, move |connection| described(connection, team.project.id))
        .await?;
    wire::read(&request, &List { items: kept, next: None }, wire::PRIVATE)
}

/// The patterns of a project, in the order in which they are compared.
fn described(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<ScreenPattern>> {
    let kept = rows::of_project(connection, project)?;
    let merges = pattern_merges::of_project(connection, project)?;
    let counts = pattern_leftovers::counts(connection, project)?;
    let leftovers =
        if counts.is_empty() { Vec::new() } else { pattern_leftovers::of_project(connection, project)? };
    let described = kept.into_iter().map(|(kept, _)| {
        let left_count = counts.get(&kept.id).copied().unwrap_or(0);
        // Routes are looked at once more after that, which merges hardly any.
        let progress = merges
            .iter()
            .find(|left| left.pattern_id == kept.id && left.merged + left_count < left.found)
            .map(|left| MergeProgress { merged: left.merged, of: left.found });
        let left = leftovers.iter().filter(|left| left.pattern == kept.id).cloned().map(LeftoverScreen::from);
        let left = left.collect();
        ScreenPattern {
            id: kept.id,
            pattern: kept.pattern,
            created_at: kept.created_at,
            progress,
            left_count,
            left,
        }
    });
    Ok(described.collect())
}

impl From<Leftover> for LeftoverScreen {
    fn from(left: Leftover) -> Self {
        let Leftover { pattern: _, screen, route, title, answers, reason } = left;
        Self { id: screen, route, title, n: answers, reason }
    }
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
    let Matching { screens, count, answers, more } = context
        .db
        .read_behind(team.read_position, move |connection| {
            map_screens::preview(connection, team.project.id, &pattern)
        })
        .await?;
    let screens = screens
        .into_iter()
        .map(|(screen, too_large)| MatchingScreen {
            id: screen.id,
            route: screen.route,
            title: screen.title,
            n: screen.answers,
            too_large,
        })
        .collect();
    let found = ScreenPatternPreview { pattern: written, count, more, answers, screens };
    wire::read(&request, &found, wire::PRIVATE)
}

/// Keeps a pattern: routes that come later belong to it at once, and the screens that belong to it are merged in the background into the
/// one with its route, which cannot be undone. A project has at most 100.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = ScreenPatternIn,
    responses(TeamWrite, JsonBody, Idempotent),
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
    let (id, looked) = (project.id, pattern.clone());
    // From the primary: it says when the merge is done.
    let found = context.db.read(move |connection| map_screens::all(connection, id, &looked)).await?;
    let once = once::create(&context, claim, Touches::Project(project.id), move |connection| {
        let kept = map_screens::create(connection, &project, (&pattern, found), now)?;
        let mut all = described(connection, project.id)?;
        all.retain(|one| one.id == kept.id);
        all.pop().ok_or_else(Error::not_found)
    })
    .await?;
    context.merge_again.notify_one();
    Ok(once.into())
}

/// Deletes a pattern, and merges no more of its screens. What was merged stays merged; routes that come later are screens of their own.
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
