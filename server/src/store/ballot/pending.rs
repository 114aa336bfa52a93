//! What was taken into the inbox and is not counted in the tables yet: who voted meanwhile, and by how much counts moved.
//! Lives in the ballot thread alone, and forgets a batch once a snapshot of the tables holds it.

use std::collections::VecDeque;

use crate::base::{
    id::{self, Id},
    map::{IdMap, IdSet},
};

/// The number of a project, which takes less room than its id.
pub type Tenant = i32;

/// A vote's key.
pub type Key = (Tenant, Id<id::Request>, Id<id::Visitor>);

/// A visitor of a tenant.
pub type Voter = (Tenant, Id<id::Visitor>);

/// A request of a tenant.
type Asked = (Tenant, Id<id::Request>);

/// What one batch changes.
#[derive(Default)]
pub struct Changes {
    votes: IdMap<Key, bool>,
    voters: IdSet<Voter>,
    moved: IdMap<Asked, i64>,
    minted: IdSet<Voter>,
}

impl Changes {
    /// Notes a vote that was cast or taken back.
    pub fn note(&mut self, key: Key, cast: bool, mint: bool) {
        self.votes.insert(key, cast);
        self.voters.insert((key.0, key.2));
        *self.moved.entry((key.0, key.1)).or_default() += if cast { 1 } else { -1 };
        if mint {
            self.minted.insert((key.0, key.2));
        }
    }

    /// Whether the batch itself settles if the visitor has voted.
    pub fn voted(&self, key: &Key) -> Option<bool> {
        self.votes.get(key).copied()
    }

    /// Whether a visitor voted in this batch.
    pub fn touches(&self, voter: &Voter) -> bool {
        self.voters.contains(voter)
    }
}

/// What is needed of a batch to forget it, as small as can be: many wait at a time.
struct Batch {
    number: i64,
    votes: Box<[Key]>,
    moved: Box<[(Asked, i64)]>,
    minted: Box<[Voter]>,
}

/// The batches that are not counted yet, oldest first.
#[derive(Default)]
pub struct Pending {
    batches: VecDeque<Batch>,
    votes: IdMap<Key, (i64, bool)>,
    /// Who voted, and on how many requests of the batches, each counted apart.
    voters: IdMap<Voter, u32>,
    moved: IdMap<Asked, i64>,
    minted: IdSet<Voter>,
    ballots: usize,
}

impl Pending {
    /// Ballots that are not counted yet.
    pub fn len(&self) -> usize {
        self.ballots
    }

    /// Whether a vote is in the box, where that is not counted yet.
    pub fn voted(&self, key: &Key) -> Option<bool> {
        self.votes.get(key).map(|(_, cast)| *cast)
    }

    /// Whether a visitor's vote is not counted yet.
    pub fn touches(&self, voter: &Voter) -> bool {
        self.voters.contains_key(voter)
    }

    /// By how much the count of a request is ahead of the tables.
    pub fn moved(&self, project: Tenant, request: Id<id::Request>) -> i64 {
        self.moved.get(&(project, request)).copied().unwrap_or(0)
    }

    /// Whether a visitor is made by a ballot that is not counted yet.
    pub fn made(&self, voter: &Voter) -> bool {
        self.minted.contains(voter)
    }

    /// Adds a batch that is in the inbox now.
    pub fn add(&mut self, number: i64, changes: Changes) {
        for (key, cast) in &changes.votes {
            self.votes.insert(*key, (number, *cast));
            *self.voters.entry((key.0, key.2)).or_default() += 1;
        }
        for (request, by) in &changes.moved {
            *self.moved.entry(*request).or_default() += by;
        }
        self.minted.extend(&changes.minted);
        self.ballots += changes.votes.len();
        self.batches.push_back(Batch {
            number,
            votes: changes.votes.into_keys().collect(),
            moved: changes.moved.into_iter().collect(),
            minted: changes.minted.into_iter().collect(),
        });
    }

    /// Forgets the batches up to one that the tables hold.
    pub fn forget(&mut self, counted: i64) {
        while let Some(batch) = self.batches.pop_front_if(|batch| batch.number <= counted) {
            for key in &batch.votes {
                // A later batch may have changed it again.
                if self.votes.get(key).is_some_and(|(latest, _)| *latest == batch.number) {
                    self.votes.remove(key);
                }
                let voter = (key.0, key.2);
                if let Some(votes) = self.voters.get_mut(&voter) {
                    *votes -= 1;
                    if *votes == 0 {
                        self.voters.remove(&voter);
                    }
                }
            }
            for (request, by) in &batch.moved {
                let left = self.moved.get(request).copied().unwrap_or(0) - by;
                // Zero says nothing, whether or not later batches moved it to and fro.
                if left == 0 {
                    self.moved.remove(request);
                } else {
                    self.moved.insert(*request, left);
                }
            }
            for visitor in &batch.minted {
                self.minted.remove(visitor);
            }
            self.ballots -= batch.votes.len();
        }
    }

    /// Whether the visitor is made by what is pending or by this batch.
    pub fn makes(&self, changes: &Changes, voter: &Voter) -> bool {
        self.made(voter) || changes.minted.contains(voter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Time;

    fn key() -> Key {
        let now = Time::from_micros(1_000_000);
        (1, Id::new(now), Id::new(now))
    }

    fn batch(votes: &[(Key, bool, bool)]) -> Changes {
        let mut changes = Changes::default();
        votes.iter().for_each(|(key, cast, mint)| changes.note(*key, *cast, *mint));
        changes
    }

    #[test]
    fn a_batch_is_forgotten_once_it_is_counted_and_no_later_one_with_it() {
        let (first, second) = (key(), key());
        let mut pending = Pending::default();
        pending.add(1, batch(&[(first, true, true), (second, true, false)]));
        pending.add(2, batch(&[(first, false, false)]));
        assert_eq!((pending.voted(&first), pending.voted(&second)), (Some(false), Some(true)));
        assert_eq!((pending.moved(first.0, first.1), pending.len()), (0, 3));
        assert!(pending.made(&(first.0, first.2)) && pending.touches(&(first.0, first.2)));

        pending.forget(1);
        assert!(pending.touches(&(first.0, first.2)) && !pending.touches(&(second.0, second.2)));
        assert_eq!((pending.voted(&first), pending.voted(&second)), (Some(false), None));
        assert_eq!((pending.moved(first.0, first.1), pending.len()), (-1, 1));
        assert!(!pending.made(&(first.0, first.2)));

        pending.forget(2);
        assert_eq!((pending.voted(&first), pending.moved(first.0, first.1), pending.len()), (None, 0, 0));
        assert!(pending.batches.is_empty() && pending.moved.is_empty() && pending.minted.is_empty());
        assert!(pending.voters.is_empty());
    }

    #[test]
    fn a_vote_to_and_fro_within_a_batch_counts_as_it_ended() {
        let one = key();
        let changes = batch(&[(one, true, false), (one, false, false), (one, true, false)]);
        let mut pending = Pending::default();
        pending.add(1, changes);
        assert_eq!((pending.voted(&one), pending.moved(one.0, one.1)), (Some(true), 1));
    }
}
