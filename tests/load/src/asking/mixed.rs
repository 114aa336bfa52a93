//! Nine reads per vote: the requests of a widget on a page where some people vote.
//! Keeps the order strict, so that every run has the same share of votes.

use std::{cell::Cell, rc::Rc};

use super::{casting::Casting, reading::Reading};
use crate::{drive::Asking, wire::Answer};

/// One in this many requests is a vote.
const VOTE_EVERY: usize = 10;

/// The kind of request that is a vote; reads keep their own.
const VOTE: usize = 1;

/// Reads with a vote in between.
pub struct Mixed {
    reads: Reading,
    votes: Rc<Casting>,
    asked: Cell<usize>,
}

impl Mixed {
    /// Nine of `reads` per one of `votes`.
    pub fn new(reads: Reading, votes: &Rc<Casting>) -> Self {
        Self { reads, votes: Rc::clone(votes), asked: Cell::new(0) }
    }
}

impl Asking for Mixed {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let n = self.asked.replace(self.asked.get() + 1);
        if n.is_multiple_of(VOTE_EVERY) {
            return self.votes.next(into).map(|_| VOTE);
        }
        self.reads.next(into)
    }

    fn good(&self, kind: usize, answer: &Answer<'_>) -> bool {
        if kind == VOTE { self.votes.good(0, answer) } else { self.reads.good(kind, answer) }
    }
}
