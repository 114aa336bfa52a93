//! Many requests whose texts are given ones, first as they are and then with changed words, without votes and places.
//! Their words are as frequent as in real texts, which those of `texts` are not.

use diesel::{connection::SimpleConnection, prelude::*};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use yousaid::{
    actions::create_request,
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::Kind,
    error::Result,
    store::{
        facets,
        projects::Project,
        requests::{Counters, Request},
        schema,
    },
};

use super::{bulk::bulk, bulk_load, words};

/// Requests of one transaction.
const AT_ONCE: usize = 5_000;
/// The share of words that another text lends.
const CHANGED: f64 = 0.3;
/// The oldest request, and the seconds between two.
const START: i64 = 1_790_000_000_000_000;
const SECOND: i64 = 1_000_000;

/// Writes `count` requests with these titles and bodies, and returns the ids of those that have a text as it is.
pub fn write(
    connection: &mut AnyConnection,
    project: &Project,
    texts: &[(String, String)],
    count: usize,
) -> Result<Vec<Id<id::Request>>> {
    let mut chance = StdRng::seed_from_u64(11);
    let lent: Vec<&str> =
        texts.iter().flat_map(|(title, body)| [title, body]).flat_map(|text| text.split(' ')).collect();
    let mut ids = Vec::with_capacity(count);
    let mut found = words::Words::default();
    let indexes = bulk_load::begin(connection)?;
    let every: Vec<usize> = (0..count).collect();
    for part in every.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(part.len());
        for n in part {
            let Some((title, body)) = texts.get(n % texts.len().max(1)) else { continue };
            let mut changed = |text: &str| match *n < texts.len() {
                true => text.to_owned(),
                false => changed(text, &lent, &mut chance),
            };
            let number = i64::try_from(n + 1).unwrap_or(i64::MAX);
            let (title, body) = (changed(title).chars().take(200).collect(), changed(body));
            let at = Time::from_micros(START + number * SECOND);
            let mut row = Request::new(project.id, number, Kind::Problem, title, at);
            row.body = body;
            row.heat_votes = project.contribution(f64::from(chance.random_range(0..50)), at);
            row.heat = row.parts().heat(&project.weights());
            found.add(row.id, create_request::frequencies(&row.title, &row.body, project.language()));
            ids.push(row.id);
            rows.push(row);
        }
        let standings: Vec<_> = rows.iter().map(|row| Counters::of(project.number, row)).collect();
        connection.batch_execute("BEGIN")?;
        bulk!(connection, schema::requests::table, rows, 17);
        bulk!(connection, schema::standings::table, standings, 17);
        connection.batch_execute("COMMIT")?;
    }
    words::write(connection, project.id, found)?;
    super::complete(connection, project)?;
    facets::recount(connection, project.number)?;
    diesel::update(schema::projects::table.find(project.id))
        .set(schema::projects::last_request_number.eq(i64::try_from(count).unwrap_or(i64::MAX)))
        .execute(connection)?;
    bulk_load::finish(connection, &indexes)?;
    ids.truncate(texts.len());
    Ok(ids)
}

fn changed(text: &str, lent: &[&str], chance: &mut StdRng) -> String {
    let words = text.split(' ').map(|word| match chance.random_bool(CHANGED) {
        true => lent.get(chance.random_range(0..lent.len())).copied().unwrap_or(word),
        false => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
