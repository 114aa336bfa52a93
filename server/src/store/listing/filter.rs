//! What a list of requests is narrowed to, and how a query says so. The values of one filter are alternatives; of several filters
//! each has to pass.
//! Reads nothing, and does not say by which index a list is read.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{
        facet::Facet,
        order::Order,
        status::{Kind, Status},
        wording::Query,
    },
};

/// What a list of requests is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Public ones only.
    pub public_only: bool,
    /// One of these statuses; empty for any.
    pub statuses: Vec<Status>,
    /// One of these kinds; empty for any.
    pub kinds: Vec<Kind>,
    /// A place on one of these screens; empty for any.
    pub screens: Vec<Id<id::Screen>>,
    /// A place with this object, on one of those screens.
    pub object_key: Option<String>,
    /// Only snoozed ones, or only those that are not.
    pub snoozed: Option<bool>,
    /// Those that one of these members takes care of, or, with `None`, that nobody does; empty for any.
    pub assignees: Vec<Option<Id<id::Member>>>,
    /// Those with one of these tags, each in every way in which it is written.
    pub tags: Option<Vec<String>>,
    /// Those that a visitor of one of these segments voted for; empty for any.
    pub segments: Vec<String>,
    /// Those that were suggested at this time or later.
    pub since: Option<Time>,
    /// Those that were suggested before.
    pub before: Option<Time>,
    /// Only those with linked reports, or only those without.
    pub reported: Option<bool>,
    /// What somebody searches for.
    pub query: Option<Query>,
}

impl Filter {
    /// Whether a request with this facet can be in the list; what else it is narrowed to is checked elsewhere.
    pub fn passes(&self, facet: Facet) -> bool {
        let visible = !self.public_only || facet.public && facet.status != Status::Merged;
        visible
            && (self.statuses.is_empty() || self.statuses.contains(&facet.status))
            && (self.kinds.is_empty() || self.kinds.contains(&facet.kind))
            && self.snoozed.is_none_or(|snoozed| facet.snoozed == snoozed)
            && (self.assignees.is_empty()
                || self.assignees.iter().any(|member| facet.assigned == member.is_some()))
    }

    /// The facets that pass, by their numbers.
    pub fn codes(&self) -> Vec<i16> {
        Facet::all().filter(|facet| self.passes(*facet)).map(Facet::code).collect()
    }

    /// The members among those who take care of the requests.
    pub fn members(&self) -> Vec<Id<id::Member>> {
        self.assignees.iter().copied().flatten().collect()
    }

    /// The span of time of the suggestions.
    pub const fn days(&self) -> (Option<Time>, Option<Time>) {
        (self.since, self.before)
    }

    /// The screen of a list that is narrowed to one, and by nothing that no facet says but its object.
    pub fn one_screen(&self) -> Option<Id<id::Screen>> {
        let [screen] = self.screens.as_slice() else { return None };
        let without = Self { screens: Vec::new(), ..self.clone() };
        (!without.is_more_than_facets(Order::Hot)).then_some(*screen)
    }

    /// Whether it narrows a list by anything that no facet says, and that the index of this order does not know; not the words.
    pub fn is_more_than_facets(&self, order: Order) -> bool {
        !self.screens.is_empty()
            || !self.members().is_empty()
            || self.tags.is_some()
            || !self.segments.is_empty()
            || self.reported.is_some()
            || order != Order::New && (self.since.is_some() || self.before.is_some())
    }
}

/// Narrows a query, by its column of numbers, to the requests on some screens, and at the object there that is asked for.
macro_rules! here {
    ($query:expr, $number:expr, $project:expr, $filter:expr) => {{
        let here = places::table
            .filter(places::project_id.eq($project))
            .filter(places::screen_id.eq_any($filter.screens.clone()))
            .select(places::request);
        match $filter.object_key.clone() {
            Some(key) => $query.filter($number.eq_any(here.filter(places::object_key.eq(key)))),
            None => $query.filter($number.eq_any(here)),
        }
    }};
}
pub(super) use here;

/// Narrows a boxed query of requests and their standings by what their own rows say.
macro_rules! plain {
    ($query:expr, $filter:expr) => {{
        let mut query = $query.filter(requests::facet.eq_any($filter.codes()));
        let members = $filter.members();
        if members.len() < $filter.assignees.len() {
            if !members.is_empty() {
                query =
                    query.filter(requests::assignee_id.is_null().or(requests::assignee_id.eq_any(members)));
            }
        } else if !members.is_empty() {
            query = query.filter(requests::assignee_id.eq_any(members));
        }
        if let Some(since) = $filter.since {
            query = query.filter(requests::created_at.ge(since));
        }
        if let Some(before) = $filter.before {
            query = query.filter(requests::created_at.lt(before));
        }
        match $filter.reported {
            // As text: SQLite uses the index of these for no value that is bound.
            Some(true) => query.filter(sql::<diesel::sql_types::Bool>("standings.reports > 0")),
            Some(false) => query.filter(standings::reports.le(0)),
            None => query,
        }
    }};
}
pub(super) use plain;

/// Narrows a boxed query of requests to those that pass a filter, whatever is searched for, from what indexes name.
macro_rules! narrowed {
    ($query:expr, $project:expr, $filter:expr) => {{
        let mut query = $crate::store::listing::filter::plain!($query, $filter);
        if !$filter.screens.is_empty() {
            query = here!(query, requests::number, $project, $filter);
        }
        if let Some(words) = $filter.tags.clone() {
            let tagged = tags::table.filter(tags::project_id.eq($project)).filter(tags::tag.eq_any(words));
            query = query.filter(requests::id.eq_any(tagged.select(tags::request_id)));
        }
        if !$filter.segments.is_empty() {
            let people = visitors::table
                .filter(visitors::project_id.eq($project))
                .filter(visitors::segment.eq_any($filter.segments.clone()))
                .select(visitors::number);
            let voted = votes::table
                .filter(votes::project.eq($crate::store::numbers::project!($project)))
                .filter(votes::visitor.eq_any(people));
            query = query.filter(requests::number.eq_any(voted.select(sql::<BigInt>("votes.request"))));
        }
        query
    }};
}
pub(super) use narrowed;
