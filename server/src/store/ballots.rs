//! The ballots table: what a visitor chose in a proposal, one ballot each.
//! Does not know whether one may still be cast; `actions::proposal` does.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};

use super::schema::ballots;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Document,
        connection::{AnyConnection, each},
    },
    error::{Error, Result},
};

/// A ballot.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = ballots)]
#[diesel(treat_none_as_default_value = false)]
pub struct Ballot {
    /// The project.
    pub project_id: Id<id::Project>,
    /// The proposal.
    pub proposal_id: Id<id::Proposal>,
    /// Whose it is.
    pub visitor_id: Id<id::Visitor>,
    /// The positions of the chosen options.
    pub choices: Document,
    /// When it was cast last.
    pub cast_at: Time,
}

impl Ballot {
    /// A ballot with these choices.
    pub fn new(
        project: Id<id::Project>,
        proposal: Id<id::Proposal>,
        visitor: Id<id::Visitor>,
        choices: &[usize],
        now: Time,
    ) -> Self {
        Self {
            project_id: project,
            proposal_id: proposal,
            visitor_id: visitor,
            choices: Document(choices.into()),
            cast_at: now,
        }
    }

    /// The positions of the chosen options.
    ///
    /// # Errors
    /// Occurs when what is stored is no ballot; a bug.
    pub fn chosen(&self) -> Result<Vec<usize>> {
        positions(&self.choices)
    }
}

fn positions(choices: &Document) -> Result<Vec<usize>> {
    serde_json::from_value(choices.0.clone()).map_err(Error::broken)
}

/// Keeps a ballot; a later one of the same visitor replaces it.
pub fn put(connection: &mut AnyConnection, ballot: &Ballot) -> Result<()> {
    use diesel::upsert::excluded;
    each!(connection, inner => diesel::insert_into(ballots::table)
        .values(ballot)
        .on_conflict((ballots::project_id, ballots::proposal_id, ballots::visitor_id))
        .do_update()
        .set((
            ballots::choices.eq(excluded(ballots::choices)),
            ballots::cast_at.eq(excluded(ballots::cast_at)),
        ))
        .execute(inner))?;
    Ok(())
}

/// How many ballots each of these proposals has.
pub fn turnouts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposals: &[Id<id::Proposal>],
) -> Result<HashMap<Id<id::Proposal>, i64>> {
    let rows: Vec<(Id<id::Proposal>, i64)> = ballots::table
        .filter(ballots::project_id.eq(project))
        .filter(ballots::proposal_id.eq_any(proposals.to_vec()))
        .group_by(ballots::proposal_id)
        .select((ballots::proposal_id, count_star()))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// What the ballots of a proposal say, and how many say it. Ballots have one spelling, so that equal ones are one row.
pub fn grouped(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
) -> Result<Vec<(Vec<usize>, i64)>> {
    let rows: Vec<(Document, i64)> = ballots::table
        .filter(ballots::project_id.eq(project))
        .filter(ballots::proposal_id.eq(proposal))
        .group_by(ballots::choices)
        .select((ballots::choices, count_star()))
        .load(connection)?;
    rows.iter().map(|(choices, n)| Ok((positions(choices)?, *n))).collect()
}

/// The ballots of a visitor, latest first, at most so many.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<Ballot>> {
    let rows = ballots::table
        .filter(ballots::project_id.eq(project))
        .filter(ballots::visitor_id.eq(visitor))
        .order((ballots::cast_at.desc(), ballots::proposal_id.desc()))
        .limit(limit)
        .select(Ballot::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The ballot of a visitor in a proposal.
pub fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    proposal: Id<id::Proposal>,
    visitor: Id<id::Visitor>,
) -> Result<Option<Ballot>> {
    let row = ballots::table.find((project, proposal, visitor)).select(Ballot::as_select());
    Ok(row.first(connection).optional()?)
}

/// Gives the ballots of a visitor to another one, whose own stay.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<()> {
    for ballot in of_visitor(connection, project, from, i64::MAX)? {
        if find(connection, project, ballot.proposal_id, to)?.is_none() {
            put(connection, &Ballot { visitor_id: to, ..ballot })?;
        }
    }
    forget(connection, project, from)
}

/// Deletes the ballots of a visitor.
pub fn forget(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    let own = ballots::table.filter(ballots::project_id.eq(project)).filter(ballots::visitor_id.eq(visitor));
    diesel::delete(own).execute(connection)?;
    Ok(())
}
