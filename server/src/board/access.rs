//! Who may read a board: everybody, members of the project by their session, or visitors whom the host identified.
//! A board that somebody may not read gets the response of one that does not exist.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::{
    auth::{team, widget},
    credentials::secret,
    domain::board::Board,
    error::{Error, Result},
    state::Context,
    store::{members, projects::Project, sessions},
};

/// The project of a board that the reader may read. Fails as not found for all others.
pub async fn readable(request: &HttpRequest, context: &Context, slug: &str) -> Result<Arc<Project>> {
    let project = context.board(slug).await?;
    match project.board {
        Board::Off => Err(Error::not_found()),
        Board::Public => Ok(project),
        Board::Members if is_member(request, context, &project).await? => Ok(project),
        Board::Identified if is_identified(request, context, &project) => Ok(project),
        Board::Identified if is_member(request, context, &project).await? => Ok(project),
        Board::Members | Board::Identified => Err(Error::not_found()),
    }
}

/// The name of the cookie of a project's board: one of a browser for each board.
pub fn cookie_name(context: &Context, project: &Project) -> String {
    let prefix = if context.config.is_https() { "__Host-" } else { "" };
    format!("{prefix}yousaid-board-{}", project.number)
}

/// Whether the reader has the token of a visitor whom the host identified, signed with the secret that the host has now.
fn is_identified(request: &HttpRequest, context: &Context, project: &Project) -> bool {
    request
        .cookie(&cookie_name(context, project))
        .and_then(|cookie| widget::proven(context, project, cookie.value()).ok())
        .is_some_and(|claims| claims.identified)
}

/// Whether the reader has a session of a member of the project.
async fn is_member(request: &HttpRequest, context: &Context, project: &Project) -> Result<bool> {
    let Some(cookie) = request.cookie(team::cookie_name(context)) else { return Ok(false) };
    let (session, project, now) = (secret::hash(cookie.value()), project.id, context.clock.now());
    context
        .db
        .read(move |connection| {
            let Some((member, _)) = sessions::member(connection, &session, now)? else { return Ok(false) };
            Ok(members::role(connection, project, member.id)?.is_some())
        })
        .await
}
