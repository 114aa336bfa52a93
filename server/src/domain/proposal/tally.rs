//! Counting the ballots of a proposal: plurality, approval and instant-runoff. Pure: the same ballots in any order give the same result.
//! Knows no database, and draws no lots.
//!
//! Sources: approval voting, Brams and Fishburn, "Approval Voting", American Political Science Review 72 (1978); instant-runoff,
//! "preferential voting" in Robert's Rules of Order Newly Revised, § 45; its ties, "backwards tie-breaking" in O'Neill, "Tie-Breaking
//! with the Single Transferable Vote", Voting matters 18 (2004).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Method;

/// The result of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposalResult {
    /// The number of ballots.
    pub ballots: i64,
    /// The number of ballots that it needed; 0 for any.
    pub quorum: i64,
    /// Whether there were as many.
    pub quorum_reached: bool,
    /// How many ballots name each option; of a ranked choice, how many name it first.
    pub counts: Vec<i64>,
    /// The rounds of a ranked choice; otherwise empty.
    pub rounds: Vec<RunoffRound>,
    /// The positions of the options that won, from 0: one, or several that are equal; none without a ballot.
    pub winners: Vec<usize>,
    /// How many ballots do not name a winner; of a ranked choice, how many do not name one first.
    pub dissent: i64,
}

/// A round of a ranked choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunoffRound {
    /// How many ballots count for each option; null for one that is out.
    pub counts: Vec<Option<i64>>,
    /// How many ballots name no option any more that is still in.
    pub exhausted: i64,
    /// The positions of the options that go out after this round; none in the last.
    pub eliminated: Vec<usize>,
}

/// Equal ballots: what they say, and how many they are.
pub type Ballots = [(Vec<usize>, i64)];

/// Counts ballots, which are valid by `ballot`. Options that are equal win together: no lot is drawn.
pub fn count(method: Method, options: usize, quorum: i64, ballots: &Ballots) -> ProposalResult {
    let all: i64 = ballots.iter().map(|(_, n)| n).sum();
    let named = |choices: &[usize], option: usize| match method {
        Method::Ranked => choices.first() == Some(&option),
        Method::Single | Method::Approval => choices.contains(&option),
    };
    let votes_of =
        |option| ballots.iter().filter(|(choices, _)| named(choices, option)).map(|(_, n)| n).sum::<i64>();
    let counts: Vec<i64> = (0..options).map(votes_of).collect();
    let (rounds, winners) = match method {
        Method::Ranked => runoff(options, all, ballots),
        Method::Single | Method::Approval => (Vec::new(), leading(&counts)),
    };
    let agree = |choices: &[usize]| winners.iter().any(|winner| named(choices, *winner));
    let dissent = ballots.iter().filter(|(choices, _)| !agree(choices)).map(|(_, n)| n).sum();
    ProposalResult { ballots: all, quorum, quorum_reached: all >= quorum, counts, rounds, winners, dissent }
}

/// The options with the most votes; none where nobody voted.
fn leading(counts: &[i64]) -> Vec<usize> {
    let most = counts.iter().copied().max().unwrap_or(0);
    (0..).zip(counts).filter(|(_, votes)| most > 0 && **votes == most).map(|(option, _)| option).collect()
}

/// Instant-runoff. A ballot counts for the first of its options that is still in, and is exhausted without one. An option with more
/// than half of the ballots that count wins; otherwise the one with the fewest goes out.
///
/// Of several with the fewest, the one goes out that had fewer in the latest earlier round in which they differ. Those that never
/// differed go out together, and where they are all that is left, they win together.
fn runoff(options: usize, all: i64, ballots: &Ballots) -> (Vec<RunoffRound>, Vec<usize>) {
    let mut left: Vec<usize> = (0..options).collect();
    let mut rounds: Vec<RunoffRound> = Vec::new();
    while all > 0 && !left.is_empty() {
        let votes_of = |option: usize| -> i64 {
            let counts_for =
                |choices: &[usize]| choices.iter().find(|choice| left.contains(choice)) == Some(&option);
            ballots.iter().filter(|(choices, _)| counts_for(choices)).map(|(_, n)| n).sum()
        };
        let counts: Vec<Option<i64>> =
            (0..options).map(|option| left.contains(&option).then(|| votes_of(option))).collect();
        let cast: i64 = counts.iter().flatten().sum();
        let winner = (0..).zip(&counts).find(|(_, votes)| votes.is_some_and(|votes| votes * 2 > cast));
        let mut round = RunoffRound { counts: counts.clone(), exhausted: all - cast, eliminated: Vec::new() };
        if let Some((winner, _)) = winner {
            rounds.push(round);
            return (rounds, vec![winner]);
        }
        let last = fewest(&left, &counts);
        let last = rounds.iter().rev().fold(last, |last, earlier| fewest(&last, &earlier.counts));
        if last.len() == left.len() {
            rounds.push(round);
            return (rounds, left);
        }
        left.retain(|option| !last.contains(option));
        round.eliminated = last;
        rounds.push(round);
    }
    (rounds, Vec::new())
}

