//! Writes that a server on SQLite has acknowledged survive its end, a full disk, and other programs that open the file.
//! Runs the real program as a process; that nothing is lost when the machine goes is a matter of the fault runs.

use std::process::Command;

use diesel::{
    Connection, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Binary},
};
use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;
use yousaid::domain::status::VoterKind;

use crate::{
    program::{Place, Program},
    test_app::text,
};

fn said(place: &Place, arguments: &[&str]) -> (bool, String) {
    let output = place.run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[actix_web::test]
async fn a_recount_beside_a_running_server_leaves_it_its_log() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut author = program.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    // SQLite takes the log away with the last connection: were the server's not seen, this one would do so.
    assert!(said(&place, &["check"]).0);
    assert!(place.file().with_file_name("yousaid.db-wal").is_file(), "the log is there");
    author.another().vote(&request).await.is(StatusCode::OK);
    let title = text(&author.suggest("Larger print").await, "id").to_owned();
    program.kill();
    let program = place.serve();
    let team = program.back(&team).await;
    assert_eq!(team.detail(&request).await.0["votes"], 2);
    assert_eq!(team.detail(&title).await.0["votes"], 1);
    program.kill();
}

#[actix_web::test]
async fn what_was_acknowledged_a_moment_before_a_kill_is_there_after_the_next_start() {
    let place = Place::sqlite();
    let mut program = place.serve();
    let team = program.owner().await;
    let request = text(&program.visitor(&team).suggest("Dark mode").await, "id").to_owned();
    let mut votes = 1;
    for _ in 0..3 {
        let first = program.visitor(&team);
        for answer in join_all((0..20).map(|_| {
            let mut voter = first.another();
            let request = request.clone();
            async move { voter.vote(&request).await }
        }))
        .await
        {
            votes += i64::from(answer.status == StatusCode::OK);
        }
        program.kill();
        program = place.serve();
        let team = program.back(&team).await;
        assert_eq!(team.detail(&request).await.0["votes"], votes, "each once");
    }
    program.kill();
    assert!(said(&place, &["check"]).0);
}

#[actix_web::test]
async fn a_second_program_on_the_same_file_is_refused_and_a_recount_beside_the_first_is_not() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut voter = program.visitor(&team);
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    voter.another().vote(&request).await.is(StatusCode::OK);
    let (good, text) = said(&place, &["serve"]);
    assert!(!good && text.contains("another Yousaid is using it"), "{text}");
    let (good, text) = said(&place, &["check"]);
    assert!(good, "{text}");
    let (good, text) = said(&place, &["migrate"]);
    assert!(good, "{text}");
    assert_eq!(voter.vote(&request).await.is(StatusCode::OK).json()["votes"], 2);
}

/// Lets the program write files, or not: as a full disk does.
#[cfg(unix)]
pub fn allow_writing(program: &Program, allowed: bool) {
    let most = if allowed { "unlimited" } else { "1" };
    let limit = format!("--fsize={most}:unlimited");
    let sent = Command::new("prlimit").args(["--pid", &program.id().to_string(), &limit]).status();
    assert!(sent.expect("prlimit runs").success());
}

/// Serves so that a write past a limit is an error; usually it ends a program.
#[cfg(unix)]
pub fn serve_limited(place: &Place) -> Program {
    let direct = place.command(&[]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\""]).arg(direct.get_program()).env_clear();
    command.envs(direct.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.current_dir(place.folder()).stdin(std::process::Stdio::null());
    Program::start(command)
}

#[cfg(unix)]
#[actix_web::test]
async fn a_full_disk_acknowledges_nothing_and_all_goes_on_when_there_is_room() {
    let place = Place::sqlite();
    let program = serve_limited(&place);
    let team = program.owner().await;
    let first = program.visitor(&team);
    let mut voter = first.another();
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    first.another().vote(&request).await.is(StatusCode::OK);
    for _ in 0..2 {
        allow_writing(&program, false);
        let refused = first.another().vote(&request).await.is(StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.header("retry-after").is_some());
        first.another().answer("/orders", true).await.is(StatusCode::SERVICE_UNAVAILABLE);
        voter.unvote(&request).await.is(StatusCode::SERVICE_UNAVAILABLE);
        voter.asker.get(&voter.path("/requests")).await.is(StatusCode::OK);
        allow_writing(&program, true);
        assert_eq!(
            voter.vote(&request).await.is(StatusCode::OK).json()["changed"],
            false,
            "it was never taken back"
        );
        first.another().vote(&request).await.is(StatusCode::OK);
        first.another().answer("/orders", true).await.is(StatusCode::OK);
    }
    assert_eq!(team.detail(&request).await.0["votes"], 4);
    program.kill();
    assert!(said(&place, &["check"]).0);
}

