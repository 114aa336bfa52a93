//! Plays the story into the database by the functions that the API itself uses, in the order in which it happened, so
//! that every counter comes out as if people had been there.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    acts, browsers,
    data::{Fault, People, Ruling, Told, Wish},
    dice::Dice,
    people,
    receipt::{Shown, document, receipt},
    story::{Event, Scene, Spot},
};
use crate::{
    actions::{
        create_report,
        create_request::{self, Fresh},
        decide::{self, Wanted},
        rank_day,
    },
    base::{
        id::{self, Id},
        time::{DAY, Time},
    },
    db::connection::AnyConnection,
    domain::{
        deflection::Offered,
        scrub::{scrub_into, scrub_json},
        status::VoterKind,
        steps,
    },
    error::{Error, Result},
    intake::{
        answers::{self, AnswerCommand},
        votes::{self, VoteCommand},
    },
    store::{
        projects::{self, Project},
        reports::{self, Report},
        requests,
        screens::{self, Delta},
        visitors::{self, Visitor},
    },
};

/// The seed of what the story leaves open: browsers and pauses.
const SEED: u64 = 11;

/// Where the story is played.
pub struct Stage<'s> {
    /// The project.
    pub project: Arc<Project>,
    /// Today.
    pub now: Time,
    /// Where the host product is.
    pub origin: &'s str,
    /// Who decides and replies: the name, and which member it is.
    pub member: (&'s str, Id<id::Member>),
    /// Who the visitors are.
    pub people: &'s People<'s>,
}

/// Plays the whole story.
pub fn play(connection: &mut AnyConnection, stage: &Stage<'_>, story: &[Scene]) -> Result<()> {
    let mut play = Play {
        stage,
        dice: Dice::new(SEED),
        visitors: enter(connection, stage, story)?,
        requests: HashMap::new(),
        reports: HashMap::new(),
        threads: Vec::new(),
        polls: HashMap::new(),
    };
    let morning = rank_day::day_of(stage.now);
    let (before, today) = story.split_at(story.partition_point(|scene| stage.time(scene.ago) < morning));
    for scene in before {
        play.scene(connection, scene)?;
    }
    // So that triage can say what has moved since.
    rank_day::keep(connection, stage.project.id, morning)?;
    for scene in today {
        play.scene(connection, scene)?;
    }
    Ok(())
}

/// Inserts every visitor that does something, with the times of its first and last act.
fn enter(
    connection: &mut AnyConnection,
    stage: &Stage<'_>,
    story: &[Scene],
) -> Result<HashMap<usize, Visitor>> {
    let mut spans: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for scene in story {
        if let Some(number) = scene.visitor {
            spans.entry(number).or_insert((scene.ago, scene.ago)).1 = scene.ago;
        }
    }
    let mut entered = HashMap::new();
    for (number, (came, seen)) in spans {
        let visitor =
            people::visitor(stage.people, stage.project.id, number, stage.time(came), stage.time(seen));
        visitors::insert(connection, &visitor)?;
        entered.insert(number, visitor);
    }
    Ok(entered)
}

impl Stage<'_> {
    fn time(&self, ago: f64) -> Time {
        Time::from_micros(self.now.micros() - (ago * DAY as f64) as i64)
    }
}

