//! Requests as the team reads them: the ranked list with its reasons, and one request with everything behind its rank.

pub mod changes;
pub mod detail;
pub mod merging;
pub mod split;

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use utoipa::IntoParams;

use super::triage::{RankedRequest, ranked};
use crate::{
    api::{
        Ids, Params,
        answer::{Answer, Read},
        orders,
        params::InProject,
        refusals::TeamRead,
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::id::{self, Id},
    domain::{
        order::Order,
        status::{Kind, Status},
        wording::Query,
    },
    error::{Code, Error, Result},
    state::Context,
    store::listing::{self, Filter},
};
use detail::{RequestDetail, detail};

/// The orders that the team's API publishes, its default first.
const ORDERS: &[Order] = &[Order::Hot, Order::Top, Order::New];

orders::documented!(ORDERS);

/// What the ranked list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageIn {
    /// The sort order.
    #[serde(default)]
    #[param(inline, value_type = OrderIn)]
    order: Option<String>,
    /// Only requests with one of these statuses, separated by commas.
    status: Option<String>,
    /// Only requests of this kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// Only those of the screen with this ID.
    #[param(value_type = Option<String>)]
    screen: Option<Id<id::Screen>>,
    /// Words to search for, or the number of a request, such as `#59`. With the order `hot` the best matches come first.
    q: Option<String>,
    /// The `next` of the previous page.
    cursor: Option<String>,
    /// The maximum number of items, 1 to 100. Default: 20.
    limit: Option<i64>,
}

/// The request in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    pub(super) request: Id<id::Request>,
}

fn statuses(list: Option<&str>) -> Result<Vec<Status>> {
    list.unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.parse::<Status>().map_err(|_unknown| {
                let words: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
                let detail = format!("status: {word:?} is none of {}.", words.join(", "));
                Error::new(Code::BadRequest, detail)
            })
        })
        .collect()
}

/// Lists requests, ranked.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<RankedRequest>>>> {
    let order = orders::parse(asked.order.as_deref(), ORDERS)?;
    let limit = wire::limit(asked.limit)?;
    let query = asked.q.as_deref().and_then(Query::read);
    let after = wire::cursor(asked.cursor.as_deref(), listing::cursor_name(order, query.as_ref()))?;
    let filter = Filter {
        statuses: statuses(asked.status.as_deref())?,
        kind: asked.kind,
        screen: asked.screen,
        query,
        ..Filter::default()
    };
    let list: List<RankedRequest> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let page = listing::page(connection, team.project.id, order, &filter, after.as_ref(), limit)?;
            let items = ranked(connection, &team.project, &page.items, team.now)?;
            Ok(List { items, next: page.next.as_ref().map(crate::base::cursor::Cursor::encode) })
        })
        .await?;
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns a request, with the reasons for its rank.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path)),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests/{request}")]
pub async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<Read<RequestDetail>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| {
            detail(connection, &team.project, of.request, team.now)
        })
        .await?;
    wire::versioned(&request, &found, Some(found.row.version), wire::PRIVATE)
}
