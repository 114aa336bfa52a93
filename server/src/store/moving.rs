//! What moves about requests while people look at them: a few columns, for who listens.
//! Reads no text of users.

use diesel::prelude::*;

use super::{connection::AnyConnection, schema::requests};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::status::Status,
    error::Result,
};

/// What moves about a request while people look at it.
#[derive(Clone, Copy, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = requests)]
pub struct Moving {
    /// Names the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// Votes in the box.
    pub votes: i64,
    /// What `hot` orders by.
    pub heat: f64,
    /// When it was last edited or decided.
    pub updated_at: Time,
}

/// What moves about these requests, in no order.
pub fn of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Moving>> {
    let rows = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids))
        .select(Moving::as_select())
        .load(connection)?;
    Ok(rows)
}
