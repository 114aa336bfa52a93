//! Inserts a report and notes it, so that open dashboards show it.

use crate::{
    changes::journal::{self, What},
    db::connection::AnyConnection,
    error::Result,
    store::reports::{self, Report},
};

/// Inserts a report and notes it in the journal.
pub fn report(connection: &mut AnyConnection, report: &Report) -> Result<()> {
    reports::insert(connection, report)?;
    journal::note(connection, report.project_id, What::Reports, &[report.id], report.created_at)
}
