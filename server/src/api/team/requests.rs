//! Requests as the team reads them: the ranked list with its reasons, and one request with everything behind its rank.

pub mod acts;
pub mod changes;
pub mod detail;
pub mod merging;
pub mod narrowed;
pub mod split;
pub mod totals;

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
        refusals::{Filtered, TeamRead},
        wire::{self, List},
    },
    auth::team::{Team, Viewer},
    base::{
        cursor::Cursor,
        id::{self, Id},
    },
    cache::{
        encoded::EncodedBody,
        responses::{self, Wanted},
    },
    db::replica::Position,
    domain::{
        narrowing::{Narrowing, Owner},
        order::Order,
        wording::Query,
    },
    error::{Error, Result},
    state::Context,
    store::listing,
};
use detail::{RequestDetail, detail};

/// The orders that the team's API publishes, its default first.
pub const ORDERS: &[Order] =
    &[Order::Hot, Order::Top, Order::Weighted, Order::Value, Order::New, Order::Discussed];

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
    /// Only requests with one of these statuses, separated by commas. Of this filter and the next ones: at most 10 values of one, a
    /// request has to match one of them, and each filter that is there.
    status: Option<String>,
    /// Only requests of one of these kinds, separated by commas.
    kind: Option<String>,
    /// Only those of one of the screens with these IDs, separated by commas.
    screen: Option<String>,
    /// Only snoozed ones (`true`), or only those that are not (`false`).
    snoozed: Option<String>,
    /// Only those of one of the members with these IDs, `me` for one's own, or `none` for those of nobody; separated by commas.
    assignee: Option<String>,
    /// Only those with one of these tags, separated by commas. A comma inside of a tag has a backslash before it.
    tag: Option<String>,
    /// Only those that a visitor of one of these segments voted for, separated by commas in the same way.
    segment: Option<String>,
    /// Only those suggested on this day or later, such as `2026-12-01`; a day is one of UTC.
    suggested_from: Option<String>,
    /// Only those suggested on this day or earlier.
    suggested_to: Option<String>,
    /// Only those with linked reports (`true`), or only those without (`false`).
    reports: Option<String>,
    /// Words to search for, or the number of a request, such as `#59`. Words in quotes are found next to each other, and a word that
    /// no request has is corrected. With the order `hot` the best matches come first.
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

/// Lists requests, ranked.
#[utoipa::path(
    tag = "team",
    params(InProject, PageIn),
    responses(TeamRead, Filtered),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/requests")]
pub async fn page(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Params(asked): Params<PageIn>,
) -> Result<Answer<Read<List<RankedRequest>>>> {
    let ranked = Ranked::read(&asked, &team)?;
    // Searches are seldom the same, and those of one's own requests are another list for each member. A member who has just changed something, on whatever node, reads what is there now, and so
    // does a program.
    let query = request.query_string();
    let own = ranked.narrowing.assignee.contains(&Owner::Me);
    let shared = asked.q.is_none() && !own && query.len() <= MAX_CACHED_QUERY_BYTES;
    if !shared || team.read_position != Position::default() {
        let body = ranked.list(&context, team).await?;
        return Ok(Answer::new(wire::finished(
            &request,
            wire::JSON,
            &EncodedBody::for_one(body),
            wire::PRIVATE,
        )));
    }
    let project = team.project.id;
    let wanted =
        Wanted { stamp: context.db.changes().stamp(project), at_least: 0, age: Some(responses::AGE) };
    let key = format!("{project} {query}");
    let body = match context.ranked.find(&key, wanted) {
        Some(body) => body,
        None => {
            let make = async || Ok::<_, Error>(EncodedBody::new(ranked.list(&context, team).await?));
            context.ranked.get(&key, wanted, make).await?
        }
    };
    Ok(Answer::new(wire::finished(&request, wire::JSON, &body, wire::PRIVATE)))
}

/// Longer queries are not cached.
const MAX_CACHED_QUERY_BYTES: usize = 512;

/// A page of the ranked list that is asked for.
struct Ranked {
    order: Order,
    narrowing: Narrowing,
    after: Option<Cursor>,
    limit: i64,
}

impl Ranked {
    fn read(asked: &PageIn, team: &Team<Viewer>) -> Result<Self> {
        let order = orders::parse(asked.order.as_deref(), ORDERS)?;
        let limit = wire::limit(asked.limit)?;
        let query = asked.q.as_deref().and_then(|typed| Query::read(typed, team.project.language()));
        let after = wire::cursor(asked.cursor.as_deref(), listing::cursor_name(order, query.as_ref()))?;
        Ok(Self { order, narrowing: narrowed::read(asked, &team.actor)?, after, limit })
    }

    /// The page as JSON.
    async fn list(self, context: &Context, team: Team<Viewer>) -> Result<Vec<u8>> {
        context
            .db
            .read_behind(team.read_position, move |connection| {
                let (project, after) = (&team.project, self.after.as_ref());
                let filter = narrowed::filter(connection, project, &self.narrowing, &team.actor)?;
                let found = listing::page(connection, project.id, self.order, &filter, after, self.limit)?;
                let items = ranked(connection, project, &found.items, team.now)?;
                let list = List { items, next: found.next.as_ref().map(Cursor::encode) };
                serde_json::to_vec(&list).map_err(Error::broken)
            })
            .await
    }
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
