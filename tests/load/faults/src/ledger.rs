//! What the clients know of their votes: cast, taken back, or, where an answer never came, either.
//! Asks nobody; it is told what was answered, and compares with what is found.

use std::collections::HashSet;

/// A vote: the request and the visitor, by their places in the fixture.
pub type Pair = (usize, usize);

/// What is known of the vote of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Out,
    In,
    /// An operation on it was not answered.
    Either,
}

impl State {
    fn of(cast: bool) -> Self {
        if cast { Self::In } else { Self::Out }
    }
}

/// What differs from what was acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Votes that were acknowledged as cast and are not there.
    pub lost: u64,
    /// Votes that are there and were acknowledged as taken back, or were never cast.
    pub returned: u64,
}

/// The ledger of all votes of a fixture.
pub struct Ledger {
    visitors: usize,
    states: Vec<State>,
    /// Operations that were acknowledged, with or without a change.
    pub acknowledged: u64,
    /// Operations that were not answered, and left their vote uncertain.
    pub uncertain: u64,
    /// Answers that contradict an earlier one: a vote counted twice, or one that was gone.
    pub contradicted: u64,
}

impl Ledger {
    /// Nobody has voted.
    pub fn new(requests: usize, visitors: usize) -> Self {
        let states = vec![State::Out; requests * visitors];
        Self { visitors, states, acknowledged: 0, uncertain: 0, contradicted: 0 }
    }

    fn state(&mut self, (request, visitor): Pair) -> Option<&mut State> {
        self.states.get_mut(request * self.visitors + visitor)
    }

    /// Whether the vote is known to be cast; `None` where nobody knows.
    pub fn cast(&mut self, pair: Pair) -> Option<bool> {
        match self.state(pair)? {
            State::In => Some(true),
            State::Out => Some(false),
            State::Either => None,
        }
    }

    /// An operation was answered: the vote is cast or taken back, and whether that changed anything.
    pub fn acknowledge(&mut self, pair: Pair, cast: bool, changed: bool) {
        let wanted = State::of(cast);
        let Some(state) = self.state(pair) else { return };
        let contradicted = *state != State::Either && changed != (*state != wanted);
        *state = wanted;
        self.acknowledged += 1;
        self.contradicted += u64::from(contradicted);
    }

    /// An operation was not answered, or refused in a way that leaves open what became of it.
    pub fn leave_open(&mut self, pair: Pair, cast: bool) {
        let wanted = State::of(cast);
        let Some(state) = self.state(pair) else { return };
        // Casting what is cast changes nothing, answered or not.
        if *state != wanted {
            *state = State::Either;
            self.uncertain += 1;
        }
    }

    /// Compares with the votes that were found, and takes those for known from here on.
    pub fn settle(&mut self, found: &HashSet<Pair>) -> Difference {
        let mut difference = Difference::default();
        let visitors = self.visitors.max(1);
        for (place, state) in self.states.iter_mut().enumerate() {
            let there = found.contains(&(place / visitors, place % visitors));
            match *state {
                State::In if !there => difference.lost += 1,
                State::Out if there => difference.returned += 1,
                _ => {}
            }
            *state = State::of(there);
        }
        difference
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledged_vote_that_is_not_found_is_lost_and_one_taken_back_that_is_found_has_returned() {
        let mut ledger = Ledger::new(2, 3);
        ledger.acknowledge((0, 1), true, true);
        ledger.acknowledge((1, 2), true, true);
        ledger.acknowledge((1, 2), false, true);
        assert_eq!(ledger.settle(&HashSet::from([(1, 2)])), Difference { lost: 1, returned: 1 });
        assert_eq!(ledger.settle(&HashSet::from([(1, 2)])), Difference::default(), "it is told once");
        assert_eq!((ledger.acknowledged, ledger.contradicted), (3, 0));
    }

    #[test]
    fn an_unanswered_operation_may_be_found_either_way() {
        for found in [HashSet::new(), HashSet::from([(0, 0)])] {
            let mut ledger = Ledger::new(1, 1);
            ledger.leave_open((0, 0), true);
            assert_eq!(ledger.cast((0, 0)), None);
            assert_eq!(ledger.settle(&found), Difference::default());
            assert_eq!(ledger.cast((0, 0)), Some(!found.is_empty()));
        }
    }

    #[test]
    fn an_unanswered_operation_that_could_change_nothing_leaves_nothing_open() {
        let mut ledger = Ledger::new(1, 1);
        ledger.acknowledge((0, 0), true, true);
        ledger.leave_open((0, 0), true);
        assert_eq!((ledger.cast((0, 0)), ledger.uncertain), (Some(true), 0));
        assert_eq!(ledger.settle(&HashSet::new()).lost, 1);
    }

    #[test]
    fn an_answer_that_contradicts_an_earlier_one_is_counted() {
        let mut ledger = Ledger::new(1, 2);
        ledger.acknowledge((0, 0), true, true);
        ledger.acknowledge((0, 0), true, true);
        assert_eq!(ledger.contradicted, 1, "counted twice");
        ledger.acknowledge((0, 1), true, false);
        assert_eq!(ledger.contradicted, 2, "there already, by nobody");
        ledger.leave_open((0, 0), false);
        ledger.acknowledge((0, 0), true, false);
        assert_eq!(ledger.contradicted, 2, "either was possible");
    }
}
