//! API keys of a project, for programs. Only members create and revoke them; a key is shown once.
//! Its secret is stored nowhere, not even for a retry.

use actix_web::{HttpRequest, delete, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        Ids,
        answer::{Answer, Created, NoContent, Read},
        once,
        params::{InProject, SecretAttempt},
        refusals::{AdminRead, Idempotent, JsonBody, TeamWrite},
        wire::{self, Body, List},
    },
    auth::team::{Admin, Person},
    base::{
        id::{self, Id},
        text::Line,
        time::Time,
    },
    cache::stamps::Touches,
    credentials::secret::{self, Secret},
    db::connection::AnyConnection,
    domain::role::Scope,
    error::{Code, Error, Result},
    state::Context,
    store::{
        idempotency::{self, Claim},
        keys as rows, members,
    },
};

/// What every API key begins with.
const PREFIX: &str = "sk_";

/// An API key, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ApiKey {
    /// The ID of the key.
    id: Id<id::ApiKey>,
    /// The name.
    name: String,
    /// The first characters of the key, to tell keys apart.
    prefix: String,
    /// What the key may access.
    scope: Scope,
    /// When it was created.
    created_at: Time,
    /// When it was last used, to the minute.
    last_used_at: Option<Time>,
    /// The member who created the key; null for keys of early versions.
    made_by: Option<KeyMaker>,
}

/// The member who created an API key.
#[derive(Clone, Serialize, ToSchema)]
pub struct KeyMaker {
    /// The ID of the member.
    id: Id<id::Member>,
    /// The member's name.
    name: String,
    /// Whether the member is still in the project.
    in_project: bool,
}

impl ApiKey {
    fn new(row: rows::ApiKey, makers: &[KeyMaker]) -> Self {
        Self {
            made_by: makers.iter().find(|maker| Some(maker.id) == row.made_by).cloned(),
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            scope: row.scope,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// A new API key, with its secret.
#[derive(Serialize, ToSchema)]
pub struct NewApiKey {
    /// The fields of the list.
    #[serde(flatten)]
    about: ApiKey,
    /// The secret. It is returned only once.
    key: String,
}

/// A new API key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyIn {
    /// The name.
    name: Line<1, 100>,
    /// What the key may access.
    scope: Scope,
}

/// Keys with the members who created them.
fn with_makers(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: Vec<rows::ApiKey>,
) -> Result<Vec<ApiKey>> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.made_by).collect();
    let makers: Vec<_> = members::names(connection, project, &ids)?
        .into_iter()
        .map(|(id, name, in_project)| KeyMaker { id, name, in_project })
        .collect();
    Ok(rows.into_iter().map(|row| ApiKey::new(row, &makers)).collect())
}

/// Lists the API keys of a project, latest first.
#[utoipa::path(tag = "team", params(InProject), responses(AdminRead), security(("session" = [])))]
#[get("/projects/{project}/keys")]
pub async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
    Person { team, .. }: Person<Admin>,
) -> Result<Answer<Read<List<ApiKey>>>> {
    let keys = context
        .db
        .read(move |connection| {
            let rows = rows::for_project(connection, team.project.id)?;
            with_makers(connection, team.project.id, rows)
        })
        .await?;
    let list: List<ApiKey> = keys.into();
    wire::read(&request, &list, wire::PRIVATE)
}

/// Creates an API key. The response is the only one that contains the secret.
#[utoipa::path(
    tag = "team",
    params(InProject, SecretAttempt),
    request_body = ApiKeyIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []))
)]
#[post("/projects/{project}/keys")]
pub async fn create(
    request: HttpRequest,
    context: web::Data<Context>,
    Person { team, member: maker }: Person<Admin>,
    body: Body<ApiKeyIn>,
) -> Result<Answer<Created<NewApiKey>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let (key, hash) = Secret::new(PREFIX).into_parts();
    let row = rows::ApiKey {
        project_id: team.project.id,
        id: Id::new(team.now),
        name: body.value.name.into_string(),
        prefix: secret::head(PREFIX, &key).to_owned(),
        key_hash: hash.to_vec(),
        scope: body.value.scope,
        created_at: team.now,
        last_used_at: None,
        made_by: Some(maker),
    };
    make_unkept(&context, claim, move |connection| {
        rows::insert(connection, &row)?;
        let about = with_makers(connection, row.project_id, vec![row])?.pop();
        Ok(NewApiKey {
            about: about.ok_or_else(|| Error::internal("a key that was just made is not there"))?,
            key,
        })
    })
    .await
}

/// Revokes an API key. It stops working at once.
#[utoipa::path(
    tag = "team",
    params(InProject, ("key" = Id<id::ApiKey>, Path)),
    responses(TeamWrite),
    security(("session" = []))
)]
#[delete("/projects/{project}/keys/{key}")]
pub async fn revoke(
    context: web::Data<Context>,
    Person { team, .. }: Person<Admin>,
    ids: Ids<(Id<id::Project>, Id<id::ApiKey>)>,
) -> Result<Answer<NoContent>> {
    let (project, id) = (team.project.id, ids.0.1);
    let gone =
        context.db.write(Touches::Nothing, move |connection| rows::delete(connection, project, id)).await?;
    if gone { Ok(Answer::no_content()) } else { Err(Error::not_found()) }
}

/// Creates something whose secret is shown once. Unlike `once::create` it stores no response, since that would store the
/// secret; a retry with the same `Idempotency-Key` creates nothing and is answered with an error.
pub(super) async fn make_unkept<T, F>(
    context: &Context,
    claim: Option<Claim>,
    work: F,
) -> Result<Answer<Created<T>>>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Clone + Send + 'static,
{
    let now = context.clock.now();
    let made = context
        .db
        .write(Touches::Nothing, move |connection| {
            let Some(claim) = &claim else { return work(connection) };
            if idempotency::claim(connection, claim, now)?.is_some() {
                let detail =
                    "An earlier attempt created it and showed its secret: delete it and create another one.";
                return Err(Error::new(Code::Conflict, detail));
            }
            let made = work(connection)?;
            idempotency::keep(connection, claim, StatusCode::CREATED.as_u16(), "")?;
            Ok(made)
        })
        .await?;
    Ok(Answer::created(&made))
}
