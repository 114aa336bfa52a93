//! Faults at start and at the end: each a sentence that says what to do, and no acknowledged vote is lost.
//! Runs the real program as a process.

use std::{fs, process::Output};

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use yousaid::db::connection::Address;

use crate::{
    program::{Place, Program},
    test_app::{PASSWORD, text},
};

/// What a program said that did not start.
fn complaint(output: &Output) -> String {
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it started: {log}");
    assert!(!log.contains("panicked"), "{log}");
    let sentence = log.lines().last().unwrap_or_default().to_owned();
    assert!(sentence.ends_with(['.', '2']) && sentence.len() > 20, "no sentence: {log}");
    sentence
}

/// The complaint of a start with one more setting.
fn complaint_with(place: &Place, name: &str, value: &str) -> String {
    complaint(&place.command(&[]).env(name, value).output().expect("the program runs"))
}

fn has(sentence: &str, parts: &[&str]) {
    for part in parts {
        assert!(sentence.to_lowercase().contains(&part.to_lowercase()), "{part} is not in: {sentence}");
    }
}

fn check(place: &Place) {
    let output = place.run(&["check"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("All counters are correct."), "{said}");
}

/// A test that runs the program twice over: on SQLite and on PostgreSQL.
macro_rules! on_both_places {
    ($($name:ident($place:ident) $body:block)*) => { $(
        mod $name {
            use super::*;

            async fn run($place: &Place) $body

            #[actix_web::test]
            async fn sqlite() {
                let place = Place::sqlite();
                run(&place).await;
                place.end();
            }

            #[actix_web::test]
            async fn postgres() {
                let place = Place::postgres();
                run(&place).await;
                place.end();
            }
        }
    )* };
}

on_both_places! {
    the_set_up_link_works_once_and_each_start_makes_a_new_one(place) {
        let first = place.serve();
        let old = first.setup_token();
        first.kill();
        let second = place.serve();
        let token = second.setup_token();
        assert_ne!(old, token);
        let body = |token: &str| json!({"token": token, "name": "Olga", "email": "olga@kontor.example", "password": PASSWORD});
        second.stranger().post("/v1/setup", &body(&old)).await.is(StatusCode::FORBIDDEN);
        assert_eq!(second.stranger().get("/v1/setup").await.json()["needed"], true);
        let answers = join_all((0..8).map(|_| {
            let asker = second.stranger();
            let body = body(&token);
            async move { asker.post("/v1/setup", &body).await.status }
        }))
        .await;
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::CREATED).count(), 1, "{answers:?}");
        second.stranger().post("/v1/setup", &body(&token)).await.is(StatusCode::FORBIDDEN);
        assert_eq!(second.stranger().get("/v1/setup").await.json()["needed"], false);
        second.signal("TERM");
        assert!(second.ended_well());
        let third = place.serve();
        assert_eq!(third.stranger().get("/v1/setup").await.json()["needed"], false);
        check(place);
    }

    votes_acknowledged_before_the_order_to_end_are_there_afterwards(place) {
        let program = place.serve();
        let team = program.owner().await;
        let request = text(&program.visitor(&team).suggest("Dark mode").await, "id").to_owned();
        let first = program.visitor(&team);
        let votes = join_all((0..200).map(|number| {
            let voter = first.another();
            let (request, program) = (request.clone(), &program);
            async move {
                if number == 100 {
                    program.signal("TERM");
                }
                let path = voter.path(&format!("/requests/{request}/vote"));
                let asked = voter.asker.request(reqwest::Method::PUT, &path).json(&json!({}));
                // A request that comes after the signal gets no response, and so no acknowledgement.
                let Ok(answer) = asked.send().await else { return 0 };
                assert!(!answer.status().is_server_error() || answer.status() == StatusCode::SERVICE_UNAVAILABLE);
                i64::from(answer.status() == StatusCode::OK)
            }
        }))
        .await;
        let acknowledged: i64 = votes.into_iter().sum();
        drop(first);
        assert!(program.ended_well());
        check(place);
        let again = place.serve();
        let team = again.back(&team).await;
        let counted = team.detail(&request).await.0["votes"].as_i64().expect("a count");
        assert_eq!(counted, acknowledged + 1, "nothing acknowledged is lost, nothing else is counted");
    }

    votes_acknowledged_before_a_kill_are_there_afterwards(place) {
        let mut program = place.serve();
        let mut team = program.owner().await;
        let request = text(&program.visitor(&team).suggest("Dark mode").await, "id").to_owned();
        let mut acknowledged = 1;
        let mut sent = 1;
        for round in 0..3 {
            let first = program.visitor(&team);
            let tries = join_all((0..120).map(|number| {
                let voter = first.another();
                let (request, program) = (request.clone(), &program);
                async move {
                    if number == 40 + 20 * round {
                        program.signal("KILL");
                    }
                    let path = voter.path(&format!("/requests/{request}/vote"));
                    let asked = voter.asker.request(reqwest::Method::PUT, &path).json(&json!({}));
                    asked.send().await.is_ok_and(|answer| answer.status() == StatusCode::OK)
                }
            }))
            .await;
            acknowledged += tries.iter().filter(|good| **good).count() as i64;
            sent += tries.len() as i64;
            program.kill();
            check(place);
            program = place.serve();
            team = program.back(&team).await;
            let counted = team.detail(&request).await.0["votes"].as_i64().expect("a count");
            assert!((acknowledged..=sent).contains(&counted), "{counted} of {acknowledged} to {sent}");
            // What was written but not acknowledged counts from here on.
            acknowledged = counted;
            sent = counted;
        }
    }

    the_secret_outlives_a_restart_and_so_do_visitors(place) {
        let program = place.serve();
        let team = program.owner().await;
        let mut voter = program.visitor(&team);
        let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
        program.kill();
        let program = place.serve();
        voter.asker.url.clone_from(&program.url);
        assert_eq!(voter.vote(&request).await.is(StatusCode::OK).json()["changed"], false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let secret = fs::metadata(place.folder().join("data/secret")).expect("the secret");
            assert_eq!(secret.permissions().mode() & 0o777, 0o600, "for its owner alone");
        }
    }

    migrating_twice_changes_nothing(place) {
        for _ in 0..2 {
            let output = place.run(&["migrate"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(String::from_utf8_lossy(&output.stdout).contains("up to date"));
        }
        check(place);
    }

    a_database_of_a_newer_program_is_left_alone(place) {
        assert!(place.run(&["migrate"]).status.success());
        let address = match &place.postgres {
            Some(postgres) => Address::Postgres(postgres.url.clone()),
            None => Address::Sqlite(place.file()),
        };
        let mut connection = address.connect().expect("the database");
        connection
            .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')")
            .expect("a newer migration");
        drop(connection);
        for command in ["serve", "migrate", "check"] {
            has(&complaint(&place.run(&[command])), &["newer", "99990101000000"]);
        }
    }

    a_port_in_use_is_told(place) {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = taken.local_addr().expect("an address").to_string();
        has(&complaint_with(place, "YOUSAID_LISTEN", &address), &[&address, "in use", "YOUSAID_LISTEN"]);
    }
}

#[test]
fn settings_that_are_wrong_are_named() {
    let place = Place::sqlite();
    for (name, value, parts) in [
        ("YOUSAID_LISTNE", "127.0.0.1:1", ["listne", "config.default.toml"]),
        ("YOUSAID_LISTEN", "here", ["listen", "config.default.toml"]),
        ("YOUSAID_LIMITS__MINT__BURTS", "1", ["burts", "config.default.toml"]),
        ("YOUSAID_LIMITS__MINT__BURST", "0", ["burst", "config.default.toml"]),
        ("YOUSAID_WORKERS", "many", ["workers", "config.default.toml"]),
        ("YOUSAID_WORKERS", "513", ["YOUSAID_WORKERS", "512"]),
        ("YOUSAID_DATABASE_URL", "sqlit:yousaid.db", ["sqlit", "sqlite:path"]),
        ("YOUSAID_DATABASE_URL", "postgre://localhost/yousaid", ["postgre", "postgres://user"]),
        ("YOUSAID_DATABASE_URL", "postgres:yousaid", ["postgres", "postgres://user"]),
        ("YOUSAID_DATABASE_URL", "mysql://localhost/yousaid", ["mysql", "sqlite:path"]),
        ("YOUSAID_DATABASE_URL", "yousaid.db", ["no scheme", "sqlite:path"]),
        ("YOUSAID_DATABASE_URL", "sqlite:", ["path", "sqlite:path"]),
        ("YOUSAID_DATABASE_URL", "sqlite::memory:", ["path", "sqlite:path"]),
        ("YOUSAID_DATABASE_URL", "postgres://u:geheim%zz@localhost/x", ["YOUSAID_DATABASE_URL", "%25"]),
        ("YOUSAID_DATABASE_URL", "postgres://u:ge/heim@localhost/x", ["YOUSAID_DATABASE_URL", "%2F"]),
        ("YOUSAID_DATABASE_URL", "postgres://localhost:99999/x", ["YOUSAID_DATABASE_URL", "port"]),
        ("YOUSAID_PUBLIC_URL", "feedback.example.com", ["YOUSAID_PUBLIC_URL", "https://"]),
        ("YOUSAID_PUBLIC_URL", "https://feedback.example.com/app", ["YOUSAID_PUBLIC_URL", "after the host"]),
        ("YOUSAID_DATABASE_POOLER", "transaction", ["YOUSAID_DATABASE_POOLER", "SQLite"]),
        ("YOUSAID_DATABASE_POOLER", "session", ["database_pooler", "config.default.toml"]),
        (
            "YOUSAID_DATABASE_REPLICA_URL",
            "postgres://127.0.0.1/yousaid",
            ["YOUSAID_DATABASE_REPLICA_URL", "SQLite"],
        ),
        ("YOUSAID_DATABASE_REPLICA_LAG_SECONDS", "0", ["lag_seconds", "config.default.toml"]),
        ("YOUSAID_SECRET", "changeme", ["YOUSAID_SECRET", "32"]),
        ("YOUSAID_LOG_LEVEL", "=loud=", ["YOUSAID_LOG_LEVEL", "loud"]),
        ("YOUSAID_TRUSTED_PROXIES", "[everybody]", ["trusted_proxies", "config.default.toml"]),
        ("YOUSAID_CONFIG", "nothing.toml", ["nothing.toml", "settings file"]),
    ] {
        let complaint = complaint_with(&place, name, value);
        has(&complaint, &parts);
        assert!(!complaint.contains("heim"), "a password is not for the log: {complaint}");
    }
    let odd = place.folder().join("odd.toml");
    fs::write(&odd, "listen = \"127.0.0.1:0\"\ncolour = \"teal\"\n").expect("a file");
    has(
        &complaint_with(&place, "YOUSAID_CONFIG", &odd.to_string_lossy()),
        &["colour", "config.default.toml"],
    );
    assert!(!place.folder().join("data").exists(), "a start that was refused leaves nothing behind");
    let line = place.run(&["sreve"]);
    assert!(!line.status.success() && String::from_utf8_lossy(&line.stderr).contains("sreve"));
    assert!(!place.run(&["check"]).status.success(), "there is no database to check, and none is made");
    assert!(!place.file().exists());
}

#[test]
fn a_file_or_folder_that_cannot_be_used_is_named() {
    let place = Place::sqlite();
    let folder = place.folder();
    fs::write(folder.join("file"), "no folder").expect("a file");
    has(
        &complaint_with(&place, "YOUSAID_DATA_DIR", &folder.join("file/data").to_string_lossy()),
        &["file/data"],
    );
    let url = format!("sqlite:{}", folder.display());
    has(&complaint_with(&place, "YOUSAID_DATABASE_URL", &url), &[&folder.display().to_string()]);
    fs::write(
        folder.join("text.db"),
        "This is no database, only a text that is long enough to be looked at. ".repeat(20),
    )
    .expect("a file");
    let url = format!("sqlite:{}", folder.join("text.db").display());
    has(&complaint_with(&place, "YOUSAID_DATABASE_URL", &url), &["text.db"]);
    fs::create_dir_all(folder.join("data")).expect("a folder");
    fs::write(folder.join("data/secret"), "short").expect("a file");
    has(&complaint(&place.run(&[])), &["data/secret", "32"]);
}

/// The superuser may write everywhere, so the program runs as somebody who may not.
#[cfg(unix)]
#[test]
fn a_database_that_is_read_only_is_named() {
    let place = Place::sqlite();
    assert!(place.run(&["migrate"]).status.success());
    read_only_is_named(&place);
}

#[cfg(unix)]
#[actix_web::test]
async fn a_read_only_database_whose_log_lies_beside_it_is_named() {
    let place = Place::sqlite();
    place.serve().kill();
    assert!(place.folder().join("data/yousaid.db-wal").is_file(), "a killed program leaves its log");
    read_only_is_named(&place);
}

#[cfg(unix)]
fn read_only_is_named(place: &Place) {
    use std::os::unix::{fs::MetadataExt, fs::PermissionsExt, process::CommandExt};
    let program = place.folder().join("yousaid");
    fs::copy(env!("CARGO_BIN_EXE_yousaid"), &program).expect("a copy that everybody may run");
    let data = place.folder().join("data");
    let allow = |path: &std::path::Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions")
    };
    allow(place.folder(), 0o755);
    allow(&program, 0o755);
    for file in fs::read_dir(&data).expect("the data") {
        allow(&file.expect("a file").path(), 0o444);
    }
    allow(&data, 0o555);
    let mut command = place.command_of(&program, &["serve"]);
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().expect("the program runs");
    allow(&data, 0o755);
    has(&complaint(&output), &["yousaid.db"]);
}

