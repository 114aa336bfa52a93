//! Keeping a pattern of routes: later routes belong to it at once, and the screens that belong to it are merged into its own in the
//! background, some at a time, by the same action as by hand. Merges no screen that is too large for that.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::screen_pattern::{self, MOST, Pattern, Reason},
    error::{Error, Result},
    store::{
        pattern_leftovers,
        pattern_merges::{self, Key, Left},
        projects::{self, Project},
        screen_patterns::{self, Candidate, Kept},
        screens::{self, Screen},
    },
};

use super::merge_screens;

/// Screens that a preview names.
const SHOWN: usize = 100;

/// Screens that may belong to a pattern which are read at once; a preview counts those of them that do.
const COUNTED: i64 = 20_000;

/// Screens that one transaction looks at, the most that it merges, and the rows and votes after which it merges no more: SQLite has one
/// writer, which all votes wait for.
const LOOKED_AT: i64 = 2_000;
const MERGED: usize = 10;
const ROWS: i64 = 2_000;
const VOTES: i64 = 20_000;

/// Seconds until all routes are looked at once more: a write that began before the pattern was kept may have created a screen.
const SETTLES_SECONDS: i64 = 3;

/// Seconds until it is tried again where something went wrong.
const LATER_SECONDS: i64 = 60;

/// Which routes belong to one of the patterns of a project.
struct Ours {
    all: Vec<Pattern>,
    pattern: Pattern,
}

impl Ours {
    /// Those of a pattern that may not be kept yet.
    fn of(connection: &mut AnyConnection, project: Id<id::Project>, pattern: &Pattern) -> Result<Self> {
        let mut all = screen_patterns::patterns(connection, project)?;
        if !all.contains(pattern) {
            all.push(pattern.clone());
            screen_pattern::sort(&mut all, |pattern| pattern);
        }
        Ok(Self { all, pattern: pattern.clone() })
    }

    /// Whether the screen of this route is to be merged.
    fn has(&self, route: &str) -> bool {
        route != self.pattern.as_str() && screen_pattern::first(&self.all, route) == Some(&self.pattern)
    }
}

/// The screens that a pattern would merge.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The first hundred by route, and whether each is too large to be merged.
    pub screens: Vec<(Screen, bool)>,
    /// How many there are.
    pub count: i64,
    /// Their answers.
    pub answers: i64,
    /// Whether there may be more, which were not counted.
    pub more: bool,
}

/// The screens that a pattern would merge. Those that belong to another one are left out.
pub fn preview(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    pattern: &Pattern,
) -> Result<Matching> {
    let ours = Ours::of(connection, project, pattern)?;
    let mut matching = screen_patterns::candidates(connection, project, pattern, &pattern.start(), COUNTED)?;
    let more = count(matching.len()) >= COUNTED;
    matching.retain(|one| ours.has(&one.route));
    let ids: Vec<_> = matching.iter().take(SHOWN).map(|one| one.id).collect();
    let mut rows = screens::by_ids(connection, project, &ids)?;
    rows.sort_by(|one, other| one.route.cmp(&other.route));
    let mut shown = Vec::with_capacity(rows.len());
    for screen in rows {
        let size = merge_screens::size(connection, project, &screen)?;
        shown.push((screen, size.too_large));
    }
    Ok(Matching {
        screens: shown,
        count: count(matching.len()),
        answers: matching.iter().map(|one| one.answers).sum(),
        more,
    })
}

