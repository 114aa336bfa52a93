//! Votes that were never cast before: every one is a new pair of visitor and request.
//! Repeats no pair, so that every good answer is a vote that was written.

use std::{cell::Cell, rc::Rc};

use crate::{
    drive::Asking,
    fixture::{self, Fixture},
    process::HOST,
    wire::{self, Answer},
};

/// Votes that were never cast before.
pub struct Casting {
    fixture: Rc<Fixture>,
    paths: Vec<String>,
    bodies: Vec<String>,
    cast: Cell<usize>,
    acknowledged: Cell<u64>,
}

/// A prime larger than the number of pairs, so that counting in its steps visits every pair once, in mixed order.
const STEP: usize = 2_654_435_761;

impl Casting {
    /// Votes from this many screens, of which each request has one; from no screen for 0.
    pub fn new(fixture: &Rc<Fixture>, screens: usize) -> Self {
        let path = |id: &String| format!("/v1/p/{}/requests/{id}/vote", fixture.key);
        let body = |n: usize| match n.checked_rem(screens) {
            Some(n) => format!(r#"{{"screen":{{"route":"{}","title":"List {n}"}}}}"#, fixture::route(n)),
            None => "{}".to_owned(),
        };
        Self {
            fixture: Rc::clone(fixture),
            paths: fixture.requests.iter().map(path).collect(),
            bodies: (0..fixture.requests.len()).map(body).collect(),
            cast: Cell::new(0),
            acknowledged: Cell::new(0),
        }
    }

    /// How many votes were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.get()
    }
}

impl Asking for Casting {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let (requests, visitors) = (self.paths.len(), self.fixture.visitors.len());
        let n = self.cast.replace(self.cast.get() + 1);
        if n >= requests * visitors {
            return None;
        }
        let pair = n.wrapping_mul(STEP) % (requests * visitors);
        let (request, visitor) = (pair % requests, pair / requests);
        let (path, body, token) =
            (self.paths.get(request)?, self.bodies.get(request)?, self.fixture.visitors.get(visitor)?);
        wire::request(into, "PUT", path, &[("Origin", HOST), ("Authorization", token)], body);
        Some(0)
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        let good = answer.status == 200 && answer.says(br#""changed":true"#);
        self.acknowledged.set(self.acknowledged.get() + u64::from(good));
        good
    }
}