#[test]
fn a_postgresql_that_is_not_there_is_told_without_its_password() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = nobody.local_addr().expect("an address").port();
    drop(nobody);
    let place = Place::sqlite();
    let url = format!("postgres://yousaid:sesame-open@127.0.0.1:{port}/yousaid");
    for command in ["serve", "migrate", "check"] {
        let output =
            place.command(&[command]).env("YOUSAID_DATABASE_URL", &url).output().expect("the program runs");
        let sentence = complaint(&output);
        has(&sentence, &["127.0.0.1"]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("sesame"), "{sentence}");
    }
}

#[actix_web::test]
async fn a_recount_beside_a_server_that_takes_votes_finds_no_difference() {
    for place in [Place::sqlite(), Place::postgres()] {
        let mut command = place.command(&[]);
        for class in ["VISITOR_WRITE", "ADDRESS_WRITE", "MINT"] {
            command.env(format!("YOUSAID_LIMITS__{class}__PER_MINUTE"), "60000000");
            command.env(format!("YOUSAID_LIMITS__{class}__BURST"), "1000000");
        }
        let program = Program::start(command);
        let team = program.owner().await;
        let first = program.visitor(&team);
        let request = text(&first.another().suggest("Dark mode").await, "id").to_owned();
        let mut check = place.command(&["check"]);
        let recounts = std::thread::spawn(move || {
            (0..8).map(|_| check.output().expect("the program runs")).collect::<Vec<_>>()
        });
        while !recounts.is_finished() {
            let votes = (0..8).map(async |_| {
                first.another().vote(&request).await.is(StatusCode::OK);
            });
            join_all(votes).await;
        }
        for recount in recounts.join().expect("the thread ended") {
            assert!(recount.status.success(), "{}", String::from_utf8_lossy(&recount.stdout));
        }
        program.kill();
        place.end();
    }
}
