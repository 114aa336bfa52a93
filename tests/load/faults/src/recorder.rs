//! The preloaded library that writes down what reaches the files of a server, and makes its writes fail on demand.
//! Compiled where it is needed; replays nothing itself.

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::Command,
};

use yousaid_load::{Result, place::Place};

/// The source of the library.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../preload/recorded_disk.c");

/// How the disk behaves; the library knows these by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// It works.
    Well = 0,
    /// No room for another write.
    Full = 1,
    /// Writes fail with EIO.
    WritesFail = 2,
    /// Flushes fail with EIO.
    FlushesFail = 3,
    /// Nothing may be written any more.
    ReadOnly = 4,
}

impl Behaviour {
    /// All that are a fault.
    pub const FAULTS: [Self; 4] = [Self::Full, Self::WritesFail, Self::FlushesFail, Self::ReadOnly];
}

/// The library, with what it reads and writes.
pub struct Recorder {
    library: PathBuf,
    journal: PathBuf,
    control: File,
    control_path: PathBuf,
}

impl Recorder {
    /// Compiles it into `folder`. Fails with a sentence where there is no C compiler.
    pub fn compile(folder: &Path) -> Result<Self> {
        let library = folder.join("recorded_disk.so");
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&library)
            .args([SOURCE, "-ldl", "-lpthread"])
            .status()
            .map_err(|error| format!("there is no C compiler cc ({error}): install gcc or clang"))?;
        if !made.success() {
            return Err(format!("cc could not compile {SOURCE}"));
        }
        let (journal, control_path) = (folder.join("journal"), folder.join("control"));
        fs::write(&control_path, [0]).map_err(|error| error.to_string())?;
        let control = File::options().write(true).open(&control_path).map_err(|error| error.to_string())?;
        Ok(Self { library, journal, control, control_path })
    }

    /// Preloads it into the servers of a place, whose folder must be there; a start begins a new journal. Flushes take
    /// so many microseconds, and those of files with `lies` in their name do nothing.
    pub fn apply(&self, place: &mut Place, flush_micros: u32, lies: Option<&str>) -> Result<()> {
        let root = fs::canonicalize(place.folder()).map_err(|error| error.to_string())?;
        place.set("LD_PRELOAD", &self.library);
        place.set("DISK_ROOT", root);
        place.set("DISK_JOURNAL", &self.journal);
        place.set("DISK_CONTROL", &self.control_path);
        place.set("DISK_FLUSH_MICROS", flush_micros.to_string());
        // Every name has the empty text in it, so that one is left for none.
        place.set("DISK_LIES", lies.unwrap_or("/"));
        Ok(())
    }

    /// Makes the disk behave like this from here on.
    pub fn behave(&mut self, behaviour: Behaviour) -> Result<()> {
        let told =
            self.control.seek(SeekFrom::Start(0)).and_then(|_| self.control.write_all(&[behaviour as u8]));
        told.map_err(|error| format!("{}: {error}", self.control_path.display()))
    }

    /// What was written down since the last start.
    pub fn journal(&self) -> Result<Vec<u8>> {
        fs::read(&self.journal).map_err(|error| format!("{}: {error}", self.journal.display()))
    }
}
