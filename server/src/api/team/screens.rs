//! Screens with what was answered on them: always with n and the interval, never a bare percentage.

use std::collections::HashMap;

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api::{
        Params,
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::{Time, date_of},
    },
    db::connection::AnyConnection,
    domain::wilson::{self, Interval},
    error::Result,
    state::Context,
    store::{
        places,
        screens::{self, Order, Screen},
        trends,
    },
};

/// Days of the trend.
const TREND_DAYS: i64 = 28;
/// Requests of one screen that are counted.
const MOST_REQUESTS: i64 = 1_000;

/// An order of screens.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScreenOrder {
    /// What needs attention first.
    #[default]
    Attention,
    /// The best score first.
    Score,
    /// Most answers first.
    Answers,
    /// By route.
    Route,
}

impl From<ScreenOrder> for Order {
    fn from(order: ScreenOrder) -> Self {
        match order {
            ScreenOrder::Attention => Self::Attention,
            ScreenOrder::Score => Self::Score,
            ScreenOrder::Answers => Self::Answers,
            ScreenOrder::Route => Self::Route,
        }
    }
}

/// The order and the page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The sort order.
    #[serde(default)]
    #[param(inline)]
    order: ScreenOrder,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The answers of one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerDay {
    /// The day in UTC, such as `2026-11-21`.
    day: String,
    /// The number of helpful answers of that day that still count.
    helpful: i64,
    /// The number of unhelpful answers of that day that still count.
    unhelpful: i64,
}

/// A screen with its answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenRow {
    /// The ID of the screen.
    id: Id<id::Screen>,
    /// The normalised route.
    route: String,
    /// The title: the first that a page sent, or one that a member set.
    title: Option<String>,
    /// Helpful answers.
    helpful: i64,
    /// Unhelpful answers.
    unhelpful: i64,
    /// All answers.
    n: i64,
    /// The helpful share with its interval (Wilson, z = 1.96); null without answers.
    score: Option<Interval>,
    /// Views by visitors with consent, if telemetry is on.
    views: i64,
    /// Upper bound of the unhelpful share times answers and views.
    attention: f64,
    /// Requests that were created or voted on here, as in the list of requests with this `screen`; 1,000 means that many or more.
    requests: i64,
    /// Reports that were created here.
    reports: i64,
    /// The last 28 days. Days without answers are omitted.
    trend: Vec<AnswerDay>,
}

/// Screens as the list has them.
pub(super) fn rows(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screens: Vec<Screen>,
    now: Time,
) -> Result<Vec<ScreenRow>> {
    let ids: Vec<_> = screens.iter().map(|screen| screen.id).collect();
    let mut trend: HashMap<Id<id::Screen>, Vec<AnswerDay>> = HashMap::new();
    for day in trends::for_screens(connection, project, &ids, now.day() - TREND_DAYS + 1)? {
        trend.entry(day.screen).or_default().push(AnswerDay {
            day: date_of(day.day),
            helpful: day.helpful,
            unhelpful: day.unhelpful,
        });
    }
    let requests = places::counts(connection, project, &ids, MOST_REQUESTS)?;
    Ok(screens
        .into_iter()
        .map(|screen| {
            let n = screen.helpful + screen.unhelpful;
            ScreenRow {
                score: wilson::interval(screen.helpful, n),
                trend: trend.remove(&screen.id).unwrap_or_default(),
                id: screen.id,
                route: screen.route,
                title: screen.title,
                helpful: screen.helpful,
                unhelpful: screen.unhelpful,
                n,
                views: screen.views,
                attention: screen.attention,
                requests: requests.get(&screen.id).copied().unwrap_or(0),
                reports: screen.reports,
            }
        })
        .collect())
}

/// Lists screens.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screens")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<ScreenRow>>>> {
    let order = Order::from(asked.order);
    let limit = wire::limit(asked.limit)?;
    let after = wire::cursor(asked.cursor.as_deref(), order.as_str())?;
    let list: List<ScreenRow> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let page = screens::page(connection, team.project.id, order, after.as_ref(), limit)?;
            let items = rows(connection, team.project.id, page.items, team.now)?;
            Ok(List { items, next: page.next.as_ref().map(crate::base::cursor::Cursor::encode) })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}
