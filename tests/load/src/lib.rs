//! The load tests as a library: servers in processes of their own, their data, and clients that cost little.
//! The programs are `yousaid-load` beside this and the fault runs in `faults`. Judges nothing.

pub mod asking;
pub mod bench;
pub mod boards;
pub mod disk;
pub mod drive;
pub mod duplicates;
pub mod fill;
pub mod fixture;
pub mod large;
pub mod naive;
pub mod pace;
pub mod place;
pub mod postgres;
pub mod process;
pub mod run;
pub mod sample;
pub mod searching;
pub mod slow;
pub mod streams;
pub mod table;
pub mod votes;
pub mod wire;

/// Errors here are sentences, printed for the user.
pub type Result<T> = std::result::Result<T, String>;

/// Prints a message on standard error.
#[allow(clippy::print_stderr)]
pub fn complain(sentence: &str) {
    eprintln!("{sentence}");
}

/// Prints a line of the result.
#[allow(clippy::print_stdout)]
pub fn say(line: &str) {
    println!("{line}");
}
