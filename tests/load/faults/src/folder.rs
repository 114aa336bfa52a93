//! The data folder of a server, as an image of its files: read, laid down elsewhere, compared with a journal.
//! Leaves shared memory out, which no disk holds.

use std::{fs, path::Path};

use yousaid::db::connection::Address;
use yousaid_load::{Result, place::Place};

use crate::replay::{Disk, Image};

/// Files whose content is not what the journal leads to. The last record tells of a change that a kill may have stopped.
pub fn untold(disk: &Disk, real: &Image) -> u64 {
    let seen = disk.seen();
    let names = seen.keys().chain(real.keys()).filter(|name| Some(*name) != disk.last.as_ref());
    let mut differing: Vec<&String> = names.filter(|name| seen.get(*name) != real.get(*name)).collect();
    differing.dedup();
    differing.len() as u64
}

/// The files of a folder, without shared memory.
pub fn read(folder: &Path) -> Result<Image> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut image = Image::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let entry = entry.map_err(told)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with("-shm") {
            image.insert(name, fs::read(entry.path()).map_err(told)?);
        }
    }
    Ok(image)
}

/// Lays an image down in an empty folder, and moves the place there.
pub fn lay(image: &Image, place: &mut Place, folder: &Path) -> Result<()> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::remove_dir_all(folder).and_then(|()| fs::create_dir(folder)).map_err(told)?;
    for (name, bytes) in image {
        fs::write(folder.join(name), bytes).map_err(told)?;
    }
    place.move_to(folder.to_owned());
    Ok(())
}

/// The database in a folder.
pub fn file(folder: &Path) -> Address {
    Address::Sqlite(folder.join("yousaid.db"))
}
