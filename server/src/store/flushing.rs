//! Flushes a file slice by slice, so that whoever flushes another file of the same disk waits for one slice and not for all.
//! The only file with code that the compiler can't vouch for: one call of the system, for which no library has a safe
//! one. Knows nothing of what is in the file.

#![cfg_attr(target_os = "linux", expect(unsafe_code, reason = "sync_file_range"))]

use std::{fs::File, io, thread, time::Duration};

/// Bytes of a slice: some tenths of a millisecond on a disk of today.
const SLICE: u64 = 128 * 1024;

/// How long others have the disk after a slice, at the least.
const PAUSE: Duration = Duration::from_micros(300);

/// A slice that took less had nothing to be written.
const NOTHING: Duration = Duration::from_micros(40);

/// Flushes what was written to a file (as `fdatasync`): slice by slice while nobody is `hurried`, then what is left at once.
/// Errs when any of it may not be on the disk.
pub(super) fn in_slices(file: &File, hurried: impl Fn() -> bool) -> io::Result<()> {
    let length = file.metadata()?.len();
    let mut from = 0;
    while cfg!(target_os = "linux") && from < length && !hurried() {
        let begun = std::time::Instant::now();
        write_out(file, from, SLICE)?;
        let took = begun.elapsed();
        if took > NOTHING {
            thread::sleep(took.max(PAUSE));
        }
        from += SLICE;
    }
    file.sync_data()
}

/// Has the system write a part of a file to the disk, and waits for it. The disk itself may still hold it in its memory.
#[cfg(target_os = "linux")]
fn write_out(file: &File, from: u64, length: u64) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    let range = |bytes: u64| libc::off64_t::try_from(bytes).map_err(io::Error::other);
    let (from, length) = (range(from)?, range(length)?);
    let whole =
        libc::SYNC_FILE_RANGE_WAIT_BEFORE | libc::SYNC_FILE_RANGE_WRITE | libc::SYNC_FILE_RANGE_WAIT_AFTER;
    // SAFETY: the descriptor is open while `file` is borrowed, and no memory is handed over.
    match unsafe { libc::sync_file_range(file.as_raw_fd(), from, length, whole) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Elsewhere there is no such call, and nothing is flushed in slices.
#[cfg(not(target_os = "linux"))]
fn write_out(_: &File, _: u64, _: u64) -> io::Result<()> {
    Ok(())
}
