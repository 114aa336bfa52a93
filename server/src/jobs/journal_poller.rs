//! Polls the journal of changes, several times a second while somebody is listening, and sends what it finds: to the event
//! streams of this node, as bytes that all streams of a project share, and to the other nodes over the bus.
//! Each poll reads the journal once for all projects, and the rows that are listened to once; no stream reads by itself.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Weak,
    time::{Duration, Instant},
};

use tokio::{
    sync::broadcast::{Receiver, error::TryRecvError},
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

use crate::{
    api::team::events::{
        MARGIN_SECONDS,
        frames::{self, Gathered},
    },
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, MAX_NAMED, What},
    error::Result,
    nodes::event::{Event, Which},
    state::Context,
    store::{
        presence, projects,
        standing::{self, Standing},
    },
};

/// Interval between polls while things change.
const WINDOW: Duration = Duration::from_millis(200);
/// How long it goes on polling after a change: a vote is in the journal a moment after it was acknowledged.
const AWAKE: Duration = Duration::from_millis(1_500);
/// Interval between polls while no change is known: other nodes write too.
const NET: Duration = Duration::from_secs(1);
/// The time between two events of one project that say to read again.
const RESYNC: Duration = Duration::from_secs(1);
/// Seconds after its end for which an entry is read again: what it speaks of may be committed that much later.
const GRACE_SECONDS: i64 = 2;
/// Maximum number of entries per poll; past that it is treated as [`Event::Anything`].
const MAX_ENTRIES: i64 = 2_000;

/// Polls until the context is dropped.
pub async fn run(context: Weak<Context>) {
    let Some(mut events) = context.upgrade().map(|context| context.nodes.subscribe()) else { return };
    let mut tick = interval(WINDOW);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut poller = Poller::new();
    let mut failed = false;
    loop {
        tick.tick().await;
        let Some(context) = context.upgrade() else { return };
        if received_changes(&mut events) {
            poller.awake = Instant::now() + AWAKE;
        }
        let done = poller.window(&context).await;
        if let Err(error) = &done
            && !failed
        {
            tracing::warn!(cause = %error, "what changed can't be read: event streams wait");
        }
        failed = done.is_err();
    }
}

/// Whether another node reported a change.
fn received_changes(events: &mut Receiver<Event>) -> bool {
    let mut received = false;
    loop {
        match events.try_recv() {
            Ok(Event::Settings { .. }) => {}
            Ok(_) | Err(TryRecvError::Lagged(_)) => received = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return received,
        }
    }
}

struct Poller {
    /// How many changes on this node were polled for.
    own: u64,
    /// Until when something may come of them, and of what other nodes said.
    own_awake: Instant,
    awake: Instant,
    /// When it last read, by both clocks.
    read: Instant,
    read_at: Option<Time>,
    /// Entries that were sent, with their `until`.
    seen: HashMap<Uuid, Time>,
    sent: HashMap<Id<id::Project>, Sent>,
}

/// What the streams of a project were sent.
#[derive(Default)]
struct Sent {
    rows: HashMap<Id<id::Request>, Standing>,
    resync: Option<Instant>,
}

