//! Who contributed: on the page of a request and of a release note, and on a page of its own. Facts, without points and ranks.
//! Names only visitors who chose a name, for public requests.

use std::collections::HashMap;

use askama::Template;

use super::{
    address::Page as Address,
    answer::Page,
    frame::{Frame, Reader, rendered},
};
use crate::{
    base::{
        cursor::Cursor,
        id::{self, Id},
    },
    db::connection::AnyConnection,
    domain::credit::Fact,
    error::{Code, Result},
    state::Context,
    store::{
        contributions::{self, Credit},
        credits::{self, NAMES},
        requests,
    },
};

/// People on a page.
const PER_PAGE: i64 = 50;

/// Pages on which nobody contributed that are passed over at once.
const MOST_PASSED: usize = 20;

/// People who are credited for the same.
pub struct Credited {
    /// What for.
    pub fact: String,
    /// Their names.
    pub names: Vec<String>,
}

/// Who contributed to a request, for a reader.
pub fn shown(reader: &Reader<'_>, credits: &[Credit]) -> Vec<Credited> {
    let mut shown: Vec<(Fact, Credited)> = Vec::new();
    for credit in credits {
        let name = credit.name.clone();
        match shown.iter_mut().find(|(fact, _)| *fact == credit.fact) {
            Some((_, known)) if known.names.contains(&name) => {}
            Some((_, known)) => known.names.push(name),
            None => {
                let fact = word(reader, credit.fact).to_owned();
                shown.push((credit.fact, Credited { fact, names: vec![name] }));
            }
        }
    }
    shown.into_iter().map(|(_, credited)| credited).collect()
}

fn word<'r>(reader: &'r Reader<'_>, fact: Fact) -> &'r str {
    let t = reader.texts();
    match fact {
        Fact::FirstReported => &t.fact_first_reported,
        Fact::ReproLedToFix => &t.fact_repro_led_to_fix,
        Fact::ConfirmedFix => &t.fact_confirmed_fix,
        Fact::Translated => &t.fact_translated,
    }
}

/// Something that somebody contributed.
struct Contribution {
    fact: String,
    title: String,
    href: String,
}

/// Somebody, with what it contributed.
struct Person {
    name: String,
    did: Vec<Contribution>,
}

#[derive(Template)]
#[template(path = "board/credits.html")]
struct Shown<'r> {
    frame: Frame<'r>,
    heading: String,
    how: String,
    people: Vec<Person>,
    later: bool,
    first: String,
    next: Option<String>,
}

/// The page.
pub async fn page(context: &Context, reader: &Reader<'_>, cursor: Option<&str>) -> Result<Page> {
    let first = reader.place.link(&Address::Credits(None));
    let after = match cursor.map(|cursor| Cursor::decode(cursor, NAMES)).transpose() {
        Ok(after) => after,
        Err(_no_place) => return Ok(Page::See(first)),
    };
    let project = reader.project.id;
    let read = context.db.read(move |connection| {
        let mut page = credits::names(connection, project, after.as_ref(), PER_PAGE)?;
        let mut did = contributed(connection, project, &page.items)?;
        // Somebody may choose a name and contribute nothing that is public: such people are passed over.
        for _ in 0..MOST_PASSED {
            let Some(next) = page.next.as_ref().filter(|_| did.0.is_empty()) else { break };
            page = credits::names(connection, project, Some(next), PER_PAGE)?;
            did = contributed(connection, project, &page.items)?;
        }
        Ok((page, did))
    });
    let (page, (credits, rows)) = match read.await {
        Err(error) if error.code == Code::BadRequest => return Ok(Page::See(first)),
        read => read?,
    };
    let person = |(visitor, name): &(Id<id::Visitor>, String)| {
        let did: Vec<_> = credits
            .iter()
            .filter(|credit| credit.visitor == *visitor)
            .filter_map(|credit| {
                let row = rows.get(&credit.request)?;
                Some(Contribution {
                    fact: word(reader, credit.fact).to_owned(),
                    title: row.title.clone(),
                    href: reader.place.link(&Address::of_request(row.number, &row.title)),
                })
            })
            .collect();
        (!did.is_empty()).then(|| Person { name: name.clone(), did })
    };
    let t = reader.texts();
    let own = Address::Credits(cursor.map(str::to_owned));
    let template = Shown {
        frame: Frame::new(reader, &own, &reader.with_project(&t.credits_title), t.credits_lead.clone())?,
        heading: reader.with_project(&t.credits_title),
        how: reader.with_project(&t.credits_how),
        people: page.items.iter().filter_map(person).collect(),
        later: cursor.is_some(),
        first,
        next: page.next.map(|cursor| reader.place.link(&Address::Credits(Some(cursor.encode())))),
    };
    rendered(&template)
}

type Contributed = (Vec<Credit>, HashMap<Id<id::Request>, requests::Request>);

/// What these people contributed to public requests.
fn contributed(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    people: &[(Id<id::Visitor>, String)],
) -> Result<Contributed> {
    let visitors: Vec<_> = people.iter().map(|(visitor, _)| *visitor).collect();
    let touched = contributions::touched(connection, project, &visitors)?;
    let ids = contributions::standing(connection, project, &touched)?;
    let rows = requests::by_ids(connection, project, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    Ok((contributions::of_visitors(connection, project, &ids, &visitors)?, rows))
}
