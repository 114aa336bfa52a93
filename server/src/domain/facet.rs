//! What a request is for the lists that are narrowed to it, as one small number: its status, its kind, whether visitors see it,
//! whether it is snoozed, and whether somebody takes care of it. Says nothing of where it is and what it says.

use super::status::{Kind, Status};

/// One combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The status.
    pub status: Status,
    /// The kind.
    pub kind: Kind,
    /// Whether visitors see it.
    pub public: bool,
    /// Whether it waits, out of the inbox.
    pub snoozed: bool,
    /// Whether a member takes care of it.
    pub assigned: bool,
}

impl Facet {
    /// All combinations.
    pub fn all() -> impl Iterator<Item = Self> {
        let kinds = || Kind::ALL.iter().copied();
        let either = [false, true];
        let each = move |status, kind| {
            either.into_iter().flat_map(move |public| {
                either.into_iter().flat_map(move |snoozed| {
                    either.into_iter().map(move |assigned| Self { status, kind, public, snoozed, assigned })
                })
            })
        };
        Status::ALL.iter().copied().flat_map(move |status| kinds().flat_map(move |kind| each(status, kind)))
    }

    /// Its number in the database, as migration 0008 has it for those that nobody takes care of.
    pub const fn code(self) -> i16 {
        let status = match self.status {
            Status::New => 0,
            Status::UnderReview => 1,
            Status::Planned => 2,
            Status::InProgress => 3,
            Status::Shipped => 4,
            Status::Declined => 5,
            Status::Merged => 6,
        };
        let kind = match self.kind {
            Kind::Feature => 0,
            Kind::Problem => 4,
        };
        let flags = if self.public { 2 } else { 0 } + if self.snoozed { 1 } else { 0 };
        status * 8 + kind + flags + if self.assigned { 64 } else { 0 }
    }

    /// The combination with this number.
    pub fn of_code(code: i16) -> Option<Self> {
        Self::all().find(|facet| facet.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_a_number_of_its_own() {
        let mut codes: Vec<_> = Facet::all().map(Facet::code).collect();
        assert_eq!(codes.len(), Status::ALL.len() * 16);
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Status::ALL.len() * 16);
        assert!(Facet::all().all(|facet| Facet::of_code(facet.code()) == Some(facet)));
        assert_eq!(Facet::of_code(63), None);
    }
}
