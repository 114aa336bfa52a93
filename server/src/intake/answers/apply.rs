//! Writing a batch of answers: if a visitor answered several times at the same place, the last answer wins, as if they had
//! come one at a time. Counters, trends and heat are updated once per row, by the net change.

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
        day_totals::DayMoves,
        projects::Project,
        screen_names,
    },
};

/// Writes the batches of the answer queue, and remembers what it has already journalled.
pub struct AnswerWriter {
    requests: JournalThrottle,
    screens: JournalThrottle<id::Screen>,
    clock: Clock,
}

impl AnswerWriter {
    /// Remembers nothing yet; journal entries get their time from the clock.
    pub fn new(clock: Clock) -> Self {
        Self { requests: JournalThrottle::default(), screens: JournalThrottle::for_answers(), clock }
    }
}

/// Writes one answer inside the caller's transaction.
pub fn answer_one(connection: &mut AnyConnection, command: &AnswerCommand) -> Result<SavedAnswer> {
    let at = command.at;
    let mut outcomes = AnswerWriter::new(Clock::new(move || at)).write(connection, &[command])?;
    outcomes.pop().unwrap_or_else(|| Err(without_outcome()))
}

/// An answer with its index in the batch.
type Indexed<'b> = (usize, &'b AnswerCommand);

/// Answers by screen, object and visitor, in order.
type Chains<'b> = BTreeMap<(Id<id::Screen>, &'b str, Id<id::Visitor>), Vec<&'b AnswerCommand>>;

impl Batch for AnswerWriter {
    type Item = AnswerCommand;
    type Outcome = SavedAnswer;
    const KIND: &'static str = "answers";

    fn write(
        &mut self,
        connection: &mut AnyConnection,
        items: &[&AnswerCommand],
    ) -> Result<Vec<Result<SavedAnswer>>> {
        let mut projects: BTreeMap<Id<id::Project>, Vec<Indexed<'_>>> = BTreeMap::new();
        for (index, command) in items.iter().copied().enumerate() {
            projects.entry(command.project.id).or_default().push((index, command));
        }
        let mut outcomes: Vec<Result<SavedAnswer>> = items.iter().map(|_| Err(arrivals::gone())).collect();
        for indexed in projects.into_values() {
            for (index, outcome) in self.write_project(connection, indexed)? {
                if let Some(slot) = outcomes.get_mut(index) {
                    *slot = Ok(outcome);
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

impl AnswerWriter {
    /// Writes the answers of one project; those of deleted visitors are skipped. Rows are locked in one global order
    /// (visitors by id, as reports, suggestions and merging visitors do; then screens by route; then requests by number) to
    /// avoid deadlocks.
    fn write_project(
        &mut self,
        connection: &mut AnyConnection,
        indexed: Vec<Indexed<'_>>,
    ) -> Result<Vec<(usize, SavedAnswer)>> {
        let Some(project) = indexed.first().map(|(_, command)| Arc::clone(&command.project)) else {
            return Ok(Vec::new());
        };
        let writing = indexed.iter().map(|(_, command)| Arrival {
            visitor: command.visitor,
            new_visitor: command.new_visitor.as_deref(),
            at: command.at,
        });
        let existing = arrivals::arrive(connection, project.id, writing)?;
        let indexed: Vec<_> =
            indexed.into_iter().filter(|(_, command)| existing.contains_key(&command.visitor)).collect();
        let named = indexed.iter().map(|(_, command)| (&command.route, command.title.as_deref(), command.at));
        let screens = screen_names::resolve(connection, project.id, named)?;
        let mut chains = Chains::new();
        let mut outcomes = Vec::with_capacity(indexed.len());
        for (index, command) in indexed {
            let (screen, title) = screens.get(&command.route).ok_or_else(Error::not_found)?;
            let title = command.title.clone().or_else(|| title.clone());
            outcomes.push((index, SavedAnswer { title }));
            chains.entry((*screen, command.object_key.as_str(), command.visitor)).or_default().push(command);
        }
        let (moved, days) = put(connection, &project, &chains)?;
        let now = self.clock.now();
        let mut answered: Vec<_> = chains.keys().map(|(screen, ..)| *screen).collect();
        answered.dedup();
        self.screens.note(connection, project.id, answered.into_iter(), now)?;
        if !moved.is_empty() {
            self.requests.note(connection, project.id, moved.into_iter(), now)?;
        }
        days.write(connection, project.id)?;
        Ok(outcomes)
    }
}

/// Inserts or replaces the answers, and updates the counters and heat that depend on them; returns the requests whose heat
/// changed, and what is still to be written of the project's days. The caller must have locked visitors and screens, so that the rows read here are those that are replaced.
fn put(
    connection: &mut AnyConnection,
    project: &Project,
    chains: &Chains<'_>,
) -> Result<(Vec<Id<id::Request>>, DayMoves)> {
    let keys: Vec<rows::Key<'_>> = chains.keys().copied().collect();
    let before = rows::standing(connection, project.id, &keys)?;
    let mut deltas = counters::CounterDeltas::default();
    let mut unhelpful = heat::Unhelpful::default();
    let mut fresh = Vec::with_capacity(chains.len());
    for (key, chain) in chains {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let old = before.get(key);
        if let Some(old) = old {
            deltas.add(key.0, key.1, old.given, old.helpful, -1);
        }
        deltas.add(key.0, key.1, last.at, last.helpful, 1);
        let id = old.map_or_else(|| Id::new(first.at), |old| old.id);
        let was_unhelpful = old.is_some_and(|old| !old.helpful);
        let turned_helpful = chain.iter().any(|command| command.helpful);
        if was_unhelpful && turned_helpful {
            unhelpful.retract(id);
        }
        // Heat dates from the first "no" of the final run: repeating a "no" does not add its signals again.
        let run = chain.iter().rev().take_while(|command| !command.helpful).last();
        if let Some(no) = run.filter(|_| !was_unhelpful || turned_helpful) {
            unhelpful.add((key.0, key.1), id, no.at);
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
    deltas.flush(connection, project.id)?;
    let moved = unhelpful.flush(connection, project, &[])?;
    Ok((moved, deltas.of_project()))
}
