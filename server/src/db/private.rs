//! Who may read the files of a SQLite database: the user that the server runs as, and nobody else.
//! Never grants a right that was not there, and never prevents a start: a user that does not own a file can't change that.

use std::{fs, io, path::Path};

/// Creates a folder that only its owner may enter. Of one that is there it takes the rights of others only when it is `own`: the
/// data folder, and not one in which an operator put a database beside other things.
///
/// # Errors
/// Occurs when it can't be created.
pub fn folder(path: &Path, own: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    if own {
        tighten(path);
    }
    Ok(())
}

/// Creates the file of a database if it is missing, so that SQLite does not create it for everybody, and takes the rights of
/// others from what is. Files that SQLite makes beside one get the rights of that one.
pub fn database(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A file that can't be created here is reported by name when it is opened.
    let _ = options.open(path);
    for end in ["", "-wal", "-shm"] {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        tighten(&path.with_file_name(name));
    }
}

#[cfg(unix)]
fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(about) = fs::metadata(path) else { return };
    let mode = about.permissions().mode();
    // A folder that everybody may write to, such as /tmp, is not ours.
    let shared = about.is_dir() && mode & 0o1000 != 0;
    if mode & 0o077 == 0 || shared {
        return;
    }
    if let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(mode & !0o077)) {
        tracing::warn!(%error, file = %path.display(), "others may read it, and that can't be changed");
    }
}

#[cfg(not(unix))]
fn tighten(_path: &Path) {}
