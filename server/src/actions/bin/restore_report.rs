//! Bringing a report back, and its link to its request; to one that is in the bin, too, it is linked when that comes back.

use serde_json::Value;

use super::{
    contents::{Contents, id_in, number_in},
    delete_report::{CREDITS, PARTS},
    links,
};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::{Error, Result},
    store::{
        families,
        heats::HeatDelta,
        projects::Project,
        reports, requests, rows,
        screens::{self, Delta},
        signals::Signal,
    },
};

/// Inserts what was deleted again. The visitor that it names and the project are locked.
pub(super) fn run(
    connection: &mut AnyConnection,
    project: &Project,
    mut contents: Contents,
    now: Time,
) -> Result<()> {
    contents.find_screens(connection, project.id, now)?;
    let own = contents.of("reports").first();
    let id = own.and_then(|row| id_in::<id::Report>(row, "id"));
    let screen = own.and_then(|row| id_in::<id::Screen>(row, "screen_id"));
    let (Some(id), Some(screen)) = (id, screen) else {
        return Err(Error::internal("a deleted report without a row"));
    };
    let request = own.and_then(|row| id_in::<id::Request>(row, "request_id"));
    let since = contents.of("signals").first().and_then(|row| number_in(row, "created_at"));
    let visitors = contents.visitors(connection, project.id)?;
    let is_there = |row: &rows::Row| id_in(row, "visitor_id").is_some_and(|id| visitors.contains_key(&id));
    contents.retain("credits", is_there);
    if let Some(request) = request {
        links::remember_report(connection, project.id, (request, id), &contents)?;
    }
    for row in contents.rows.get_mut("reports").into_iter().flatten() {
        row.insert("request_id".to_owned(), Value::Null);
        if !is_there(row) {
            row.insert("visitor_id".to_owned(), Value::Null);
        }
    }
    screens::lock(connection, project.id, &[screen])?;
    for (table, _) in PARTS {
        rows::write(connection, table, contents.take(table.name))?;
    }
    let delta = Delta { reports: 1, ..Delta::default() };
    screens::move_counters(connection, project.id, screen, delta)?;
    if let Some(request) = request {
        let since = since.map_or(now, Time::from_micros);
        link(connection, project, (request, id), since, now)?;
        let linked = reports::by_id(connection, project.id, id)?.request_id.is_some();
        rows::write(connection, CREDITS.0, if linked { contents.take("credits") } else { Vec::new() })?;
    }
    journal::note(connection, project.id, What::Reports, &[id], now)
}

/// Links the report to its request again, which gets back what the report added since then.
fn link(
    connection: &mut AnyConnection,
    project: &Project,
    (request, report): (Id<id::Request>, Id<id::Report>),
    since: Time,
    now: Time,
) -> Result<()> {
    let mut delta = HeatDelta::new(project, Signal::Report);
    if requests::by_ids(connection, project.id, &[request])?.is_empty() {
        return Ok(());
    }
    // A report of a merged request counts for the one that stands for the family, too.
    let of = families::of(connection, project.id, request)?;
    let family = match of.into {
        Some(number) => Some(requests::by_number(connection, project.id, number)?.id),
        None => None,
    };
    let counted: Vec<_> = [request].into_iter().chain(family).collect();
    delta.lock(connection, &counted)?;
    reports::link(connection, project.id, report, Some(request))?;
    delta.add(connection, &counted.iter().map(|request| (*request, report, since)).collect::<Vec<_>>())?;
    if let Some(family) = family {
        families::mark_lent(connection, project.id, family, report, of.number)?;
    }
    delta.write(connection)?;
    journal::note(connection, project.id, What::Requests, &counted, now)
}
