//! The members and roles tables: people of the product team and what each may do where.

use diesel::prelude::*;

use super::{
    deleted_projects::deleted,
    schema::{members, roles},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::role::Role,
    error::Result,
};

/// A member.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Member {
    /// Names the member.
    pub id: Id<id::Member>,
    /// The login, in lower case.
    pub email: String,
    /// What to call the member.
    pub name: String,
    /// The argon2id hash of the password.
    pub password_hash: String,
    /// When the member joined.
    pub created_at: Time,
}

/// Inserts a member.
pub fn insert(connection: &mut AnyConnection, member: &Member) -> Result<()> {
    diesel::insert_into(members::table).values(member).execute(connection)?;
    Ok(())
}

/// Whether there is any member yet.
pub fn any(connection: &mut AnyConnection) -> Result<bool> {
    let first: Option<Id<id::Member>> = members::table.select(members::id).first(connection).optional()?;
    Ok(first.is_some())
}

/// The member with this login.
pub fn find_by_email(connection: &mut AnyConnection, email: &str) -> Result<Option<Member>> {
    let found = members::table
        .filter(members::email.eq(email))
        .select(Member::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// The member with this id.
pub fn by_id(connection: &mut AnyConnection, id: Id<id::Member>) -> Result<Member> {
    Ok(members::table.find(id).select(Member::as_select()).first(connection)?)
}

/// The names of some members, and whether each has a role in a project.
pub fn names(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Member>],
) -> Result<Vec<(Id<id::Member>, String, bool)>> {
    let in_project = roles::project_id.eq(project).and(roles::member_id.eq(members::id));
    let rows: Vec<(Id<id::Member>, String, Option<Role>)> = members::table
        .left_join(roles::table.on(in_project))
        .filter(members::id.eq_any(ids))
        .select((members::id, members::name, roles::role.nullable()))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, name, role)| (id, name, role.is_some())).collect())
}

/// Sets another password.
pub fn set_password(connection: &mut AnyConnection, id: Id<id::Member>, hash: &str) -> Result<()> {
    diesel::update(members::table.find(id)).set(members::password_hash.eq(hash)).execute(connection)?;
    Ok(())
}

/// Sets another name and another login.
pub fn set_account(
    connection: &mut AnyConnection,
    id: Id<id::Member>,
    name: &str,
    email: &str,
) -> Result<()> {
    diesel::update(members::table.find(id))
        .set((members::name.eq(name), members::email.eq(email)))
        .execute(connection)?;
    Ok(())
}

/// Gives a role in a project, or changes it.
pub fn set_role(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
    role: Role,
    now: Time,
) -> Result<()> {
    let values = (
        roles::project_id.eq(project),
        roles::member_id.eq(member),
        roles::role.eq(role),
        roles::joined_at.eq(now),
    );
    each!(connection, inner => diesel::insert_into(roles::table)
        .values(&values)
        .on_conflict((roles::project_id, roles::member_id))
        .do_update()
        .set(roles::role.eq(role))
        .execute(inner))?;
    Ok(())
}

/// The role of a member in a project; nobody has one in a project that was deleted.
pub fn role(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<Option<Role>> {
    let row = roles::table.find((project, member)).filter(roles::project_id.ne_all(deleted!()));
    Ok(row.select(roles::role).first(connection).optional()?)
}

/// The projects in which some members have a role.
pub fn projects_of(
    connection: &mut AnyConnection,
    members: &[Id<id::Member>],
) -> Result<Vec<(Id<id::Project>, Id<id::Member>)>> {
    let rows = roles::table
        .filter(roles::member_id.eq_any(members))
        .filter(roles::project_id.ne_all(deleted!()))
        .select((roles::project_id, roles::member_id))
        .load(connection)?;
    Ok(rows)
}

/// Removes a member from a project.
pub fn remove_role(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<bool> {
    Ok(diesel::delete(roles::table.find((project, member))).execute(connection)? == 1)
}

/// The members of a project with their roles and when they joined, by name.
pub fn for_project(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
) -> Result<Vec<(Member, Role, Time)>> {
    let rows = roles::table
        .inner_join(members::table.on(members::id.eq(roles::member_id)))
        .filter(roles::project_id.eq(project))
        .order((members::name.asc(), members::id.asc()))
        .select((Member::as_select(), roles::role, roles::joined_at))
        .load(connection)?;
    Ok(rows)
}

/// One member of a project with the role and the time of joining.
pub fn in_project(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    member: Id<id::Member>,
) -> Result<Option<(Member, Role, Time)>> {
    let found = roles::table
        .inner_join(members::table.on(members::id.eq(roles::member_id)))
        .filter(roles::project_id.eq(project))
        .filter(roles::member_id.eq(member))
        .select((Member::as_select(), roles::role, roles::joined_at))
        .first(connection)
        .optional()?;
    Ok(found)
}

/// How many owners a project has.
pub fn owners(connection: &mut AnyConnection, project: Id<id::Project>) -> Result<i64> {
    let n = roles::table
        .filter(roles::project_id.eq(project))
        .filter(roles::role.eq(Role::Owner))
        .count()
        .get_result(connection)?;
    Ok(n)
}
