//! A new ranking of a project: its weights and half-life, the weights of segments, and the scores of its requests by these.
//! What counts as a signal stays as it is.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::heat::Ranking,
    error::{Error, Result},
    store::{
        heats,
        projects::{self, Project},
        reranking, segments,
    },
};

/// Seconds until the scores are computed again: until then another node may still add signals by the ranking of before, which
/// it remembers for one second, and a request that was computed must not get any.
const SETTLES_SECONDS: i64 = 3;

/// The most segments with a weight that is not 1.
const MOST_SEGMENTS: usize = 50;

/// Visitors in one go; requests in one go: where their parts stay, and where these are summed again.
const WEIGHED_AT_ONCE: i64 = 1_000;
const REWEIGHED_AT_ONCE: i64 = 2_000;
const REHEATED_AT_ONCE: i64 = 20;

/// Gives a project another ranking, and returns it. Its scores are computed again in the background.
pub fn begin(
    connection: &mut AnyConnection,
    id: Id<id::Project>,
    ranking: &Ranking,
    now: Time,
) -> Result<Project> {
    projects::lock(connection, id)?;
    let before = projects::by_id(connection, id)?;
    if before.ranking() == *ranking {
        return Ok(before);
    }
    // Where an earlier change is not done, its signals still have to be summed.
    let left = reranking::left(connection, id)?;
    let unfinished = left.is_some_and(|left| left.signals);
    let unweighed = left.is_some_and(|left| left.visitors_after.is_some());
    let signals = unfinished || before.half_life_days != ranking.half_life_days;
    let project = before.ranking_by(ranking, now);
    let at = now.plus_seconds(SETTLES_SECONDS);
    reranking::begin(connection, &project, (signals, unweighed), at)?;
    journal::note(connection, id, What::Ranking, &[id], now)?;
    Ok(project)
}

/// Gives a segment another weight. Its visitors, their votes and the scores follow in the background.
///
/// # Errors
/// Occurs at `/segment` when there are so many segments with a weight already.
pub fn weigh(
    connection: &mut AnyConnection,
    id: Id<id::Project>,
    segment: &str,
    weight: f64,
    now: Time,
) -> Result<()> {
    projects::lock(connection, id)?;
    let weights = segments::weights(connection, id)?;
    if weights.get(segment).copied().unwrap_or(segments::PLAIN) == weight {
        return Ok(());
    }
    if weights.len() >= MOST_SEGMENTS && !weights.contains_key(segment) {
        let detail = "50 segments have a weight already. Give another one the weight 1 first.";
        return Err(Error::field("/segment", detail));
    }
    segments::put(connection, id, segment, weight, now)?;
    reranking::start(connection, id, (true, true), now.plus_seconds(SETTLES_SECONDS))?;
    journal::note(connection, id, What::Ranking, &[id], now)
}

/// Leaves it to the background to give votes the weights of their voters. The project must be locked.
pub fn follow(connection: &mut AnyConnection, id: Id<id::Project>, now: Time) -> Result<()> {
    let left = reranking::left(connection, id)?;
    let unweighed = left.is_some_and(|left| left.visitors_after.is_some());
    reranking::start(connection, id, (true, unweighed), now.plus_seconds(SETTLES_SECONDS))?;
    journal::note(connection, id, What::Ranking, &[id], now)
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    Nothing,
    /// Not before this time.
    Later(Time),
    /// In this project, now.
    Now(Id<id::Project>),
}

/// What there is to do at `now`.
pub fn work(connection: &mut AnyConnection, now: Time) -> Result<Work> {
    Ok(match reranking::next(connection)? {
        None => Work::Nothing,
        Some((_, at)) if at > now => Work::Later(at),
        Some((project, _)) => Work::Now(project),
    })
}

/// Computes some scores of a project again; before that, the weights of its visitors where these changed.
pub fn round(connection: &mut AnyConnection, id: Id<id::Project>, now: Time) -> Result<()> {
    // Visitors are locked before the project.
    if let Some(left) = reranking::left(connection, id)?
        && let Some(after) = left.visitors_after
    {
        let last = segments::reweigh_visitors(connection, id, after, WEIGHED_AT_ONCE)?;
        return reranking::note_visitors(connection, id, &left, last);
    }
    projects::lock(connection, id)?;
    // Another node may have finished it, or a member may have changed a weight since.
    let left = reranking::left(connection, id)?.filter(|left| left.visitors_after.is_none());
    let Some(left) = left else { return Ok(()) };
    let project = projects::by_id(connection, id)?;
    let most = if left.signals { REHEATED_AT_ONCE } else { REWEIGHED_AT_ONCE };
    let rows = reranking::following(connection, id, left.after, most)?;
    if left.signals {
        for (number, request) in &rows {
            heats::reheat(connection, &project, *number, *request)?;
        }
    } else if let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) {
        heats::reweigh(connection, &project, *first, *last)?;
    }
    let last = rows.last().filter(|_| i64::try_from(rows.len()).is_ok_and(|read| read >= most));
    let done = last.map(|(number, _)| *number);
    reranking::note(connection, id, done)?;
    // Told of once for each hundredth, and at the end.
    let hundredth = |number: i64| number.saturating_mul(100) / project.last_request_number.max(1);
    if done.is_some_and(|done| hundredth(done) == hundredth(left.after)) {
        return Ok(());
    }
    journal::note(connection, id, What::Ranking, &[id], now)
}
