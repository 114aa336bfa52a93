//! The deleted_projects table: projects that nobody finds until they are restored, or gone for good.
//! Deletes nothing of a project; `actions::purge` does, when its time has come.

use diesel::prelude::*;

use super::schema::{deleted_projects, projects, roles};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::role::Role,
    error::Result,
};

/// The ids of the projects that were deleted: whatever looks for a project leaves these out.
macro_rules! deleted {
    () => {
        $crate::store::schema::deleted_projects::table
            .select($crate::store::schema::deleted_projects::project_id)
    };
}
pub(crate) use deleted;

/// That a project was deleted.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = deleted_projects)]
pub struct Deletion {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Who deleted it, as written then.
    pub deleted_by: String,
    /// When.
    pub deleted_at: Time,
    /// Whether its rows are being deleted, so that it can't be restored any more.
    pub purging: bool,
}

/// Notes that a project was deleted; one that is deleted already stays so as it is.
pub fn insert(connection: &mut AnyConnection, deletion: &Deletion) -> Result<()> {
    each!(connection, inner => diesel::insert_into(deleted_projects::table)
        .values(deletion)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(())
}

/// The projects that a member owned and somebody deleted, with their names, the latest first, as far as they can be restored.
pub fn of_owner(connection: &mut AnyConnection, member: Id<id::Member>) -> Result<Vec<(String, Deletion)>> {
    let rows = deleted_projects::table
        .inner_join(projects::table.on(projects::id.eq(deleted_projects::project_id)))
        .inner_join(roles::table.on(roles::project_id.eq(deleted_projects::project_id)))
        .filter(roles::member_id.eq(member))
        .filter(roles::role.eq(Role::Owner))
        .filter(deleted_projects::purging.eq(false))
        .order((deleted_projects::deleted_at.desc(), projects::id.desc()))
        .select((projects::name, Deletion::as_select()))
        .load(connection)?;
    Ok(rows)
}

/// That a project was deleted, if it was.
pub fn find(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Option<Deletion>> {
    let row = deleted_projects::table.find(project).select(Deletion::as_select());
    Ok(row.first(connection).optional()?)
}

/// Whether a project was deleted.
pub fn is_deleted(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<bool> {
    let row = deleted_projects::table.find(project).select(deleted_projects::purging);
    Ok(row.first::<bool>(connection).optional()?.is_some())
}

/// Whether rows of a project are being deleted for good, so that its counters are neither right nor wrong.
pub fn is_purging(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<bool> {
    let row = deleted_projects::table.find(project).select(deleted_projects::purging);
    Ok(row.first(connection).optional()?.unwrap_or(false))
}

/// Brings a project back; false when it is not there, or is being deleted for good.
pub fn restore(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<bool> {
    let row = deleted_projects::table.find(project).filter(deleted_projects::purging.eq(false));
    Ok(diesel::delete(row).execute(connection)? == 1)
}

/// A project that was deleted before a time, by its id and number.
pub fn expired(connection: &mut AnyConnection, before: Time) -> Result<Option<(Id<id::Project>, i32)>> {
    let row = deleted_projects::table
        .inner_join(projects::table.on(projects::id.eq(deleted_projects::project_id)))
        .filter(deleted_projects::deleted_at.lt(before))
        .order(deleted_projects::deleted_at.asc())
        .select((projects::id, projects::number));
    Ok(row.first(connection).optional()?)
}

/// Notes that rows of a project are being deleted for good; false when it was restored meanwhile.
pub fn begin_purge(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<bool> {
    let row = diesel::update(deleted_projects::table.find(project));
    Ok(row.set(deleted_projects::purging.eq(true)).execute(connection)? == 1)
}
