//! The event streams that are open on this node: their number is limited, and the streams of a project share one channel.
//! Limits also those of one member or key, and how far a slow listener may be behind. Knows no HTTP and no text.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use crate::base::id::{self, Id};

/// Frames that a slow listener may be behind; past that it gets notice that it missed some.
const BEHIND: usize = 32;

/// Bytes that all listeners of a project get.
pub type Frame = Arc<[u8]>;

/// How many streams there may be at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamSettings {
    /// Of one member, or of one API key.
    pub per_holder: usize,
    /// On this node.
    pub per_node: usize,
}

/// Why a stream is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The holder has as many as it may.
    Holder,
    /// The node has as many as it may.
    Node,
    /// The node is shutting down.
    Ending,
}

/// The streams of this node. `P` is what a stream was opened with.
pub struct Live<P> {
    settings: StreamSettings,
    held: Mutex<Held<P>>,
    ending: AtomicBool,
}

struct Held<P> {
    streams: usize,
    holders: HashMap<Uuid, usize>,
    accesses: HashMap<P, Watched>,
    /// Those whose last stream ended since somebody asked.
    left: HashSet<P>,
    channels: HashMap<Id<id::Project>, Channel>,
}

/// What streams were opened with, for as long as one is open.
struct Watched {
    streams: usize,
    over: watch::Sender<bool>,
}

struct Channel {
    streams: usize,
    frames: broadcast::Sender<Frame>,
}

/// An open stream, which counts towards the limits until it is dropped.
pub struct OpenStream<P: Clone + Eq + Hash> {
    live: Arc<Live<P>>,
    access: P,
    holder: Uuid,
    project: Id<id::Project>,
    /// The frames for the project's listeners.
    pub frames: broadcast::Receiver<Frame>,
    /// True once the stream has to end.
    pub over: watch::Receiver<bool>,
}

impl<P: Clone + Eq + Hash> Live<P> {
    /// No streams yet.
    pub fn new(settings: StreamSettings) -> Self {
        let held = Held {
            streams: 0,
            holders: HashMap::new(),
            accesses: HashMap::new(),
            left: HashSet::new(),
            channels: HashMap::new(),
        };
        Self { settings, held: Mutex::new(held), ending: AtomicBool::new(false) }
    }

    /// Opens a stream of a project. Fails when a limit is reached.
    pub fn join(
        self: &Arc<Self>,
        project: Id<id::Project>,
        holder: Uuid,
        access: P,
    ) -> Result<OpenStream<P>, Refused> {
        let mut held = self.held.lock();
        if self.ending.load(Ordering::SeqCst) {
            return Err(Refused::Ending);
        }
        if held.streams >= self.settings.per_node {
            return Err(Refused::Node);
        }
        let of_holder = held.holders.entry(holder).or_default();
        if *of_holder >= self.settings.per_holder {
            return Err(Refused::Holder);
        }
        *of_holder += 1;
        held.streams += 1;
        metrics::gauge!("yousaid_streams").set(held.streams as f64);
        held.left.remove(&access);
        let watched = held
            .accesses
            .entry(access.clone())
            .or_insert_with(|| Watched { streams: 0, over: watch::Sender::new(false) });
        watched.streams += 1;
        let over = watched.over.subscribe();
        let channel = held
            .channels
            .entry(project)
            .or_insert_with(|| Channel { streams: 0, frames: broadcast::Sender::new(BEHIND) });
        channel.streams += 1;
        let frames = channel.frames.subscribe();
        Ok(OpenStream { live: Arc::clone(self), access, holder, project, frames, over })
    }

    /// The projects that somebody listens to.
    pub fn projects(&self) -> Vec<Id<id::Project>> {
        self.held.lock().channels.keys().copied().collect()
    }

    /// Sends a frame to the listeners of a project.
    pub fn tell(&self, project: Id<id::Project>, frame: Frame) {
        let held = self.held.lock();
        if let Some(channel) = held.channels.get(&project) {
            // The last one may just be leaving.
            let _ = channel.frames.send(frame);
        }
    }

    /// What the open streams were opened with.
    pub fn accesses(&self) -> Vec<P> {
        self.held.lock().accesses.keys().cloned().collect()
    }

