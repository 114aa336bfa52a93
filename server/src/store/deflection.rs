//! What became of similar requests that were shown to visitors who wrote a suggestion: votes that were cast on one of them instead,
//! and requests that were posted all the same. Reads a bounded number of the latest rows; decides nothing.

use diesel::{prelude::*, sql_types::BigInt};

use super::{
    measures::{is_full, made_on},
    numbers::project,
    places,
    schema::{requests, votes},
    screens,
    votes::{second_of, time_of},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{
        deflection::{Choice, Offered},
        measures::MOST_ROWS,
    },
    error::Result,
};

/// What was chosen in a period.
#[derive(Debug)]
pub struct Period {
    /// All of it, in no order.
    pub choices: Vec<Choice>,
    /// Whether there is more than is looked at: the latest are here.
    pub truncated: bool,
}

/// What was chosen since a time, on a screen or anywhere. A request that was merged later was posted all the same; a vote on a
/// merged request is counted where it was lent to, so that it counts once, and is gone where it was taken back.
pub fn choices(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    since: Time,
    screen: Option<Id<id::Screen>>,
) -> Result<Period> {
    let (voted, votes_from) = voted(connection, project, since, screen)?;
    let (posted, requests_from) = posted(connection, project, since, screen)?;
    // Where there is more of one of them, both are looked at for the same time.
    let from = [votes_from, requests_from].into_iter().flatten().max();
    let choices = voted.into_iter().chain(posted).filter(|(at, _)| from.is_none_or(|from| *at >= from));
    Ok(Period { choices: choices.map(|(_, choice)| choice).collect(), truncated: from.is_some() })
}

/// What was chosen and when; and since when, if there is more than that.
type Read = (Vec<(Time, Choice)>, Option<Time>);

fn voted(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    since: Time,
    screen: Option<Id<id::Screen>>,
) -> Result<Read> {
    let merged = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::number.eq(diesel::dsl::sql::<BigInt>("votes.request")))
        .filter(requests::merged_into.is_not_null());
    let mut query = votes::table
        .filter(votes::project.eq(project!(project)))
        .filter(votes::instead.is_not_null())
        .filter(votes::cast_at.ge(second_of(since)))
        .filter(diesel::dsl::not(diesel::dsl::exists(merged)))
        .order(votes::cast_at.desc())
        .limit(MOST_ROWS)
        .select((votes::cast_at, votes::screen, votes::instead.assume_not_null()))
        .into_boxed();
    if let Some(screen) = screen {
        query = query.filter(votes::screen.eq(screens::number(connection, project, screen)?));
    }
    let rows: Vec<(i32, Option<i32>, Offered)> = query.load(connection)?;
    let from = rows.last().filter(|_| is_full(rows.len(), MOST_ROWS)).map(|(second, ..)| time_of(*second));
    let mut numbers: Vec<_> = rows.iter().filter_map(|(_, screen, _)| *screen).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let known = screens::by_numbers(connection, project, &numbers)?;
    let named = |number: i32| known.iter().find(|(known, _)| *known == number).map(|(_, id)| *id);
    let choice =
        |screen: Option<i32>, offered| Choice { screen: screen.and_then(named), offered, posted: false };
    Ok((
        rows.into_iter()
            .map(|(second, screen, offered)| (time_of(second), choice(screen, offered)))
            .collect(),
        from,
    ))
}

fn posted(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    since: Time,
    screen: Option<Id<id::Screen>>,
) -> Result<Read> {
    // By the id, which begins with the time: an index has it.
    let mut query = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.ge(Id::<id::Request>::first_at(since)))
        .filter(requests::created_at.ge(since))
        .order(requests::id.desc())
        .limit(MOST_ROWS)
        .select((requests::number, requests::created_at, requests::offered))
        .into_boxed();
    if let Some(screen) = screen {
        query = query.filter(requests::number.eq_any(made_on!(project, screen)));
    }
    let rows: Vec<(i64, Time, Option<Offered>)> = query.load(connection)?;
    let from = rows.last().filter(|_| is_full(rows.len(), MOST_ROWS)).map(|(_, at, _)| *at);
    let rows: Vec<_> =
        rows.into_iter().filter_map(|(number, at, offered)| Some((number, at, offered?))).collect();
    let numbers: Vec<_> = rows.iter().map(|(number, ..)| *number).collect();
    let made_on: std::collections::HashMap<_, _> = places::for_requests(connection, project, &numbers, true)?
        .into_iter()
        .map(|place| (place.request, place.screen))
        .collect();
    let choice = |number, offered| Choice { screen: made_on.get(&number).copied(), offered, posted: true };
    Ok((rows.into_iter().map(|(number, at, offered)| (at, choice(number, offered))).collect(), from))
}
