//! Requests as the team reads them: the ranked list with its reasons, and one request with everything behind its rank.

pub mod acts;
pub mod changes;
pub mod detail;
pub mod merging;
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
        refusals::TeamRead,
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
    db::{connection::AnyConnection, replica::Position},
    domain::{
        order::Order,
        status::{Kind, Status},
        triage::is_same_tag,
        wording::Query,
    },
    error::{Code, Error, Result},
    state::Context,
    store::{
        listing::{self, Filter},
        projects::Project,
        tags,
    },
};
use detail::{RequestDetail, detail};

/// The orders that the team's API publishes, its default first.
const ORDERS: &[Order] = &[Order::Hot, Order::Top, Order::New, Order::Discussed];

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
    /// Only snoozed ones, or only those that are not.
    snoozed: Option<bool>,
    /// Only those of the member with this ID, or `none` for those of nobody.
    assignee: Option<String>,
    /// Only those with this tag.
    tag: Option<String>,
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

/// The member whose requests are asked for; `None` for those of nobody.
fn assignee(text: &str) -> Result<Option<Id<id::Member>>> {
    if text == "none" {
        return Ok(None);
    }
    let member = text.parse().map_err(|_no_id| {
        Error::new(Code::BadRequest, "assignee: use the ID of a member, or none for the requests of nobody.")
    })?;
    Ok(Some(member))
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
    let ranked = Ranked::read(&asked, &team.project)?;
    // Searches are seldom the same. A member who has just changed something, on whatever node, reads what is there now, and so
    // does a program.
    let query = request.query_string();
    let shared = asked.q.is_none() && query.len() <= MAX_CACHED_QUERY_BYTES;
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

/// What a list is narrowed to that has an order and a length of its own, and no words.
pub(super) fn narrowed(asked: &PageIn, project: &Project) -> Result<Ranked> {
    let given = [
        ("order", asked.order.is_some()),
        ("q", asked.q.is_some()),
        ("cursor", asked.cursor.is_some()),
        ("limit", asked.limit.is_some()),
    ];
    match given.iter().find(|(_, is_given)| *is_given) {
        Some((name, _)) => {
            Err(Error::new(Code::BadRequest, format!("{name} is not used here: leave it out.")))
        }
        None => Ranked::read(asked, project),
    }
}

/// Longer queries are not cached.
const MAX_CACHED_QUERY_BYTES: usize = 512;

/// A page of the ranked list that is asked for.
#[derive(Clone)]
pub(super) struct Ranked {
    order: Order,
    filter: Filter,
    after: Option<Cursor>,
    limit: i64,
    tag: Option<String>,
}

impl Ranked {
    fn read(asked: &PageIn, project: &Project) -> Result<Self> {
        let order = orders::parse(asked.order.as_deref(), ORDERS)?;
        let limit = wire::limit(asked.limit)?;
        let query = asked.q.as_deref().and_then(|typed| Query::read(typed, project.language()));
        let after = wire::cursor(asked.cursor.as_deref(), listing::cursor_name(order, query.as_ref()))?;
        let filter = Filter {
            statuses: statuses(asked.status.as_deref())?,
            kind: asked.kind,
            screen: asked.screen,
            snoozed: asked.snoozed,
            assignee: asked.assignee.as_deref().map(assignee).transpose()?,
            query,
            ..Filter::default()
        };
        Ok(Self { order, filter, after, limit, tag: asked.tag.clone() })
    }

    /// What it is narrowed to.
    pub(super) fn filter(&self, connection: &mut AnyConnection, project: &Project) -> Result<Filter> {
        let mut filter = self.filter.clone();
        if let Some(tag) = &self.tag {
            let mut known = tags::spellings(connection, project.id)?;
            known.retain(|spelling| is_same_tag(spelling, tag));
            filter.tag = Some(known);
        }
        Ok(filter)
    }

    /// The page as JSON.
    async fn list(self, context: &Context, team: Team<Viewer>) -> Result<Vec<u8>> {
        context
            .db
            .read_behind(team.read_position, move |connection| {
                let (project, after) = (&team.project, self.after.as_ref());
                let filter = self.filter(connection, project)?;
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
