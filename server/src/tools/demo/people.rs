//! The visitors of the demo: two of three anonymous, the others with a name, a company and a segment.
//! Nobody here exists, and no address can be reached.

use super::dice::Dice;
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

const FIRST: [&str; 40] = [
    "Ada", "Aline", "Amara", "Anton", "Astrid", "Bela", "Carla", "Chidi", "Clara", "Dario", "Elif", "Emil",
    "Esther", "Farid", "Fiona", "Greta", "Hanna", "Hugo", "Ines", "Ivo", "Jonas", "Juno", "Kaito", "Lena",
    "Lucia", "Magnus", "Maren", "Milan", "Nadia", "Noor", "Oskar", "Paula", "Rafael", "Rosa", "Selma",
    "Tariq", "Theo", "Vera", "Wanda", "Yusuf",
];

const LAST: [&str; 37] = [
    "Abel",
    "Adeyemi",
    "Almeida",
    "Bauer",
    "Berg",
    "Castell",
    "Conti",
    "Dahl",
    "Duarte",
    "Eriksen",
    "Falk",
    "Fontana",
    "Grau",
    "Haddad",
    "Holm",
    "Ito",
    "Jansen",
    "Kaya",
    "Keller",
    "Kovac",
    "Lang",
    "Lindqvist",
    "Marek",
    "Moreau",
    "Nowak",
    "Okafor",
    "Osman",
    "Petrov",
    "Quist",
    "Rossi",
    "Sato",
    "Silva",
    "Thorne",
    "Urban",
    "Vogel",
    "Weiss",
    "Ziegler",
];

/// Company, its host name before `.example`, and the host's segment.
const COMPANIES: [(&str, &str, &str); 24] = [
    ("Halden Ceramics", "halden-ceramics", "team"),
    ("Okafor & Lindqvist", "okafor-lindqvist", "enterprise"),
    ("Marlow Bakery", "marlow-bakery", "solo"),
    ("Studio Perron", "studio-perron", "team"),
    ("Atelier Nord", "atelier-nord", "solo"),
    ("Brandt Steuerberatung", "brandt-steuer", "enterprise"),
    ("Cinder Films", "cinder-films", "team"),
    ("Dovetail Joinery", "dovetail-joinery", "solo"),
    ("Eastgate Dental", "eastgate-dental", "team"),
    ("Fjord Logistics", "fjord-logistics", "enterprise"),
    ("Garten & Hof", "garten-hof", "solo"),
    ("Harbour Translations", "harbour-translations", "team"),
    ("Isar Elektrotechnik", "isar-elektro", "enterprise"),
    ("Juniper Events", "juniper-events", "team"),
    ("Kestrel Surveyors", "kestrel-surveyors", "team"),
    ("Lumen Architects", "lumen-architects", "enterprise"),
    ("Millrace Coffee", "millrace-coffee", "solo"),
    ("Nettle & Rye", "nettle-rye", "solo"),
    ("Orla Photography", "orla-photography", "solo"),
    ("Pontis Consulting", "pontis-consulting", "enterprise"),
    ("Quarry Street Law", "quarry-street-law", "enterprise"),
    ("Redstart Software", "redstart-software", "team"),
    ("Salt Marsh Sailing", "salt-marsh-sailing", "solo"),
    ("Tessera Mosaics", "tessera-mosaics", "solo"),
];

/// The visitor with this number, who came and was last here at these times.
pub fn visitor(project: Id<id::Project>, number: usize, came: Time, seen: Time) -> Visitor {
    let mut visitor = Visitor { seen_at: seen, ..Visitor::anonymous(project, came) };
    if !number.is_multiple_of(KNOWN) {
        return visitor;
    }
    // The number alone says who it is, whatever else the story does.
    let mut dice = Dice::new(number as u64);
    let (first, last) = (dice.pick(&FIRST), dice.pick(&LAST));
    let (company, host, segment) = dice.pick(&COMPANIES);
    visitor.subject = Some(format!("kontor-{}", 4_000 + number));
    visitor.name = Some(format!("{first} {last}"));
    visitor.email = Some(format!("{}.{}@{host}.example", first.to_lowercase(), last.to_lowercase()));
    visitor.email_verified = !dice.chance(0.2);
    visitor.company = Some(company.to_owned());
    visitor.segment = Some(segment.to_owned());
    visitor
}
