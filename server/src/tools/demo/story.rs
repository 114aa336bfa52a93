//! Who did what and when in the eight weeks before today, drawn from the data by dice that always fall the same way.
//! Knows no database and no clock: times are days before now.

use std::collections::HashSet;

use super::{
    data::{Data, Fault, Ruling, Screen, Told, Wish},
    dice::Dice,
    people,
    polls::{Outcome, Poll},
    talk::{Line, Release, Reply, Thread, Verdict, Voice},
};
use crate::{
    domain::{deflection::Offered, reasons, route::Route},
    error::Result,
};

/// The seed of the story.
const SEED: u64 = 7;

/// The seed of who says what about it.
const SEED_OF_TALK: u64 = 13;

/// Days that it goes back.
const DAYS: f64 = 56.0;

/// Nothing is more recent than this, in days.
const LATEST: f64 = 0.004;

/// Length of the pause between things that must follow each other, in days.
const STEP: f64 = 0.001;

/// How unevenly visitors act: the first of them do most.
const LEAN: f64 = 1.4;

/// A place where something is said.
#[derive(Clone, Copy)]
pub struct Spot {
    /// The screen.
    pub screen: &'static Screen<'static>,
    /// The object; empty for none.
    pub object: &'static str,
}

impl Spot {
    /// The screen's route.
    pub fn route(&self) -> Result<Route> {
        Ok(Route::parse(self.screen.route)?)
    }
}

/// Something that happens.
pub enum Event {
    /// A request is created.
    Ask(&'static Wish<'static>, Spot),
    /// A vote is cast, maybe instead of posting something similar.
    Vote(&'static Wish<'static>, Spot, Option<Offered>),
    /// An answer is given: helpful or not, with a reason and a comment.
    Answer(Spot, bool, Option<&'static str>, Option<&'static str>),
    /// A problem is reported.
    Report(&'static Fault<'static>, &'static Told<'static>, Spot),
    /// The team links a report to a request.
    Link(&'static Fault<'static>, &'static Told<'static>),
    /// The team decides.
    Decide(&'static Ruling<'static>),
    /// A thread begins, or an internal note is written.
    Say(&'static Thread<'static>),
    /// Somebody replies in a thread.
    Answered(&'static Thread<'static>, &'static Line<'static>),
    /// The team replies to a report.
    Reply(&'static Reply<'static>),
    /// The team writes a release note, and publishes it.
    Release(&'static Release<'static>),
    /// The team opens a proposal.
    Propose(&'static Poll<'static>),
    /// Somebody takes part in it.
    TakePart(&'static Poll<'static>, &'static [usize]),
    /// The team records what was decided after it.
    Conclude(&'static Poll<'static>, &'static Outcome<'static>),
    /// Somebody who asked for it says whether it is solved.
    Judge(&'static Verdict<'static>),
}

/// An event, who is behind it, and how many days ago.
pub struct Scene {
    /// Days ago.
    pub ago: f64,
    /// The number of the visitor; none for what the team does.
    pub visitor: Option<usize>,
    /// What happens.
    pub event: Event,
}

impl Scene {
    fn by_visitor(visitor: usize, ago: f64, event: Event) -> Self {
        Self { ago, visitor: Some(visitor), event }
    }

    fn by_team(ago: f64, event: Event) -> Self {
        Self { ago, visitor: None, event }
    }
}

/// The whole story, oldest first.
pub fn scenes(data: &'static Data<'static>) -> Vec<Scene> {
    let mut dice = Dice::new(SEED);
    let decided = data.decisions.iter().map(|ruling| Scene::by_team(ruling.ago, Event::Decide(ruling)));
    let mut scenes: Vec<Scene> = decided.collect();
    data.wishes.iter().for_each(|wish| demand(data, wish, &mut dice, &mut scenes));
    data.screens.iter().for_each(|screen| opinions(data, screen, &mut dice, &mut scenes));
    data.faults.iter().for_each(|fault| complaints(data, fault, &mut dice, &mut scenes));
    talk(data, &mut scenes);
    data.polls.iter().for_each(|poll| proposal(poll, &mut scenes));
    scenes.sort_by(|a, b| b.ago.total_cmp(&a.ago));
    scenes
}

fn somebody(dice: &mut Dice) -> usize {
    dice.below(people::COUNT, LEAN)
}

/// A place on a screen with some object that is shown there.
fn spot(screen: &'static Screen<'static>, dice: &mut Dice) -> Spot {
    let at = dice.below(screen.objects.len(), 1.8);
    Spot { screen, object: screen.objects.get(at).copied().unwrap_or_default() }
}

fn screen_of(data: &'static Data<'static>, route: &str) -> Option<&'static Screen<'static>> {
    data.screens.iter().find(|screen| screen.route == route)
}

/// A request and its votes, which end where it is shipped or declined.
fn demand(
    data: &'static Data<'static>,
    wish: &'static Wish<'static>,
    dice: &mut Dice,
    scenes: &mut Vec<Scene>,
) {
    let Some(screen) = screen_of(data, wish.route) else { return };
    let home = Spot { screen, object: wish.object };
    let author = somebody(dice);
    scenes.push(Scene::by_visitor(author, wish.ago, Event::Ask(wish, home)));
    let end = closed(data, wish).unwrap_or(LATEST) + STEP;
    let mut judges = data.verdicts.iter().filter(|verdict| verdict.wish == wish.key);
    let mut voters = HashSet::from([author]);
    while voters.len() < wish.votes.min(people::COUNT) {
        let voter = somebody(dice);
        if !voters.insert(voter) {
            continue;
        }
        let age = wish.trend.age(dice.unit());
        let ago = end + (wish.ago - end - STEP) * age;
        let instead = match voters.len() {
            n if n > wish.instead + 1 => None,
            n if n.is_multiple_of(3) => Some(Offered::Opened),
            _ => Some(Offered::Shown),
        };
        let from = match dice.unit() {
            ..0.5 => home,
            0.5..0.75 => spot(screen, dice),
            _ => elsewhere(data, dice).unwrap_or(home),
        };
        scenes.push(Scene::by_visitor(voter, ago, Event::Vote(wish, from, instead)));
        if let Some(verdict) = judges.next() {
            scenes.push(Scene::by_visitor(voter, verdict.ago, Event::Judge(verdict)));
        }
    }
}

/// Days since a request was shipped, by a decision or a release note, or declined.
fn closed(data: &Data<'_>, wish: &Wish<'_>) -> Option<f64> {
    let decided = data.decisions.iter().find(|ruling| ruling.wish == wish.key && !ruling.status.may_vote());
    let released = data.releases.iter().find(|note| note.published && note.ships.contains(&wish.key));
    decided.map(|ruling| ruling.ago).or(released.map(|note| note.ago))
}

/// What visitors and the team say to each other. It has dice of its own: a new line changes nothing else in the story.
fn talk(data: &'static Data<'static>, scenes: &mut Vec<Scene>) {
    let mut dice = Dice::new(SEED_OF_TALK);
    let mut said = |line: &Line<'_>, event| match line.by {
        Voice::Visitor => Scene::by_visitor(somebody(&mut dice), line.ago, event),
        Voice::Team | Voice::Internal => Scene::by_team(line.ago, event),
    };
    for thread in &data.threads {
        scenes.push(said(&thread.line, Event::Say(thread)));
        for line in &thread.replies {
            scenes.push(said(line, Event::Answered(thread, line)));
        }
    }
    scenes.extend(data.replies.iter().map(|reply| Scene::by_team(reply.ago, Event::Reply(reply))));
    scenes.extend(data.releases.iter().map(|note| Scene::by_team(note.ago, Event::Release(note))));
}

