//! The current figures of requests: a few columns, for event streams.
//! Reads no text of users.

use diesel::prelude::*;

use super::{
    numbers::whole,
    schema::{requests, standings},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::Status,
    error::Result,
};

/// The current figures of a request.
#[derive(Clone, Copy, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = requests)]
pub struct Standing {
    /// Names the request.
    pub id: Id<id::Request>,
    /// Its number within the project.
    pub number: i64,
    /// Its status.
    pub status: Status,
    /// Current votes.
    #[diesel(select_expression = standings::votes)]
    pub votes: i64,
    /// What `hot` orders by.
    #[diesel(select_expression = standings::heat)]
    pub heat: f64,
    /// When it was last edited or decided.
    pub updated_at: Time,
}

/// What moves about these requests, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Standing>> {
    let rows =
        whole!(project).filter(requests::id.eq_any(ids)).select(Standing::as_select()).load(connection)?;
    Ok(rows)
}
