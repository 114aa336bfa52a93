//! Proposals: questions that are open for a time. Their methods, who may take part, their phases and what a ballot may say.
//! Counts nothing; `tally` does. Never asks what time it is.

pub mod tally;

use super::words::words;
use crate::base::{invalid::Invalid, time::Time};

words! {
    /// How a proposal is answered.
    pub enum Method {
        /// One option.
        Single = "single",
        /// Every option that one can agree to.
        Approval = "approval",
        /// Options in the order of preference.
        Ranked = "ranked",
    }
}

words! {
    /// Who may take part in a proposal.
    pub enum Electorate {
        /// Every visitor.
        Everyone = "everyone",
        /// Visitors for whom the host vouches.
        Identified = "identified",
        /// Visitors who voted for the linked request.
        Voters = "voters",
    }
}

words! {
    /// Whether a proposal is public, as it is stored.
    pub enum ProposalState {
        /// Only members see it.
        Draft = "draft",
        /// It opens and closes by the clock.
        Published = "published",
    }
}

words! {
    /// Where a proposal stands at a time.
    pub enum Phase {
        /// Only members see it.
        Draft = "draft",
        /// It opens by itself; until then only members see it.
        Upcoming = "upcoming",
        /// Ballots are cast; nobody sees what they say.
        Open = "open",
        /// It has a result.
        Closed = "closed",
    }
}

/// Least options of a published proposal.
pub const MIN_OPTIONS: usize = 2;
/// Most options.
pub const MAX_OPTIONS: usize = 12;
/// Most screens that a proposal names.
pub const MAX_SCREENS: usize = 20;
/// Largest quorum, in ballots.
pub const MAX_QUORUM: i64 = 1_000_000;
/// Days for which those who took part see a closed proposal in the widget.
pub const SHOWN_DAYS: i64 = 30;

/// The phase of a proposal at a time. A published one without times is as good as a draft.
pub fn phase(state: ProposalState, opens: Option<Time>, closes: Option<Time>, now: Time) -> Phase {
    match (state, opens, closes) {
        (ProposalState::Published, Some(opens), Some(closes)) => {
            if now < opens {
                Phase::Upcoming
            } else if now < closes {
                Phase::Open
            } else {
                Phase::Closed
            }
        }
        _ => Phase::Draft,
    }
}

/// The choices of a ballot in their one spelling: approved options by position, ranked ones as they were ranked.
///
/// # Errors
/// Occurs at the choice that is no option or was named before, and where there are none, or more than one of a single choice.
pub fn ballot(method: Method, options: usize, choices: &[usize]) -> Result<Vec<usize>, Invalid> {
    if choices.is_empty() {
        return Err(Invalid::at("", "Choose an option."));
    }
    if method == Method::Single && choices.len() > 1 {
        return Err(Invalid::at("/1", "Choose one option only."));
    }
    for (at, choice) in choices.iter().enumerate() {
        if *choice >= options {
            return Err(Invalid::at(format!("/{at}"), "Choose one of the options."));
        }
        if choices.iter().take(at).any(|earlier| earlier == choice) {
            return Err(Invalid::at(format!("/{at}"), "Name each option once."));
        }
    }
    let mut choices = choices.to_vec();
    if method == Method::Approval {
        choices.sort_unstable();
    }
    Ok(choices)
}

/// Refuses too many options, and two that say the same. A draft may have too few.
///
/// # Errors
/// Occurs at the second of two equal options, or for all of them.
pub fn check_options(options: &[String]) -> Result<(), Invalid> {
    if options.len() > MAX_OPTIONS {
        return Err(Invalid::at("", format!("Give at most {MAX_OPTIONS} options.")));
    }
    let folded: Vec<_> = options.iter().map(|text| text.to_lowercase()).collect();
    for (at, text) in folded.iter().enumerate() {
        if folded.iter().take(at).any(|earlier| earlier == text) {
            return Err(Invalid::at(format!("/{at}"), "Another option says the same."));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Time {
        Time::from_micros(micros)
    }

    #[test]
    fn a_proposal_is_open_from_its_first_moment_until_before_its_last() {
        let of = |now| phase(ProposalState::Published, Some(at(10)), Some(at(20)), at(now));
        assert_eq!(
            [of(9), of(10), of(19), of(20)],
            [Phase::Upcoming, Phase::Open, Phase::Open, Phase::Closed]
        );
        assert_eq!(phase(ProposalState::Draft, Some(at(10)), Some(at(20)), at(15)), Phase::Draft);
    }

    #[test]
    fn a_ballot_names_options_once() {
        assert_eq!(ballot(Method::Approval, 3, &[2, 0]).unwrap(), [0, 2]);
        assert_eq!(ballot(Method::Ranked, 3, &[2, 0]).unwrap(), [2, 0]);
        assert_eq!(ballot(Method::Single, 3, &[2]).unwrap(), [2]);
        for (method, choices) in [
            (Method::Single, vec![]),
            (Method::Single, vec![0, 1]),
            (Method::Single, vec![3]),
            (Method::Approval, vec![1, 1]),
            (Method::Ranked, vec![0, 1, 2, 0]),
        ] {
            assert!(ballot(method, 3, &choices).is_err(), "{method} {choices:?}");
        }
    }

    #[test]
    fn options_differ() {
        let options = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert!(check_options(&options(&["a", "b"])).is_ok());
        assert_eq!(check_options(&options(&["a", "b", "A"])).unwrap_err().pointer, "/2");
        assert_eq!(check_options(&vec!["x".to_owned(); 13]).unwrap_err().pointer, "");
    }
}