/// A proposal, and those who take part in it: different visitors, as each has one ballot.
fn proposal(poll: &'static Poll<'static>, scenes: &mut Vec<Scene>) {
    let mut dice = Dice::new(SEED_OF_TALK);
    scenes.push(Scene::by_team(poll.ago, Event::Propose(poll)));
    let (latest, mut visitor) = (poll.closed.max(LATEST) + STEP, 0);
    for ballots in &poll.ballots {
        for _ in 0..ballots.n {
            let ago = latest + (poll.ago - STEP - latest) * dice.unit();
            scenes.push(Scene::by_visitor(visitor, ago, Event::TakePart(poll, &ballots.choices)));
            visitor += 1;
        }
    }
    if let Some(outcome) = &poll.outcome {
        scenes.push(Scene::by_team(outcome.ago, Event::Conclude(poll, outcome)));
    }
}

fn elsewhere(data: &'static Data<'static>, dice: &mut Dice) -> Option<Spot> {
    let at = dice.below(data.screens.len(), 1.3);
    data.screens.get(at).map(|screen| spot(screen, dice))
}

/// The answers given on a screen; a visitor that answers twice has changed its mind.
fn opinions(
    data: &'static Data<'static>,
    screen: &'static Screen<'static>,
    dice: &mut Dice,
    scenes: &mut Vec<Scene>,
) {
    let mut unsaid: Vec<(bool, &str)> = data
        .comments
        .iter()
        .filter(|comment| comment.route == screen.route)
        .map(|comment| (comment.helpful, comment.text))
        .collect();
    for _ in 0..screen.answers {
        let ago = LATEST + DAYS * dice.unit().powf(1.3);
        let share = if ago > screen.turned { screen.before } else { screen.since };
        let helpful = dice.chance(share);
        let codes: Vec<&'static str> = reasons::after(helpful).iter().map(|reason| reason.code).collect();
        let reason = dice.chance(if helpful { 0.5 } else { 0.8 }).then(|| dice.pick(&codes));
        let next =
            unsaid.iter().position(|(of, _)| *of == helpful).filter(|_| ago < 24.0 && dice.chance(0.3));
        let comment = next.map(|at| unsaid.remove(at).1);
        let visitor = somebody(dice);
        let place = spot(screen, dice);
        scenes.push(Scene::by_visitor(visitor, ago, Event::Answer(place, helpful, reason, comment)));
    }
}

/// The reports of a fault, and their links once its request is there and somebody of the team has looked.
fn complaints(
    data: &'static Data<'static>,
    fault: &'static Fault<'static>,
    dice: &mut Dice,
    scenes: &mut Vec<Scene>,
) {
    let Some(screen) = screen_of(data, fault.route) else { return };
    let place = Spot { screen, object: fault.object };
    let wish = data.wishes.iter().find(|wish| wish.key == fault.wish);
    for told in &fault.told {
        scenes.push(Scene::by_visitor(somebody(dice), told.ago, Event::Report(fault, told, place)));
        let looked = told.ago - 0.1 - 0.8 * dice.unit();
        if let Some(ago) = wish.map(|wish| looked.min(wish.ago - STEP)).filter(|ago| *ago > LATEST) {
            scenes.push(Scene::by_team(ago, Event::Link(fault, told)));
        }
    }
}
