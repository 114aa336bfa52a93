//! A disk that flushes slowly, by a library that is preloaded into the servers under test.
//! Slows only processes that are started with it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::Result;

/// The source of the library, compiled where it is needed.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/preload/slow_flush.c");

/// A library that sleeps before each flush.
#[derive(Clone)]
pub struct Slow {
    library: PathBuf,
    micros: u64,
}

impl Slow {
    /// Compiles the library into `folder`. Fails with a sentence if there is no C compiler.
    pub fn compile(folder: &Path, milliseconds: f64) -> Result<Self> {
        let micros = milliseconds * 1000.0;
        if !(0.0..=60e6).contains(&micros) {
            return Err(format!("--slow-flush-ms {milliseconds}: between 0 and 60000 are possible"));
        }
        let library = folder.join("slow_flush.so");
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&library)
            .args([SOURCE, "-ldl"])
            .status()
            .map_err(|error| {
                format!(
                    "--slow-flush-ms needs a C compiler, and there is no cc ({error}): install gcc or clang"
                )
            })?;
        if !made.success() {
            return Err(format!("--slow-flush-ms: cc could not compile {SOURCE}"));
        }
        Ok(Self { library, micros: micros as u64 })
    }

    /// Makes a command's flushes slow.
    pub fn apply(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.library).env("SLOW_FLUSH_MICROS", self.micros.to_string());
    }
}