/// Those of some options that have the fewest votes.
fn fewest(some: &[usize], counts: &[Option<i64>]) -> Vec<usize> {
    let votes = |option: &usize| counts.get(*option).copied().flatten();
    let least = some.iter().filter_map(votes).min();
    some.iter().copied().filter(|option| votes(option) == least).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked(ballots: &Ballots, options: usize) -> ProposalResult {
        count(Method::Ranked, options, 0, ballots)
    }

    #[test]
    fn the_most_votes_win() {
        let result = count(Method::Single, 3, 6, &[(vec![0], 2), (vec![1], 3)]);
        assert_eq!((result.counts, result.winners, result.dissent), (vec![2, 3, 0], vec![1], 2));
        assert!(!result.quorum_reached);
        let result = count(Method::Approval, 3, 5, &[(vec![0, 1], 2), (vec![1], 1), (vec![2], 2)]);
        assert_eq!((result.counts, result.winners, result.dissent), (vec![2, 3, 2], vec![1], 2));
        assert!(result.quorum_reached);
    }

    #[test]
    fn equal_options_win_together_and_no_ballot_wins_nothing() {
        assert_eq!(count(Method::Single, 3, 0, &[(vec![0], 2), (vec![2], 2), (vec![1], 1)]).winners, [0, 2]);
        for method in [Method::Single, Method::Approval, Method::Ranked] {
            let nothing = count(method, 3, 0, &[]);
            assert_eq!((nothing.winners, nothing.rounds.len(), nothing.quorum_reached), (vec![], 0, true));
            assert!(!count(method, 3, 1, &[]).quorum_reached);
        }
        assert_eq!(ranked(&[(vec![0], 1), (vec![1], 1), (vec![2], 1)], 3).winners, [0, 1, 2]);
    }

    #[test]
    fn second_choices_count_when_the_first_is_out() {
        // Capital of Tennessee: Memphis leads, and Knoxville wins.
        let cities =
            [(vec![0, 1, 2, 3], 42), (vec![1, 2, 3, 0], 26), (vec![2, 3, 1, 0], 15), (vec![3, 2, 1, 0], 17)];
        let result = ranked(&cities, 4);
        assert_eq!(result.counts, [42, 26, 15, 17]);
        let eliminated: Vec<_> = result.rounds.iter().map(|round| round.eliminated.clone()).collect();
        assert_eq!((result.winners, eliminated), (vec![3], vec![vec![2], vec![1], vec![]]));
        assert_eq!(result.rounds[2].counts, [Some(42), None, None, Some(58)]);
        assert_eq!(result.dissent, 83, "of a ranked choice the first names count");
    }

    #[test]
    fn exhausted_ballots_need_no_majority() {
        let result = ranked(&[(vec![0], 4), (vec![1], 3), (vec![2], 2)], 3);
        assert_eq!((result.winners, result.rounds[1].exhausted), (vec![0], 2));
    }

    #[test]
    fn earlier_rounds_break_ties() {
        // After C is out, A and B have five each; A had more first names.
        let result = ranked(&[(vec![0], 5), (vec![1], 4), (vec![2, 1], 1)], 3);
        assert_eq!(result.winners, [0]);
        assert_eq!(result.rounds[1].eliminated, [1]);
    }

    fn cast(options: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
        let ballot = Just((0..options).collect::<Vec<_>>()).prop_shuffle();
        let ballot = (ballot, 1..=options).prop_map(|(mut order, kept)| {
            order.truncate(kept);
            order
        });
        prop::collection::vec(ballot, 0..40)
    }

    fn each(ballots: &[Vec<usize>]) -> Vec<(Vec<usize>, i64)> {
        ballots.iter().map(|choices| (choices.clone(), 1)).collect()
    }

    proptest! {
        #[test]
        fn the_order_of_ballots_makes_no_difference(ballots in cast(5), seed in any::<u64>()) {
            let mut other = ballots.clone();
            other.sort_by_key(|choices| choices.iter().fold(seed, |sum, c| sum.wrapping_mul(31).wrapping_add(*c as u64)));
            for method in [Method::Approval, Method::Ranked] {
                prop_assert_eq!(count(method, 5, 3, &each(&ballots)), count(method, 5, 3, &each(&other)));
            }
        }

        #[test]
        fn the_order_of_options_makes_no_difference(ballots in cast(5)) {
            let turned: Vec<Vec<usize>> = ballots.iter().map(|choices| choices.iter().map(|c| 4 - c).collect()).collect();
            for method in [Method::Approval, Method::Ranked] {
                let mut winners: Vec<_> = count(method, 5, 0, &each(&turned)).winners.iter().map(|c| 4 - c).collect();
                winners.sort_unstable();
                prop_assert_eq!(count(method, 5, 0, &each(&ballots)).winners, winners);
            }
        }

        #[test]
        fn every_ballot_is_somewhere_in_every_round(ballots in cast(5)) {
            let all = i64::try_from(ballots.len()).unwrap();
            let result = ranked(&each(&ballots), 5);
            for round in &result.rounds {
                prop_assert_eq!(round.counts.iter().flatten().sum::<i64>() + round.exhausted, all);
            }
            prop_assert_eq!(result.counts.iter().sum::<i64>(), all);
            prop_assert_eq!(result.winners.is_empty(), all == 0);
            prop_assert!(result.rounds.len() <= 5 && (0..=all).contains(&result.dissent));
            let singles: Vec<_> = ballots.iter().map(|choices| (vec![choices[0]], 1)).collect();
            prop_assert_eq!(count(Method::Single, 5, 0, &singles).counts, result.counts);
        }
    }
}
