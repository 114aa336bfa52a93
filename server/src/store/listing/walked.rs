//! The first ranks of requests that are narrowed by what no index of an order knows: screens, tags, members, segments, days and
//! reports. Where an index says that few pass, these are sorted; else the ranks of the order are walked, and the rows of each step
//! are asked whether they pass. Never walks far: then all that pass are sorted after all.

use std::collections::HashSet;

use diesel::{
    dsl::{exists, sql},
    prelude::*,
    sql_types::Bool,
};

use super::{
    Filter, Rank, faceted,
    filter::plain,
    picked::{pick, place},
    shown,
};
use crate::{
    base::{
        cursor::Cursor,
        id::{self, Id},
    },
    db::connection::AnyConnection,
    domain::{facet::Facet, order::Order},
    error::Result,
    store::{
        numbers::{project, whole},
        schema::{places, requests, standings, tags, visitors, votes},
    },
};

/// How far a list is walked.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// At most so many are sorted instead of walking.
    pub few: i64,
    /// At most so many visitors of the segments are asked for their votes instead of walking.
    pub few_voters: i64,
    /// Ranks that are walked before all that pass are sorted.
    pub far: i64,
    /// Minimum and maximum ranks that are walked at a time.
    pub steps: (i64, i64),
}

/// The bounds that a million requests were measured with.
pub const BOUNDS: Bounds = Bounds { few: 5_000, few_voters: 1_000, far: 16_384, steps: (128, 4_096) };

/// The ranks of the first requests that pass, after one that was shown.
pub fn ranks(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
    bounds: Bounds,
) -> Result<Vec<Rank>> {
    let facets = faceted::passing(connection, project, filter)?;
    if are_few(connection, project, &facets, filter, bounds)? {
        return pick(connection, project, order, filter, after, limit);
    }
    let mut walk = Walk { project, order, filter, facets: &facets, after: after.cloned(), bounds };
    let (mut passed, _) = walk.until(connection, limit)?;
    let left = limit.saturating_sub(i64::try_from(passed.len()).unwrap_or(i64::MAX));
    if left > 0 && walk.after.is_some() {
        passed.extend(pick(connection, project, order, filter, walk.after.as_ref(), left)?);
    }
    Ok(passed)
}

/// How many requests pass, counted no further than `most`; and whether there may be more, which were not looked at.
pub fn count(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    filter: &Filter,
    most: i64,
    bounds: Bounds,
) -> Result<(i64, bool)> {
    let facets = faceted::passing(connection, project, filter)?;
    if !filter.is_more_than_facets(Order::Hot) {
        return Ok((facets.iter().map(|(_, requests)| requests).sum(), false));
    }
    let (ranks, more) = if are_few(connection, project, &facets, filter, bounds)? {
        (pick(connection, project, Order::Hot, filter, None, most + 1)?, false)
    } else {
        let mut walk = Walk { project, order: Order::Hot, filter, facets: &facets, after: None, bounds };
        walk.until(connection, most + 1)?
    };
    let found = i64::try_from(ranks.len()).unwrap_or(i64::MAX);
    Ok((found.min(most), more || found > most))
}

/// Whether an index says that few requests can pass.
fn are_few(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    facets: &[(Facet, i64)],
    filter: &Filter,
    bounds: Bounds,
) -> Result<bool> {
    let few = |rows: usize| i64::try_from(rows).is_ok_and(|rows| rows <= bounds.few);
    if facets.iter().map(|(_, requests)| requests).sum::<i64>() <= bounds.few {
        return Ok(true);
    }
    if let Some(words) = &filter.tags {
        let tagged = tags::table.filter(tags::project_id.eq(project)).filter(tags::tag.eq_any(words));
        let rows: Vec<Id<id::Request>> =
            tagged.select(tags::request_id).limit(bounds.few + 1).load(connection)?;
        if few(rows.len()) {
            return Ok(true);
        }
    }
    let members = filter.members();
    if !members.is_empty() && members.len() == filter.assignees.len() {
        let own = requests::table
            .filter(requests::project_id.eq(project))
            .filter(requests::assignee_id.eq_any(members));
        let rows: Vec<Id<id::Request>> = own.select(requests::id).limit(bounds.few + 1).load(connection)?;
        if few(rows.len()) {
            return Ok(true);
        }
    }
    if !filter.screens.is_empty() {
        let here = places::table
            .filter(places::project_id.eq(project))
            .filter(places::screen_id.eq_any(&filter.screens));
        let rows: Vec<i64> = here.select(places::request).limit(bounds.few + 1).load(connection)?;
        if few(rows.len()) {
            return Ok(true);
        }
    }
    if filter.reported == Some(true) {
        let reported = standings::table
            .filter(standings::project.eq(project!(project)))
            .filter(sql::<Bool>("standings.reports > 0"));
        let rows: Vec<i64> = reported.select(standings::request).limit(bounds.few + 1).load(connection)?;
        if few(rows.len()) {
            return Ok(true);
        }
    }
    if filter.since.is_some() || filter.before.is_some() {
        let rows = faceted::latest(connection, project, facets, filter.days(), None, bounds.few + 1)?;
        if few(rows.len()) {
            return Ok(true);
        }
    }
    if filter.segments.is_empty() {
        return Ok(false);
    }
    let people = visitors::table
        .filter(visitors::project_id.eq(project))
        .filter(visitors::segment.eq_any(&filter.segments));
    let rows: Vec<i64> = people.select(visitors::number).limit(bounds.few_voters + 1).load(connection)?;
    Ok(i64::try_from(rows.len()).is_ok_and(|rows| rows <= bounds.few_voters))
}

