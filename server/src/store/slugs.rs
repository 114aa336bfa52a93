//! The names of boards in addresses, and those that they had before: each belongs to one project.
//! Reserves no name for anybody.

use diesel::prelude::*;

use super::{
    deleted_projects::is_deleted,
    schema::{old_slugs, projects},
};
use crate::{
    base::{
        id::{self, Id},
        slug::Slug,
        time::Time,
    },
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Old names that a project keeps; the oldest are given up.
const MAX_OLD: i64 = 20;

/// The project that has or had a name, and its name now; none for one that was deleted.
pub fn find(connection: &mut AnyConnection, slug: &str) -> Result<Option<(Id<id::Project>, String)>> {
    let Some(found) = holder(connection, slug)? else { return Ok(None) };
    Ok((!is_deleted(connection, found.0)?).then_some(found))
}

/// The same, of whatever project: one that was deleted keeps its names until it is gone.
fn holder(connection: &mut AnyConnection, slug: &str) -> Result<Option<(Id<id::Project>, String)>> {
    let now = projects::table.filter(projects::slug.eq(slug)).select((projects::id, projects::slug));
    if let Some(found) = now.first(connection).optional()? {
        return Ok(Some(found));
    }
    let before = old_slugs::table
        .inner_join(projects::table.on(projects::id.eq(old_slugs::project_id)))
        .filter(old_slugs::slug.eq(slug))
        .select((projects::id, projects::slug));
    Ok(before.first(connection).optional()?)
}

/// Whether another project has or had a name.
pub fn is_taken(connection: &mut AnyConnection, own: Id<id::Project>, slug: &Slug) -> Result<bool> {
    Ok(holder(connection, slug.as_str())?.is_some_and(|(project, _)| project != own))
}

/// Notes that a project had a name before, and gives up the one that it has now as an old one.
pub fn replaced(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    before: &str,
    now_named: &str,
    now: Time,
) -> Result<()> {
    let own = || old_slugs::table.filter(old_slugs::project_id.eq(project));
    diesel::delete(own().filter(old_slugs::slug.eq(now_named))).execute(connection)?;
    let values =
        (old_slugs::project_id.eq(project), old_slugs::slug.eq(before), old_slugs::replaced_at.eq(now));
    each!(connection, inner => diesel::insert_into(old_slugs::table)
        .values(&values)
        .on_conflict_do_nothing()
        .execute(inner))?;
    let kept: Vec<String> = own()
        .order((old_slugs::replaced_at.desc(), old_slugs::slug.asc()))
        .limit(MAX_OLD)
        .select(old_slugs::slug)
        .load(connection)?;
    diesel::delete(own().filter(old_slugs::slug.ne_all(kept))).execute(connection)?;
    Ok(())
}
