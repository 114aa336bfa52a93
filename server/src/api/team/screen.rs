//! One screen: its weeks, reasons, comments and objects, and its title.
//! Merges none: `screen_merging` does.

use actix_web::{HttpRequest, get, patch, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::screens::{ScreenRow, rows};
use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Json, Read},
        params::InProject,
        place::object_of,
        refusals::{JsonBody, TeamRead, TeamWrite},
        wire::{self, Body},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        text::Line,
        time::Time,
    },
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::{
        object::ObjectRef,
        screen_weeks::{self, ScreenWeek},
    },
    error::{Code, Error, Result},
    state::Context,
    store::{answers, screen_routes, screens, trends},
};

/// The longest period of reasons in days.
const MOST_DAYS: i64 = 365;
/// Comments and objects in a detail.
const LATEST: i64 = 20;

/// How many answers gave a reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonCount {
    /// Whether the answer was yes.
    helpful: bool,
    /// The code of the reason.
    reason: String,
    /// The number of answers.
    count: i64,
}

/// A comment on an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentRow {
    /// Whether the answer was yes.
    helpful: bool,
    /// The code of the reason.
    reason: Option<String>,
    /// The comment.
    comment: String,
    /// When it was created.
    at: Time,
}

/// Answers about an object.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectAnswers {
    /// The object.
    object: ObjectRef,
    /// Helpful answers.
    helpful: i64,
    /// Unhelpful answers.
    unhelpful: i64,
}

/// A screen with all its fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenDetail {
    /// The fields of the list.
    #[serde(flatten)]
    row: ScreenRow,
    /// The routes of screens that were merged into it, at most 100.
    merged_routes: Vec<String>,
    /// The last 26 weeks, the oldest first.
    weeks: Vec<ScreenWeek>,
    /// The reasons of answers in the period, most frequent first.
    reasons: Vec<ReasonCount>,
    /// True where the period has more than 10,000 answers: `reasons` is about the latest of them.
    reasons_truncated: bool,
    /// The latest comments.
    comments: Vec<CommentRow>,
    /// The objects with the most answers.
    objects: Vec<ObjectAnswers>,
}

/// The period of the reasons.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReasonsIn {
    /// Only the reasons of answers in this many days until now, 1 to 365. Default: of all answers.
    days: Option<i64>,
}

impl ReasonsIn {
    fn since(&self, now: Time) -> Result<Time> {
        match self.days {
            None => Ok(Time::from_micros(i64::MIN)),
            Some(days) if (1..=MOST_DAYS).contains(&days) => Ok(now.plus_seconds(-days * 86_400)),
            Some(_) => Err(Error::new(Code::BadRequest, format!("days must be between 1 and {MOST_DAYS}."))),
        }
    }
}

/// The screen in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    /// Its ID.
    pub screen: Id<id::Screen>,
}

/// Returns a screen, with its weeks, reasons, comments and objects; of one that was merged, the screen that it was merged into.
#[utoipa::path(
    tag = "team",
    params(InProject, ("screen" = Id<id::Screen>, Path), ReasonsIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screens/{screen}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    Params(asked): Params<ReasonsIn>,
) -> Result<Answer<Read<ScreenDetail>>> {
    let since = asked.since(team.now)?;
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            detail(connection, team.project.id, of.screen, since, team.now)
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// A change of a screen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenPatch {
    /// The new title; null or empty to use the next one that a page sends.
    // Named, the function makes the field a required one: an empty patch is no wish for an empty title.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    title: Option<Line<0, 200>>,
}

/// Renames a screen. The new title replaces the one that pages send.
#[utoipa::path(
    tag = "team",
    params(InProject, ("screen" = Id<id::Screen>, Path)),
    request_body = ScreenPatch,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/screens/{screen}")]
pub async fn rename(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<ScreenPatch, 8>,
) -> Result<Answer<Json<ScreenDetail>>> {
    let title = body.value.title.filter(|title| !title.is_empty()).map(Line::into_string);
    let (project, now) = (team.project.id, team.now);
    let found = context
        .db
        .write(Touches::Project(project), move |connection| {
            screens::rename(connection, project, of.screen, title.as_deref())
        })
        .await?;
    if !found {
        return Err(Error::not_found());
    }
    // Read outside of the write: it takes many queries, and SQLite has one writer.
    let renamed = context
        .db
        .read(move |connection| detail(connection, project, of.screen, Time::from_micros(i64::MIN), now))
        .await?;
    Ok(Answer::ok(&renamed))
}

/// A screen with all its fields; of one that was merged, the screen that it was merged into.
pub(super) fn detail(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Screen>,
    since: Time,
    now: Time,
) -> Result<ScreenDetail> {
    let id = screen_routes::merged_into(connection, project, id)?.unwrap_or(id);
    let screen = screens::by_id(connection, project, id)?;
    let row = rows(connection, project, vec![screen], now)?
        .pop()
        .ok_or_else(|| crate::error::Error::internal("a screen without a row"))?;
    let weeks = trends::by_week(connection, project, &[id], now.day(), screen_weeks::WEEKS)?;
    let weeks = weeks.get(&id).map_or(&[][..], Vec::as_slice);
    let (reasons, reasons_truncated) = answers::reasons(connection, project, id, since)?;
    let comments = answers::commented(connection, project, id, LATEST)?;
    let objects = trends::objects(connection, project, id, usize::try_from(LATEST).unwrap_or(20))?;
    Ok(ScreenDetail {
        row,
        merged_routes: screen_routes::leading_to(connection, project, id)?,
        weeks: screen_weeks::weeks(weeks, now.day(), screen_weeks::WEEKS),
        reasons_truncated,
        reasons: reasons
            .into_iter()
            .map(|(helpful, reason, count)| ReasonCount { helpful, reason, count })
            .collect(),
        comments: comments
            .into_iter()
            .filter_map(|answer| {
                answer.comment.map(|comment| CommentRow {
                    helpful: answer.helpful,
                    reason: answer.reason,
                    comment,
                    at: answer.updated_at,
                })
            })
            .collect(),
        objects: objects
            .into_iter()
            .filter_map(|(key, helpful, unhelpful)| {
                object_of(&key).map(|object| ObjectAnswers { object, helpful, unhelpful })
            })
            .collect(),
    })
}
