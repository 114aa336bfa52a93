//! Who may read a board: everybody, or members of the project by their session.
//! A board that somebody may not read gets the response of one that does not exist.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::{
    auth::team,
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
        Board::Members => Err(Error::not_found()),
    }
}

/// Whether the reader has a session of a member of the project.
async fn is_member(request: &HttpRequest, context: &Context, project: &Project) -> Result<bool> {
    let Some(cookie) = request.cookie(team::cookie_name(context)) else { return Ok(false) };
    let (session, project, now) = (secret::hash(cookie.value()), project.id, context.clock.now());
    context
        .db
        .read(move |connection| {
            let Some(member) = sessions::member(connection, &session, now)? else { return Ok(false) };
            Ok(members::role(connection, project, member.id)?.is_some())
        })
        .await
}
