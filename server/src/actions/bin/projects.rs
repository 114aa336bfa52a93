//! Deleting a project and restoring it. Its rows stay as they are: whatever looks for a project leaves deleted ones out.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{bin as rules, role::Role},
    error::{Error, Result},
    store::{
        deleted_projects::{self, Deletion},
        members,
        projects::{self, Project},
    },
};

/// Deletes a project whose name is given.
///
/// # Errors
/// Occurs at `/name` when the project has another name.
pub fn delete(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    name: &str,
    by: &str,
    now: Time,
) -> Result<()> {
    projects::lock(connection, project)?;
    let known = projects::by_id(connection, project)?;
    if known.name.trim() != name.trim() {
        return Err(Error::field("/name", "This is not the name of the project. Enter it exactly as it is."));
    }
    let deletion =
        Deletion { project_id: project, deleted_by: by.to_owned(), deleted_at: now, purging: false };
    deleted_projects::insert(connection, &deletion)
}

/// Restores a project for one of its owners; one that was restored already stays as it is.
///
/// # Errors
/// Occurs as not found for everybody else, and where the project is gone for good.
pub fn restore(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
    now: Time,
) -> Result<Project> {
    projects::lock(connection, project)?;
    let role = members::in_project(connection, project, member)?.map(|(_, role, _)| role);
    if role != Some(Role::Owner) {
        return Err(Error::not_found());
    }
    if let Some(deletion) = deleted_projects::find(connection, project)? {
        // The sweep may be late.
        if deletion.deleted_at < rules::kept_since(now) || !deleted_projects::restore(connection, project)? {
            return Err(Error::not_found());
        }
        journal::note(connection, project, What::Project, &[project], now)?;
    }
    projects::by_id(connection, project)
}
