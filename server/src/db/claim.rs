//! Keeps a second program from serving a SQLite database: caches, limits and own votes are in the memory of the one that does.
//! Locks nothing of the database itself, so that backups and a recount go on beside it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use crate::error::{Error, Result};

/// The right to serve a database, until it is dropped or the process ends.
pub struct Claim(#[allow(dead_code, reason = "its file is locked while it is open")] File);

/// Claims a database file; nothing when another process has it. Errors when the file beside it can't be created.
pub fn claim(database: &Path) -> Result<Option<Claim>> {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push("-lock");
    let path = database.with_file_name(name);
    let failed = |error: std::io::Error| Error::unavailable(format!("{}: {error}", path.display()));
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Claim(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The error where another process has the database.
pub fn taken() -> Error {
    Error::unavailable(
        "another Yousaid is using it: end that one first, or give this one a database of its own",
    )
}
