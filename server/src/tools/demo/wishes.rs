//! What a request of the demo is made of, and how its votes spread over time.
//! The texts are in `features` and `problems`.

use crate::domain::status::Kind;

/// How the votes of a request spread from its making to today.
#[derive(Clone, Copy)]
pub enum Trend {
    /// Evenly.
    Steady,
    /// Most of them lately.
    Rising,
    /// Most of them at the beginning.
    Fading,
}

impl Trend {
    /// The age of a vote as a share of the request's age, for an even chance from 0 to 1.
    pub fn age(self, chance: f64) -> f64 {
        match self {
            Self::Steady => chance,
            Self::Rising => chance.powf(2.4),
            Self::Fading => chance.powf(0.4),
        }
    }
}

/// A request.
pub struct Wish {
    /// What decisions and reports call it by.
    pub key: &'static str,
    /// What it asks for.
    pub kind: Kind,
    /// Days since it was made.
    pub ago: f64,
    /// Votes, its author's included.
    pub votes: usize,
    /// How they spread.
    pub trend: Trend,
    /// Where it was made.
    pub route: &'static str,
    /// The object there; empty for none.
    pub object: &'static str,
    /// One line.
    pub title: &'static str,
    /// The rest.
    pub body: &'static str,
}

/// When and by how many: days since it was made, votes, and their spread.
pub type Demand = (f64, usize, Trend);

/// Where: route, and object or nothing.
pub type Place = (&'static str, &'static str);

/// A wish for something new.
pub const fn feature(
    key: &'static str,
    (ago, votes, trend): Demand,
    (route, object): Place,
    title: &'static str,
    body: &'static str,
) -> Wish {
    Wish { key, kind: Kind::Feature, ago, votes, trend, route, object, title, body }
}

/// A wish for something to be fixed.
pub const fn problem(
    key: &'static str,
    (ago, votes, trend): Demand,
    (route, object): Place,
    title: &'static str,
    body: &'static str,
) -> Wish {
    Wish { key, kind: Kind::Problem, ago, votes, trend, route, object, title, body }
}
