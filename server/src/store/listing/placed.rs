//! Lists of the requests of one screen, most heat or votes first. Whichever is less: the ranks of all requests are walked until
//! enough are of the screen, or those of the screen are sorted. What a request is, is asked of the first ones alone.
//! Never walks far: a screen may have many requests that nobody votes on.

use diesel::prelude::*;

use super::{Filter, Order, Rank, faceted, here, ranks};
use crate::{
    base::{
        cursor::Key,
        id::{self, Id},
        map::IdSet,
    },
    db::connection::AnyConnection,
    domain::facet::Facet,
    error::Result,
    store::{
        numbers::project,
        page,
        schema::{places, standings},
    },
};

/// Ranks that are walked before those of the screen are sorted after all.
const FAR: i64 = 16_384;
/// Maximum ranks that are walked, and requests that are asked for, at a time.
const STEP: i64 = 4_096;
/// By how much more of the screen's ranks are read each time when none of the first passed: all of them are sorted again.
const MORE: i64 = 16;
/// How many ranks are walked in the time in which one of the screen is looked up and sorted.
const EASIER: i64 = 4;

/// What is asked for.
pub struct Asked<'f> {
    /// The project.
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
        let facets = faceted::passing(connection, self.project, self.filter)?;
        let all: i64 = facets.iter().map(|(_, n)| n).sum();
        // As many are walked until enough were met, when those of the screen are spread evenly.
        let walk = limit.saturating_mul(all) / known;
        let near = walk < FAR / 2 && walk < known.saturating_mul(EASIER);
        let (mut from, mut step) =
            if near { (From::All, walk.max(limit).min(STEP)) } else { (From::Here, limit) };
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut walked, mut passed) = (0, Vec::new());
        loop {
            let mut ranks = self.next(connection, from, &facets, after, step)?;
            let ended = i64::try_from(ranks.len()).is_ok_and(|read| read < step);
            after = ranks.last().map(|(number, key)| (key.clone(), *number));
            ranks.retain(|rank| here.contains(&rank.0));
            passed.extend(ranks);
            if ended || passed.len() >= most {
                passed.truncate(most);
                return Ok(passed);
            }
            walked += step;
            (from, step) = match from {
                From::All if walked < FAR => (From::All, step.saturating_mul(2).min(STEP)),
                From::All => (From::Here, STEP),
                From::Here => (From::Here, step.saturating_mul(MORE)),
            };
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
        facets: &[(Facet, i64)],
        after: Option<(Key, i64)>,
        limit: i64,
    ) -> Result<Vec<Rank>> {
        if from == From::All {
            return faceted::ranked(connection, self.project, self.order, facets, after, limit);
        }
        let rows = standings::table.filter(standings::project.eq(project!(self.project)));
        let codes: Vec<_> = facets.iter().map(|(facet, _)| facet.code()).collect();
        let query = rows.filter(standings::facet.eq_any(codes)).limit(limit).into_boxed();
        let query = here!(query, standings::request, self.project, self.filter);
        Ok(ranks!(connection, query, self.order, after))
    }
}
