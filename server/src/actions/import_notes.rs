//! Importing release notes, and undoing an import. Imported ones keep their dates, and nobody is told of them.
//! Reads no file; `domain::changelog` does.

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::connection::AnyConnection,
    domain::{
        changelog::Entry,
        release_note::{NoteSource, NoteState},
    },
    error::{Error, Result},
    store::{
        projects,
        release_notes::{self, ReleaseNote},
    },
};

use super::release_note::free_slug;

/// The entries that were not imported before.
pub fn new_ones(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    source: NoteSource,
    entries: Vec<Entry>,
) -> Result<Vec<Entry>> {
    let names: Vec<_> = entries.iter().map(|entry| entry.source_id.clone()).collect();
    let known = release_notes::known_sources(connection, project, source.as_str(), &names)?;
    Ok(entries.into_iter().filter(|entry| !known.contains(&entry.source_id)).collect())
}

/// Creates the entries that were not imported before; returns how many those were.
pub fn import(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (source, import): (NoteSource, Id<id::Import>),
    entries: Vec<Entry>,
    author: &str,
    now: Time,
) -> Result<i64> {
    projects::lock(connection, project)?;
    let fresh = new_ones(connection, project, source, entries)?;
    let mut made = Vec::with_capacity(fresh.len());
    for entry in fresh {
        let slug = free_slug(connection, project, &entry.title, now)?;
        // What says that it comes out later is a draft: an import publishes nothing.
        let at = entry.published_at.filter(|at| *at <= now);
        let row = ReleaseNote {
            version: entry.version,
            state: if at.is_some() { NoteState::Published } else { NoteState::Draft },
            published_at: at,
            author: author.to_owned(),
            created_at: at.map_or(now, |at| at.min(now)),
            source: Some(source.as_str().to_owned()),
            source_id: Some(entry.source_id),
            import_id: Some(import),
            ..ReleaseNote::draft(project, slug, entry.title, entry.body, now)
        };
        release_notes::insert(connection, &row)?;
        made.push(row.id);
    }
    journal::note(connection, project, What::ReleaseNotes, &made, now)?;
    Ok(i64::try_from(made.len()).unwrap_or(i64::MAX))
}

/// Deletes what an import created and nobody changed since; returns how many those were.
///
/// # Errors
/// Occurs as not found when there is none.
pub fn undo(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    import: Id<id::Import>,
    now: Time,
) -> Result<i64> {
    projects::lock(connection, project)?;
    let rows = release_notes::unchanged_of_import(connection, project, import)?;
    if rows.is_empty() {
        return Err(Error::not_found());
    }
    for id in &rows {
        release_notes::delete(connection, project, *id)?;
    }
    journal::note(connection, project, What::ReleaseNotes, &rows, now)?;
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}