#[cfg(unix)]
#[actix_web::test]
async fn votes_that_stand_on_a_lost_one_are_refused_with_it_and_count_when_cast_again() {
    let place = Place::sqlite();
    let program = serve_limited(&place);
    let team = program.owner().await;
    let first = program.visitor(&team);
    let mut author = first.another();
    let (other, request) = (author.suggest("Known").await, author.suggest("Dark mode").await);
    let (other, request) = (text(&other, "id"), text(&request, "id"));
    let mut voters = Vec::new();
    for _ in 0..30 {
        let mut voter = first.another();
        voter.vote(other).await.is(StatusCode::OK);
        voters.push(voter);
    }
    for round in 0..3 {
        allow_writing(&program, false);
        let tries = voters.into_iter().map(async |mut voter| {
            for cast in [true, false, true] {
                let answer = if cast { voter.vote(request).await } else { voter.unvote(request).await };
                // A visitor without a vote can take none back: that needs no room.
                let idle = round == 0 && !cast || round > 0 && cast;
                if !idle || answer.status != StatusCode::OK {
                    answer.is(StatusCode::SERVICE_UNAVAILABLE);
                }
            }
            voter
        });
        voters = join_all(tries).await;
        allow_writing(&program, true);
        let again = voters.into_iter().map(async |mut voter| {
            let answer = voter.vote(request).await.is(StatusCode::OK).json();
            assert_eq!(answer["changed"], round == 0, "{answer}");
            voter
        });
        voters = join_all(again).await;
        assert_eq!(team.detail(request).await.0["votes"], 31, "the author's and theirs");
    }
    program.kill();
    assert!(said(&place, &["check"]).0);
}

/// A vote as an earlier version kept it beside the database until it was counted.
#[derive(serde::Serialize)]
struct Slip {
    project: uuid::Uuid,
    request: uuid::Uuid,
    visitor: uuid::Uuid,
    mint: bool,
    cast: bool,
    kind: VoterKind,
    weight: f64,
    screen: Option<(String, Option<String>)>,
    object_key: String,
    at: i64,
    seat: Option<i64>,
}

/// Lays batches of one vote each beside the database of a place, as an earlier version did; the first `counted` are in the
/// tables, or the tables know nothing of the file.
fn lay_inbox(place: &Place, slips: &[Slip], counted: Option<i64>) {
    let id = uuid::Uuid::now_v7();
    let mut tables = SqliteConnection::establish(&place.file().to_string_lossy()).expect("the database");
    if let Some(counted) = counted {
        sql_query("INSERT INTO inboxes (id, counted) VALUES (?, ?)")
            .bind::<Binary, _>(id.as_bytes().as_slice())
            .bind::<BigInt, _>(counted)
            .execute(&mut tables)
            .expect("a row");
    }
    let path = place.file().with_file_name("yousaid.db-inbox");
    let mut inbox = SqliteConnection::establish(&path.to_string_lossy()).expect("a file");
    inbox
        .batch_execute(
            "PRAGMA journal_mode = WAL; CREATE TABLE inbox (id BLOB NOT NULL PRIMARY KEY) STRICT; \
             CREATE TABLE odd (number INTEGER NOT NULL PRIMARY KEY, format INTEGER NOT NULL, ballots BLOB NOT NULL) STRICT; \
             CREATE TABLE even (number INTEGER NOT NULL PRIMARY KEY, format INTEGER NOT NULL, ballots BLOB NOT NULL) STRICT;",
        )
        .expect("its tables");
    sql_query("INSERT INTO inbox (id) VALUES (?)")
        .bind::<Binary, _>(id.as_bytes().as_slice())
        .execute(&mut inbox)
        .expect("its id");
    for (number, slip) in (1..).zip(slips) {
        let sheet = if number < 3 { "odd" } else { "even" };
        sql_query(format!("INSERT INTO {sheet} (number, format, ballots) VALUES (?, 1, ?)"))
            .bind::<BigInt, _>(number)
            .bind::<Binary, _>(postcard::to_allocvec(std::slice::from_ref(slip)).expect("bytes"))
            .execute(&mut inbox)
            .expect("a batch");
    }
}

