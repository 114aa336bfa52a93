//! The screens and visitors of a filled project, with the numbers that votes name them by.
//! A third of the visitors is identified, as `identified` says.

use std::collections::HashMap;

use diesel::{connection::SimpleConnection, prelude::*};
use yousaid::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::route::Route,
    error::{Error, Result},
    store::{projects::Project, schema, screens, visitors::Visitor},
};

use super::{
    bulk::bulk,
    texts::{AREAS, VIEWS},
};

/// A screen by its id and by its number.
pub type Screen = (Id<id::Screen>, i32);

/// A visitor by its id and by its number.
pub type Person = (Id<id::Visitor>, i64);

/// Visitors that are written in one transaction.
const AT_ONCE: u32 = 50_000;

/// Whether the host vouches for the visitor at this place of the list.
pub fn identified(n: usize) -> bool {
    n.is_multiple_of(3)
}

/// Creates this many screens.
pub fn screens(
    connection: &mut AnyConnection,
    project: &Project,
    count: u32,
    at: Time,
) -> Result<Vec<Screen>> {
    connection.batch_execute("BEGIN")?;
    let mut made = Vec::with_capacity(count as usize);
    for n in 0..count as usize {
        let area = AREAS.get(n % AREAS.len()).copied().unwrap_or_default();
        let view = VIEWS.get(n / AREAS.len() % VIEWS.len()).copied().unwrap_or_default();
        // Once through, the names come again in another part of the product.
        let part = n / (AREAS.len() * VIEWS.len());
        let place = AREAS.get(part % AREAS.len()).copied().unwrap_or_default();
        let depth = part.div_ceil(AREAS.len());
        let route = format!("{}/{area}/{view}", format!("/{place}").repeat(depth));
        let id = screens::ensure(connection, project.id, &Route::parse(&route)?, Some(view), at)?;
        let number = schema::screens::table
            .find((project.id, id))
            .select(schema::screens::number)
            .first(connection)?;
        made.push((id, number));
    }
    connection.batch_execute("COMMIT")?;
    Ok(made)
}

/// Creates this many visitors, in the order of their ids.
pub fn visitors(
    connection: &mut AnyConnection,
    project: &Project,
    count: u32,
    start: Time,
) -> Result<Vec<Person>> {
    let mut ids: Vec<Id<id::Visitor>> = Vec::with_capacity(count as usize);
    for begin in (0..count).step_by(AT_ONCE as usize) {
        let rows: Vec<Visitor> =
            (begin..count.min(begin + AT_ONCE)).map(|n| visitor(project, n, start)).collect();
        ids.extend(rows.iter().map(|row| row.id));
        connection.batch_execute("BEGIN")?;
        bulk!(connection, schema::visitors::table, rows, 13);
        connection.batch_execute("COMMIT")?;
    }
    let numbers: Vec<Person> = schema::visitors::table
        .filter(schema::visitors::project_id.eq(project.id))
        .select((schema::visitors::id, schema::visitors::number))
        .load(connection)?;
    let numbers: HashMap<Id<id::Visitor>, i64> = numbers.into_iter().collect();
    // Only those created here: the others may be about to vote.
    ids.into_iter().map(|id| Ok((id, *numbers.get(&id).ok_or_else(Error::not_found)?))).collect()
}

fn visitor(project: &Project, n: u32, start: Time) -> Visitor {
    let mut visitor = Visitor::anonymous(project.id, start.plus_seconds(i64::from(n % 1_000_000)));
    if identified(n as usize) {
        visitor.subject = Some(format!("customer-{n}"));
        visitor.issuer = Some("host".to_owned());
        visitor.name = Some(format!("Customer {n}"));
        visitor.email = Some(format!("customer-{n}@kontor.example"));
        visitor.segment = Some(if n.is_multiple_of(5) { "enterprise" } else { "team" }.to_owned());
        visitor.company = Some(format!("Company {}", n / 40));
    }
    visitor
}
