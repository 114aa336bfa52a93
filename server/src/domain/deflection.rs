//! Deflection: whether visitors to whom similar requests were shown, while they wrote a suggestion, voted for one of them instead.
//! Knows nothing of who they are, and cannot tell whether what they posted says the same.

use serde::Serialize;
use utoipa::ToSchema;

use super::{measures::Share, words::words};
use crate::base::id::{self, Id};

words! {
    /// How far a visitor who wrote a suggestion went with the similar requests that were offered.
    pub enum Offered {
        /// They were on the screen.
        Shown = "shown",
        /// The visitor opened one of them.
        Opened = "opened",
    }
}

/// What a visitor did to whom similar requests were offered.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The screen where it happened.
    pub screen: Option<Id<id::Screen>>,
    /// How far the visitor went with them.
    pub offered: Offered,
    /// Whether it posted a request all the same; otherwise it voted for one of them.
    pub posted: bool,
}

/// How many vote for a similar request instead of posting another one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Deflection {
    /// Votes for a similar request, among these and the requests that were posted although similar ones were shown.
    #[serde(flatten)]
    share: Share,
    /// How many of the votes are for a request that the visitor had opened.
    pub voted_opened: i64,
    /// How many of the requests were posted after the visitor had opened a similar one.
    pub posted_opened: i64,
}

impl Deflection {
    /// Of these choices.
    pub fn of<'c>(choices: impl IntoIterator<Item = &'c Choice>) -> Self {
        let (mut voted, mut posted, mut voted_opened, mut posted_opened) = (0, 0, 0, 0);
        for choice in choices {
            let opened = i64::from(choice.offered == Offered::Opened);
            if choice.posted {
                posted += 1;
                posted_opened += opened;
            } else {
                voted += 1;
                voted_opened += opened;
            }
        }
        Self { share: Share::of(voted, voted + posted), voted_opened, posted_opened }
    }

    /// Of those on one screen.
    pub fn on(choices: &[Choice], screen: Id<id::Screen>) -> Self {
        Self::of(choices.iter().filter(|choice| choice.screen == Some(screen)))
    }

    /// The share of votes.
    pub const fn share(&self) -> &Share {
        &self.share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_counted_among_all_that_had_a_choice() {
        let choice = |posted, offered| Choice { screen: None, offered, posted };
        let all = [
            choice(false, Offered::Shown),
            choice(false, Offered::Opened),
            choice(true, Offered::Opened),
            choice(true, Offered::Shown),
            choice(true, Offered::Shown),
        ];
        let found = Deflection::of(&all);
        assert_eq!((found.share.yes, found.share.n, found.voted_opened, found.posted_opened), (2, 5, 1, 1));
        assert!(found.share.score.is_some() && Deflection::of(&[]).share.score.is_none());
    }
}
