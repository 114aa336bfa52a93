//! The installation table: whose data this is, and whether it is still the copy that `yousaid move` wrote.
//! Never guesses: two databases are one installation's by their ids alone.

use diesel::prelude::*;

use super::schema::{installation, members, projects};
use crate::{
    base::{id::Id, time::Time},
    db::connection::AnyConnection,
    error::Result,
};

/// Marks what names an installation.
#[derive(Debug)]
pub enum Mark {}

/// Which installation a database belongs to.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Installation {
    /// Names it; a copy has the name of what it was copied from.
    pub id: Id<Mark>,
    /// When it was copied; `None` for one that was created here or has been served.
    pub copied_at: Option<Time>,
}

/// Whose data this is.
pub fn read(connection: &mut AnyConnection) -> Result<Installation> {
    Ok(installation::table.select((installation::id, installation::copied_at)).first(connection)?)
}

/// Whether nobody has anything here yet.
pub fn is_empty(connection: &mut AnyConnection) -> Result<bool> {
    let people: i64 = members::table.count().get_result(connection)?;
    let tenants: i64 = projects::table.count().get_result(connection)?;
    Ok(people + tenants == 0)
}

/// Notes that this is a copy now.
pub fn copied(connection: &mut AnyConnection, id: Id<Mark>, now: Time) -> Result<()> {
    diesel::update(installation::table)
        .set((installation::id.eq(id), installation::copied_at.eq(now)))
        .execute(connection)?;
    Ok(())
}

/// Notes that it is served from now on: what comes in here is nowhere else.
pub fn served(connection: &mut AnyConnection) -> Result<()> {
    diesel::update(installation::table.filter(installation::copied_at.is_not_null()))
        .set(installation::copied_at.eq(None::<Time>))
        .execute(connection)?;
    Ok(())
}
