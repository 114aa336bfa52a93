//! Counting: a batch of votes and retractions, with one insert per vote and one counter update per request.
//! The same code for both databases; `rows`, `facts` and `counters` have the statements of each. Never counts a voter twice,
//! and lets no bad command fail the others.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Outcome, VoteCommand,
    facts::{self, Vote},
    not_votable,
    rows::{self, Request},
    screen_cache::{Place, ScreenCache},
    tally::{Tally, flush},
};
use crate::{
    base::{
        id::{self, Id},
        map::IdSet,
        time::{Clock, Time},
    },
    db::connection::AnyConnection,
    domain::{overview::Figure, status::VoterKind},
    error::{Error, Result},
    intake::{batching::Batch, queue::without_outcome},
    store::{
        arrivals::{self, Arrival},
        day_totals::DayMoves,
        projects::Project,
        requests, screens, segments, votes,
    },
};

/// Writes the batches of the vote queue, and remembers screens and what it has already journalled.
pub struct VoteWriter(ScreenCache);

impl VoteWriter {
    /// Remembers nothing yet; journal entries get their time from the clock.
    pub fn new(clock: Clock) -> Self {
        Self(ScreenCache::new(clock))
    }
}

impl Batch for VoteWriter {
    type Item = VoteCommand;
    type Outcome = Outcome;
    const KIND: &'static str = "votes";

    fn write(
        &mut self,
        connection: &mut AnyConnection,
        items: &[&VoteCommand],
    ) -> Result<Vec<Result<Outcome>>> {
        batch(connection, items, &mut self.0)
    }

    fn forget(&mut self) {
        self.0.forget();
    }
}

/// Casts one command inside the caller's transaction.
pub fn cast_one(connection: &mut AnyConnection, command: &VoteCommand) -> Result<Outcome> {
    cast_all(connection, &[command], command.at)?.pop().unwrap_or_else(|| Err(without_outcome()))
}

/// Casts commands at once inside the caller's transaction, which locks no other row of the project afterwards.
pub fn cast_all(
    connection: &mut AnyConnection,
    commands: &[&VoteCommand],
    now: Time,
) -> Result<Vec<Result<Outcome>>> {
    batch(connection, commands, &mut ScreenCache::new(Clock::new(move || now)))
}

/// A command with its index in the batch.
type Indexed<'b> = (usize, &'b VoteCommand);

/// Commands by the numbers of their requests and visitors.
type Chains<'b> = BTreeMap<(i32, i64), Vec<Indexed<'b>>>;

fn batch(
    connection: &mut AnyConnection,
    commands: &[&VoteCommand],
    known: &mut ScreenCache,
) -> Result<Vec<Result<Outcome>>> {
    let mut projects: BTreeMap<Id<id::Project>, Vec<Indexed<'_>>> = BTreeMap::new();
    for (index, command) in commands.iter().copied().enumerate() {
        projects.entry(command.project.id).or_default().push((index, command));
    }
    let mut outcomes: Vec<Result<Outcome>> = vec![Err(Error::not_found()); commands.len()];
    for indexed in projects.into_values() {
        write_project(connection, indexed, known, &mut |index, outcome| {
            if let Some(slot) = outcomes.get_mut(index) {
                *slot = outcome;
            }
        })?;
    }
    Ok(outcomes)
}

