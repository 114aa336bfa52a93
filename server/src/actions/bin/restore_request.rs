//! Bringing a request back: its rows as they were, but for what is gone or changed by now; and what counts them, counted again.
//! Creates nobody and nothing that its rows name.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    contents::{Contents, id_in, is_first, number_in},
    delete_request::{PARTS, days},
    links,
};
use crate::{
    actions::create_request,
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::{Error, Result},
    store::{
        answers, facets, heats, members, places,
        projects::Project,
        proposals, release_notes, reports, requests, rows,
        screens::{self, Delta},
        signals::Signal,
        triage_changes,
    },
};

/// Inserts what was deleted again. The visitors that it names, its reports and the project are locked.
pub(super) fn run(
    connection: &mut AnyConnection,
    project: &Project,
    mut contents: Contents,
    now: Time,
) -> Result<()> {
    contents.find_screens(connection, project.id, now)?;
    let id = contents.of("requests").first().and_then(|row| id_in::<id::Request>(row, "id"));
    let id = id.ok_or_else(|| Error::internal("a deleted request without a row"))?;
    let first: Vec<Id<id::Screen>> = contents
        .of("places")
        .iter()
        .filter(|row| is_first(row))
        .filter_map(|row| id_in(row, "screen_id"))
        .collect();
    screens::lock(connection, project.id, &first)?;
    let linked = reports::unlinked_among(connection, project.id, &contents.reports)?;
    links::remember_request(connection, project.id, id, &contents)?;
    prune(connection, project.id, &mut contents, &linked, &first)?;
    for (table, _) in PARTS {
        let rows = contents.of(table.name).to_vec();
        rows::write(connection, table, rows)?;
    }
    for report in &linked {
        reports::link(connection, project.id, *report, Some(id))?;
    }
    proposals::be_about(connection, project.id, &contents.proposals, Some(id))?;
    requests::lock(connection, project.id, &[id])?;
    let row = requests::by_id(connection, project.id, id)?;
    let kept = contents.of("requests").first().and_then(|row| number_in(row, "facet"));
    let facet = kept.and_then(|code| i16::try_from(code).ok()).unwrap_or_else(|| row.facet().code());
    facets::count(connection, project.number, facet, 1)?;
    facets::refresh(connection, project.id, &[id])?;
    for screen in first {
        let delta = Delta { requests: 1, ..Delta::default() };
        screens::move_counters(connection, project.id, screen, delta)?;
    }
    create_request::index(connection, &row)?;
    // The ranking, and what votes weigh, may be another one by now.
    places::recount(connection, project, row.number)?;
    heats::reheat(connection, project, row.number, id)?;
    journal::note(connection, project.id, What::Restored, &[id], now)?;
    journal::note(connection, project.id, What::Requests, &[id], now)?;
    journal::note(connection, project.id, What::Reports, &linked, now)?;
    days(&contents, 1).write(connection, project.id)
}

/// Leaves out what refers to something that is gone or is not so any more.
fn prune(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    contents: &mut Contents,
    linked: &[Id<id::Report>],
    first: &[Id<id::Screen>],
) -> Result<()> {
    let visitors = contents.visitors(connection, project)?;
    let numbers: HashSet<i64> = visitors.values().copied().collect();
    contents.retain("votes", |row| number_in(row, "visitor").is_some_and(|number| numbers.contains(&number)));
    contents.retain_notes();
    let is_there = |row: &rows::Row| id_in(row, "visitor_id").is_some_and(|id| visitors.contains_key(&id));
    for table in ["follows", "solved_answers", "credits"] {
        contents.retain(table, is_there);
    }
    let notes: Vec<_> = ids(contents, "release_requests", "note_id");
    let notes: HashSet<_> = release_notes::among(connection, project, &notes)?.into_iter().collect();
    contents.retain("release_requests", |row| id_in(row, "note_id").is_some_and(|id| notes.contains(&id)));
    let changes: Vec<_> = ids(contents, "triage_changed", "change_id");
    let changes: HashSet<_> = triage_changes::among(connection, project, &changes)?.into_iter().collect();
    contents.retain("triage_changed", |row| id_in(row, "change_id").is_some_and(|id| changes.contains(&id)));

    let linked: HashSet<_> = linked.iter().copied().collect();
    let unhelpful: HashSet<Id<id::Answer>> =
        answers::unhelpful_at(connection, project, first)?.into_iter().collect();
    contents.retain("signals", |row| match row.get("kind").and_then(Value::as_str) {
        Some(kind) if kind == Signal::Report.as_str() => {
            id_in(row, "source_id").is_some_and(|id| linked.contains(&id))
        }
        Some(kind) if kind == Signal::Unhelpful.as_str() => {
            id_in(row, "source_id").is_some_and(|id| unhelpful.contains(&id))
        }
        _ => true,
    });
    let assignee = contents.of("requests").first().and_then(|row| id_in::<id::Member>(row, "assignee_id"));
    let is_member = match assignee {
        Some(member) => members::in_project(connection, project, member)?.is_some(),
        None => true,
    };
    for row in contents.rows.values_mut().flatten() {
        let gone = id_in::<id::Visitor>(row, "visitor_id").is_some_and(|id| !visitors.contains_key(&id));
        if gone {
            row.insert("visitor_id".to_owned(), Value::Null);
        }
        if !is_member && row.contains_key("assignee_id") {
            row.insert("assignee_id".to_owned(), Value::Null);
        }
    }
    Ok(())
}

fn ids<T>(contents: &Contents, table: &str, column: &str) -> Vec<Id<T>> {
    contents.of(table).iter().filter_map(|row| id_in(row, column)).collect()
}
