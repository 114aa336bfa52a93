//! The votes table: who voted on what, and when. Casting is `intake::votes`'s.
//! The one file that knows that its keys are the numbers of rows, and its times whole seconds.

use diesel::{dsl::count_star, prelude::*, sql_types::Integer};

use super::{
    day_totals::DayMoves,
    numbers::{project, visitor},
    projects::Project,
    schema::{requests, visitors, votes},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::{
        connection::{AnyConnection, each},
        prepared::prepared,
    },
    domain::{overview::Figure, status::VoterKind},
    error::{Error, Result},
};

/// The day that `cast_at` counts its seconds from: 2024-01-01, in days since 1970.
const FIRST_DAY: i64 = 19_723;
/// Seconds in a day.
const DAY: i64 = 86_400;

/// A time as the table keeps it; times outside of 1955 to 2092 become the nearest within.
pub fn second_of(at: Time) -> i32 {
    let seconds = at.seconds() - FIRST_DAY * DAY;
    i32::try_from(seconds).unwrap_or(if seconds < 0 { i32::MIN } else { i32::MAX })
}

/// The time that the table means.
pub fn time_of(second: i32) -> Time {
    Time::from_micros((i64::from(second) + FIRST_DAY * DAY) * 1_000_000)
}

/// A request's number as a key of votes. Fails past two thousand million requests of one project.
pub fn key_of(number: i64) -> Result<i32> {
    i32::try_from(number).map_err(|error| Error::internal(format!("request {number}: {error}")))
}

/// The ids of requests by their numbers, in no order.
pub fn named(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    keys: impl Iterator<Item = i32>,
) -> Result<Vec<(i32, Id<id::Request>)>> {
    let rows: Vec<(i64, Id<id::Request>)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::number.eq_any(keys.map(i64::from).collect::<Vec<_>>()))
        .select((requests::number, requests::id))
        .load(connection)?;
    rows.into_iter().map(|(number, id)| Ok((key_of(number)?, id))).collect()
}

/// The keys of requests by their ids, in no order.
fn keyed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<(i32, Id<id::Request>)>> {
    let rows: Vec<(i64, Id<id::Request>)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids))
        .select((requests::number, requests::id))
        .load(connection)?;
    rows.into_iter().map(|(number, id)| Ok((key_of(number)?, id))).collect()
}

/// Votes of one visitor that are scanned before the database is asked for particular ones.
const FEW: usize = 200;

/// Names the statement.
enum Own {}

/// Which of these requests, given by number and id, the visitor has voted on.
pub fn among(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    requests: &[(i64, Id<id::Request>)],
) -> Result<Vec<Id<id::Request>>> {
    let of_visitor = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::visitor.eq(visitor!(project, visitor)));
    // Most visitors have voted on a few requests only: one look at all of those, with a statement that stays prepared.
    let few = of_visitor.select(votes::request).limit(FEW as i64);
    let mut voted: Vec<i32> = each!(connection, inner => prepared::<Own, _>(few).load(inner))?;
    if voted.len() >= FEW {
        let wanted = requests.iter().map(|(number, _)| key_of(*number)).collect::<Result<Vec<_>>>()?;
        voted = of_visitor.filter(votes::request.eq_any(wanted)).select(votes::request).load(connection)?;
    }
    let has = |number: i64| voted.iter().any(|key| i64::from(*key) == number);
    Ok(requests.iter().filter(|(number, _)| has(*number)).map(|(_, id)| *id).collect())
}

/// What the visitor voted on and when, latest first.
pub fn for_visitor(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitor: Id<id::Visitor>,
    limit: i64,
) -> Result<Vec<(Id<id::Request>, Time)>> {
    let rows: Vec<(i32, i32)> = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::visitor.eq(visitor!(project, visitor)))
        .order((votes::cast_at.desc(), votes::request.desc()))
        .limit(limit)
        .select((votes::request, votes::cast_at))
        .load(connection)?;
    let ids = named(connection, project, rows.iter().map(|(key, _)| *key))?;
    let id_of = |key: i32| ids.iter().find(|(known, _)| *known == key).map(|(_, id)| *id);
    Ok(rows.into_iter().filter_map(|(key, at)| Some((id_of(key)?, time_of(at)))).collect())
}

/// How many current votes each of these visitors has; visitors without one are left out.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
) -> Result<Vec<(Id<id::Visitor>, i64)>> {
    let known: Vec<(i64, Id<id::Visitor>)> = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::id.eq_any(ids))
        .select((visitors::number, visitors::id))
        .load(connection)?;
    let counts: Vec<(i64, i64)> = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::visitor.eq_any(known.iter().map(|(number, _)| *number).collect::<Vec<_>>()))
        .group_by(votes::visitor)
        .select((votes::visitor, count_star()))
        .load(connection)?;
    let id_of = |number: i64| known.iter().find(|(known, _)| *known == number).map(|(_, id)| *id);
    Ok(counts.into_iter().filter_map(|(number, n)| Some((id_of(number)?, n))).collect())
}

/// Votes of a request by UTC day since `since`, days without votes left out, oldest first.
pub fn by_day(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    since: Time,
) -> Result<Vec<(i64, i64)>> {
    let keys = keyed(connection, project, &[request])?;
    let day = diesel::dsl::sql::<diesel::sql_types::Integer>("cast_at / 86400");
    let rows: Vec<(i32, i64)> = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::request.eq_any(keys.iter().map(|(key, _)| *key).collect::<Vec<_>>()))
        .filter(votes::cast_at.ge(second_of(since)))
        .group_by(day.clone())
        .select((day.clone(), count_star()))
        .order(day)
        .load(connection)?;
    Ok(rows.into_iter().map(|(day, n)| (i64::from(day) + FIRST_DAY, n)).collect())
}