/// Writes the commands of one project. Rows are locked in one global order (visitors by id, then screens by route, then
/// requests by number, as answers and merging visitors do) to avoid deadlocks.
fn write_project(
    connection: &mut AnyConnection,
    indexed: Vec<Indexed<'_>>,
    known: &mut ScreenCache,
    tell: &mut impl FnMut(usize, Result<Outcome>),
) -> Result<()> {
    let Some(project) = indexed.first().map(|(_, command)| Arc::clone(&command.project)) else {
        return Ok(());
    };
    let mut wanted: Vec<_> = indexed.iter().map(|(_, command)| command.request).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut requests = rows::requests(connection, &project, &wanted)?;
    let mut indexed = votable(indexed, &requests, tell);
    let voters = arrivals::arrive(
        connection,
        project.id,
        indexed.iter().map(|(_, command)| Arrival {
            visitor: command.visitor,
            // A retraction creates no visitor, and may be by one that an earlier attempt created.
            new_visitor: command.new_visitor.as_deref().filter(|_| command.cast),
            at: seen_at(command),
        }),
    )?;
    let mut places: HashMap<usize, Place> = HashMap::new();
    // A vote that is refused creates no screen.
    let counts = |command: &VoteCommand| command.cast && voters.contains_key(&command.visitor);
    let mut naming: Vec<_> =
        indexed.iter().filter(|(_, command)| counts(command) && command.screen.is_some()).collect();
    naming.sort_by_key(|(_, command)| command.screen.as_ref().map(|(route, _)| route));
    for (index, command) in naming {
        if let Some(place) = known.resolve(connection, command)? {
            places.insert(*index, place);
        }
    }
    // Counters are updated last, so that other nodes wait for little more than the commit. Only batches with retractions
    // lock the requests first, since a new vote at another node would wait for one that is retracted.
    if matches!(connection, AnyConnection::Postgres(_)) && indexed.iter().any(|(_, command)| !command.cast) {
        requests::lock(connection, project.id, &wanted)?;
        requests = rows::requests(connection, &project, &wanted)?;
        indexed = votable(indexed, &requests, tell);
    }

    // What one visitor does to one request, in order; the keys are those of the votes, and sorted like them.
    let mut chains: Chains<'_> = BTreeMap::new();
    for (index, command) in indexed {
        let row = requests.get(&command.request);
        match (row, voters.get(&command.visitor)) {
            (Some(row), Some(voter)) => {
                chains.entry((votes::key_of(row.number)?, voter.number)).or_default().push((index, command));
            }
            _ if command.cast => tell(index, Err(arrivals::gone())),
            _ => tell(index, Ok(unknown_visitor(row))),
        }
    }
    let mut tallies: BTreeMap<Id<id::Request>, Tally<'_>> = BTreeMap::new();
    let mut days = DayMoves::default();
    let weights = voters.values().map(|voter| (voter.number, voter.weight)).collect();
    let before = write(connection, &project, &chains, (&places, &weights), (&mut tallies, &mut days))?;
    let mut counts = flush(connection, &project, &requests, &tallies)?;
    if matches!(connection, AnyConnection::Postgres(_)) {
        read_unmoved(connection, &project, &chains, &mut counts)?;
    }
    known.note(connection, project.id, tallies.keys().copied())?;
    days.write(connection, project.id)?;
    for (key, chain) in &chains {
        let mut voted = before.contains(key);
        for (index, command) in chain {
            let row = requests.get(&command.request);
            let votes = counts.get(&command.request).copied().or(row.map(|row| row.votes)).unwrap_or(0);
            tell(*index, Ok(Outcome { votes, voted: command.cast, changed: voted != command.cast }));
            voted = command.cast;
        }
    }
    Ok(())
}

/// When the visitor acted. Nobody was here for a vote that a member casts on behalf of somebody.
fn seen_at(command: &VoteCommand) -> Time {
    if command.kind == VoterKind::OnBehalf { Time::from_micros(i64::MIN) } else { command.at }
}

/// Reads the counts of requests that the batch did not move: a visitor that had voted already may have done so in a batch of this
/// moment, which was waited for, and the count read before is without it.
fn read_unmoved(
    connection: &mut AnyConnection,
    project: &Project,
    chains: &Chains<'_>,
    counts: &mut HashMap<Id<id::Request>, i64>,
) -> Result<()> {
    let voted_on = chains.values().flatten().map(|(_, command)| command.request);
    let unmoved: BTreeSet<_> = voted_on.filter(|request| !counts.contains_key(request)).collect();
    if !unmoved.is_empty() {
        let now = rows::requests(connection, project, &unmoved.into_iter().collect::<Vec<_>>())?;
        counts.extend(now.into_iter().map(|(request, row)| (request, row.votes)));
    }
    Ok(())
}