/// How many screens a pattern would merge, read some at a time: not in the transaction of `create`, which all votes wait for.
pub fn all(connection: &mut AnyConnection, project: Id<id::Project>, pattern: &Pattern) -> Result<i64> {
    let ours = Ours::of(connection, project, pattern)?;
    let (mut after, mut n) = (pattern.start(), 0);
    loop {
        let found = screen_patterns::candidates(connection, project, pattern, &after, COUNTED)?;
        n += count(found.iter().filter(|one| ours.has(&one.route)).count());
        match found.last().filter(|_| count(found.len()) >= COUNTED) {
            Some(last) => after.clone_from(&last.route),
            None => return Ok(n),
        }
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Keeps a pattern. The screens that belong to it, `found` by `all`, are merged in the background into the one that has its route.
///
/// # Errors
/// Occurs at `/pattern` when the project has it already, or another one for the same routes, or has too many.
pub fn create(
    connection: &mut AnyConnection,
    project: &Project,
    (pattern, found): (&Pattern, i64),
    now: Time,
) -> Result<Kept> {
    projects::lock(connection, project.id)?;
    let kept = screen_patterns::patterns(connection, project.id)?;
    if count(kept.len()) >= MOST {
        let detail = format!("A project has at most {MOST} patterns. Delete one first.");
        return Err(Error::field("/pattern", &detail));
    }
    if kept.contains(pattern) {
        return Err(Error::field("/pattern", "The project has this pattern already."));
    }
    if let Some(same) = kept.iter().find(|other| other.covers(pattern) && pattern.covers(other)) {
        let detail = format!("“{}” stands for the same routes. Delete it first.", same.as_str());
        return Err(Error::field("/pattern", &detail));
    }
    let row = Kept {
        project_id: project.id,
        id: Id::new(now),
        pattern: pattern.as_str().to_owned(),
        created_at: now,
    };
    screen_patterns::insert(connection, &row)?;
    screens::ensure(connection, project.id, pattern.route(), None, now)?;
    let left = Left {
        project_id: project.id,
        pattern_id: row.id,
        found,
        merged: 0,
        after: pattern.start(),
        moved: true,
        due_at: now,
    };
    pattern_merges::begin(connection, &left)?;
    Ok(row)
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    Nothing,
    /// Not before this time.
    Later(Time),
    /// For this pattern, now.
    Now(Key),
}

/// What there is to do at `now`.
pub fn work(connection: &mut AnyConnection, now: Time) -> Result<Work> {
    Ok(match pattern_merges::next(connection)? {
        None => Work::Nothing,
        Some((_, at)) if at > now => Work::Later(at),
        Some((key, _)) => Work::Now(key),
    })
}

/// Lets a pattern wait with which something went wrong.
pub fn postpone(connection: &mut AnyConnection, key: Key, now: Time) -> Result<()> {
    pattern_merges::postpone(connection, key, now.plus_seconds(LATER_SECONDS))
}

/// Merges some screens of a pattern, and notes how far it is.
pub fn round(connection: &mut AnyConnection, key: Key, now: Time) -> Result<()> {
    let Some(before) = pattern_merges::find(connection, key)? else { return Ok(()) };
    let kept = screen_patterns::of_project(connection, key.0)?;
    let Some((_, pattern)) = kept.iter().find(|(row, _)| row.id == key.1) else { return Ok(()) };
    let ours = Ours::of(connection, key.0, pattern)?;
    // Where it was merged itself, the screen that it leads to.
    let Some(into) = screens::find(connection, key.0, pattern.route())? else {
        return pattern_merges::end(connection, key);
    };
    let found = screen_patterns::candidates(connection, key.0, pattern, &before.after, LOOKED_AT)?;
    let at_the_end = count(found.len()) < LOOKED_AT;
    let Picked { small, large, upto } = pick(connection, key, &ours, into, &found)?;
    if small.is_empty() {
        projects::lock(connection, key.0)?;
    } else {
        merge_screens::lock(connection, key.0, &small, into)?;
    }
    // Another node may have done this round, or a member may have deleted the pattern.
    if pattern_merges::find(connection, key)?.as_ref() != Some(&before) {
        return Ok(());
    }
    let mut told = !large.is_empty();
    for screen in large {
        pattern_leftovers::insert(connection, key, screen, Reason::TooLarge)?;
    }
    let project = projects::by_id(connection, key.0)?;
    let mut merged = 0;
    let mut rows = screens::by_ids(connection, key.0, &small)?;
    rows.sort_by(|one, other| one.route.cmp(&other.route));
    for screen in rows {
        if merge_screens::size(connection, key.0, &screen)?.too_large {
            pattern_leftovers::insert(connection, key, screen.id, Reason::TooLarge)?;
        } else {
            merge_screens::relocate(connection, &project, &screen, into, now)?;
            merged += 1;
        }
    }
    let mut left = Left { merged: before.merged + merged, moved: before.moved || merged > 0, ..before };
    left.found = left.found.max(left.merged);
    told |= merged > 0;
    match upto {
        Some(route) => left.after = route,
        None if !at_the_end => left.after = found.last().map(|one| one.route.clone()).unwrap_or_default(),
        None if left.moved => {
            left.after = pattern.start();
            left.moved = false;
            left.due_at = now.plus_seconds(SETTLES_SECONDS);
        }
        None => {
            pattern_merges::end(connection, key)?;
            return journal::note(connection, key.0, What::Answers, &[into], now);
        }
    }
    pattern_merges::note(connection, &left)?;
    if told { journal::note(connection, key.0, What::Answers, &[into], now) } else { Ok(()) }
}

/// What one transaction does.
#[derive(Default)]
struct Picked {
    /// The screens that it merges.
    small: Vec<Id<id::Screen>>,
    /// Those that are too large.
    large: Vec<Id<id::Screen>>,
    /// The route of the last one, where not all that were found could be picked.
    upto: Option<String>,
}

/// Picks the first screens, until they are many or large together.
fn pick(
    connection: &mut AnyConnection,
    key: Key,
    ours: &Ours,
    into: Id<id::Screen>,
    found: &[Candidate],
) -> Result<Picked> {
    let mut picked = Picked::default();
    let (mut rows, mut votes) = (0, 0);
    for one in found.iter().filter(|one| one.id != into && ours.has(&one.route)) {
        if !pattern_leftovers::among(connection, key, &[one.id])?.is_empty() {
            continue;
        }
        let Some(screen) = screens::by_ids(connection, key.0, &[one.id])?.pop() else { continue };
        let size = merge_screens::size(connection, key.0, &screen)?;
        if size.too_large {
            picked.large.push(one.id);
        } else {
            picked.small.push(one.id);
            rows += size.rows;
            votes += size.votes;
        }
        if picked.small.len() + picked.large.len() >= MERGED || rows >= ROWS || votes >= VOTES {
            picked.upto = Some(one.route.clone());
            break;
        }
    }
    Ok(picked)
}
