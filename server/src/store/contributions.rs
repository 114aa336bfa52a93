//! What visitors who chose a name are credited for: what follows from what happened, and what members recorded. A merged request's
//! contributions belong to the one that stands for it. Writes nothing, and names nobody without a name of its own choice.

use std::collections::HashMap;

use diesel::{dsl::min, prelude::*};

use super::{
    decisions, families,
    schema::{credit_names, credits, reports, requests, solved_answers},
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{credit::Fact, news::Solved, status::Status},
    error::Result,
};

/// The most requests that are looked at for some people.
const MOST_TOUCHED: i64 = 500;

/// The most people who are named for confirming the same fix: the earliest.
const MOST_CONFIRMED: i64 = 200;

/// What somebody who chose a name is credited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The request.
    pub request: Id<id::Request>,
    /// Who.
    pub visitor: Id<id::Visitor>,
    /// The name that it chose.
    pub name: String,
    /// What for.
    pub fact: Fact,
}

/// What visitors who chose a name are credited for on these requests, by request, fact and name. Of each request the earliest
/// who confirmed it are named.
pub fn of_requests(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Credit>> {
    of_some(connection, project, ids, None)
}

/// What these visitors are credited for on these requests.
pub fn of_visitors(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    visitors: &[Id<id::Visitor>],
) -> Result<Vec<Credit>> {
    of_some(connection, project, ids, Some(visitors))
}

fn of_some(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    only: Option<&[Id<id::Visitor>]>,
) -> Result<Vec<Credit>> {
    let family = families(connection, project, ids)?;
    let all: Vec<_> = family.keys().copied().collect();
    let mut found = first_reported(connection, project, &all, &family)?;
    let rows: Vec<(Id<id::Request>, Id<id::Visitor>, Fact)> = credits::table
        .filter(credits::project_id.eq(project))
        .filter(credits::request_id.eq_any(all.clone()))
        .select((credits::request_id, credits::visitor_id, credits::fact))
        .load(connection)?;
    found.extend(rows);
    found.extend(confirmed(connection, project, &all, only)?);
    found.retain(|(_, visitor, _)| only.is_none_or(|only| only.contains(visitor)));
    let visitors: Vec<_> = found.iter().map(|(_, visitor, _)| *visitor).collect();
    let names: HashMap<Id<id::Visitor>, String> = credit_names::table
        .filter(credit_names::project_id.eq(project))
        .filter(credit_names::visitor_id.eq_any(visitors))
        .select((credit_names::visitor_id, credit_names::name))
        .load(connection)?
        .into_iter()
        .collect();
    let mut credits: Vec<Credit> = found
        .into_iter()
        .filter_map(|(request, visitor, fact)| {
            let request = *family.get(&request)?;
            Some(Credit { request, visitor, name: names.get(&visitor)?.clone(), fact })
        })
        .collect();
    let key = |one: &Credit| (one.request, one.fact, one.name.clone(), one.visitor);
    credits.sort_by_key(key);
    credits.dedup_by_key(|one| (one.request, one.fact, one.visitor));
    Ok(credits)
}

/// These requests and those that were merged into them, each with the one that stands for it.
fn families(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<HashMap<Id<id::Request>, Id<id::Request>>> {
    let standing = families::standpoints(connection, project, ids)?;
    let numbers: HashMap<i64, Id<id::Request>> = standing.iter().map(|one| (one.number, one.id)).collect();
    let asked: Vec<i64> = numbers.keys().copied().collect();
    let mut family: HashMap<_, _> = ids.iter().map(|id| (*id, *id)).collect();
    for (child, into) in families::merged_into(connection, project, &asked)? {
        if let Some(standing) = numbers.get(&into) {
            family.insert(child, *standing);
        }
    }
    Ok(family)
}

/// The public requests that stand for these, each once.
pub fn standing(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
) -> Result<Vec<Id<id::Request>>> {
    let mut found = families::standpoints(connection, project, ids)?;
    let into: Vec<i64> = found.iter().filter_map(|one| one.into).collect();
    found.extend(families::numbered(connection, project, &into)?);
    let mut standing: Vec<_> =
        found.iter().filter(|one| one.public && one.into.is_none()).map(|one| one.id).collect();
    standing.sort_unstable();
    standing.dedup();
    Ok(standing)
}

/// The requests that some of these visitors suggested, reported, confirmed as solved or are recorded for: the latest of each kind.
pub fn touched(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    visitors: &[Id<id::Visitor>],
) -> Result<Vec<Id<id::Request>>> {
    let some = || visitors.iter().copied().map(Some);
    let mut ids: Vec<Id<id::Request>> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::visitor_id.eq_any(some()))
        .order(requests::id.desc())
        .limit(MOST_TOUCHED)
        .select(requests::id)
        .load(connection)?;
    let reported: Vec<Option<Id<id::Request>>> = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::visitor_id.eq_any(some()))
        .filter(reports::request_id.is_not_null())
        .order(reports::id.desc())
        .limit(MOST_TOUCHED)
        .select(reports::request_id)
        .load(connection)?;
    ids.extend(reported.into_iter().flatten());
    ids.extend(
        credits::table
            .filter(credits::project_id.eq(project))
            .filter(credits::visitor_id.eq_any(visitors.to_vec()))
            .order(credits::request_id.desc())
            .limit(MOST_TOUCHED)
            .select(credits::request_id)
            .load::<Id<id::Request>>(connection)?,
    );
    ids.extend(
        solved_answers::table
            .filter(solved_answers::project_id.eq(project))
            .filter(solved_answers::visitor_id.eq_any(visitors.to_vec()))
            .filter(solved_answers::answer.eq(Solved::Yes))
            .order(solved_answers::request_id.desc())
            .limit(MOST_TOUCHED)
            .select(solved_answers::request_id)
            .load::<Id<id::Request>>(connection)?,
    );
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// A request, who asked for it or reported it, and when.
type Asked = (Option<Id<id::Request>>, Option<Id<id::Visitor>>, Time);

type Found = Vec<(Id<id::Request>, Id<id::Visitor>, Fact)>;

/// Who was first to report each request, or one that was merged into it, or to suggest it. Nobody where the first one was erased:
/// the next one was not the first. A request that nobody suggested, the team wrote down after its first report, or its visitor was
/// erased; only a report from before says which.
fn first_reported(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    family: &HashMap<Id<id::Request>, Id<id::Request>>,
) -> Result<Found> {
    let suggested: Vec<(Id<id::Request>, Option<Id<id::Visitor>>, Time)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::id.eq_any(ids.to_vec()))
        .select((requests::id, requests::visitor_id, requests::created_at))
        .load(connection)?;
    let times: Vec<(Option<Id<id::Request>>, Option<Time>)> = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.iter().copied().map(Some)))
        .group_by(reports::request_id)
        .select((reports::request_id, min(reports::created_at)))
        .load(connection)?;
    let times: Vec<_> = times.into_iter().filter_map(|(_, at)| at).collect();
    // Another request may have a report of the same moment: the earliest of each is found below.
    let reported: Vec<Asked> = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::request_id.eq_any(ids.iter().copied().map(Some)))
        .filter(reports::created_at.eq_any(times))
        .order(reports::id.asc())
        .select((reports::request_id, reports::visitor_id, reports::created_at))
        .load(connection)?;
    let mut first: HashMap<Id<id::Request>, (Time, Option<Id<id::Visitor>>)> = HashMap::new();
    let suggested = suggested.into_iter().map(|(request, visitor, at)| (Some(request), visitor, at));
    // Of the same moment the report counts: a request may be made from it.
    for (request, visitor, at) in reported.into_iter().chain(suggested) {
        let Some(request) = request.and_then(|request| family.get(&request).copied()) else { continue };
        let known = first.entry(request).or_insert((at, visitor));
        if at < known.0 {
            *known = (at, visitor);
        }
    }
    Ok(first
        .into_iter()
        .filter_map(|(request, (_, visitor))| Some((request, visitor?, Fact::FirstReported)))
        .collect())
}

