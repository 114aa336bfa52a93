//! Saved views of the triage: filters and an order under a name, shared with the team or private to a member; and how many
//! requests each has.
//! Lists no requests: a client asks for the list with the filters of a view.

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::requests::narrowed;
use crate::{
    actions::view::{self, Keeper, Patch},
    api::{
        Ids,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, BasedOn, InProject},
        refusals::{Conflict, Idempotent, IfMatch, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List, present},
    },
    auth::team::{Actor, Team, Viewer},
    base::{
        id::{self, Id},
        text::Line,
        time::Time,
    },
    cache::stamps::Touches,
    domain::{narrowing::Narrowing, order::Order},
    error::{Error, Result},
    state::Context,
    store::{listing, views as rows},
};

/// How far the requests of a view are counted.
const COUNTED: i64 = 1_000;

/// A saved view of the triage.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct View {
    /// The ID of the view.
    id: Id<id::View>,
    /// The name.
    name: String,
    /// Whether all members see it, or only the one who made it.
    shared: bool,
    /// Whether you made it.
    own: bool,
    /// Who made it.
    made_by: String,
    /// The filters.
    filter: Narrowing,
    /// The order.
    order: Order,
    /// The version, for `If-Match`.
    version: i64,
    /// When it was created.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

/// A new view.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewIn {
    /// The name, which no other view that you see has; case makes no difference.
    name: Line<1, 60>,
    /// Whether all members see it, which requires a triager or higher. Default: false.
    #[serde(default)]
    shared: bool,
    /// The filters. Default: none.
    #[serde(default)]
    filter: Narrowing,
    /// The order. Default: `hot`.
    order: Option<Order>,
}

/// A change of a view. Omitted fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewPatch {
    /// The name.
    name: Option<Line<1, 60>>,
    /// Whether all members see it.
    shared: Option<bool>,
    /// The filters, all of them.
    filter: Option<Narrowing>,
    /// The order.
    order: Option<Order>,
    /// Moves it before the view with this ID; null moves it to the end.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    before: Option<Option<Id<id::View>>>,
}

/// How many requests a view has.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewTotal {
    /// The ID of the view.
    view: Id<id::View>,
    /// How many requests it has, as far as they were counted.
    requests: i64,
    /// Whether it has more than that.
    more: bool,
}

/// The view in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    view: Id<id::View>,
}

const fn member(actor: &Actor) -> Option<Id<id::Member>> {
    match actor {
        Actor::Member(member, _) => Some(*member),
        Actor::Key(..) => None,
    }
}

fn keeper(team: &Team<Viewer>) -> Keeper {
    Keeper { member: member(&team.actor), name: team.actor.name().to_owned(), role: team.role }
}

fn shown(row: rows::View, member: Option<Id<id::Member>>) -> Result<View> {
    Ok(View {
        filter: row.narrowing()?,
        order: row.order(),
        own: row.is_of(member),
        id: row.id,
        name: row.name,
        shared: row.shared,
        made_by: row.made_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Filters that a view can keep. Fails with the pointer of one that is wrong.
fn checked(filter: Narrowing) -> Result<Narrowing> {
    filter.checked().map_err(|wrong| Error::from(wrong.under("/filter")))
}

/// Lists the saved views that you see, in their order: the shared ones and your own.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/views")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<View>>>> {
    let (project, member) = (team.project.id, member(&team.actor));
    let found = context
        .db
        .read_behind(team.read_position, move |connection| rows::of_project(connection, project))
        .await?;
    let seen = found.into_iter().filter(|row| row.is_seen_by(member));
    let list: List<View> = seen.map(|row| shown(row, member)).collect::<Result<Vec<_>>>()?.into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Returns how many requests each view that you see has, counted up to 1000 where no kept count says it.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/views/totals")]
pub async fn totals(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<ViewTotal>>>> {
    let (project, actor) = (team.project, team.actor);
    let found: List<ViewTotal> = context
        .db
        .read_behind(team.read_position, move |connection| {
            let mut totals = Vec::new();
            for row in rows::of_project(connection, project.id)? {
                if row.is_seen_by(member(&actor)) {
                    let filter = narrowed::filter(connection, &project, &row.narrowing()?, &actor)?;
                    let (requests, more) = listing::count(connection, project.id, &filter, COUNTED)?;
                    totals.push(ViewTotal { view: row.id, requests, more });
                }
            }
            Ok(totals.into())
        })
        .await?;
    wire::read(&request, &found, wire::PRIVATE)
}

/// Saves a view. A project has at most 50 that all members see, and 50 private ones of each member.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = SavedViewIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/views")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    body: Body<SavedViewIn>,
) -> Result<Answer<Created<View>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let (keeper, now) = (keeper(&team), team.now);
    let input = body.value;
    let (filter, order) = (checked(input.filter)?, input.order.unwrap_or(Order::Hot));
    let once = once::create(&context, claim, Touches::Nothing, move |connection| {
        let named = (input.name.into_string(), input.shared);
        let row = view::create(connection, project, &keeper, named, (&filter, order), now)?;
        shown(row, keeper.member)
    })
    .await?;
    Ok(once.into())
}

/// Changes a view, or moves it. Shared ones require a triager or higher, unless you made them.
#[utoipa::path(
    tag = "team",
    params(InProject, ("view" = Id<id::View>, Path), BasedOn),
    request_body = ViewPatch,
    responses(TeamWrite, JsonBody, IfMatch, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/views/{view}")]
pub async fn edit(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
    body: Body<ViewPatch>,
) -> Result<Answer<Json<View>>> {
    let version = wire::if_match(&request)?;
    let (project, keeper, now) = (team.project.id, keeper(&team), team.now);
    let member = keeper.member;
    let input = body.value;
    let patch = Patch {
        name: input.name.map(Line::into_string),
        shared: input.shared,
        filter: input.filter.map(checked).transpose()?,
        order: input.order,
        before: input.before,
    };
    let row = context
        .db
        .write(Touches::Nothing, move |connection| {
            view::edit(connection, project, (of.view, version), &keeper, patch, now)
        })
        .await?;
    let version = row.version;
    wire::edited(&shown(row, member)?, version)
}

/// Deletes a view. Shared ones require a triager or higher, unless you made them.
#[utoipa::path(
    tag = "team",
    params(InProject, ("view" = Id<id::View>, Path), BasedOn),
    responses(TeamWrite, IfMatch),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/views/{view}")]
pub async fn delete(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    let version = wire::if_match(&request)?;
    let (project, keeper, now) = (team.project.id, keeper(&team), team.now);
    context
        .db
        .write(Touches::Nothing, move |connection| {
            view::delete(connection, project, (of.view, version), &keeper, now)
        })
        .await?;
    Ok(Answer::no_content())
}
