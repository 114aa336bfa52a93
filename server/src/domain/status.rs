//! Words of a request: its status and kind, why it was decided, and how its voters count.
//! Says which decisions are possible; who may decide is a matter of `role`.

use super::words::words;
use crate::base::invalid::Invalid;

words! {
    /// The status of a request.
    pub enum Status {
        /// Nobody of the team has looked at it.
        New = "new",
        /// The team is looking at it.
        UnderReview = "under_review",
        /// It will be done.
        Planned = "planned",
        /// It is being done.
        InProgress = "in_progress",
        /// It is done and out.
        Shipped = "shipped",
        /// It will not be done.
        Declined = "declined",
        /// It lives on inside another request.
        Merged = "merged",
    }
}

impl Status {
    /// True while a vote can still change what happens.
    pub const fn may_vote(self) -> bool {
        matches!(self, Self::New | Self::UnderReview | Self::Planned | Self::InProgress)
    }

    /// True where no decision has been made: the request still waits for the team.
    pub const fn is_open(self) -> bool {
        self.may_vote()
    }

    /// Says whether a decision may lead from here to `to`. The same status again is a new
    /// version of the decision with another reason.
    ///
    /// # Errors
    /// Occurs at `/status` when the request is merged, or `to` is no outcome of a decision.
    pub fn can_become(self, to: Self) -> Result<(), Invalid> {
        if self == Self::Merged {
            return Err(Invalid::at(
                "/status",
                "You can't decide on a merged request. Decide on the request it was merged into, or undo the merge.",
            ));
        }
        match to {
            Self::New => Err(Invalid::at(
                "/status",
                "A request can't become new again. To reopen it, use under_review.",
            )),
            Self::Merged => Err(Invalid::at(
                "/status",
                "A decision can't merge requests. Merge the request instead: its votes are carried over.",
            )),
            Self::UnderReview | Self::Planned | Self::InProgress | Self::Shipped | Self::Declined => Ok(()),
        }
    }
}

words! {
    /// The kind of a request.
    pub enum Kind {
        /// Something new.
        Feature = "feature",
        /// Something to be fixed.
        Problem = "problem",
    }
}

words! {
    /// The category of the reason for a decision.
    pub enum ReasonCode {
        /// The team agrees.
        Agreed = "agreed",
        /// Many asked.
        Popular = "popular",
        /// Little work for what it gives.
        QuickWin = "quick_win",
        /// It is done.
        Done = "done",
        /// Another request says the same.
        Duplicate = "duplicate",
        /// The product is not meant for it.
        OutOfScope = "out_of_scope",
        /// Not in the foreseeable future.
        NotNow = "not_now",
        /// The team could not make it happen.
        CannotReproduce = "cannot_reproduce",
        /// It is meant to be so.
        WorksAsIntended = "works_as_intended",
        /// Something must be known first.
        NeedsInformation = "needs_information",
        /// None of the above; the text says it.
        Other = "other",
    }
}

impl ReasonCode {
    /// The reason of a decision that names none.
    pub const fn usual(status: Status) -> Self {
        match status {
            Status::Shipped => Self::Done,
            Status::Declined => Self::NotNow,
            Status::Merged => Self::Duplicate,
            Status::New | Status::UnderReview | Status::Planned | Status::InProgress => Self::Agreed,
        }
    }
}

words! {
    /// How a vote came about; each kind is counted and shown apart.
    pub enum VoterKind {
        /// The host vouched for the voter by a signed identity.
        Verified = "verified",
        /// Anonymous.
        Anonymous = "anonymous",
        /// Cast by a member on behalf of somebody.
        OnBehalf = "on_behalf",
        /// Imported from another tool.
        Imported = "imported",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse::<Status>().unwrap(), *status);
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        let fault = "feature_request".parse::<Kind>().unwrap_err();
        assert_eq!(fault.detail, "Must be one of: feature, problem.");
    }

    #[test]
    fn the_published_words_are_those_of_the_wire() {
        let schema = serde_json::to_value(<Status as utoipa::PartialSchema>::schema()).unwrap();
        let words: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
        assert_eq!(schema.get("enum").unwrap(), &serde_json::json!(words));
    }

    #[test]
    fn votes_end_where_the_request_ends() {
        let votable: Vec<_> = Status::ALL.iter().filter(|status| status.may_vote()).collect();
        assert_eq!(votable, [&Status::New, &Status::UnderReview, &Status::Planned, &Status::InProgress]);
    }

    #[test]
    fn a_merged_request_takes_no_decision() {
        for to in Status::ALL {
            assert!(Status::Merged.can_become(*to).is_err());
        }
    }

    #[test]
    fn no_decision_makes_a_request_new_or_merged() {
        for from in Status::ALL {
            assert!(from.can_become(Status::New).is_err());
            assert!(from.can_become(Status::Merged).is_err());
        }
    }

    #[test]
    fn the_same_status_with_another_reason_is_a_new_version() {
        assert!(Status::Planned.can_become(Status::Planned).is_ok());
        assert!(Status::Shipped.can_become(Status::UnderReview).is_ok());
        assert!(Status::New.can_become(Status::Declined).is_ok());
    }
}
