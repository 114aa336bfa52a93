//! Identifying a visitor: carrying over to it the data of an anonymous one, and of the one whom a member described by its verified
//! address; and anonymising a visitor.
//! A request that both voted for keeps one vote; the old visitor is deleted, so its token is no longer valid.

use std::sync::Arc;

use diesel::prelude::*;

use super::{
    ballot,
    bin::visitors::{self as binned, Heir},
    erase, rerank,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::status::VoterKind,
    error::{Error, Result},
    intake::{
        answers::{carry as carry_answers, held as hold_answers},
        votes::{VoteCommand, cast_all},
    },
    store::{
        answers, authors, ballots, carried_votes, comments, credits, follows, idempotency, on_behalf_notes,
        projects::{self, Project},
        reports, requests,
        schema::{reports as reports_table, visitors as visitors_table},
        solved, visitor_locks,
        visitors::{self, Visitor},
        weights,
    },
};

/// How much was carried over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carried {
    /// Votes.
    pub votes: i64,
    /// Answers.
    pub answers: i64,
    /// Reports.
    pub reports: i64,
    /// Suggestions.
    pub requests: i64,
}

impl Carried {
    const fn add(&mut self, other: Self) {
        self.votes += other.votes;
        self.answers += other.answers;
        self.reports += other.reports;
        self.requests += other.requests;
    }
}

/// Who a visitor is now, and what changed by that.
#[derive(Debug)]
pub struct Identified {
    /// The visitor, by what its host says of it.
    pub visitor: Visitor,
    /// What was carried over to it.
    pub carried: Carried,
    /// Whether requests changed by it: votes became one, or weigh something else now.
    pub changed: bool,
}

/// Identifies a visitor by what its host says, and carries everything of an anonymous one over to it, which is deleted. Its votes are
/// verified, and weigh what its segment does from now on. An anonymous visitor that does not exist has nothing to carry. Where the host
/// verified the e-mail address, so is everything carried of the one whom a member described by it: both are one person.
pub fn identify(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    profile: &Visitor,
    anonymous: Option<Id<id::Visitor>>,
    now: Time,
) -> Result<Identified> {
    let to = visitors::ensure(connection, profile)?;
    let described = match profile.email_key().filter(|_| profile.email_verified) {
        Some(email) => visitors::described(connection, project.id, &email)?,
        None => None,
    };
    let mut whose: Vec<_> =
        anonymous.into_iter().chain(described).filter(|from| *from != to).chain([to]).collect();
    whose.dedup();
    visitor_locks::lock(connection, project.id, &whose)?;
    let known = visitors::by_ids(connection, project.id, &whose)?;
    let gone = || Error::contended("a visitor was erased while it was identified");
    let before = known.iter().find(|known| known.id == to).ok_or_else(gone)?;
    let visitor = visitors::describe(connection, before.id, profile)?;
    let changes = known.iter().any(|known| known.weight != visitor.weight);
    let (following, later) = if changes {
        weights::following(connection, project, &whose, visitor.weight)?
    } else {
        (Vec::new(), false)
    };
    if later {
        projects::lock(connection, project.id)?;
    }
    let mut carried = Carried::default();
    for from in known.iter().filter(|known| known.id != to) {
        carried.add(carry(connection, project, (from.id, to), &following, now)?);
    }
    requests::lock(connection, project.id, &following)?;
    if later {
        rerank::follow(connection, project.id, now)?;
    } else if changes {
        // As it ranks now, whatever is cached of it.
        let project = projects::by_id(connection, project.id)?;
        weights::follow(connection, &project, &visitor)?;
        journal::note(connection, project.id, What::Requests, &following, now)?;
    }
    let changed = !following.is_empty() || known.len() > 1;
    Ok(Identified { visitor, carried, changed })
}