#[actix_web::test]
async fn votes_that_an_earlier_version_kept_beside_the_database_are_counted_once() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut author = program.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let mut other = author.another();
    other.vote(&request).await.is(StatusCode::OK);
    other.unvote(&request).await.is(StatusCode::OK);
    let me = other.read("/me").await;
    program.kill();

    let id = |text: &str| text.parse::<uuid::Uuid>().expect("an id");
    let slip = |visitor: uuid::Uuid, mint: bool| Slip {
        project: id(&team.project),
        request: id(&request),
        visitor,
        mint,
        cast: true,
        kind: VoterKind::Anonymous,
        weight: 1.0,
        screen: mint.then(|| ("/orders".to_owned(), None)),
        object_key: String::new(),
        at: 1_764_000_000_000_000,
        seat: None,
    };
    let fresh = || slip(uuid::Uuid::now_v7(), true);
    let slips = [fresh(), fresh(), slip(id(text(&me["visitor"], "id")), false)];
    lay_inbox(&place, &slips, Some(1));
    for _ in 0..2 {
        let program = place.serve();
        let team = program.back(&team).await;
        assert_eq!(team.detail(&request).await.0["votes"], 3, "the first was counted before");
        program.kill();
        assert!(!place.file().with_file_name("yousaid.db-inbox").exists());
    }
    assert!(said(&place, &["check"]).0);

    lay_inbox(&place, &[fresh()], None);
    let (good, text) = said(&place, &["serve"]);
    assert!(!good && text.contains("votes of another database"), "{text}");
}

/// Overwrites all pages of a database but the first, once they are all in its file.
#[cfg(unix)]
fn corrupt(file: &std::path::Path) {
    use std::os::unix::fs::FileExt;
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).expect("the database");
    connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").expect("a checkpoint");
    drop(connection);
    let database = std::fs::OpenOptions::new().write(true).open(file).expect("the file");
    let pages = database.metadata().expect("its size").len() / 4096;
    for page in 1..pages {
        database.write_all_at(&[0xA5; 4096], page * 4096).expect("a page");
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn a_corrupt_file_is_an_internal_error_that_is_not_worth_a_retry() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut voter = program.visitor(&team);
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    corrupt(&place.file());
    let read = team.asker.get(&team.path("/visitors")).await;
    let vote = voter.another().vote(&request).await;
    let made = team.asker.post(&team.path("/origins"), &json!({"origin": "https://shop.example"})).await;
    for answer in [read, vote, made] {
        let answer = answer.is(StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.code(), "internal");
        assert!(answer.header("retry-after").is_none());
        assert!(answer.json()["request_id"].as_str().is_some_and(|id| !id.is_empty()));
        assert!(!answer.text.contains("malformed"), "{}", answer.text);
    }
    program.kill();
}

#[actix_web::test]
async fn a_write_that_another_program_keeps_waiting_is_told_when_to_retry() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut voter = program.visitor(&team);
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    let mut other = SqliteConnection::establish(&place.file().to_string_lossy()).expect("the database");
    other.batch_execute("BEGIN IMMEDIATE").expect("the lock");
    let path = team.path("/origins");
    let origin = json!({"origin": "https://shop.example"});
    let mut another = voter.another();
    for answer in [another.vote(&request).await, team.asker.post(&path, &origin).await] {
        let answer = answer.is(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((answer.code().as_str(), answer.header("retry-after")), ("unavailable", Some("2")));
    }
    other.batch_execute("ROLLBACK").expect("the lock is free");
    voter.another().vote(&request).await.is(StatusCode::OK);
    program.kill();
}
