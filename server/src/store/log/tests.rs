//! The log is durable, copied and begun anew in the order that a power cut asks for.

use std::{cell::Cell, fs, path::PathBuf};

use diesel::{dsl::count_star, prelude::*};

use super::*;
use crate::{
    base::time::Time,
    store::{
        migrate,
        projects::{self, Project},
        schema::projects as table,
    },
};

struct Desk {
    folder: tempfile::TempDir,
    log: Log,
    connection: AnyConnection,
}

impl Desk {
    /// The writer's connection to a new database, and its log with nothing in it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let address = Address::Sqlite(file.clone());
        let mut first = address.connect().unwrap();
        migrate::run(&mut first).unwrap();
        let mut log = Log::new(address, &file);
        begin_anew(&mut first).unwrap();
        let connection = log.connect().unwrap();
        Self { folder, log, connection }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("a.db")
    }

    /// What tells one beginning of the log from the next.
    fn beginning(&self) -> Vec<u8> {
        fs::read(&self.log.path).unwrap().into_iter().take(32).collect()
    }

    /// Projects in a copy of the file alone, without its log.
    fn in_the_file(&self) -> i64 {
        let alone = self.folder.path().join("alone.db");
        fs::copy(self.file(), &alone).unwrap();
        count(&mut Address::Sqlite(alone).connect().unwrap())
    }
}

fn add(connection: &mut AnyConnection, key: &str) {
    let start = Time::from_micros(1_800_000_000_000_000);
    projects::insert(connection, &mut Project::new("Kontor".to_owned(), key.to_owned(), start)).unwrap();
}

fn count(connection: &mut AnyConnection) -> i64 {
    table::table.select(count_star()).first(connection).unwrap()
}

#[test]
fn a_long_log_is_copied_into_the_file() {
    let mut desk = Desk::new();
    add(&mut desk.connection, "pk_a");
    desk.log.flush(1, 0, || false).unwrap();
    assert!(!desk.log.is_long(), "a vote makes no long log");
    assert_eq!(desk.in_the_file(), 0, "what is in the log is not in the file");
    desk.log.flush(LONG, 0, || false).unwrap();
    assert!(desk.log.is_long());
    desk.log.copy(&mut desk.connection, || false).unwrap();
    assert!(!desk.log.is_long());
    assert_eq!(desk.in_the_file(), 1);
    assert_eq!(count(&mut desk.connection), 1);
}

#[test]
fn nobody_begins_the_log_anew_before_the_file_is_flushed() {
    let mut desk = Desk::new();
    add(&mut desk.connection, "pk_a");
    desk.log.flush(1, 0, || false).unwrap();
    let (before, address, path) = (desk.beginning(), desk.log.address.clone(), desk.log.path.clone());
    let asked = Cell::new(0);
    desk.log
        .copy(&mut desk.connection, || {
            // Everything is copied and nothing is flushed. Another process writes.
            asked.set(asked.get() + 1);
            add(&mut address.connect().unwrap(), &format!("pk_b{}", asked.get()));
            assert_eq!(fs::read(&path).unwrap()[..32], before, "the log was begun anew");
            false
        })
        .unwrap();
    assert!(asked.get() > 0, "the file was flushed in slices");
    desk.log.copy(&mut desk.connection, || true).unwrap();
    add(&mut desk.connection, "pk_c");
    assert_ne!(desk.beginning(), before, "a log that is copied and flushed is begun anew");
}

#[test]
fn a_log_that_could_not_be_flushed_is_copied_before_anything_is_appended() {
    let mut desk = Desk::new();
    add(&mut desk.connection, "pk_a");
    let path = std::mem::replace(&mut desk.log.path, desk.folder.path().join("elsewhere"));
    assert!(desk.log.flush(1, 0, || false).is_err());
    assert_eq!(desk.in_the_file(), 0);
    let before = fs::read(&path).unwrap();
    desk.connection = desk.log.connect().unwrap();
    assert_eq!(desk.in_the_file(), 1);
    assert!(fs::read(&path).unwrap().is_empty() && !before.is_empty(), "the log is empty");
}
