//! Signed identity: the secret by which the host's back end vouches for its visitors.
//! Refuses secrets that could be guessed or are public, and shows one only when it is set.

use actix_web::{delete, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, Json, NoContent},
        params::InProject,
        refusals::{JsonBody, TeamWrite},
        wire::Body,
    },
    auth::team::{Admin, Person},
    base::id::{self, Id},
    cache::stamps::Touches,
    credentials::{secret::Secret, token},
    error::{Error, Result},
    state::Context,
    store::projects,
};

/// Longest secret in bytes.
const MAX_SECRET_BYTES: usize = 512;

/// A secret for signed identities.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityIn {
    /// At least 32 random bytes. Generated if omitted.
    #[schema(min_length = 32, max_length = 512)]
    secret: Option<String>,
}

/// The secret for signed identities.
#[derive(Serialize, ToSchema)]
pub struct Identity {
    /// The secret. It is returned only once.
    secret: String,
    /// Always true: store the secret now.
    shown_once: bool,
}

/// Turns signed identity on, or replaces its secret. Tokens that were signed with the previous secret stop working.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = IdentityIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[put("/projects/{project}/identity")]
pub async fn put(
    context: web::Data<Context>,
    Person { team, .. }: Person<Admin>,
    body: Body<IdentityIn>,
) -> Result<Answer<Json<Identity>>> {
    let secret = match body.value.secret {
        Some(given) => checked(given)?,
        None => Secret::new("").into_parts().0,
    };
    set(&context, team.project.id, Some(secret.clone())).await?;
    Ok(Answer::ok(&Identity { secret, shown_once: true }))
}

/// Turns signed identity off.
#[utoipa::path(tag = "team", params(InProject), responses(TeamWrite), security(("session" = [])))]
#[delete("/projects/{project}/identity")]
pub async fn delete(
    context: web::Data<Context>,
    Person { team, .. }: Person<Admin>,
) -> Result<Answer<NoContent>> {
    set(&context, team.project.id, None).await?;
    Ok(Answer::no_content())
}

async fn set(context: &Context, project: Id<id::Project>, secret: Option<String>) -> Result<()> {
    context
        .db
        .write(Touches::Nothing, move |connection| {
            projects::set_identity_secret(connection, project, secret.as_deref())
        })
        .await?;
    context.settings_changed(project);
    Ok(())
}

fn checked(secret: String) -> Result<String> {
    let refused = |detail: &str| Err(Error::field("/secret", detail));
    if let Err(fault) = token::secret_fault(secret.as_bytes()) {
        return refused(&fault.to_string());
    }
    if secret.len() > MAX_SECRET_BYTES {
        return refused("Use at most 512 bytes.");
    }
    // What slips in by copying would make every token fail without a visible reason.
    if secret.chars().any(char::is_control) || secret.trim() != secret {
        return refused("Remove line breaks and control characters, and spaces at the start or end.");
    }
    Ok(secret)
}
