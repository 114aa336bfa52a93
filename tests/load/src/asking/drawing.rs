//! Votes on requests that are drawn at random out of very many: evenly, or by Zipf's law.
//! Every vote is a new pair of visitor and request; visitors vote in mixed order.

use std::{cell::RefCell, ops::Range, rc::Rc};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rand_distr::{Distribution, Zipf};

use crate::{
    Result,
    drive::Asking,
    fixture::Fixture,
    process::HOST,
    wire::{self, Answer},
};

/// Votes on requests that are drawn.
pub struct Drawing {
    fixture: Rc<Fixture>,
    requests: Rc<Vec<String>>,
    /// The range of the fixture's visitors that vote.
    voters: Range<usize>,
    law: Option<Zipf<f64>>,
    state: RefCell<State>,
}

struct State {
    chance: StdRng,
    /// How often each request was drawn.
    drawn: Vec<u32>,
}

/// The distance between one voter of a request and the next; a prime, so that all visitors are reached.
const STRIDE: usize = 7_919;
/// The distance between the first voters of adjacent requests.
const SPREAD: usize = 104_729;

impl Drawing {
    /// Draws by Zipf's law with this exponent; evenly for 0. Two that draw from the same requests need voters of their own.
    pub fn new(
        fixture: &Rc<Fixture>,
        requests: &Rc<Vec<String>>,
        voters: Range<usize>,
        zipf: f64,
    ) -> Result<Self> {
        let law = (zipf > 0.0).then(|| Zipf::new(requests.len() as f64, zipf)).transpose();
        let state = State { chance: StdRng::seed_from_u64(11), drawn: vec![0; requests.len()] };
        Ok(Self {
            fixture: Rc::clone(fixture),
            requests: Rc::clone(requests),
            voters,
            law: law.map_err(|error| error.to_string())?,
            state: RefCell::new(state),
        })
    }
}

impl Asking for Drawing {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let state = &mut *self.state.borrow_mut();
        let (requests, voters) = (self.requests.len(), self.voters.len());
        loop {
            let request = match &self.law {
                Some(law) => law.sample(&mut state.chance) as usize - 1,
                None => state.chance.random_range(0..requests),
            };
            let drawn = state.drawn.get_mut(request)?;
            let nth = *drawn as usize;
            if nth >= voters {
                // All voters have voted on it.
                continue;
            }
            *drawn += 1;
            let voter = self.voters.start + (request * SPREAD + nth * STRIDE) % voters;
            let token = self.fixture.visitors.get(voter)?;
            let path = format!("/v1/p/{}/requests/{}/vote", self.fixture.key, self.requests.get(request)?);
            wire::request(into, "PUT", &path, &[("Origin", HOST), ("Authorization", token)], "{}");
            return Some(0);
        }
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        answer.status == 200 && answer.says(br#""changed":true"#)
    }
}
