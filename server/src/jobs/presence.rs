//! Keeps what members have open true: who closes the last page of the dashboard has nothing open any more.
//! Sends nothing: it notes the change, and the journal's poller tells it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Weak,
    time::{Duration, Instant},
};

use tokio::time::{MissedTickBehavior, interval};

use crate::{
    actions::stream_access::{Credential, StreamAccess},
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::Result,
    state::Context,
    store::presence,
};

/// Interval between looks at the open streams: who left is shown at most that long.
const LOOK: Duration = Duration::from_secs(1);
/// Interval between notes that those who are here still are.
const SEEN: Duration = Duration::from_secs(60);
/// Rows of nodes that crashed which are deleted at once.
const AT_ONCE: i64 = 100;

/// A member with an open stream of a project.
type Here = BTreeSet<(Id<id::Project>, Id<id::Member>)>;

/// Looks until the context is dropped.
pub async fn run(context: Weak<Context>) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut left, mut seen) = (Here::new(), Instant::now());
    loop {
        tick.tick().await;
        let Some(context) = context.upgrade() else { return };
        left.extend(members(context.live.take_left()));
        let here: Here = members(context.live.accesses()).collect();
        // One who left by one session may be here by another.
        left.retain(|member| !here.contains(member));
        let mut done = Ok(());
        if !left.is_empty() {
            done = leave(&context, left.clone()).await;
        }
        if done.is_ok() && seen.elapsed() >= SEEN {
            done = stay(&context, &here).await;
            seen = Instant::now();
        }
        match done {
            Ok(()) => left.clear(),
            // They are tried again, unless they come back.
            Err(error) => tracing::warn!(cause = %error, "who left the dashboard could not be noted"),
        }
    }
}

fn members(
    accesses: impl IntoIterator<Item = StreamAccess>,
) -> impl Iterator<Item = (Id<id::Project>, Id<id::Member>)> {
    accesses.into_iter().filter_map(|access| match access.credential {
        Credential::Session(_, member) => Some((access.project, member)),
        Credential::Key(_) => None,
    })
}

async fn leave(context: &Context, left: Here) -> Result<()> {
    let now = context.clock.now();
    context.db.write(Touches::Nothing, move |connection| remove(connection, left, now)).await
}

fn remove(connection: &mut AnyConnection, left: Here, now: Time) -> Result<()> {
    for (project, member) in left {
        if presence::remove(connection, project, member)? {
            journal::note(connection, project, What::Presence, &[member], now)?;
        }
    }
    Ok(())
}

/// Notes that those who are here still are, and removes those whose node no longer says so.
async fn stay(context: &Context, here: &Here) -> Result<()> {
    let now = context.clock.now();
    let mut projects: BTreeMap<Id<id::Project>, Vec<Id<id::Member>>> = BTreeMap::new();
    for (project, member) in here {
        projects.entry(*project).or_default().push(*member);
    }
    let lost = context.db.read(move |connection| presence::lost(connection, now, AT_ONCE)).await?;
    if projects.is_empty() && lost.is_empty() {
        return Ok(());
    }
    context
        .db
        .write(Touches::Nothing, move |connection| {
            for (project, members) in &projects {
                presence::seen(connection, *project, members, now)?;
            }
            remove(connection, lost.into_iter().filter(|lost| is_not_in(&projects, lost)).collect(), now)
        })
        .await
}

fn is_not_in(
    projects: &BTreeMap<Id<id::Project>, Vec<Id<id::Member>>>,
    (project, member): &(Id<id::Project>, Id<id::Member>),
) -> bool {
    projects.get(project).is_none_or(|members| !members.contains(member))
}