/// Carries everything of a visitor over to another one, and deletes it. Both are locked. Locks also the requests whose votes weigh
/// something else afterwards.
fn carry(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    (from, to): (Id<id::Visitor>, Id<id::Visitor>),
    following: &[Id<id::Request>],
    now: Time,
) -> Result<Carried> {
    // Reports, the project, screens and then requests, as everywhere that locks them; and what no counter depends on before these.
    reports::lock_by(connection, project.id, from)?;
    let reports = reports::carry(connection, project.id, from, to)?;
    comments::hand_over(connection, project.id, from, Some(to))?;
    follows::carry(connection, project.id, from, to)?;
    solved::carry(connection, project.id, from, to)?;
    ballots::carry(connection, project.id, from, to)?;
    credits::carry(connection, project.id, from, to, now)?;
    binned::hand_over(connection, project.id, from, Heir::Known(to), &|_| ())?;
    if let (Some(seen), _) = visitors::news(connection, project.id, from)? {
        visitors::saw_news(connection, project.id, to, seen)?;
    }
    let mut touched = weights::voted(connection, project, from)?;
    touched.extend(authors::suggested(connection, project.id, from)?);
    touched.extend(following);
    let (answers, days) = carry_answers(connection, project, from, to, &touched, now)?;
    let requests = authors::hand_over(connection, project.id, from, Some(to))?;
    let (moved, double) = carried_votes::carry(connection, project.id, from, to)?;
    carried_votes::verify(connection, project.id, to)?;
    // At once and late, like all votes: who counts the days of a project waits for nothing else of it.
    let retractions: Vec<_> =
        double.into_iter().map(|request| retraction(project, request, from, now)).collect();
    for outcome in cast_all(connection, &retractions.iter().collect::<Vec<_>>(), now)? {
        outcome?;
    }
    days.write(connection, project.id)?;
    visitors::delete(connection, project.id, from)?;
    Ok(Carried { votes: moved, answers, reports, requests })
}

fn retraction(
    project: &Arc<Project>,
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
    at: Time,
) -> VoteCommand {
    VoteCommand {
        project: Arc::clone(project),
        request,
        visitor,
        new_visitor: None,
        cast: false,
        kind: VoterKind::Anonymous,
        screen: None,
        object_key: String::new(),
        instead: None,
        at,
        by_author: true,
    }
}

/// Anonymises a visitor: votes and answers stay counted under a new id that no token names; nothing personal stays. What it
/// wrote stays without an author, and without what the host said of it.
pub fn anonymise(
    connection: &mut AnyConnection,
    project: &Project,
    visitor: Id<id::Visitor>,
    now: Time,
) -> Result<()> {
    visitor_locks::lock(connection, project.id, &[visitor])?;
    reports::lock_by(connection, project.id, visitor)?;
    hold_answers(connection, project.id, visitor)?;
    let known = visitors::find(connection, project.id, visitor)?.ok_or_else(Error::not_found)?;
    erase::forget(connection, &known, now)?;
    // What its votes weighed stays: they were counted so when somebody decided by them.
    let nobody = Visitor { weight: known.weight, ..Visitor::anonymous(project.id, now) };
    visitors::insert(connection, &nobody)?;
    on_behalf_notes::forget(connection, project.id, visitor)?;
    carried_votes::hand_over(connection, project.id, visitor, nobody.id)?;
    answers::hand_over(connection, project.id, visitor, nobody.id)?;
    diesel::update(
        reports_table::table
            .filter(reports_table::project_id.eq(project.id))
            .filter(reports_table::visitor_id.eq(visitor)),
    )
    .set(reports_table::visitor_id.eq(None::<Id<id::Visitor>>))
    .execute(connection)?;
    authors::hand_over(connection, project.id, visitor, None)?;
    comments::hand_over(connection, project.id, visitor, None)?;
    solved::carry(connection, project.id, visitor, nobody.id)?;
    ballot::hand_over(connection, project.id, visitor, nobody.id)?;
    let clean = erase::cleaner(&known);
    let named = binned::hand_over(connection, project.id, visitor, Heir::Nobody(nobody.id), &clean)?;
    idempotency::forget(connection, project.id, &named)?;
    diesel::delete(visitors_table::table.find((project.id, visitor))).execute(connection)?;
    Ok(())
}
