//! Votes that get another visitor: one that is identified, or the nobody that an erased one becomes.
//! Retracts none, and moves no counter but that of verified votes: `actions::merge_visitors` does the rest.

use diesel::prelude::*;

use super::{
    numbers::{project, visitor},
    schema::{standings, votes},
    votes::named,
};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::status::VoterKind,
    error::Result,
};

/// Carries the votes of one visitor over to another; those that the other has too are answered, not carried.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<(i64, Vec<Id<id::Request>>)> {
    let of = |connection: &mut AnyConnection, visitor| -> Result<Vec<i32>> {
        Ok(votes::table
            .filter(votes::project.eq(project!(project)))
            .filter(votes::visitor.eq(visitor!(project, visitor)))
            .order(votes::request.asc())
            .select(votes::request)
            .load(connection)?)
    };
    let (theirs, mine) = (of(connection, to)?, of(connection, from)?);
    let (double, single): (Vec<_>, Vec<_>) = mine.into_iter().partition(|request| theirs.contains(request));
    for request in &single {
        diesel::update(
            votes::table
                .filter(votes::project.eq(project!(project)))
                .filter(votes::request.eq(*request))
                .filter(votes::visitor.eq(visitor!(project, from))),
        )
        .set(votes::visitor.eq(visitor!(project, to)))
        .execute(connection)?;
    }
    let double = named(connection, project, double.into_iter())?.into_iter().map(|(_, id)| id).collect();
    Ok((i64::try_from(single.len()).unwrap_or(i64::MAX), double))
}

/// Gives all votes of one visitor to another one that has none.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<()> {
    diesel::update(
        votes::table
            .filter(votes::project.eq(project!(project)))
            .filter(votes::visitor.eq(visitor!(project, from))),
    )
    .set(votes::visitor.eq(visitor!(project, to)))
    .execute(connection)?;
    Ok(())
}

/// Marks the anonymous votes of a visitor as verified, on the votes and on their requests.
pub fn verify(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    let mine = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::visitor.eq(visitor!(project, visitor)))
        .filter(votes::kind.eq(VoterKind::Anonymous));
    let mut marked: Vec<i32> = mine.select(votes::request).load(connection)?;
    diesel::update(mine).set(votes::kind.eq(VoterKind::Verified)).execute(connection)?;
    marked.sort_unstable();
    for request in marked {
        let row = standings::table.filter(standings::project.eq(project!(project)));
        diesel::update(row.filter(standings::request.eq(i64::from(request))))
            .set(standings::votes_verified.eq(standings::votes_verified + 1))
            .execute(connection)?;
    }
    Ok(())
}
