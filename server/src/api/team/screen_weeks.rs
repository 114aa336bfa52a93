//! The picture of screens by weeks: the screens that come first in an order, and the answers of each in twelve weeks.
//! Counts and intervals only: which colour a number has is the dashboard's affair.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::screens::ScreenOrder;
use crate::{
    api::{
        Params,
        answer::{Answer, Read},
        params::InProject,
        refusals::TeamRead,
        wire,
    },
    auth::team::{Team, Viewer},
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::screen_weeks::{self, PICTURE_WEEKS, ScreenWeek},
    error::Result,
    state::Context,
    store::{
        screens::{self, Order},
        trends,
    },
};

/// Screens in the picture.
const MOST_SCREENS: i64 = 30;

/// Which screens.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PictureIn {
    /// The order of which the first 30 screens are returned.
    #[serde(default)]
    #[param(inline)]
    order: ScreenOrder,
}

/// The weeks of a screen.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenPictureRow {
    /// The ID of the screen.
    id: Id<id::Screen>,
    /// The normalised route.
    route: String,
    /// The title.
    title: Option<String>,
    /// The twelve weeks, the oldest first, those without answers too.
    weeks: Vec<ScreenWeek>,
}

/// The answers on screens by the week.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenPicture {
    /// The first days of the weeks in UTC, the oldest first; the last week ends today.
    weeks: Vec<String>,
    /// The first 30 screens in the order.
    screens: Vec<ScreenPictureRow>,
}

/// Returns the answers of twelve weeks on the screens that come first in an order.
#[utoipa::path(
    tag = "team",
    params(InProject, PictureIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/screens/weeks")]
pub async fn picture(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PictureIn>,
) -> Result<Answer<Read<ScreenPicture>>> {
    let order = Order::from(asked.order);
    let found = context
        .db
        .read_behind(team.read_position, move |connection| read(connection, team.project.id, order, team.now))
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    now: Time,
) -> Result<ScreenPicture> {
    let today = now.day();
    let rows = screens::page(connection, project, order, None, MOST_SCREENS)?.items;
    let ids: Vec<_> = rows.iter().map(|screen| screen.id).collect();
    let counted = trends::by_week(connection, project, &ids, today, PICTURE_WEEKS)?;
    let weeks_of = |id| counted.get(&id).map_or(&[][..], Vec::as_slice);
    Ok(ScreenPicture {
        weeks: screen_weeks::weeks(&[], today, PICTURE_WEEKS).into_iter().map(|week| week.day).collect(),
        screens: rows
            .into_iter()
            .map(|screen| ScreenPictureRow {
                weeks: screen_weeks::weeks(weeks_of(screen.id), today, PICTURE_WEEKS),
                id: screen.id,
                route: screen.route,
                title: screen.title,
            })
            .collect(),
    })
}
