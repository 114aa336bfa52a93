//! The floors of the house: a file uses only floors below its own; and the two sets of migrations stay alike.
//! Reads the sources; runs nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use yousaid::{
    api::routes,
    store::{connection::Address, migrate},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top").to_owned()
}

/// The floor of a module; `None` for what stands beside the floors (config, error, app, telemetry, main).
fn floor(module: &str) -> Option<u8> {
    match module {
        "base" => Some(0),
        "domain" => Some(1),
        "store" | "bus" => Some(2),
        "auth" => Some(3),
        "api" | "jobs" | "demo" => Some(4),
        _ => None,
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Modules of this crate that a source names, whether in a `use` tree or in a path.
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            let mut fresh = true;
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => fresh = true,
                    letter if fresh && (letter.is_alphanumeric() || letter == '_') => word.push(letter),
                    letter if fresh && !letter.is_whitespace() && !word.is_empty() => fresh = false,
                    _ => {}
                }
                if (!fresh || depth == 0 || letter == ',') && !word.is_empty() {
                    names.push(std::mem::take(&mut word));
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            names
                .push(part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    names
}

fn upward() -> Vec<String> {
    let source = root().join("server/src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&source).expect("inside").to_string_lossy().replace('\\', "/");
        let module = inside.split(['/', '.']).next().expect("a name").to_owned();
        let Some(own) = floor(&module) else { continue };
        let text = fs::read_to_string(&file).expect("a source");
        for name in named(&text) {
            let sideways = (module == "store" && name == "bus") || (module == "bus" && name == "store");
            if sideways || floor(&name).is_some_and(|other| other > own) {
                wrong.push(format!("{inside} uses {name}"));
            }
        }
    }
    wrong
}

#[test]
fn no_floor_uses_one_above_it() {
    assert_eq!(upward(), Vec::<String>::new());
}

#[test]
fn the_reader_of_use_lines_sees_groups_and_paths() {
    let text = "use crate::{base::id, store::{db::Db, page}, api};\nlet x = crate::auth::headers::bearer();";
    assert_eq!(named(text), ["base", "store", "api", "auth"]);
}

#[test]
fn diesel_is_seen_in_the_store_alone() {
    let source = root().join("server/src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let guests: Vec<_> = files
        .iter()
        .filter(|file| !file.starts_with(source.join("store")) && !file.ends_with("error.rs"))
        .filter(|file| fs::read_to_string(file).expect("a source").contains("diesel::"))
        .collect();
    assert!(guests.is_empty(), "{guests:?}");
}

/// Tables with their columns and whether each may be null, as a migration's text says.
fn tables(sql: &str) -> BTreeMap<String, Vec<(String, bool)>> {
    let mut tables = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in sql.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            current = rest.split_whitespace().next().map(str::to_owned);
        } else if line.starts_with(')') {
            current = None;
        } else if let Some(table) = &current {
            let first = line.split_whitespace().next().unwrap_or_default();
            if !first.is_empty() && first.chars().all(|letter| letter.is_lowercase() || letter == '_') {
                let column = (first.to_owned(), line.contains("NOT NULL"));
                tables.entry(table.clone()).or_insert_with(Vec::new).push(column);
            }
        }
    }
    tables
}

fn migrations(database: &str) -> BTreeMap<String, String> {
    let folder = root().join("migrations").join(database);
    fs::read_dir(folder)
        .expect("the migrations")
        .map(|entry| {
            let entry = entry.expect("a migration");
            let text = fs::read_to_string(entry.path().join("up.sql")).expect("up.sql");
            assert!(entry.path().join("down.sql").is_file(), "{:?} has no way down", entry.path());
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    let indexes = |sql: &str| -> Vec<String> {
        sql.lines().filter(|line| line.starts_with("CREATE INDEX")).map(str::to_owned).collect()
    };
    for (name, text) in &sqlite {
        assert_eq!(tables(text), tables(&postgres[name]), "{name}");
        assert_eq!(indexes(text), indexes(&postgres[name]), "{name}");
        let made = text.matches("CREATE TABLE").count();
        assert_eq!(made, text.matches("STRICT").count(), "{name}: every table of SQLite is STRICT");
    }
}

#[test]
fn every_table_of_a_project_leads_its_key_with_the_project() {
    let own = ["projects", "members", "sessions", "setup_links", "inboxes", "installation", "served_files"];
    for text in migrations("postgres").values() {
        for (table, columns) in tables(text) {
            if !own.contains(&table.as_str()) {
                let name = columns[0].0.as_str();
                let by_number = ["votes", "standings"].contains(&table.as_str());
                assert_eq!(name, if by_number { "project" } else { "project_id" }, "{table}");
            }
        }
    }
}

#[test]
fn migrations_go_down_and_up_again() {
    use diesel_migrations::MigrationHarness;
    use yousaid::store::connection::AnyConnection;
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = Address::Sqlite(folder.path().join("a.db")).connect().expect("a database");
    migrate::run(&mut connection).expect("up");
    if let AnyConnection::Sqlite(inner) = &mut connection {
        inner.revert_all_migrations(migrate::SQLITE).expect("down");
    }
    assert!(migrate::run(&mut connection).expect("up again") > 0);
}

#[test]
fn the_checked_in_openapi_document_is_the_one_that_the_routes_make() {
    let made = routes::openapi().to_pretty_json().expect("a document");
    let kept = fs::read_to_string(root().join("openapi.json")).expect("openapi.json");
    assert!(made.trim() == kept.trim(), "openapi.json is out of date: yousaid openapi > openapi.json");
}