impl Poller {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            own: 0,
            own_awake: now,
            awake: now,
            read: now,
            read_at: None,
            seen: HashMap::new(),
            sent: HashMap::new(),
        }
    }

    async fn window(&mut self, context: &Context) -> Result<()> {
        let (begun, now) = (Instant::now(), context.clock.now());
        let own = context.db.changes().own();
        if own != self.own {
            self.own = own;
            self.own_awake = begun + AWAKE;
        }
        let listening: HashSet<_> = context.live.projects().into_iter().collect();
        self.sent.retain(|project, _| listening.contains(project));
        let notifying = context.nodes.in_company() && begun < self.own_awake;
        if listening.is_empty() && !notifying {
            self.read_at = None;
            return Ok(());
        }
        if begun >= self.own_awake && begun >= self.awake && begun < self.read + NET && self.read_at.is_some()
        {
            return Ok(());
        }
        // What could not be read is read later, as far as it is kept.
        let from = self.read_at.unwrap_or(now).max(now.plus_seconds(-journal::KEPT_SECONDS));
        let after = from.plus_seconds(-MARGIN_SECONDS);
        let entries =
            context.db.read(move |connection| journal::since(connection, None, after, MAX_ENTRIES)).await?;
        let anything = i64::try_from(entries.len()).is_ok_and(|n| n >= MAX_ENTRIES);
        let mut gathered: HashMap<Id<id::Project>, Gathered> = HashMap::new();
        for entry in &entries {
            // An entry that also covers the time to come is sent again until that is over.
            let lasting = match entry.what {
                What::Requests => true,
                What::Answers => entry.named.is_none(),
                What::Made
                | What::Reports
                | What::ReleaseNotes
                | What::Proposals
                | What::Ranking
                | What::Project
                | What::Views
                | What::Presence
                | What::Deleted
                | What::Restored => false,
            };
            let moves = lasting && now < entry.until.plus_seconds(GRACE_SECONDS);
            if moves || !self.seen.contains_key(&entry.id) {
                gathered.entry(entry.project).or_default().add(entry);
            }
        }
        if notifying {
            notify_nodes(context, &gathered, anything);
        }
        gathered.retain(|project, _| listening.contains(project));
        // A listener that reads after the event must not get what another node's change made old.
        if context.db.is_shared() {
            gathered.keys().for_each(|project| context.db.changes().project_changed(*project));
        }
        if anything {
            listening.iter().for_each(|project| gathered.entry(*project).or_default().more = true);
        }
        self.notify_streams(context, gathered, now).await?;
        self.seen.retain(|_, until| *until > after);
        self.seen.extend(entries.iter().map(|entry| (entry.id, entry.until)));
        self.read = begun;
        self.read_at = Some(now);
        Ok(())
    }

    /// Sends the listeners of each project what changed since the last event.
    async fn notify_streams(
        &mut self,
        context: &Context,
        gathered: HashMap<Id<id::Project>, Gathered>,
        now: Time,
    ) -> Result<()> {
        for sent in self.sent.iter_mut().filter(|(project, _)| !gathered.contains_key(project)) {
            sent.1.rows.clear();
        }
        if gathered.is_empty() {
            return Ok(());
        }
        let wanted: Vec<_> = gathered
            .iter()
            .filter(|(_, gathered)| !gathered.is_many())
            .map(|(project, gathered)| (*project, gathered.requests(), gathered.presence()))
            .collect();
        let read = context
            .db
            .read(move |connection| {
                let mut rows = Vec::with_capacity(wanted.len());
                for (id, requests, presence) in wanted {
                    let project = projects::by_id(connection, id)?;
                    let present = presence.then(|| presence::of_project(connection, id, now)).transpose()?;
                    rows.push((project, standing::by_ids(connection, id, &requests)?, present));
                }
                Ok(rows)
            })
            .await?;
        for (project, rows, present) in read {
            let Some(gathered) = gathered.get(&project.id) else { continue };
            let fresh = self.sent.entry(project.id).or_default().fresh(rows);
            let text = frames::changes(gathered, &fresh, present, &project, now);
            if !text.is_empty() {
                context.live.tell(project.id, text.into_bytes().into());
            }
        }
        for project in gathered.iter().filter(|(_, gathered)| gathered.is_many()).map(|(project, _)| *project)
        {
            let sent = self.sent.entry(project).or_default();
            if sent.resync.is_none_or(|at| at.elapsed() >= RESYNC) {
                sent.resync = Some(Instant::now());
                context.live.tell(project, frames::resync(now).into_bytes().into());
            }
        }
        Ok(())
    }
}

impl Sent {
    /// The rows that differ from those sent last; they count as sent from now on.
    fn fresh(&mut self, rows: Vec<Standing>) -> Vec<Standing> {
        let fresh = rows.iter().filter(|row| self.rows.get(&row.id) != Some(row)).copied().collect();
        self.rows = rows.into_iter().map(|row| (row.id, row)).collect();
        fresh
    }
}

/// Notifies the other nodes, so that they render again what they have cached.
fn notify_nodes(context: &Context, gathered: &HashMap<Id<id::Project>, Gathered>, anything: bool) {
    if anything {
        context.nodes.publish_to_others(Event::Anything);
        return;
    }
    for (project, gathered) in gathered {
        let project = *project;
        let named: BTreeSet<_> = gathered.requests().into_iter().collect();
        let which = match named.len() {
            _ if gathered.more => Some(Which::Many),
            0 => None,
            1..=MAX_NAMED => Some(Which::These(named.into_iter().collect())),
            _ => Some(Which::Many),
        };
        if let Some(which) = which {
            context.nodes.publish_to_others(Event::Requests { project, which });
        }
        let (reports, answers) = gathered.others();
        if reports {
            context.nodes.publish_to_others(Event::Reports { project });
        }
        if answers {
            context.nodes.publish_to_others(Event::Answers { project });
        }
    }
}
