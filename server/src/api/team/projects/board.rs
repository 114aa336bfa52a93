//! The settings of a project's board in a change of its settings: its names are its own, and nobody else's.
//! Shows nothing; the board does.

use super::ProjectPatch;
use crate::{
    base::time::Time,
    config::Config,
    db::connection::AnyConnection,
    error::{Error, Result},
    store::{boards, projects::Project, slugs},
};

/// Requires that a board is not given the host name of the server itself.
pub(super) fn check_own_host(config: &Config, patch: &ProjectPatch) -> Result<()> {
    match &patch.board_host {
        Some(Some(host)) if config.is_own_host(host.as_str()) => {
            let detail = "This is the address of the server itself. Choose a host name of the board's own.";
            Err(Error::field("/board_host", detail))
        }
        _ => Ok(()),
    }
}

/// Requires that no other project has the names that a board is to get, and keeps the name that it had.
pub(super) fn prepare(
    connection: &mut AnyConnection,
    before: &Project,
    patch: &ProjectPatch,
    now: Time,
) -> Result<()> {
    if let Some(Some(host)) = &patch.board_host
        && boards::is_host_taken(connection, before.id, host.as_str())?
    {
        return Err(Error::field("/board_host", "Another project uses this host name."));
    }
    let Some(slug) = patch.slug.as_ref().filter(|slug| slug.as_str() != before.slug) else { return Ok(()) };
    if slugs::is_taken(connection, before.id, slug)? {
        return Err(Error::field("/slug", "Another project has or had this address. Choose another one."));
    }
    slugs::replaced(connection, before.id, &before.slug, slug.as_str(), now)
}

/// Puts what is given into the project.
pub(super) fn put(project: &mut Project, patch: &ProjectPatch) {
    if let Some(slug) = &patch.slug {
        slug.as_str().clone_into(&mut project.slug);
    }
    if let Some(board) = patch.board {
        project.board = board;
    }
    if let Some(host) = &patch.board_host {
        project.board_host = host.as_ref().map(|host| host.as_str().to_owned());
    }
    if let Some(indexed) = patch.board_indexed {
        project.board_indexed = indexed;
    }
    if let Some(publish) = patch.publish_measures {
        project.publish_measures = publish;
    }
}
