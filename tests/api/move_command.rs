//! `yousaid move`: from a SQLite file that is being served to PostgreSQL, again and again, and the switch.
//! Runs the real program as a process; how long it takes for millions of votes is a matter of the load runs.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

use diesel::{connection::SimpleConnection, prelude::*, sql_query, sql_types::BigInt};
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::db::connection::{Address, AnyConnection};

use crate::{
    program::{Place, Program},
    test_app::{Asker, HOST, Postgres, Team, Visitor, items, text},
};

/// A place with a SQLite file, and a database of PostgreSQL to move to.
struct Move {
    place: Place,
    target: Postgres,
}

impl Move {
    fn new() -> Self {
        Self { place: Place::sqlite(), target: Postgres::create() }
    }

    fn source(&self) -> String {
        format!("sqlite:{}", self.place.file().display())
    }

    fn command(&self) -> Command {
        let mut command = self.place.command(&["move", "--from", &self.source(), "--to", &self.target.url]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Moves, and returns what was said.
    fn run(&self) -> String {
        good(self.command().output().expect("the program runs"))
    }

    /// Starts the program on what was moved.
    fn serve_moved(&self) -> Program {
        let mut command = self.place.command(&[]);
        command.env("YOUSAID_DATABASE_URL", &self.target.url);
        Program::start(command)
    }

    fn check_moved(&self) {
        let mut command = self.place.command(&["check"]);
        good(command.env("YOUSAID_DATABASE_URL", &self.target.url).output().expect("the program runs"));
    }

    fn end(self) {
        self.target.drop();
    }
}

fn good(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A row of the table that it prints, without the name: source, target, added, changed, removed.
#[track_caller]
fn row(said: &str, table: &str) -> Vec<u64> {
    let line = said.lines().find(|line| line.split_whitespace().next() == Some(table));
    let line = line.unwrap_or_else(|| panic!("no {table} in {said}"));
    line.split_whitespace().skip(1).map(|word| word.parse().expect("a number")).collect()
}

/// A connection of another program.
fn beside(database: &Postgres) -> AnyConnection {
    let mut connection = Address::Postgres(database.url.clone()).connect().expect("the database");
    connection.batch_execute("SET application_name = 'somebody'").expect("a name");
    connection
}

fn count(connection: &mut AnyConnection, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    let count = sql_query(format!("SELECT count(*) AS rows FROM {table}"));
    count.get_result::<Count>(connection).expect("a count").rows
}

async fn answer_about(visitor: &Visitor, object: &str) {
    let body = json!({"screen": {"route": "/orders"}, "object": {"type": "invoice", "id": object}, "helpful": false});
    visitor.asker.put(&visitor.path("/answers"), &body).await.is(StatusCode::OK);
}

/// Creates something with an `Idempotency-Key`; returns the body and whether it was replayed.
async fn once(asker: &Asker, path: &str, key: &str, body: &Value) -> (String, bool) {
    let asked = asker.request(Method::POST, path).header("Idempotency-Key", key).json(body);
    let answer = asker.send(asked).await.is(StatusCode::CREATED);
    let again = answer.header("idempotency-replayed").is_some();
    (answer.text, again)
}

async fn votes_of(team: &Team, request: &str) -> i64 {
    team.detail(request).await.0["votes"].as_i64().expect("a count")
}

#[actix_web::test]
async fn a_served_installation_is_moved_again_and_again_and_goes_on_at_the_new_place() {
    let moving = Move::new();
    let program = moving.place.serve();
    let team = program.owner().await;
    let other = program.back(&team).await;
    let more = json!({"origin": "https://more.example"});
    let more = team.asker.post(&team.path("/origins"), &more).await.is(StatusCode::CREATED).json();
    let mut author = program.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let second = text(&author.suggest("Größere Schrift, 大きい文字 🙂").await, "id").to_owned();
    author.report("The download does nothing").await.is(StatusCode::CREATED);
    for object in ["b", "Z", "ä", "Ä", "é", "🙂", "a b"] {
        answer_about(&author, object).await;
    }
    let mut regret = author.another();
    regret.vote(&request).await.is(StatusCode::OK);
    regret.vote(&second).await.is(StatusCode::OK);

    // While votes come in.
    let mover = moving.command().spawn().expect("the program runs");
    let voters = join_all((0..60).map(|_| {
        let (mut voter, request) = (author.another(), request.clone());
        async move { voter.vote(&request).await.is(StatusCode::OK) }
    }))
    .await;
    let said = good(mover.wait_with_output().expect("its end"));
    assert!(said.contains("The source was being served"), "{said}");
    assert_eq!(row(&said, "members"), [1, 1, 1, 0, 0], "{said}");
    assert_eq!(votes_of(&team, &request).await, 2 + voters.len() as i64, "the source goes on");

    // What was added, changed and removed since.
    regret.unvote(&second).await.is(StatusCode::OK);
    let taken = team.path(&format!("/origins/{}", text(&more, "id")));
    team.asker.delete(&taken).await.is(StatusCode::NO_CONTENT);
    other.asker.delete("/v1/session").await.is(StatusCode::NO_CONTENT);
    // The same origin under another id: the old row must go before the new one comes.
    let again = json!({"origin": "https://more.example"});
    team.asker.post(&team.path("/origins"), &again).await.is(StatusCode::CREATED);
    team.decide(&second, "planned", "Next month.").await.is(StatusCode::CREATED);
    let said = moving.run();
    assert_eq!(row(&said, "origins"), [2, 2, 1, 0, 1], "{said}");
    assert_eq!(row(&said, "sessions"), [1, 1, 0, 0, 1], "{said}");
    assert_eq!(row(&said, "decisions")[2], 1, "{said}");
    assert!((1..=2).contains(&row(&said, "requests")[3]), "{said}");
    assert!(row(&said, "votes")[4] <= 1, "the vote that was taken back may have been counted or not: {said}");

    // The switch: what was acknowledged a moment before the end is moved too.
    let path = author.path("/requests");
    let wish = json!({"kind": "feature", "title": "Once", "screen": {"route": "/orders"}});
    let first = once(&author.asker, &path, "before", &wish).await;
    let last = join_all((0..20).map(|_| {
        let (mut voter, request) = (author.another(), request.clone());
        async move { voter.vote(&request).await.is(StatusCode::OK) }
    }))
    .await;
    let votes = (2 + voters.len() + last.len()) as i64;
    program.kill();
    let said = moving.run();
    assert!(said.contains("this copy is complete"), "{said}");
    assert!(said.contains("they are the same") && said.contains("All counters are correct"), "{said}");
    let nothing = moving.run();
    let [source, target, 0, 0, 0] = row(&nothing, "all")[..] else { panic!("{nothing}") };
    assert_eq!(source, target);

    let program = moving.serve_moved();
    for url in [&mut author.asker.url, &mut regret.asker.url] {
        url.clone_from(&program.url);
    }
    let team = Team {
        asker: Asker { url: program.url.clone(), ..team.asker.clone() },
        project: team.project.clone(),
        key: team.key.clone(),
    };
    // The cookie jars don't look at the port.
    team.asker.get("/v1/session").await.is(StatusCode::OK);
    let other = Asker { url: program.url.clone(), ..other.asker };
    other.get("/v1/session").await.is(StatusCode::UNAUTHORIZED);
    assert_eq!(votes_of(&team, &request).await, votes);
    assert_eq!(votes_of(&team, &second).await, 1);
    assert_eq!(author.vote(&request).await.is(StatusCode::OK).json()["changed"], false);
    assert_eq!(regret.vote(&second).await.is(StatusCode::OK).json()["votes"], 2);
    assert_eq!(once(&author.asker, &path, "before", &wish).await, (first.0, true));
    let mut fresh = author.another();
    assert_eq!(fresh.vote(&request).await.is(StatusCode::OK).json()["votes"], votes + 1);
    let made = fresh.suggest("From the new place").await;
    assert_eq!(team.detail(text(&made, "id")).await.0["number"], 4);
    fresh.report("Still nothing").await.is(StatusCode::CREATED);
    let reports = team.read("/reports").await;
    let numbers: Vec<_> = items(&reports).iter().filter_map(|row| row["number"].as_i64()).collect();
    assert_eq!(numbers, [2, 1]);
    fresh.answer("/a-new-screen", true).await.is(StatusCode::OK);
    let origin = Asker { origin: Some(HOST.to_owned()), ..program.stranger() };
    origin.get(&fresh.path("/config")).await.is(StatusCode::OK);
    program.kill();
    moving.check_moved();
    moving.end();
}

#[actix_web::test]
async fn what_was_moved_can_be_moved_back_to_a_file() {
    let moving = Move::new();
    let program = moving.place.serve();
    let team = program.owner().await;
    let mut author = program.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    author.report("It broke").await.is(StatusCode::CREATED);
    program.kill();
    moving.run();
    let program = moving.serve_moved();
    author.asker.url.clone_from(&program.url);
    author.another().vote(&request).await.is(StatusCode::OK);
    let back = format!("sqlite:{}", moving.place.folder().join("back/yousaid.db").display());
    let command = || moving.place.command(&["move", "--from", &moving.target.url, "--to", &back]);
    let said = good(command().output().expect("the program runs"));
    assert!(said.contains("The source was being served"), "{said}");
    author.another().vote(&request).await.is(StatusCode::OK);
    author.unvote(&request).await.is(StatusCode::OK);
    program.signal("TERM");
    assert!(program.ended_well());
    let said = good(command().output().expect("the program runs"));
    assert!(said.contains("this copy is complete"), "{said}");
    assert_eq!(row(&said, "votes"), [2, 2, 1, 0, 1], "{said}");
    let mut command = moving.place.command(&[]);
    command.env("YOUSAID_DATABASE_URL", &back);
    let program = Program::start(command);
    let team = program.back(&team).await;
    assert_eq!(votes_of(&team, &request).await, 2);
    author.asker.url.clone_from(&program.url);
    assert_eq!(author.another().vote(&request).await.is(StatusCode::OK).json()["votes"], 3);
    program.kill();
    let mut command = moving.place.command(&["check"]);
    good(command.env("YOUSAID_DATABASE_URL", &back).output().expect("the program runs"));
    moving.end();
}

/// Reads the program's output up to a line.
fn wait_for_line(child: &mut Child, line: &str) {
    let log = BufReader::new(child.stderr.take().expect("its log"));
    let found = log.lines().map_while(Result::ok).find(|text| text == line);
    assert!(found.is_some(), "it never printed: {line}");
}

#[actix_web::test]
async fn a_move_that_is_killed_leaves_the_target_as_it_was_and_is_repeated() {
    let moving = Move::new();
    let program = moving.place.serve();
    let team = program.owner().await;
    let mut author = program.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    author.another().vote(&request).await.is(StatusCode::OK);
    let mut before = 0;
    for votes in [2, 3] {
        let mut migrate = moving.place.command(&["migrate"]);
        good(migrate.env("YOUSAID_DATABASE_URL", &moving.target.url).output().expect("the program runs"));
        // The last thing that it writes waits for this.
        let mut gate = beside(&moving.target);
        gate.batch_execute("BEGIN; LOCK TABLE installation IN SHARE MODE").expect("the lock");
        let mut mover = moving.command().spawn().expect("the program runs");
        wait_for_line(&mut mover, "moving: comparing every row");
        mover.kill().expect("SIGKILL");
        assert!(!mover.wait().expect("its end").success());
        gate.batch_execute("ROLLBACK").expect("the lock is given back");
        assert_eq!(count(&mut gate, "votes"), before, "nothing was kept");
        let said = moving.run();
        assert_eq!(row(&said, "votes")[..2], [votes, votes], "{said}");
        assert_eq!(row(&said, "votes")[2], votes - before as u64, "{said}");
        before = votes as i64;
        author.another().vote(&request).await.is(StatusCode::OK);
        // A read waits until what was acknowledged is counted.
        votes_of(&team, &request).await;
    }
    program.kill();
    moving.run();
    moving.check_moved();
    moving.end();
}

/// The message of a move that is refused.
fn refused(place: &Place, from: &str, to: &str) -> String {
    let output = place.run(&["move", "--from", from, "--to", to]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && !said.contains("panicked"), "{said}");
    said
}

#[track_caller]
fn says(said: &str, part: &str) {
    assert!(said.contains(part), "{part} is not in: {said}");
}

#[actix_web::test]
async fn what_must_not_be_moved_is_refused_and_left_alone() {
    let moving = Move::new();
    let (place, to) = (&moving.place, moving.target.url.clone());
    let from = moving.source();
    says(&refused(place, &from, &to), "There is no database");
    assert!(!place.file().exists(), "a move makes no source");
    assert!(place.run(&["migrate"]).status.success());
    says(&refused(place, &from, &from), "both the source and the target");
    says(&refused(place, &from, "sqlite:other.db"), "Both are SQLite files");
    says(&refused(place, &to, &format!("{to}2")), "Both are databases of PostgreSQL");
    says(&refused(place, &to, "sqlite:other/yousaid.db"), "contains no Yousaid");
    assert!(!place.folder().join("other").exists() && !place.folder().join("other.db").exists());
    says(&refused(place, "mysql://localhost/x", &to), "mysql");
    says(&refused(place, &from, &format!("{to}_missing")), "does not exist");
    says(&refused(place, &from, "postgres://127.0.0.1:1/nobody"), "can't be used");

    let program = place.serve();
    program.owner().await;
    program.kill();
    let mut file = Address::Sqlite(place.file()).connect().expect("the source");
    for (change, back, why) in [
        (
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')",
            "DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'",
            "newer",
        ),
        (
            "DELETE FROM __diesel_schema_migrations WHERE version = '0001'",
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('0001')",
            "not up to date",
        ),
    ] {
        file.batch_execute(change).expect("another version");
        says(&refused(place, &from, &to), why);
        file.batch_execute(back).expect("this version");
    }
    drop(file);

    // An empty target that is served, though nobody has anything there yet.
    let served = moving.serve_moved();
    says(&refused(place, &from, &to), "is being served");
    served.kill();

    // Another installation.
    let other = Place::postgres();
    let program = other.serve();
    program.owner().await;
    program.kill();
    let theirs = other.postgres.as_ref().expect("its database").url.clone();
    says(&refused(place, &from, &theirs), "another installation");
    other.end();

    // One that took over.
    moving.run();
    moving.serve_moved().kill();
    says(&refused(place, &from, &to), "has been served since");
    let other = Place::sqlite();
    let back = format!("sqlite:{}", other.file().display());
    good(place.run(&["move", "--from", &to, "--to", &back]));
    other.serve().kill();
    says(&refused(place, &to, &back), "has been served since");
    moving.end();
}
