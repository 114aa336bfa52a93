//! Templates of messages to voters, which a project's members share.
//! A template decides nothing: it fills in a form that the member sends.

use actix_web::{HttpRequest, delete, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids,
        answer::{Answer, Created, Json, NoContent, Read},
        once,
        params::{Attempt, InProject},
        refusals::{Idempotent, JsonBody, TeamRead, TeamWrite},
        wire::{self, Body, List, present},
    },
    auth::team::{Team, Triager, Viewer},
    base::{
        id::{self, Id},
        text::{Line, Text},
        time::Time,
    },
    cache::stamps::Touches,
    domain::status::{ReasonCode, Status},
    error::{Code, Error, Result},
    state::Context,
    store::{projects, templates as rows},
};

/// Maximum number of templates of a project.
const MOST: i64 = 50;

/// A template of a message to voters.
#[derive(Debug, Serialize, ToSchema)]
pub struct Template {
    /// The ID of the template.
    id: Id<id::Template>,
    /// The name.
    name: String,
    /// The status that it is offered for; null for every status.
    status: Option<Status>,
    /// The category of the reason that it fills in.
    reason_code: ReasonCode,
    /// The text.
    body: String,
    /// When it was created.
    created_at: Time,
}

impl From<rows::Template> for Template {
    fn from(row: rows::Template) -> Self {
        Self {
            id: row.id,
            name: row.name,
            status: row.status,
            reason_code: row.reason_code,
            body: row.body,
            created_at: row.created_at,
        }
    }
}

/// A new template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateIn {
    /// The name.
    name: Line<1, 100>,
    /// The status that it is offered for, one that a decision can set; null for every status.
    status: Option<Status>,
    /// The category of the reason that it fills in.
    reason_code: ReasonCode,
    /// The text.
    body: Text<1, 4_000>,
}

/// A change of a template. Omitted fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePatch {
    /// The name.
    name: Option<Line<1, 100>>,
    /// The status that it is offered for, one that a decision can set; null for every status.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Status>)]
    status: Option<Option<Status>>,
    /// The category of the reason that it fills in.
    reason_code: Option<ReasonCode>,
    /// The text.
    body: Option<Text<1, 4_000>>,
}

/// The template in the path.
#[derive(Debug, Deserialize)]
pub struct Of {
    template: Id<id::Template>,
}

/// Refuses a status that no decision sets.
fn checked(status: Option<Status>) -> Result<Option<Status>> {
    if let Some(status) = status {
        Status::UnderReview.can_become(status)?;
    }
    Ok(status)
}

/// Lists the templates of a project, oldest first.
#[utoipa::path(
    tag = "team",
    params(InProject),
    responses(TeamRead),
    security(("session" = []), ("api_key" = []))
)]
#[get("/projects/{project}/templates")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Viewer>,
) -> Result<Answer<Read<List<Template>>>> {
    let found = context
        .db
        .read_behind(team.read_position, move |connection| rows::for_project(connection, team.project.id))
        .await?;
    let list: List<Template> = found.into_iter().map(Template::from).collect::<Vec<_>>().into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Creates a template. A project has at most 50.
#[utoipa::path(
    tag = "team",
    params(InProject, Attempt),
    request_body = TemplateIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/templates")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    body: Body<TemplateIn>,
) -> Result<Answer<Created<Template>>> {
    let project = team.project.id;
    let claim = once::claim(&request, project, team.actor.key(), &body.bytes)?;
    let input = body.value;
    let row = rows::Template {
        project_id: project,
        id: Id::new(team.now),
        name: input.name.into_string(),
        status: checked(input.status)?,
        reason_code: input.reason_code,
        body: input.body.into_string(),
        created_at: team.now,
    };
    let once = once::create(&context, claim, Touches::Nothing, move |connection| {
        // Two that are created at the same time are counted one after the other.
        projects::lock(connection, project)?;
        if rows::count(connection, project)? >= MOST {
            let detail =
                format!("A project has at most {MOST} templates. Delete one that you no longer use.");
            return Err(Error::new(Code::Conflict, detail));
        }
        rows::insert(connection, &row)?;
        Ok(Template::from(row))
    })
    .await?;
    Ok(once.into())
}

/// Changes a template.
#[utoipa::path(
    tag = "team",
    params(InProject, ("template" = Id<id::Template>, Path)),
    request_body = TemplatePatch,
    responses(TeamWrite, JsonBody),
    security(("session" = []), ("api_key" = []))
)]
#[patch("/projects/{project}/templates/{template}")]
pub async fn edit(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<TemplatePatch>,
) -> Result<Answer<Json<Template>>> {
    let input = body.value;
    let patch = rows::Patch {
        name: input.name.map(Line::into_string),
        status: input.status.map(checked).transpose()?,
        reason_code: input.reason_code,
        body: input.body.map(Text::into_string),
    };
    let changed = context
        .db
        .write(Touches::Nothing, move |connection| {
            if !patch.is_empty() {
                rows::edit(connection, team.project.id, of.template, &patch)?;
            }
            rows::by_id(connection, team.project.id, of.template)
        })
        .await?;
    Ok(Answer::ok(&changed.into()))
}

/// Deletes a template.
#[utoipa::path(
    tag = "team",
    params(InProject, ("template" = Id<id::Template>, Path)),
    responses(TeamWrite),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/templates/{template}")]
pub async fn delete(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
) -> Result<Answer<NoContent>> {
    let gone = context
        .db
        .write(Touches::Nothing, move |connection| rows::delete(connection, team.project.id, of.template))
        .await?;
    if gone { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}
