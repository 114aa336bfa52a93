//! How quickly a project responds and decides, how much it answers, whether what it ships solves it, and how many vote for what is
//! there already instead of posting it again.
//! Gives no number without how many it is about, and says nothing about single members or visitors.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
        time::{Time, date_of},
    },
    db::connection::AnyConnection,
    domain::{
        deflection::Deflection,
        measures::{self, FEWEST_DAYS, MOST_DAYS, Share, Summary, USUAL_DAYS, Week},
    },
    error::{Code, Error, Result},
    state::Context,
    store::{
        deflection,
        measures::{self as measured, Window},
        screens,
    },
};

/// What is measured.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MeasuresIn {
    /// Only what began on the screen with this ID.
    #[param(value_type = Option<String>)]
    screen: Option<Id<id::Screen>>,
    /// The period in days until now, 7 to 365. Default: 90.
    days: Option<i64>,
}

/// The measures of a screen.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScreenMeasures {
    /// The ID of the screen.
    id: Id<id::Screen>,
    /// The normalised route.
    route: String,
    /// The title.
    title: Option<String>,
    /// Its measures.
    #[serde(flatten)]
    summary: Summary,
    /// Votes for similar requests that were shown while somebody wrote a suggestion there.
    deflection: Deflection,
}

/// The measures of a project or of one of its screens.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measures {
    /// The period in days.
    days: i64,
    /// The first day of the period in UTC.
    from: String,
    /// True where there is more than the 2,000 latest requests, reports or votes for similar requests, which the numbers are then about.
    truncated: bool,
    /// The times and shares of what visitors sent in the period.
    #[serde(flatten)]
    summary: Summary,
    /// Answers “yes” to “Is it solved?”, among all answers about what was shipped in the period.
    confirmed: Share,
    /// Votes for similar requests that were shown while somebody wrote a suggestion, among these votes and what was posted all the same.
    deflection: Deflection,
    /// What was sent, by the week; the oldest week first.
    weeks: Vec<Week>,
    /// The 20 screens on which most was sent, the busiest first.
    screens: Vec<ScreenMeasures>,
}

/// Returns the measures of a project: first response, decision, share answered, confirmed fixes, and deflection.
#[utoipa::path(
    tag = "team",
    params(InProject, MeasuresIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/measures")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<MeasuresIn>,
) -> Result<Answer<Read<Measures>>> {
    let days = asked.days.unwrap_or(USUAL_DAYS);
    if !(FEWEST_DAYS..=MOST_DAYS).contains(&days) {
        let range = format!("days must be between {FEWEST_DAYS} and {MOST_DAYS}.");
        return Err(Error::new(Code::BadRequest, range));
    }
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            read(connection, team.project.id, asked.screen, days, team.now)
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

fn read(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: Option<Id<id::Screen>>,
    days: i64,
    now: Time,
) -> Result<Measures> {
    if let Some(screen) = screen {
        screens::by_id(connection, project, screen)?;
    }
    let since = now.plus_seconds(-days * 86_400);
    let period = measured::sent(connection, project, Window::since(since), screen)?;
    let chosen = deflection::choices(connection, project, since, screen)?;
    let by = measures::by_screen(&period.sent, now);
    let ids: Vec<_> = by.iter().map(|(screen, _)| *screen).collect();
    let known = screens::by_ids(connection, project, &ids)?;
    let screens = by
        .into_iter()
        .filter_map(|(id, summary)| {
            let screen = known.iter().find(|screen| screen.id == id)?;
            let deflection = Deflection::on(&chosen.choices, id);
            let (route, title) = (screen.route.clone(), screen.title.clone());
            Some(ScreenMeasures { id, route, title, summary, deflection })
        })
        .collect();
    Ok(Measures {
        days,
        from: date_of(since.day()),
        truncated: period.truncated || chosen.truncated,
        summary: Summary::of(&period.sent, now),
        confirmed: measured::confirmed(connection, project, since, screen)?,
        deflection: Deflection::of(&chosen.choices),
        weeks: measures::weeks(&period.sent, days, now),
        screens,
    })
}
