//! The invites table: links by which members join a project. Keeps hashes of tokens only; each works once.

use diesel::prelude::*;

use super::{deleted_projects::deleted, schema::invites};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::role::Role,
    error::Result,
};

/// An invitation.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = invites)]
pub struct Invite {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the invitation.
    pub id: Id<id::Invite>,
    /// SHA-256 of the link's token.
    pub token_hash: Vec<u8>,
    /// Who is invited.
    pub email: String,
    /// As what.
    pub role: Role,
    /// When it was created.
    pub created_at: Time,
    /// When it stops working.
    pub expires_at: Time,
}

/// Inserts an invitation; an earlier one for the same address is replaced, and expired ones are deleted.
pub fn insert(connection: &mut AnyConnection, invite: &Invite) -> Result<()> {
    diesel::delete(invites::table.filter(invites::expires_at.le(invite.created_at))).execute(connection)?;
    diesel::delete(
        invites::table
            .filter(invites::project_id.eq(invite.project_id))
            .filter(invites::email.eq(&invite.email)),
    )
    .execute(connection)?;
    diesel::insert_into(invites::table).values(invite).execute(connection)?;
    Ok(())
}

/// The open invitations of a project.
pub fn for_project(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    now: Time,
) -> Result<Vec<Invite>> {
    let rows = invites::table
        .filter(invites::project_id.eq(project))
        .filter(invites::expires_at.gt(now))
        .order(invites::id.desc())
        .select(Invite::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The open invitation with this token, unless its project was deleted.
pub fn find(connection: &mut AnyConnection, hash: &[u8], now: Time) -> Result<Option<Invite>> {
    let found = invites::table
        .filter(invites::token_hash.eq(hash))
        .filter(invites::project_id.ne_all(deleted!()))
        .filter(invites::expires_at.gt(now))
        .select(Invite::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
}

/// The open invitation with this id.
pub fn by_id(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Invite>,
    now: Time,
) -> Result<Invite> {
    let row = invites::table.find((project, id)).filter(invites::expires_at.gt(now));
    Ok(row.select(Invite::as_select()).first(connection)?)
}

/// Deletes an invitation; false when there is none.
pub fn delete(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Invite>) -> Result<bool> {
    Ok(diesel::delete(invites::table.find((project, id))).execute(connection)? == 1)
}