/// The commands that their requests accept; the others are answered with the reason why not.
fn votable<'b>(
    indexed: Vec<Indexed<'b>>,
    requests: &HashMap<Id<id::Request>, Request>,
    tell: &mut impl FnMut(usize, Result<Outcome>),
) -> Vec<Indexed<'b>> {
    let mut kept = Vec::with_capacity(indexed.len());
    for (index, command) in indexed {
        let row = requests.get(&command.request).filter(|row| row.public || command.by_author);
        match row.map(|row| not_votable(row.status, command.cast, command.by_author)) {
            None => tell(index, Err(Error::not_found())),
            Some(Some(error)) => tell(index, Err(error)),
            Some(None) => kept.push((index, command)),
        }
    }
    kept
}

/// The outcome of a retraction by a visitor that does not exist.
fn unknown_visitor(request: Option<&Request>) -> Outcome {
    Outcome { votes: request.map_or(0, |row| row.votes), voted: false, changed: false }
}

/// Who had voted on what before the batch.
type Before = IdSet<(i32, i64)>;

/// Brings each visitor's vote to the end state of its chain, and tallies what that changed.
fn write<'b>(
    connection: &mut AnyConnection,
    project: &Project,
    chains: &Chains<'b>,
    (places, weights): (&HashMap<usize, Place>, &HashMap<i64, f64>),
    (tallies, days): (&mut BTreeMap<Id<id::Request>, Tally<'b>>, &mut DayMoves),
) -> Result<Before> {
    let mut before = Before::default();
    let mut casts = Vec::new();
    let mut fresh = Vec::new();
    for ((key, visitor_number), chain) in chains {
        // A visitor that retracts a vote and votes again has a new vote, with its own time and place.
        if chain.iter().any(|(_, command)| !command.cast)
            && let Some(removed) = facts::retract(connection, project.number, *key, *visitor_number)?
            && let Some((_, first)) = chain.first()
        {
            before.insert((*key, *visitor_number));
            let screen = match removed.screen {
                Some(number) => Some(screens::by_number(connection, project.id, number)?),
                None => None,
            };
            let heat = project.contribution(removed.weight, votes::time_of(removed.cast_at));
            let tally = tallies.entry(first.request).or_default();
            tally.retracted = true;
            let place = screen.map(|screen| (screen, removed.object_key.into()));
            tally.add(-1, removed.kind, removed.weight, heat, place);
            // A lent vote still is where it was cast.
            if removed.merged_from.is_none() {
                days.add(Figure::Votes, votes::time_of(removed.cast_at).day(), -1);
            }
        }
        // The current vote is the first of the final run: those after it changed nothing.
        let current = chain.iter().rev().take_while(|(_, command)| command.cast).last();
        if let Some((index, command)) = current {
            fresh.push((*index, *command));
            casts.push(Vote {
                project: project.number,
                request: *key,
                visitor: *visitor_number,
                weight: weights.get(visitor_number).copied().unwrap_or(segments::PLAIN),
                cast_at: votes::second_of(command.at),
                screen: places.get(index).map(|(_, number)| *number),
                kind: command.kind,
                object_key: &command.object_key,
                instead: command.instead,
            });
        }
    }
    let made: IdSet<_> =
        if casts.is_empty() { Vec::new() } else { facts::cast(connection, &casts)? }.into_iter().collect();
    for (vote, (index, command)) in casts.iter().zip(fresh) {
        if !made.contains(&(vote.request, vote.visitor)) {
            before.insert((vote.request, vote.visitor));
            continue;
        }
        let at = votes::time_of(vote.cast_at);
        let heat = project.contribution(vote.weight, at);
        days.add(Figure::Votes, at.day(), 1);
        let place = places.get(&index).map(|(screen, _)| (*screen, command.object_key.as_str().into()));
        tallies.entry(command.request).or_default().add(1, vote.kind, vote.weight, heat, place);
    }
    Ok(before)
}
