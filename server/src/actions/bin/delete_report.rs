//! Deleting a report: it goes into the bin with the replies to it, and adds nothing to its request any more.

use super::contents::{Contents, unless_binned};
use crate::{
    actions::decide,
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::bin::Binned,
    error::Result,
    store::{
        bin::{self, Entry},
        projects::{self, Project},
        reports,
        rows::Table,
        screens::{self, Delta},
    },
};

/// A table with the condition that finds the rows of a report.
type Part = (Table, &'static str);

/// The report and the replies to it, in the order in which they come back.
pub(super) const PARTS: [Part; 2] = [
    (
        Table { name: "reports", documents: &["steps", "environment", "receipt", "removed"] },
        "t.project_id = $1 AND t.id = $2",
    ),
    (Table { name: "report_replies", documents: &[] }, "t.project_id = $1 AND t.report_id = $2"),
];

/// What it adds to its request.
const SIGNALS: Part = (
    Table { name: "signals", documents: &[] },
    "t.project_id = $1 AND t.source_id = $2 AND t.kind = 'report' AND t.merged_from IS NULL",
);

/// What its author is credited for because of it.
pub(super) const CREDITS: Part = (
    Table { name: "credits", documents: &[] },
    "t.project_id = $1 AND t.fact = 'repro_led_to_fix' AND (t.request_id, t.visitor_id) IN \
     (SELECT r.request_id, r.visitor_id FROM reports r WHERE r.project_id = $1 AND r.id = $2)",
);

/// Puts a report into the bin; one that is there already stays there, also where another transaction put it there a moment ago.
pub fn run(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Report>,
    by: &str,
    now: Time,
) -> Result<()> {
    let done = delete(connection, project, id, by, now);
    unless_binned(connection, project.id, Binned::Report, Id::from(id.uuid()), done)
}

fn delete(
    connection: &mut AnyConnection,
    project: &Project,
    id: Id<id::Report>,
    by: &str,
    now: Time,
) -> Result<()> {
    let key = Id::<id::Deleted>::from(id.uuid());
    let report = reports::lock_by_id(connection, project.id, id)?;
    projects::lock(connection, project.id)?;
    screens::lock(connection, project.id, &[report.screen_id])?;
    let mut contents = Contents::default();
    for (table, condition) in PARTS.into_iter().chain([SIGNALS, CREDITS]) {
        contents.gather(connection, table, condition, (project.id, id))?;
    }
    contents.note_screens(connection, project.id)?;
    if let Some(request) = report.request_id {
        decide::unlink(connection, project, request, &report, now)?;
    }
    reports::delete(connection, project.id, id)?;
    let delta = Delta { reports: -1, ..Delta::default() };
    screens::move_counters(connection, project.id, report.screen_id, delta)?;
    let entry = Entry {
        project_id: project.id,
        id: key,
        kind: Binned::Report,
        number: report.number,
        title: report.title,
        deleted_by: by.to_owned(),
        deleted_at: now,
        contents: contents.document()?,
    };
    bin::insert(connection, &entry, report.visitor_id.as_slice())?;
    journal::note(connection, project.id, What::Reports, &[id], now)
}
