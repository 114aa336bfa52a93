//! Plays what visitors and the team say to each other: comments, internal notes, replies to reports, release notes, and
//! whether what was shipped is solved.

use super::{
    stage::Play,
    story::Scene,
    talk::{Line, Release, Reply, Thread, Verdict, Voice},
};
use crate::{
    actions::{
        comment::{self, Author, Wanted},
        release_note::{self, Patch, Publish},
        solved,
        triage::Doer,
    },
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::comment::{CommentState, Visibility},
    error::{Error, Result},
    store::{
        comments::{self, Comment},
        report_replies,
        visitors::Visitor,
    },
};

impl Play<'_> {
    /// The visitor behind a scene.
    pub(super) fn somebody(&self, scene: &Scene) -> Result<&Visitor> {
        scene.visitor.and_then(|number| self.visitors.get(&number)).ok_or_else(Error::not_found)
    }

    /// The report with this title.
    pub(super) fn report_of(&self, title: &str) -> Result<Id<id::Report>> {
        self.reports.get(title).copied().ok_or_else(Error::not_found)
    }

    /// Begins a thread, or writes an internal note.
    pub(super) fn say(
        &mut self,
        connection: &mut AnyConnection,
        scene: &Scene,
        thread: &Thread<'static>,
        at: Time,
    ) -> Result<()> {
        if thread.line.by == Voice::Internal {
            return self.note(connection, thread, at);
        }
        let said = self.comment(connection, scene, (thread.wish, &thread.line), None, at)?;
        self.threads.push(((thread.wish, thread.line.ago), said));
        Ok(())
    }

    /// Replies in a thread.
    pub(super) fn answer(
        &self,
        connection: &mut AnyConnection,
        scene: &Scene,
        thread: &Thread<'static>,
        line: &Line<'static>,
        at: Time,
    ) -> Result<()> {
        let begun = self.threads.iter().find(|(of, _)| *of == (thread.wish, thread.line.ago));
        let (_, parent) = begun.ok_or_else(Error::not_found)?;
        self.comment(connection, scene, (thread.wish, line), Some(*parent), at).map(drop)
    }

    fn comment(
        &self,
        connection: &mut AnyConnection,
        scene: &Scene,
        (wish, line): (&str, &Line<'static>),
        parent: Option<Id<id::Comment>>,
        at: Time,
    ) -> Result<Id<id::Comment>> {
        let author = match line.by {
            Voice::Visitor => {
                let visitor = self.somebody(scene)?;
                Author::Visitor(visitor.id, visitor.name.clone().unwrap_or_default())
            }
            Voice::Team | Voice::Internal => {
                let (name, member) = self.stage.member;
                Author::Team(Some(member), name.to_owned())
            }
        };
        let wanted = Wanted { author, parent, body: line.text.to_owned() };
        let made = comment::write(connection, &self.stage.project, self.request(wish)?, wanted, at)?;
        Ok(made.id)
    }

    fn note(&self, connection: &mut AnyConnection, thread: &Thread<'static>, at: Time) -> Result<()> {
        let (project, request) = (self.stage.project.id, self.request(thread.wish)?);
        let (name, member) = self.stage.member;
        let note = Comment {
            project_id: project,
            id: Id::new(at),
            request_id: request,
            visibility: Visibility::Internal,
            state: CommentState::Shown,
            official: false,
            author: name.to_owned(),
            member_id: Some(member),
            visitor_id: None,
            parent_id: None,
            body: thread.line.text.to_owned(),
            created_at: at,
            edited_at: None,
        };
        comments::insert(connection, &note)?;
        journal::note(connection, project, What::Requests, &[request], at)
    }

    /// Replies to a report.
    pub(super) fn reply(
        &self,
        connection: &mut AnyConnection,
        reply: &Reply<'static>,
        at: Time,
    ) -> Result<()> {
        let (project, report) = (self.stage.project.id, self.report_of(reply.report)?);
        let (name, member) = self.stage.member;
        let row = report_replies::Reply {
            project_id: project,
            id: Id::new(at),
            report_id: report,
            author: name.to_owned(),
            member_id: Some(member),
            body: reply.text.to_owned(),
            created_at: at,
        };
        report_replies::insert(connection, &row)?;
        journal::note(connection, project, What::Reports, &[report], at)
    }

    /// Writes a release note, and publishes it if it was.
    pub(super) fn release(
        &self,
        connection: &mut AnyConnection,
        note: &Release<'static>,
        at: Time,
    ) -> Result<()> {
        let project = &self.stage.project;
        let ids = |keys: &[&str]| keys.iter().map(|key| self.request(key)).collect::<Result<Vec<_>>>();
        let (name, member) = self.stage.member;
        let patch = Patch {
            title: Some(note.title.to_owned()),
            version: Some(note.version.map(str::to_owned)),
            body: Some(note.body.join("\n")),
            thanks: Some(note.thanks.iter().map(|name| (*name).to_owned()).collect()),
            requests: Some(ids(&note.wishes)?),
        };
        let made = release_note::create(connection, project, name.to_owned(), patch, at)?;
        if note.published {
            let publish = Publish { at: None, ship: ids(&note.ships)?, message: note.message.to_owned() };
            let doer = Doer { name: name.to_owned(), key: format!("member:{member}") };
            release_note::publish(connection, project, (made.id, made.revision), publish, &doer, at)?;
        }
        Ok(())
    }

    /// Says whether it is solved; enough "no" reopen it.
    pub(super) fn judge(
        &self,
        connection: &mut AnyConnection,
        visitor: &Visitor,
        verdict: &Verdict<'static>,
        at: Time,
    ) -> Result<()> {
        let request = self.request(verdict.wish)?;
        let said = (verdict.answer, verdict.reason.to_owned());
        solved::answer(connection, &self.stage.project, request, visitor, said, at)?;
        self.name(connection, visitor.id, verdict.named, at)
    }
}
