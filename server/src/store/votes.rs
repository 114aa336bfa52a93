//! Reads of the votes table: who voted on what, and when. Writing is the ballot box's.

use diesel::{dsl::count_star, prelude::*};

use super::{connection::AnyConnection, schema::votes};
use crate::{
    base::{
        id::{self, Id},
        time::{DAY, Time},
    },
    error::Result,
};

/// Which of these requests the visitor has voted on.
pub fn among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    requests: &[Id<id::Request>],
) -> Result<Vec<Id<id::Request>>> {
    let rows = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(visitor))
        .filter(votes::request_id.eq_any(requests))
        .select(votes::request_id)
        .load(connection)?;
    Ok(rows)
}

/// What the visitor voted on and when, latest first.
pub fn of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<(Id<id::Request>, Time)>> {
    let rows = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(visitor))
        .order(votes::created_at.desc())
        .limit(limit)
        .select((votes::request_id, votes::created_at))
        .load(connection)?;
    Ok(rows)
}

/// How many votes the visitor has in the box.
pub fn count_of_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<i64> {
    let n = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(visitor))
        .count()
        .get_result(connection)?;
    Ok(n)
}

/// Votes of a request by UTC day since `since`, days without votes left out, oldest first.
pub fn by_day(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    since: Time,
) -> Result<Vec<(i64, i64)>> {
    let day = diesel::dsl::sql::<diesel::sql_types::BigInt>("created_at / 86400000000");
    const { assert!(DAY == 86_400_000_000) };
    let rows = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::request_id.eq(request))
        .filter(votes::created_at.ge(since))
        .group_by(day.clone())
        .select((day.clone(), count_star()))
        .order(day)
        .load(connection)?;
    Ok(rows)
}

/// Votes of each of these requests since `since`, and how many of them are verified.
pub fn since(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    requests: &[Id<id::Request>],
    since: Time,
) -> Result<Vec<(Id<id::Request>, crate::domain::status::VoterKind, i64)>> {
    let rows = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::request_id.eq_any(requests))
        .filter(votes::created_at.ge(since))
        .group_by((votes::request_id, votes::kind))
        .select((votes::request_id, votes::kind, count_star()))
        .load(connection)?;
    Ok(rows)
}

/// Carries the votes of one visitor over to another; those that the other has too are answered, not carried.
pub fn carry(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
) -> Result<(i64, Vec<Id<id::Request>>)> {
    let theirs: Vec<Id<id::Request>> = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(to))
        .select(votes::request_id)
        .load(connection)?;
    let mine: Vec<Id<id::Request>> = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(from))
        .order(votes::request_id.asc())
        .select(votes::request_id)
        .load(connection)?;
    let (double, single): (Vec<_>, Vec<_>) = mine.into_iter().partition(|request| theirs.contains(request));
    let mut moved = 0;
    for request in single {
        let row = votes::table.find((project, request, from));
        let set = votes::visitor_id.eq(to);
        let n = diesel::update(row).set(set).execute(connection)?;
        moved += i64::try_from(n).unwrap_or(0);
    }
    Ok((moved, double))
}

/// Marks the anonymous votes of a visitor as verified, on the votes and on their requests.
pub fn verify(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
) -> Result<()> {
    use super::schema::requests;
    use crate::domain::status::VoterKind;
    let mine = votes::table
        .filter(votes::project_id.eq(project))
        .filter(votes::visitor_id.eq(visitor))
        .filter(votes::kind.eq(VoterKind::Anonymous));
    let mut marked: Vec<Id<id::Request>> = mine.select(votes::request_id).load(connection)?;
    marked.sort_unstable();
    diesel::update(mine).set(votes::kind.eq(VoterKind::Verified)).execute(connection)?;
    for request in marked {
        diesel::update(requests::table.find((project, request)))
            .set(requests::votes_verified.eq(requests::votes_verified + 1))
            .execute(connection)?;
    }
    Ok(())
}