/// A walk through the ranks of an order.
struct Walk<'f> {
    project: Id<id::Project>,
    order: Order,
    filter: &'f Filter,
    facets: &'f [(Facet, i64)],
    /// Where it stands; `None` at the beginning, and again at the end.
    after: Option<Cursor>,
    bounds: Bounds,
}

impl Walk<'_> {
    /// The first that pass, and whether it stopped before so many were met and before the end.
    fn until(&mut self, connection: &mut AnyConnection, limit: i64) -> Result<(Vec<Rank>, bool)> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut passed, mut walked) = (Vec::new(), 0);
        let mut step = limit.clamp(self.bounds.steps.0, self.bounds.steps.1);
        loop {
            let ranks = self.next(connection, step)?;
            let ended = i64::try_from(ranks.len()).is_ok_and(|read| read < step);
            let last = ranks.last().cloned();
            let passing = self.passing(connection, &ranks)?;
            passed.extend(ranks.into_iter().filter(|rank| passing.contains(&rank.0)));
            walked += step;
            self.after = match last {
                Some(last) if !ended => Some(place(connection, self.project, self.order, last)?),
                _ => None,
            };
            if ended || passed.len() >= most || walked >= self.bounds.far {
                let stopped = !ended && passed.len() < most;
                passed.truncate(most);
                return Ok((passed, stopped));
            }
            step = step.saturating_mul(2).min(self.bounds.steps.1);
        }
    }

    /// The next ranks, whether they pass or not.
    fn next(&self, connection: &mut AnyConnection, limit: i64) -> Result<Vec<Rank>> {
        let (project, order, after) = (self.project, self.order, self.after.as_ref());
        if order == Order::New {
            return faceted::latest(connection, project, self.facets, self.filter.days(), after, limit);
        }
        let after = after.map(|cursor| shown(connection, project, cursor)).transpose()?;
        faceted::ranked(connection, project, order, self.facets, after, limit)
    }

    /// The numbers of those that pass. Asks the rows of each, and never for all that have a tag or are on a screen.
    fn passing(&self, connection: &mut AnyConnection, ranks: &[Rank]) -> Result<HashSet<i64>> {
        if ranks.is_empty() {
            return Ok(HashSet::new());
        }
        // As text: for values that are bound PostgreSQL may keep a plan that expects few.
        let numbers: Vec<String> = ranks.iter().map(|rank| rank.0.to_string()).collect();
        let among = format!("requests.number IN ({})", numbers.join(","));
        let (project, filter) = (self.project, self.filter);
        let mut query = plain!(whole!(project).filter(sql::<Bool>(&among)).into_boxed(), filter);
        if !filter.screens.is_empty() {
            let here = places::table
                .filter(places::project_id.eq(project))
                .filter(places::request.eq(requests::number))
                .filter(places::screen_id.eq_any(filter.screens.clone()));
            query = match filter.object_key.clone() {
                Some(key) => query.filter(exists(here.filter(places::object_key.eq(key)))),
                None => query.filter(exists(here)),
            };
        }
        if let Some(words) = filter.tags.clone() {
            let tagged = tags::table
                .filter(tags::project_id.eq(project))
                .filter(tags::request_id.eq(requests::id))
                .filter(tags::tag.eq_any(words));
            query = query.filter(exists(tagged));
        }
        if !filter.segments.is_empty() {
            // The votes of a request one by one until one is of the segments, which is soon where these have many visitors.
            let voted = votes::table
                .inner_join(visitors::table.on(visitors::number.eq(votes::visitor)))
                .filter(votes::project.eq(standings::project))
                .filter(sql::<Bool>("votes.request = requests.number"))
                .filter(visitors::project_id.eq(project))
                .filter(visitors::segment.eq_any(filter.segments.clone()));
            query = query.filter(exists(voted));
        }
        Ok(query.select(requests::number).load::<i64>(connection)?.into_iter().collect())
    }
}