/// Votes of each of these requests since `since`, by kind of voter.
pub fn since(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    since: Time,
) -> Result<Vec<(Id<id::Request>, VoterKind, i64)>> {
    let keys = keyed(connection, project, ids)?;
    let rows: Vec<(i32, VoterKind, i64)> = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::request.eq_any(keys.iter().map(|(key, _)| *key).collect::<Vec<_>>()))
        .filter(votes::cast_at.ge(second_of(since)))
        .group_by((votes::request, votes::kind))
        .select((votes::request, votes::kind, count_star()))
        .load(connection)?;
    let id_of = |key: i32| keys.iter().find(|(known, _)| *known == key).map(|(_, id)| *id);
    Ok(rows.into_iter().filter_map(|(key, kind, n)| Some((id_of(key)?, kind, n))).collect())
}

/// Votes of each of these requests, by their numbers, since `since`; those without any are left out.
pub fn counts_since(
    connection: &mut AnyConnection,
    project: &Project,
    numbers: &[i64],
    since: Time,
) -> Result<Vec<(i64, i64)>> {
    let keys = numbers.iter().map(|number| key_of(*number)).collect::<Result<Vec<_>>>()?;
    let rows: Vec<(i32, i64)> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::request.eq_any(keys))
        .filter(votes::cast_at.ge(second_of(since)))
        .group_by(votes::request)
        .select((votes::request, count_star()))
        .load(connection)?;
    Ok(rows.into_iter().map(|(key, n)| (i64::from(key), n)).collect())
}

/// A vote as the table has it.
pub struct Vote {
    /// What vouches for the voter.
    pub kind: VoterKind,
    /// How much it counts.
    pub weight: f64,
    /// When it was cast, to the second.
    pub at: Time,
    /// The number of the screen it came from.
    pub screen: Option<i32>,
    /// The object it came from; empty for none.
    pub object_key: String,
}

/// All votes of a request, by its number.
pub fn for_request(connection: &mut AnyConnection, project: &Project, request: i64) -> Result<Vec<Vote>> {
    let rows: Vec<(VoterKind, f64, i32, Option<i32>, String)> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::request.eq(key_of(request)?))
        .select((votes::kind, votes::weight, votes::cast_at, votes::screen, votes::object_key))
        .load(connection)?;
    let vote =
        |(kind, weight, at, screen, object_key)| Vote { kind, weight, at: time_of(at), screen, object_key };
    Ok(rows.into_iter().map(vote).collect())
}

/// The votes' part of the heat of a request, by its number, as `project` ranks.
pub fn part(connection: &mut AnyConnection, project: &Project, request: i64) -> Result<f64> {
    let rows: Vec<(f64, i32)> = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::request.eq(key_of(request)?))
        .select((votes::weight, votes::cast_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(weight, at)| project.contribution(weight, time_of(at))).sum())
}

/// What vouches for the vote of a visitor on a request, by its number; `None` where there is no vote.
pub fn kind_of(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    visitor: Id<id::Visitor>,
) -> Result<Option<VoterKind>> {
    let kind = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::request.eq(key_of(request)?))
        .filter(votes::visitor.eq(visitor!(project.id, visitor)))
        .select(votes::kind)
        .first(connection)
        .optional()?;
    Ok(kind)
}

/// Copies the votes of a request to another one that has none, both by their numbers, as they were cast.
pub fn copy(connection: &mut AnyConnection, project: &Project, from: i64, to: i64) -> Result<()> {
    // A vote that a merged request has lent is one of the copy's own, and none was cast on it instead of posting something.
    let copy = diesel::sql_query(
        "INSERT INTO votes (project, request, visitor, weight, cast_at, screen, kind, object_key) \
         SELECT project, $1, visitor, weight, cast_at, screen, kind, object_key FROM votes \
         WHERE project = $2 AND request = $3",
    )
    .bind::<Integer, _>(key_of(to)?)
    .bind::<Integer, _>(project.number)
    .bind::<Integer, _>(key_of(from)?);
    each!(connection, inner => copy.execute(inner))?;
    let cast = for_request(connection, project, to)?;
    let mut days = DayMoves::default();
    for vote in cast {
        days.add(Figure::Votes, vote.at.day(), 1);
    }
    days.write(connection, project.id)
}

/// How many votes of a project have no request, and how many no visitor.
pub fn orphans(connection: &mut AnyConnection, project: &Project) -> Result<[(&'static str, i64); 2]> {
    let all = votes::table.filter(votes::project.eq(project.number));
    let request = requests::table
        .filter(requests::project_id.eq(project.id))
        .filter(requests::number.eq(diesel::dsl::sql::<diesel::sql_types::BigInt>("votes.request")));
    let visitor = visitors::table
        .filter(visitors::project_id.eq(project.id))
        .filter(visitors::number.eq(votes::visitor));
    let of_nothing =
        all.filter(diesel::dsl::not(diesel::dsl::exists(request))).count().get_result(connection)?;
    let of_nobody =
        all.filter(diesel::dsl::not(diesel::dsl::exists(visitor))).count().get_result(connection)?;
    Ok([("request", of_nothing), ("visitor", of_nobody)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_kept_to_the_second_and_days_begin_with_the_day() {
        let noon = Time::from_micros(1_795_262_400_000_000 + 43_200_000_123);
        assert_eq!(time_of(second_of(noon)).micros(), noon.micros() / 1_000_000 * 1_000_000);
        assert_eq!(i64::from(second_of(noon)) / DAY + FIRST_DAY, noon.day());
        for extreme in [i64::MIN, i64::MAX] {
            assert!(second_of(Time::from_micros(extreme)).checked_abs().is_none_or(|size| size == i32::MAX));
        }
    }
}
