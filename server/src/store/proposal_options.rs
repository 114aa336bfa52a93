//! The proposal_options table: what can be chosen in a proposal, in its order.
//! Does not know whether they may still change; `actions::proposal` does.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::proposal_options;
use crate::{
    base::id::{self, Id},
    db::connection::{AnyConnection, each},
    error::Result,
};

#[derive(Insertable)]
#[diesel(table_name = proposal_options)]
// Else several rows are inserted one by one, in a transaction inside of this one.
#[diesel(treat_none_as_default_value = false)]
struct Row {
    project_id: Id<id::Project>,
    proposal_id: Id<id::Proposal>,
    position: i64,
    text: String,
}

/// The options of these proposals, each proposal's in its order.
pub fn of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposals: &[Id<id::Proposal>],
) -> Result<HashMap<Id<id::Proposal>, Vec<String>>> {
    let rows: Vec<(Id<id::Proposal>, String)> = proposal_options::table
        .filter(proposal_options::project_id.eq(project))
        .filter(proposal_options::proposal_id.eq_any(proposals.to_vec()))
        .order((proposal_options::proposal_id.asc(), proposal_options::position.asc()))
        .select((proposal_options::proposal_id, proposal_options::text))
        .load(connection)?;
    let mut options: HashMap<_, Vec<_>> = HashMap::new();
    for (proposal, text) in rows {
        options.entry(proposal).or_default().push(text);
    }
    Ok(options)
}

/// The options of a proposal, in its order.
pub fn of_one(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
) -> Result<Vec<String>> {
    Ok(of(connection, project, &[proposal])?.remove(&proposal).unwrap_or_default())
}

/// Replaces the options of a proposal.
pub fn replace(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
    texts: &[String],
) -> Result<()> {
    let old = proposal_options::table
        .filter(proposal_options::project_id.eq(project))
        .filter(proposal_options::proposal_id.eq(proposal));
    diesel::delete(old).execute(connection)?;
    let rows: Vec<Row> = (0..)
        .zip(texts)
        .map(|(position, text)| Row {
            project_id: project,
            proposal_id: proposal,
            position,
            text: text.clone(),
        })
        .collect();
    if !rows.is_empty() {
        each!(connection, inner => diesel::insert_into(proposal_options::table).values(&rows).execute(inner))?;
    }
    Ok(())
}
