//! Writing a batch of answers: of several by one visitor at one place the last stands, as if they had come one after the
//! other. Counters, trends and heat move once a row, by what really changed.

use std::{collections::BTreeMap, sync::Arc};

use super::{AnswerCommand, SavedAnswer, counters, heat, rows};
use crate::{
    base::{
        id::{self, Id},
        time::Clock,
    },
    changes::throttle::JournalThrottle,
    db::connection::AnyConnection,
    error::{Error, Result},
    intake::{batching::Batch, queue::without_outcome},
    store::{
        answers::Answer,
        arrivals::{self, Arrival},
        projects::Project,
        screen_names,
    },
};

/// What the queue of answers remembers: what the journal says already.
pub struct Answering {
    requests: JournalThrottle,
    screens: JournalThrottle<id::Screen>,
    clock: Clock,
}

impl Answering {
    /// Remembers nothing; what is noted gets its time from the clock.
    pub fn new(clock: Clock) -> Self {
        Self { requests: JournalThrottle::default(), screens: JournalThrottle::of_answers(), clock }
    }
}

/// Writes one answer inside the open transaction of something larger.
pub fn answer_one(connection: &mut AnyConnection, given: &AnswerCommand) -> Result<SavedAnswer> {
    let at = given.at;
    let mut taken = Answering::new(Clock::new(move || at)).write(connection, &[given])?;
    taken.pop().unwrap_or_else(|| Err(without_outcome()))
}

/// An answer with its place in the batch.
type Placed<'b> = (usize, &'b AnswerCommand);

/// Answers by screen, object and visitor, in order.
type Chains<'b> = BTreeMap<(Id<id::Screen>, &'b str, Id<id::Visitor>), Vec<&'b AnswerCommand>>;

impl Batch for Answering {
    type Item = AnswerCommand;
    type Outcome = SavedAnswer;
    const KIND: &'static str = "answers";

    fn write(
        &mut self,
        connection: &mut AnyConnection,
        items: &[&AnswerCommand],
    ) -> Result<Vec<Result<SavedAnswer>>> {
        let mut projects: BTreeMap<Id<id::Project>, Vec<Placed<'_>>> = BTreeMap::new();
        for (index, given) in items.iter().copied().enumerate() {
            projects.entry(given.project.id).or_default().push((index, given));
        }
        let mut outcomes: Vec<Result<SavedAnswer>> = items.iter().map(|_| Err(arrivals::gone())).collect();
        for placed in projects.into_values() {
            for (index, taken) in self.of_project(connection, placed)? {
                if let Some(slot) = outcomes.get_mut(index) {
                    *slot = Ok(taken);
                }
            }
        }
        Ok(outcomes)
    }

    fn forget(&mut self) {
        self.requests.forget();
        self.screens.forget();
    }
}

impl Answering {
    /// The answers of one project; who is gone is left out. Rows are held in one order everywhere, visitors by id (as by
    /// reports, suggestions and merging visitors), then screens by route, then requests by number, so that
    /// two transactions never wait for each other in a circle.
    fn of_project(
        &mut self,
        connection: &mut AnyConnection,
        placed: Vec<Placed<'_>>,
    ) -> Result<Vec<(usize, SavedAnswer)>> {
        let Some(project) = placed.first().map(|(_, given)| Arc::clone(&given.project)) else {
            return Ok(Vec::new());
        };
        let writing = placed.iter().map(|(_, given)| Arrival {
            visitor: given.visitor,
            mint: given.mint.as_deref(),
            at: given.at,
        });
        let here = arrivals::arrive(connection, project.id, writing)?;
        let placed: Vec<_> =
            placed.into_iter().filter(|(_, given)| here.contains_key(&given.visitor)).collect();
        let named = placed.iter().map(|(_, given)| (&given.route, given.title.as_deref(), given.at));
        let screens = screen_names::resolve(connection, project.id, named)?;
        let mut chains = Chains::new();
        let mut taken = Vec::with_capacity(placed.len());
        for (index, given) in placed {
            let (screen, title) = screens.get(&given.route).ok_or_else(Error::not_found)?;
            let title = given.title.clone().or_else(|| title.clone());
            taken.push((index, SavedAnswer { title }));
            chains.entry((*screen, given.object_key.as_str(), given.visitor)).or_default().push(given);
        }
        let moved = put(connection, &project, &chains)?;
        let now = self.clock.now();
        let mut answered: Vec<_> = chains.keys().map(|(screen, ..)| *screen).collect();
        answered.dedup();
        self.screens.note(connection, project.id, answered.into_iter(), now)?;
        if !moved.is_empty() {
            self.requests.note(connection, project.id, moved.into_iter(), now)?;
        }
        Ok(taken)
    }
}

/// Puts the answers in or replaces those that are there, and moves what hangs on them; returns the requests whose heat
/// moved. Visitors and screens must be held, so that what is read here is what is replaced.
fn put(
    connection: &mut AnyConnection,
    project: &Project,
    chains: &Chains<'_>,
) -> Result<Vec<Id<id::Request>>> {
    let keys: Vec<rows::Key<'_>> = chains.keys().copied().collect();
    let before = rows::standing(connection, project.id, &keys)?;
    let mut moves = counters::Moves::default();
    let mut heated = heat::Unhelpful::default();
    let mut fresh = Vec::with_capacity(chains.len());
    for (key, said) in chains {
        let (Some(first), Some(last)) = (said.first(), said.last()) else { continue };
        let old = before.get(key);
        if let Some(old) = old {
            moves.add(key.0, key.1, old.given, old.helpful, -1);
        }
        moves.add(key.0, key.1, last.at, last.helpful, 1);
        let id = old.map_or_else(|| Id::new(first.at), |old| old.id);
        let spoke = old.is_some_and(|old| !old.helpful);
        let relented = said.iter().any(|given| given.helpful);
        if spoke && relented {
            heated.retract(id);
        }
        // What it adds is added when the mind was made up: a "no" said again leaves its signals as they are.
        let run = said.iter().rev().take_while(|given| !given.helpful).last();
        if let Some(no) = run.filter(|_| !spoke || relented) {
            heated.add((key.0, key.1), id, no.at);
        }
        fresh.push(Answer {
            project_id: project.id,
            screen_id: key.0,
            object_key: key.1.to_owned(),
            visitor_id: key.2,
            id,
            helpful: last.helpful,
            reason: last.reason.clone(),
            comment: last.comment.clone(),
            created_at: first.at,
            updated_at: last.at,
        });
    }
    rows::put(connection, &fresh)?;
    moves.settle(connection, project.id)?;
    heated.settle(connection, project)
}
