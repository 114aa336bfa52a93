//! The visitors of the demo: two of three anonymous, the others with a name, a company and a segment.
//! Nobody here exists, and no address can be reached.

use super::{data::People, dice::Dice};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    store::visitors::Visitor,
};

/// Visitors of the whole story.
pub const COUNT: usize = 300;

/// One visitor in so many is known to the host.
const KNOWN: usize = 3;

/// The visitor with this number, who came and was last here at these times.
pub fn visitor(
    people: &People<'_>,
    project: Id<id::Project>,
    number: usize,
    came: Time,
    seen: Time,
) -> Visitor {
    let mut visitor = Visitor { seen_at: seen, ..Visitor::anonymous(project, came) };
    if !number.is_multiple_of(KNOWN) {
        return visitor;
    }
    // The number alone says who it is, whatever else the story does.
    let mut dice = Dice::new(number as u64);
    let (first, last) = (dice.pick(&people.first), dice.pick(&people.last));
    let company = dice.pick(&people.companies);
    visitor.subject = Some(format!("kontor-{}", 4_000 + number));
    visitor.name = Some(format!("{first} {last}"));
    visitor.email =
        Some(format!("{}.{}@{}.example", first.to_lowercase(), last.to_lowercase(), company.host));
    visitor.email_verified = !dice.chance(0.2);
    visitor.company = Some(company.name.to_owned());
    visitor.segment = Some(company.segment.to_owned());
    visitor
}