/// The story as far as it was played.
pub struct Play<'s> {
    pub(super) stage: &'s Stage<'s>,
    dice: Dice,
    pub(super) visitors: HashMap<usize, Visitor>,
    requests: HashMap<&'static str, Id<id::Request>>,
    pub(super) reports: HashMap<&'static str, Id<id::Report>>,
    /// The comments that began threads, by the request's key and when they were said.
    pub(super) threads: Vec<((&'static str, f64), Id<id::Comment>)>,
    /// The proposals, by their questions.
    pub(super) polls: HashMap<&'static str, Id<id::Proposal>>,
}

impl Play<'_> {
    fn scene(&mut self, connection: &mut AnyConnection, scene: &Scene) -> Result<()> {
        let at = self.stage.time(scene.ago);
        match &scene.event {
            Event::Ask(wish, spot) => self.ask(connection, self.visitor(scene)?, wish, *spot, at),
            Event::Vote(wish, spot, instead) => {
                self.vote(connection, self.visitor(scene)?, (wish, *instead), *spot, at)
            }
            Event::Answer(spot, helpful, reason, comment) => {
                let command = AnswerCommand {
                    project: Arc::clone(&self.stage.project),
                    visitor: self.visitor(scene)?.0,
                    new_visitor: None,
                    route: spot.route()?,
                    title: Some(spot.screen.title.to_owned()),
                    object_key: spot.object.to_owned(),
                    helpful: *helpful,
                    reason: reason.map(str::to_owned),
                    comment: comment.map(str::to_owned),
                    at,
                };
                answers::answer_one(connection, &command).map(drop)
            }
            Event::Report(fault, told, spot) => {
                let (visitor, _) = self.visitor(scene)?;
                self.report(connection, visitor, fault, told, *spot, at)
            }
            Event::Link(fault, told) => {
                let report = reports::by_id(connection, self.stage.project.id, self.report_of(told.title)?)?;
                decide::link(connection, &self.stage.project, self.request(fault.wish)?, &report, at)?;
                self.credit(connection, (self.request(fault.wish)?, &report), told, at)
            }
            Event::Decide(ruling) => self.decide(connection, ruling, at),
            Event::Say(thread) => self.say(connection, scene, thread, at),
            Event::Answered(thread, line) => self.answer(connection, scene, thread, line, at),
            Event::Reply(reply) => self.reply(connection, reply, at),
            Event::Release(note) => self.release(connection, note, at),
            Event::Propose(poll) => self.propose(connection, poll, (at, self.stage.time(poll.closed))),
            Event::TakePart(poll, choices) => {
                self.take_part(connection, self.somebody(scene)?.id, (*poll, *choices), at)
            }
            Event::Conclude(poll, outcome) => self.conclude(connection, (*poll, *outcome), at),
            Event::Judge(verdict) => self.judge(connection, self.somebody(scene)?, verdict, at),
        }
    }

    fn visitor(&self, scene: &Scene) -> Result<(Id<id::Visitor>, VoterKind)> {
        let visitor = self.somebody(scene)?;
        let kind = if visitor.identified() { VoterKind::Verified } else { VoterKind::Anonymous };
        Ok((visitor.id, kind))
    }

    /// The request with this key.
    pub(super) fn request(&self, key: &str) -> Result<Id<id::Request>> {
        self.requests.get(key).copied().ok_or_else(Error::not_found)
    }

    fn ask(
        &mut self,
        connection: &mut AnyConnection,
        (visitor, kind): (Id<id::Visitor>, VoterKind),
        wish: &'static Wish<'static>,
        spot: Spot,
        at: Time,
    ) -> Result<()> {
        let fresh = Fresh {
            kind: wish.kind,
            title: wish.title.to_owned(),
            body: wish.body.to_owned(),
            public: true,
            visitor: Some(visitor),
            place: Some((spot.route()?, Some(spot.screen.title.to_owned()), spot.object.to_owned())),
            similar: wish.similar,
            now: at,
        };
        let row = create_request::request(connection, &self.stage.project, fresh)?;
        create_request::author_vote(connection, &self.stage.project, &row, visitor, kind, at)?;
        self.requests.insert(wish.key, row.id);
        self.name(connection, visitor, wish.named, at)
    }

    fn vote(
        &self,
        connection: &mut AnyConnection,
        (visitor, kind): (Id<id::Visitor>, VoterKind),
        (wish, instead): (&Wish<'static>, Option<Offered>),
        spot: Spot,
        at: Time,
    ) -> Result<()> {
        let command = VoteCommand {
            project: Arc::clone(&self.stage.project),
            request: self.request(wish.key)?,
            visitor,
            new_visitor: None,
            cast: true,
            kind,
            screen: Some((spot.route()?, Some(spot.screen.title.to_owned()))),
            object_key: spot.object.to_owned(),
            instead,
            at,
            by_author: false,
        };
        votes::cast_one(connection, &command).map(|_| ())
    }

    fn decide(&self, connection: &mut AnyConnection, ruling: &Ruling<'static>, at: Time) -> Result<()> {
        let project = &self.stage.project;
        let row = requests::by_id(connection, project.id, self.request(ruling.wish)?)?;
        let said = |text: Option<&str>| text.map(str::to_owned);
        let wanted = Wanted {
            status: ruling.status,
            reason_code: ruling.code,
            reason: ruling.reason.to_owned(),
            evidence: said(ruling.evidence),
            alternatives: said(ruling.alternatives),
            reopen_if: said(ruling.reopen_if),
            decided_by: self.stage.member.0.to_owned(),
        };
        decide::decide(connection, project, row.id, row.version, &wanted, at)
    }

    fn report(
        &mut self,
        connection: &mut AnyConnection,
        visitor: Id<id::Visitor>,
        fault: &Fault<'static>,
        told: &Told<'static>,
        spot: Spot,
        at: Time,
    ) -> Result<()> {
        let Told { ago, title, body, .. } = *told;
        let project = self.stage.project.id;
        let steps = acts::steps(&fault.acts, &mut self.dice);
        let last = steps.iter().rev().find(|step| step.kind == steps::StepKind::Navigate);
        let url =
            format!("{}{}", self.stage.origin, last.and_then(|step| step.url.as_deref()).unwrap_or("/demo/"));
        let environment = browsers::environment(url, fault.wish == "picker", ago, &mut self.dice);
        let receipt = receipt(&Shown {
            title,
            body,
            screen: spot.screen.route,
            steps: &steps,
            environment: &environment,
        })?;
        let (mut done, mut place) = (document(&steps)?, document(&environment)?);
        let mut removed = scrub_json(&mut done.0);
        removed.merge(scrub_json(&mut place.0));
        let mut body = body.to_owned();
        scrub_into(&mut body, &mut removed);

        let screen = screens::ensure(connection, project, &spot.route()?, Some(spot.screen.title), at)?;
        let row = Report {
            project_id: project,
            id: Id::new(at),
            number: projects::next_report_number(connection, project)?,
            title: title.to_owned(),
            body,
            screen_id: screen,
            object_key: spot.object.to_owned(),
            visitor_id: Some(visitor),
            request_id: None,
            step_count: i64::try_from(steps.len()).unwrap_or(0),
            failed: steps::first_fault(&steps),
            steps: done,
            environment: place,
            receipt: document(&receipt)?,
            removed: document(&removed.to_list())?,
            created_at: at,
        };
        create_report::report(connection, &row)?;
        screens::move_counters(connection, project, screen, Delta { reports: 1, ..Delta::default() })?;
        self.reports.insert(title, row.id);
        self.name(connection, visitor, told.named, at)
    }
}
