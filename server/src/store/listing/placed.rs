//! Lists of the requests of one screen, most heat or votes first. Whichever is less: the ranks of all requests are walked until
//! enough are of the screen, or those of the screen are sorted. What a request is, is asked of the first ones alone.
//! Never walks far: a screen may have many requests that nobody votes on.

use diesel::prelude::*;

use super::{Filter, Order, Rank, here, ranks};
use crate::{
    base::{
        cursor::Key,
        id::{self, Id},
        map::IdSet,
    },
    error::Result,
    store::{
        connection::AnyConnection,
        numbers::project,
        page,
        schema::{places, projects, requests, standings},
    },
};

/// Ranks that are walked before those of the screen are sorted after all.
const FAR: i64 = 16_384;
/// Ranks that are read at a time, at the most.
const STEP: i64 = 4_096;
/// How many ranks are walked in the time in which one of the screen is looked up and sorted.
const EASIER: i64 = 4;

/// What is asked for.
pub struct Asked<'f> {
    /// The tenant.
    pub project: Id<id::Project>,
    /// The screen.
    pub screen: Id<id::Screen>,
    /// By heat or by votes.
    pub order: Order,
    /// The object, and what else the list is narrowed to; not the words.
    pub filter: &'f Filter,
}

/// Where the next ranks are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// Among those of all requests.
    All,
    /// Among those of the screen.
    Here,
}

impl Asked<'_> {
    /// The first ranks after one that was shown.
    pub fn ranks(
        &self,
        connection: &mut AnyConnection,
        mut after: Option<(Key, i64)>,
        limit: i64,
    ) -> Result<Vec<Rank>> {
        let here = self.here(connection)?;
        let known = i64::try_from(here.len()).unwrap_or(i64::MAX).max(1);
        let all: i64 =
            projects::table.find(self.project).select(projects::last_request_number).first(connection)?;
        // As many are walked until enough were met, when those of the screen are spread evenly.
        let walk = limit.saturating_mul(all) / known;
        let near = walk < FAR / 2 && walk < known.saturating_mul(EASIER);
        let (mut from, mut step) =
            if near { (From::All, walk.clamp(limit, STEP)) } else { (From::Here, limit) };
        let (mut walked, mut passed) = (0, Vec::new());
        loop {
            let mut ranks = self.next(connection, from, after, step)?;
            let ended = i64::try_from(ranks.len()).is_ok_and(|read| read < step);
            after = ranks.last().map(|(number, key)| (key.clone(), *number));
            ranks.retain(|rank| here.contains(&rank.0));
            self.pass(connection, ranks, &mut passed)?;
            if ended || i64::try_from(passed.len()).is_ok_and(|passed| passed >= limit) {
                passed.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                return Ok(passed);
            }
            walked += step;
            if walked >= FAR {
                from = From::Here;
            }
            step = step.saturating_mul(2).min(STEP);
        }
    }

    /// The numbers of the requests of the screen, or of the object on it.
    fn here(&self, connection: &mut AnyConnection) -> Result<IdSet<i64>> {
        let mut query = places::table
            .filter(places::project_id.eq(self.project))
            .filter(places::screen_id.eq(self.screen))
            .select(places::request)
            .into_boxed();
        if let Some(key) = self.filter.object_key.clone() {
            query = query.filter(places::object_key.eq(key));
        }
        Ok(query.load(connection)?.into_iter().collect())
    }

    /// The next ranks in the order.
    fn next(
        &self,
        connection: &mut AnyConnection,
        from: From,
        after: Option<(Key, i64)>,
        limit: i64,
    ) -> Result<Vec<Rank>> {
        let rows = standings::table.filter(standings::project.eq(project!(self.project)));
        let query = rows.limit(limit).into_boxed();
        if from == From::All {
            return Ok(ranks!(connection, query, self.order, after, standings::heat, standings::votes));
        }
        let query = here!(query, standings::request, self.project, self.screen, self.filter);
        // Adding nothing keeps PostgreSQL from walking the ranks of all requests.
        Ok(ranks!(connection, query, self.order, after, (standings::heat + 0.0), (standings::votes + 0_i64)))
    }

    /// Adds the ranks whose requests are what the list is narrowed to.
    fn pass(&self, connection: &mut AnyConnection, ranks: Vec<Rank>, passed: &mut Vec<Rank>) -> Result<()> {
        if !self.filter.lacks_some() {
            passed.extend(ranks);
            return Ok(());
        }
        let passing: Vec<i64> = requests::table
            .filter(requests::project_id.eq(self.project))
            .filter(requests::number.eq_any(ranks.iter().map(|rank| rank.0)))
            .filter(requests::status.eq_any(self.filter.statuses()))
            .filter(requests::kind.eq_any(self.filter.kinds()))
            .filter(requests::public.eq_any(self.filter.visibilities()))
            .select(requests::number)
            .load(connection)?;
        let passing: IdSet<i64> = passing.into_iter().collect();
        passed.extend(ranks.into_iter().filter(|rank| passing.contains(&rank.0)));
        Ok(())
    }
}
