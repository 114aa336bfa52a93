//! The api_keys table: keys of a project for programs. Keeps hashes only; a key is shown once.

use diesel::prelude::*;

use super::{deleted_projects::deleted, schema::api_keys};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::role::Scope,
    error::Result,
};

/// An API key.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
#[diesel(treat_none_as_default_value = false)]
pub struct ApiKey {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the key.
    pub id: Id<id::ApiKey>,
    /// What the team calls it.
    pub name: String,
    /// The first characters, to tell keys apart.
    pub prefix: String,
    /// SHA-256 of the key.
    pub key_hash: Vec<u8>,
    /// What it may do.
    pub scope: Scope,
    /// When it was created.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Time>,
    /// The member who created it; not known of old ones.
    pub made_by: Option<Id<id::Member>>,
}

/// Inserts a key.
pub fn insert(connection: &mut AnyConnection, key: &ApiKey) -> Result<()> {
    each!(connection, inner => diesel::insert_into(api_keys::table).values(key).execute(inner))?;
    Ok(())
}

/// The keys of a project, latest first.
pub fn for_project(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<Vec<ApiKey>> {
    let rows = api_keys::table
        .filter(api_keys::project_id.eq(project))
        .order(api_keys::id.desc())
        .select(ApiKey::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The keys of a project that a member made, latest first.
pub fn made_by(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<Vec<ApiKey>> {
    let rows = api_keys::table
        .filter(api_keys::project_id.eq(project))
        .filter(api_keys::made_by.eq(member))
        .order(api_keys::id.desc())
        .select(ApiKey::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The key with this hash, unless its project was deleted.
pub fn find(connection: &mut AnyConnection, hash: &[u8]) -> Result<Option<ApiKey>> {
    let found = api_keys::table
        .filter(api_keys::key_hash.eq(hash))
        .filter(api_keys::project_id.ne_all(deleted!()))
        .select(ApiKey::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// Those of some keys of some projects that are there.
pub fn alive(
    connection: &mut AnyConnection,
    projects: &[Id<id::Project>],
    ids: &[Id<id::ApiKey>],
) -> Result<Vec<(Id<id::Project>, Id<id::ApiKey>)>> {
    let rows = api_keys::table
        .filter(api_keys::project_id.eq_any(projects))
        .filter(api_keys::id.eq_any(ids))
        .filter(api_keys::project_id.ne_all(deleted!()))
        .select((api_keys::project_id, api_keys::id))
        .load(connection)?;
    Ok(rows)
}

/// Notes that a key was used.
pub fn used(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::ApiKey>,
    now: Time,
) -> Result<()> {
    diesel::update(api_keys::table.find((project, id)))
        .set(api_keys::last_used_at.eq(now))
        .execute(connection)?;
    Ok(())
}

/// Deletes a key; false when there is none.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::ApiKey>) -> Result<bool> {
    Ok(diesel::delete(api_keys::table.find((project, id))).execute(connection)? == 1)
}
