//! The served_files table: built files with a digest in their names, of this and of earlier versions.
//! Belongs to the installation and to no project. Never changes a file: another body has another name.

use diesel::prelude::*;

use super::schema::served_files;
use crate::{
    base::time::Time,
    db::connection::{AnyConnection, each},
    error::Result,
};

/// Seconds after which a file that no node has any more is forgotten: no page is open for that long.
const KEPT_SECONDS: i64 = 90 * 86_400;
/// Seconds after which it is noted again that a file is still served.
const NOTED_SECONDS: i64 = 86_400;

/// Keeps the files that this node will serve, before it serves any.
pub fn keep_at_start(connection: &mut AnyConnection, files: &[(String, Vec<u8>)], now: Time) -> Result<()> {
    connection.transaction(|connection| keep(connection, files, now))
}

/// Keeps the files that this node serves, by path, and forgets those that none has served for long.
pub fn keep(connection: &mut AnyConnection, files: &[(String, Vec<u8>)], now: Time) -> Result<()> {
    let known = paths(connection)?;
    let current: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for (path, body) in files.iter().filter(|(path, _)| !known.contains(path)) {
        let values =
            (served_files::path.eq(path), served_files::body.eq(body), served_files::last_seen_at.eq(now));
        // Another node may be starting too.
        each!(connection, inner => diesel::insert_into(served_files::table)
            .values(&values)
            .on_conflict_do_nothing()
            .execute(inner))?;
    }
    diesel::update(
        served_files::table
            .filter(served_files::path.eq_any(current))
            .filter(served_files::last_seen_at.lt(now.plus_seconds(-NOTED_SECONDS))),
    )
    .set(served_files::last_seen_at.eq(now))
    .execute(connection)?;
    let stale = now.plus_seconds(-KEPT_SECONDS);
    diesel::delete(served_files::table.filter(served_files::last_seen_at.lt(stale))).execute(connection)?;
    Ok(())
}

/// The paths of all files that are kept.
pub fn paths(connection: &mut AnyConnection) -> Result<Vec<String>> {
    Ok(served_files::table.select(served_files::path).load(connection)?)
}

/// The body of a file.
pub fn find(connection: &mut AnyConnection, path: &str) -> Result<Option<Vec<u8>>> {
    Ok(served_files::table.find(path).select(served_files::body).first(connection).optional()?)
}
