//! What visitors are told: how somebody is involved in a request, and what the team heard when it asked "Is it solved?".
//! Knows no text of a notice; the widget and the board have them.

use super::words::words;

words! {
    /// How a visitor is involved in a request. The first of these that holds is the one that is named.
    pub enum Involvement {
        /// It suggested it.
        Suggested = "suggested",
        /// It reported a problem that the team linked to it.
        Reported = "reported",
        /// It commented on it.
        Commented = "commented",
        /// It voted for it.
        Voted = "voted",
        /// It follows it.
        Followed = "followed",
    }
}

impl Involvement {
    /// Whether somebody who is involved so asked for it.
    pub const fn asks(self) -> bool {
        matches!(self, Self::Suggested | Self::Reported | Self::Voted)
    }
}

words! {
    /// An answer to "Is it solved?".
    pub enum Solved {
        /// It is.
        Yes = "yes",
        /// Some of it is.
        Partly = "partly",
        /// It is not.
        No = "no",
    }
}

/// Whether so many answers reopen a request: at least `least` say no, and at least `percent` of a hundred.
pub fn reopens(no: i64, all: i64, least: i64, percent: i64) -> bool {
    no >= least.max(1) && no.saturating_mul(100) >= percent.saturating_mul(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_of_all_must_say_no() {
        assert!(!reopens(2, 2, 3, 20));
        assert!(reopens(3, 15, 3, 20));
        assert!(!reopens(3, 16, 3, 20));
        assert!(!reopens(0, 0, 0, 0), "nobody reopens nothing");
    }
}
