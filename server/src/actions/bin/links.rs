//! Links between a report and a request that are both in the bin: of the two, the one that comes back first tells the other one's
//! document, so that they are linked again whichever order they come back in.
//! Restores nothing.

use serde_json::Value;

use super::contents::{Contents, id_in};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::bin::Binned,
    error::Result,
    store::{bin, rows::Row, signals::Signal},
};

/// Whether a row is what a report adds to the heat of its request.
fn is_of_report(row: &Row, report: Id<id::Report>) -> bool {
    row.get("kind").and_then(Value::as_str) == Some(Signal::Report.as_str())
        && id_in(row, "source_id") == Some(report)
}

/// Tells a request in the bin of a report that comes back, which was linked to it and had been deleted before: its document gets the
/// report, what that adds to the heat, and what its author is credited for.
pub(super) fn remember_report(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (request, report): (Id<id::Request>, Id<id::Report>),
    contents: &Contents,
) -> Result<()> {
    let found = bin::find_locked(connection, project, Id::from(request.uuid()))?;
    let Some(mut entry) = found.filter(|entry| entry.kind == Binned::Request) else { return Ok(()) };
    let mut other = Contents::read(&entry.contents)?;
    if !other.reports.contains(&report) {
        other.reports.push(report);
        other.rows.entry("signals".to_owned()).or_default().extend(contents.of("signals").to_vec());
        other.rows.entry("credits".to_owned()).or_default().extend(contents.of("credits").to_vec());
    }
    let visitors: Vec<_> = contents.of("credits").iter().filter_map(|row| id_in(row, "visitor_id")).collect();
    entry.contents = other.document()?;
    bin::amend(connection, &entry, &visitors)
}

/// Tells the reports in the bin of a request that comes back, which they were linked to when it was deleted: their documents get the
/// link, and what they add to the heat. One that was linked to something else since then stays there.
pub(super) fn remember_request(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    request: Id<id::Request>,
    contents: &Contents,
) -> Result<()> {
    for report in &contents.reports {
        let found = bin::find_locked(connection, project, Id::from(report.uuid()))?;
        let Some(mut entry) = found.filter(|entry| entry.kind == Binned::Report) else { continue };
        let mut other = Contents::read(&entry.contents)?;
        let Some(row) = other.rows.get_mut("reports").and_then(|rows| rows.first_mut()) else { continue };
        if id_in::<id::Request>(row, "request_id").is_some() {
            continue;
        }
        row.insert("request_id".to_owned(), Value::from(request.to_string()));
        let added = contents.of("signals").iter().filter(|row| is_of_report(row, *report)).cloned();
        other.rows.entry("signals".to_owned()).or_default().extend(added);
        entry.contents = other.document()?;
        bin::amend(connection, &entry, &[])?;
    }
    Ok(())
}
