//! The time of one flush of this disk, without which a rate of commits says nothing.
//! Writes a small file and deletes it again.

use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use crate::Result;

/// Median time of appending 4 kB and flushing them.
pub fn flush(folder: &Path) -> Result<Duration> {
    let path = folder.join("flush");
    let mut file = File::create(&path).map_err(|error| error.to_string())?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).map_err(|error| error.to_string())?;
        times.push(begun.elapsed());
    }
    std::fs::remove_file(&path).map_err(|error| error.to_string())?;
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}