/// Who said that the latest shipping of each request solved it: these visitors, or the earliest of each request.
fn confirmed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Request>],
    only: Option<&[Id<id::Visitor>]>,
) -> Result<Found> {
    let mut shipped: HashMap<Id<id::Request>, i64> = HashMap::new();
    for decision in decisions::for_requests(connection, project, ids)? {
        if decision.status == Status::Shipped {
            shipped.entry(decision.request_id).or_insert(decision.version);
        }
    }
    let yes = || {
        solved_answers::table
            .inner_join(
                credit_names::table.on(credit_names::project_id
                    .eq(solved_answers::project_id)
                    .and(credit_names::visitor_id.eq(solved_answers::visitor_id))),
            )
            .filter(solved_answers::project_id.eq(project))
            .filter(solved_answers::answer.eq(Solved::Yes))
            .order((solved_answers::answered_at.asc(), solved_answers::visitor_id.asc()))
            .select((solved_answers::request_id, solved_answers::version, solved_answers::visitor_id))
    };
    let mut rows: Vec<(Id<id::Request>, i64, Id<id::Visitor>)> = Vec::new();
    if let Some(only) = only {
        let theirs = yes().filter(solved_answers::visitor_id.eq_any(only.to_vec()));
        rows = theirs.filter(solved_answers::request_id.eq_any(ids.to_vec())).load(connection)?;
    } else {
        for (request, version) in &shipped {
            let of_one = yes()
                .filter(solved_answers::request_id.eq(request))
                .filter(solved_answers::version.eq(version));
            rows.extend(of_one.limit(MOST_CONFIRMED).load::<(_, _, _)>(connection)?);
        }
    }
    Ok(rows
        .into_iter()
        .filter(|(request, version, _)| shipped.get(request) == Some(version))
        .map(|(request, _, visitor)| (request, visitor, Fact::ConfirmedFix))
        .collect())
}
