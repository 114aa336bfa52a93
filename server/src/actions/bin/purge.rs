//! Removing for good what was deleted thirty days ago: what is in the bin, and whole projects with everything that is theirs, some rows
//! at a time. A member stays, and so does every other project.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::bin as rules,
    error::Result,
    store::{bin, deleted_projects, projects, rows},
};

/// Things of the bin that one transaction deletes.
const ENTRIES: i64 = 20;

/// Rows of one table that one transaction deletes.
const ROWS: usize = 500;

/// The tables of a project with their keys, in an order in which no row is left that another one refers to. A test compares them with
/// the schema.
pub const TABLES: [(&str, &str); 51] = [
    ("bin_visitors", "project_id, visitor_id, entry_id"),
    ("bin", "project_id, id"),
    ("ballots", "project_id, proposal_id, visitor_id"),
    ("proposal_options", "project_id, proposal_id, position"),
    ("proposals", "project_id, id"),
    ("release_requests", "project_id, note_id, request_id"),
    ("release_notes", "project_id, id"),
    ("report_replies", "project_id, id"),
    ("reports", "project_id, id"),
    ("credits", "project_id, request_id, visitor_id, fact"),
    ("credit_names", "project_id, visitor_id"),
    ("solved_answers", "project_id, request_id, version, visitor_id"),
    ("follows", "project_id, visitor_id, request_id"),
    ("triage_changed", "project_id, change_id, request_id"),
    ("triage_changes", "project_id, id"),
    ("tags", "project_id, tag, request_id"),
    ("comments", "project_id, id"),
    ("decisions", "project_id, request_id, version"),
    ("terms", "project_id, term, request_id"),
    ("signals", "project_id, request_id, kind, source_id"),
    ("on_behalf_notes", "project, request, visitor"),
    ("votes", "project, request, visitor"),
    ("places", "project_id, request, screen_id, object_key"),
    ("standings", "project, request"),
    ("request_totals", "project, facet"),
    ("requests", "project_id, id"),
    ("distinct_pairs", "project_id, low, high"),
    ("rank_days", "project_id, taken_at, rank"),
    ("rerankings", "project_id"),
    ("segments", "project_id, name"),
    ("day_totals", "project_id, figure, day"),
    ("answer_days", "project_id, screen_id, object_key, day"),
    ("answers", "project_id, screen_id, object_key, visitor_id"),
    ("pattern_leftovers", "project_id, screen_id"),
    ("pattern_merges", "project_id, pattern_id"),
    ("screen_patterns", "project_id, id"),
    ("screen_routes", "project_id, route"),
    ("screens", "project_id, id"),
    ("visitors", "project_id, id"),
    ("views", "project_id, id"),
    ("templates", "project_id, id"),
    ("pictures", "project_id, kind"),
    ("old_slugs", "project_id, slug"),
    ("journal", "project_id, until, id"),
    ("idempotency", "project_id, actor, key"),
    ("origins", "project_id, id"),
    ("sightings", "project_id, origin"),
    ("api_keys", "project_id, id"),
    ("invites", "project_id, id"),
    ("presence", "project_id, member_id"),
    ("roles", "project_id, member_id"),
];

/// Deletes some of what is in the bins for too long; true where there may be more.
pub fn entries(connection: &mut AnyConnection, now: Time) -> Result<bool> {
    let gone = bin::sweep(connection, rules::kept_since(now), ENTRIES)?;
    Ok(i64::try_from(gone).is_ok_and(|gone| gone >= ENTRIES))
}

/// Deletes some rows of a project that was deleted for too long, and at last the project; returns it, or `None` when there is none.
pub fn some_of_a_project(connection: &mut AnyConnection, now: Time) -> Result<Option<Id<id::Project>>> {
    let Some(project) = deleted_projects::expired(connection, rules::kept_since(now))? else {
        return Ok(None);
    };
    // Who restores it at this moment has locked it.
    projects::lock(connection, project.0)?;
    if !deleted_projects::begin_purge(connection, project.0)? {
        return Ok(Some(project.0));
    }
    for table in TABLES {
        if rows::delete_some(connection, table, project, ROWS)? > 0 {
            return Ok(Some(project.0));
        }
    }
    projects::delete(connection, project.0)?;
    Ok(Some(project.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables that belong to no project, and those that go with the project's own row.
    const OTHERS: [&str; 8] = [
        "projects",
        "deleted_projects",
        "members",
        "sessions",
        "setup_links",
        "inboxes",
        "installation",
        "served_files",
    ];

    #[test]
    fn every_table_of_a_project_is_deleted_with_it_by_its_key() {
        let schema = include_str!("../../store/schema.rs");
        let mut known = 0;
        for line in schema.lines().filter(|line| line.starts_with("    ") && line.ends_with(") {")) {
            let (name, rest) = line.trim().split_once(" (").unwrap();
            let key = rest.trim_end_matches(") {");
            let expected = TABLES.iter().find(|(table, _)| *table == name);
            match expected {
                Some((_, columns)) => assert_eq!(*columns, key, "the key of {name}"),
                None => assert!(OTHERS.contains(&name), "{name} stays when its project is deleted"),
            }
            known += 1;
        }
        assert_eq!(known, TABLES.len() + OTHERS.len());
    }
}
