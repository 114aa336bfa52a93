//! Which request a member has open, told to the colleagues by the event stream.
//! Follows nobody: it is the state of now, kept for as long as the member's event stream is open, and of members alone.

use actix_web::{put, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{
        answer::{Answer, NoContent},
        params::InProject,
        refusals::{JsonBody, TeamWrite},
        wire::{Body, present},
    },
    auth::team::{Person, Viewer},
    base::id::{self, Id},
    cache::stamps::Touches,
    changes::journal::{self, What},
    error::{Error, Result},
    state::Context,
    store::{presence, requests},
};

/// What a member has open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceIn {
    /// The ID of the request that is open; null for none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, required = true)]
    request: Option<Option<Id<id::Request>>>,
}

/// Says which request you have open. Colleagues are told by the event `presence`, until you say otherwise or your event stream ends.
#[utoipa::path(
    tag = "team",
    params(InProject),
    request_body = PresenceIn,
    responses(TeamWrite, JsonBody),
    security(("session" = []))
)]
#[put("/projects/{project}/presence")]
pub async fn be(
    context: web::Data<Context>,
    Person { team, member }: Person<Viewer>,
    body: Body<PresenceIn>,
) -> Result<Answer<NoContent>> {
    let Some(request) = body.value.request else {
        return Err(Error::field("/request", "The ID of the request that is open, or null, is missing."));
    };
    let (project, now) = (team.project.id, team.now);
    context
        .db
        .write(Touches::Nothing, move |connection| {
            let changed = match request {
                None => presence::remove(connection, project, member)?,
                Some(request) => {
                    requests::by_id(connection, project, request)?;
                    presence::put(connection, project, member, request, now)?;
                    true
                }
            };
            if changed {
                journal::note(connection, project, What::Presence, &[member], now)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answer::no_content())
}
