//! Which visitor suggested which request: one column of the requests table.
//! Changes nothing else of a request.

use diesel::prelude::*;

use super::schema::requests;
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    error::Result,
};

/// The requests that a visitor suggested.
pub fn suggested(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<Vec<Id<id::Request>>> {
    let own = requests::table.filter(requests::project_id.eq(project));
    Ok(own.filter(requests::visitor_id.eq(visitor)).select(requests::id).load(connection)?)
}

/// Gives the requests that a visitor suggested another author, or none; returns how many these are.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Option<Id<id::Visitor>>,
) -> Result<i64> {
    let own = requests::table.filter(requests::project_id.eq(project)).filter(requests::visitor_id.eq(from));
    let given = diesel::update(own).set(requests::visitor_id.eq(to)).execute(connection)?;
    Ok(i64::try_from(given).unwrap_or(i64::MAX))
}