    /// The accesses whose last stream ended since the last call, and that have opened none since.
    pub fn take_left(&self) -> HashSet<P> {
        std::mem::take(&mut self.held.lock().left)
    }

    /// Ends the streams of accesses that are no longer valid.
    pub fn revoke(&self, accesses: &[P]) {
        let held = self.held.lock();
        for watched in accesses.iter().filter_map(|access| held.accesses.get(access)) {
            watched.over.send_replace(true);
        }
    }

    /// Ends all streams, and opens no more.
    pub fn end(&self) {
        let held = self.held.lock();
        self.ending.store(true, Ordering::SeqCst);
        for watched in held.accesses.values() {
            watched.over.send_replace(true);
        }
    }
}

impl<P: Clone + Eq + Hash> Drop for OpenStream<P> {
    fn drop(&mut self) {
        let mut held = self.live.held.lock();
        held.streams = held.streams.saturating_sub(1);
        metrics::gauge!("yousaid_streams").set(held.streams as f64);
        leave(&mut held.holders, &self.holder, |streams| streams);
        leave(&mut held.accesses, &self.access, |watched| &mut watched.streams);
        if !held.accesses.contains_key(&self.access) {
            held.left.insert(self.access.clone());
        }
        leave(&mut held.channels, &self.project, |channel| &mut channel.streams);
    }
}

/// Counts one down, and takes out what nobody uses any more.
fn leave<K: Eq + Hash, V>(map: &mut HashMap<K, V>, key: &K, count: impl Fn(&mut V) -> &mut usize) {
    let Some(found) = map.get_mut(key) else { return };
    let streams = count(found);
    *streams = streams.saturating_sub(1);
    if *streams == 0 {
        map.remove(key);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn live(per_holder: usize, per_node: usize) -> Arc<Live<u8>> {
        Arc::new(Live::new(StreamSettings { per_holder, per_node }))
    }

    fn project(n: u128) -> Id<id::Project> {
        Id::from(Uuid::from_u128(n))
    }

    #[test]
    fn a_place_that_is_left_is_free_again_and_nothing_of_it_stays() {
        let live = live(2, 3);
        let (ann, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = live.join(project(1), ann, 1).unwrap();
        let _two = live.join(project(2), ann, 1).unwrap();
        assert_eq!(live.join(project(1), ann, 2).err(), Some(Refused::Holder));
        let three = live.join(project(1), bob, 3).unwrap();
        assert_eq!(live.join(project(1), Uuid::from_u128(3), 4).err(), Some(Refused::Node));
        drop((one, three));
        assert_eq!(live.projects(), [project(2)]);
        assert_eq!(live.accesses(), [1]);
        assert_eq!((live.take_left(), live.take_left()), (HashSet::from([3]), HashSet::new()));
        live.join(project(1), ann, 2).unwrap();
        assert_eq!(live.held.lock().holders.len(), 1);
    }

    #[test]
    fn listeners_hear_of_their_own_project_and_a_slow_one_is_told_that_it_missed_some() {
        let live = live(9, 9);
        let mut here = live.join(project(1), Uuid::from_u128(1), 1).unwrap();
        let mut elsewhere = live.join(project(2), Uuid::from_u128(1), 1).unwrap();
        live.tell(project(1), Arc::from(*b"first"));
        assert_eq!(here.frames.try_recv().unwrap().as_ref(), b"first");
        assert!(elsewhere.frames.try_recv().is_err());
        for _ in 0..100 {
            live.tell(project(1), Arc::from(*b"more"));
        }
        assert!(matches!(here.frames.try_recv(), Err(broadcast::error::TryRecvError::Lagged(_))));
    }

    #[test]
    fn a_revoked_access_ends_its_own_streams_and_the_end_of_the_node_ends_all() {
        let live = live(9, 9);
        let one = live.join(project(1), Uuid::from_u128(1), 1).unwrap();
        let two = live.join(project(1), Uuid::from_u128(2), 2).unwrap();
        live.revoke(&[1, 7]);
        assert_eq!((*one.over.borrow(), *two.over.borrow()), (true, false));
        live.end();
        assert!(*two.over.borrow());
        assert_eq!(live.join(project(1), Uuid::from_u128(2), 2).err(), Some(Refused::Ending));
    }
}
