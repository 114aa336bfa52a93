//! How the proposals of the demo are asked, answered and decided: by the same actions as those of everybody else. Has no data of
//! its own.

use super::{
    polls::{Outcome, Poll},
    stage::Play,
};
use crate::{
    actions::{
        ballot,
        proposal::{self, Patch},
    },
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::proposal::Electorate,
    error::{Error, Result},
    store::proposals,
};

impl Play<'_> {
    fn poll(&self, question: &str) -> Result<Id<id::Proposal>> {
        self.polls.get(question).copied().ok_or_else(Error::not_found)
    }

    /// Opens a proposal until a time.
    pub(super) fn propose(
        &mut self,
        connection: &mut AnyConnection,
        poll: &Poll<'static>,
        (at, closes): (Time, Time),
    ) -> Result<()> {
        let project = &self.stage.project;
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let request = if poll.wish.is_empty() { None } else { Some(self.request(poll.wish)?) };
        let patch = Patch {
            question: Some(poll.question.to_owned()),
            context: Some(poll.context.join("\n")),
            method: Some(poll.method),
            who: Some(Electorate::Everyone),
            quorum: Some(poll.quorum),
            screens: Some(texts(&poll.screens)),
            request: Some(request),
            opens_at: None,
            closes_at: Some(Some(closes)),
            options: Some(texts(&poll.options)),
        };
        let made = proposal::create(connection, project, self.stage.member.0.to_owned(), patch, at)?;
        proposal::publish(connection, project, (made.id, made.revision), at)?;
        self.polls.insert(poll.question, made.id);
        Ok(())
    }

    /// Takes part in a proposal.
    pub(super) fn take_part(
        &self,
        connection: &mut AnyConnection,
        visitor: Id<id::Visitor>,
        (poll, choices): (&Poll<'static>, &[usize]),
        at: Time,
    ) -> Result<()> {
        let one = (self.stage.project.id, self.poll(poll.question)?);
        ballot::cast(connection, one, visitor, choices, at).map(drop)
    }

    /// Counts a proposal that is over, and records what was decided.
    pub(super) fn conclude(
        &self,
        connection: &mut AnyConnection,
        (poll, outcome): (&Poll<'static>, &Outcome<'static>),
        at: Time,
    ) -> Result<()> {
        let (project, id) = (&self.stage.project, self.poll(poll.question)?);
        ballot::freeze_due(connection, project.id, id, at)?;
        let revision = proposals::by_id(connection, project.id, id)?.revision;
        let said = (outcome.text.to_owned(), self.stage.member.0.to_owned());
        proposal::record(connection, project, (id, revision), said, at)
    }
}
