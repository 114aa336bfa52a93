//! Carrying an anonymous visitor's data over to the identified one, and anonymising a visitor.
//! A request that both voted for keeps one vote; the old visitor is deleted, so its token is no longer valid.

use std::sync::Arc;

use diesel::prelude::*;

use super::{
    ballot,
    bin::visitors::{self as binned, Heir},
    erase,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::VoterKind,
    error::Result,
    intake::{
        answers::{carry as carry_answers, held as hold_answers},
        votes::{VoteCommand, cast_all},
    },
    store::{
        answers, ballots, comments, credits, follows, idempotency, on_behalf_notes,
        projects::Project,
        reports,
        schema::{reports as reports_table, visitors as visitors_table},
        solved,
        visitors::{self, Visitor},
        votes,
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

/// Carries everything of `from` over to `to`, whose votes are verified, and deletes `from`.
/// A visitor that does not exist has nothing to carry.
pub fn carry(
    connection: &mut AnyConnection,
    project: &Arc<Project>,
    from: Id<id::Visitor>,
    to: Id<id::Visitor>,
    now: Time,
) -> Result<Carried> {
    visitors::lock(connection, project.id, &[from, to])?;
    if from == to || visitors::find(connection, project.id, from)?.is_none() {
        return Ok(Carried::default());
    }
    // Reports come before screens, and these before requests, as everywhere that locks them.
    reports::lock_by(connection, project.id, from)?;
    let (answers, days) = carry_answers(connection, project, from, to, now)?;
    let (moved, double) = votes::carry(connection, project.id, from, to)?;
    votes::verify(connection, project.id, to)?;
    let (reports, requests) = reports::carry(connection, project.id, from, to)?;
    comments::hand_over(connection, project.id, from, Some(to))?;
    follows::carry(connection, project.id, from, to)?;
    solved::carry(connection, project.id, from, to)?;
    ballots::carry(connection, project.id, from, to)?;
    credits::carry(connection, project.id, from, to, now)?;
    binned::hand_over(connection, project.id, from, Heir::Known(to), &|_| ())?;
    if let (Some(seen), _) = visitors::news(connection, project.id, from)? {
        visitors::saw_news(connection, project.id, to, seen)?;
    }
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
    visitors::lock(connection, project.id, &[visitor])?;
    reports::lock_by(connection, project.id, visitor)?;
    hold_answers(connection, project.id, visitor)?;
    let known =
        visitors::find(connection, project.id, visitor)?.ok_or_else(crate::error::Error::not_found)?;
    erase::forget(connection, &known, now)?;
    let nobody = Visitor::anonymous(project.id, now);
    visitors::insert(connection, &nobody)?;
    on_behalf_notes::forget(connection, project.id, visitor)?;
    votes::hand_over(connection, project.id, visitor, nobody.id)?;
    answers::hand_over(connection, project.id, visitor, nobody.id)?;
    diesel::update(
        reports_table::table
            .filter(reports_table::project_id.eq(project.id))
            .filter(reports_table::visitor_id.eq(visitor)),
    )
    .set(reports_table::visitor_id.eq(None::<Id<id::Visitor>>))
    .execute(connection)?;
    visitors::forget_author(connection, project.id, visitor)?;
    comments::hand_over(connection, project.id, visitor, None)?;
    solved::carry(connection, project.id, visitor, nobody.id)?;
    ballot::hand_over(connection, project.id, visitor, nobody.id)?;
    let clean = erase::cleaner(&known);
    let named = binned::hand_over(connection, project.id, visitor, Heir::Nobody(nobody.id), &clean)?;
    idempotency::forget(connection, project.id, &named)?;
    diesel::delete(visitors_table::table.find((project.id, visitor))).execute(connection)?;
    Ok(())
}
