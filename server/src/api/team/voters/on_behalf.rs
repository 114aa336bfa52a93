//! Votes that members cast on behalf of somebody: adding one with a note, and taking it back.
//! A vote that somebody cast personally can't be taken back here.

use std::sync::Arc;

use actix_web::{HttpRequest, delete, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::VoterRow;
use crate::{
    actions::on_behalf,
    api::{
        Ids,
        answer::{Answer, Created, NoContent},
        once,
        params::{Attempt, InProject},
        refusals::{Conflict, Idempotent, JsonBody, TeamWrite},
        team::{people::PersonIn, requests::Of},
        wire::Body,
    },
    auth::team::{Team, Triager},
    base::{
        id::{self, Id},
        text::{Text, is_blank},
    },
    cache::stamps::Touches,
    domain::person::{Email, PersonName},
    error::{Error, Result},
    state::Context,
    store::{
        on_behalf_notes::AddedBy,
        requests,
        voters::{self, Filter},
    },
};

/// The request and the visitor in the path.
#[derive(Debug, Deserialize)]
pub struct Pair {
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
}

/// A vote on behalf of a person: a visitor by ID, or somebody by e-mail address or name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteOnBehalfIn {
    /// The ID of a visitor. Without it, give an e-mail address or a name.
    visitor: Option<Id<id::Visitor>>,
    /// The e-mail address. A visitor whose host verified this address is used, or else the one that a member described with it
    /// before; where there is none, a visitor is created.
    email: Option<Email>,
    /// The name. Without an e-mail address, a visitor with this name is created.
    name: Option<PersonName>,
    /// A note for the team, such as where the person asked for it. Visitors never see it, the person included.
    note: Option<Text<0, 500>>,
}

/// Adds a vote on behalf of a person, and returns the voter.
///
/// A person who has voted already keeps that vote: see its `kind`. Of a vote that was added on behalf, another note replaces the one
/// before; of one that was cast personally, no note is kept.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), Attempt),
    request_body = VoteOnBehalfIn,
    responses(TeamWrite, JsonBody, Idempotent),
    security(("session" = []), ("api_key" = []))
)]
#[post("/projects/{project}/requests/{request}/voters")]
pub async fn add(
    request: HttpRequest,
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(of): Ids<Of>,
    body: Body<VoteOnBehalfIn>,
) -> Result<Answer<Created<VoterRow>>> {
    let claim = once::claim(&request, team.project.id, team.actor.key(), &body.bytes)?;
    let VoteOnBehalfIn { visitor, email, name, note } = body.value;
    let person = PersonIn::new(visitor, email, name).person("")?;
    let note = note.map(Text::into_string).filter(|note| !is_blank(note));
    let added = AddedBy { author: team.actor.name().to_owned(), note, at: team.now };
    let project = Arc::new(team.project);
    let same = Arc::clone(&project);
    let once = once::make(
        &context,
        claim,
        Touches::Project(project.id),
        move |connection| {
            let visitor = on_behalf::visitor(connection, project.id, person, team.now)?;
            on_behalf::cast(connection, &project, of.request, &visitor, &added)?;
            Ok(visitor.id)
        },
        move |connection, id| {
            let number = requests::by_id(connection, same.id, of.request)?.number;
            let filter = Filter { visitor: Some(id), ..Filter::default() };
            let found = voters::page(connection, &same, number, &filter, None, 1)?.items.pop();
            found.map(VoterRow::from).ok_or_else(Error::not_found)
        },
    )
    .await?;
    Ok(once.into())
}

/// Takes back a vote that was cast on behalf of a visitor.
#[utoipa::path(
    tag = "team",
    params(InProject, ("request" = Id<id::Request>, Path), ("visitor" = Id<id::Visitor>, Path)),
    responses(TeamWrite, Conflict),
    security(("session" = []), ("api_key" = []))
)]
#[delete("/projects/{project}/requests/{request}/voters/{visitor}")]
pub async fn take_back(
    context: web::Data<Context>,
    team: Team<Triager>,
    Ids(pair): Ids<Pair>,
) -> Result<Answer<NoContent>> {
    let project = Arc::new(team.project);
    context
        .db
        .write(Touches::Project(project.id), move |connection| {
            on_behalf::take_back(connection, &project, pair.request, pair.visitor, team.now)
        })
        .await?;
    Ok(Answer::no_content())
}
