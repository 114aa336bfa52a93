//! The inbox beside a SQLite database: what was acknowledged and is not in the tables yet.
//! Runs the real program as a process; that nothing is lost when the machine goes is a matter of the fault runs.

use std::{fs, path::Path, process::Command};

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    house::text,
    program::{Place, Program},
};

fn said(place: &Place, arguments: &[&str]) -> (bool, String) {
    let output = place.run(arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// Copies the inbox of one place over that of another.
fn carry(from: &Path, to: &Path) {
    for end in ["-inbox", "-inbox-wal"] {
        let name = |folder: &Path| folder.join(format!("data/yousaid.db{end}"));
        // A log that belongs to another file would be played into this one.
        let _ = fs::remove_file(name(to));
        if name(from).is_file() {
            fs::copy(name(from), name(to)).expect("a copy");
        }
    }
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
async fn what_was_acknowledged_a_moment_before_a_kill_is_counted_by_the_next_start() {
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

#[actix_web::test]
async fn an_inbox_with_votes_of_another_database_is_refused_and_an_empty_one_is_taken() {
    let (one, two) = (Place::sqlite(), Place::sqlite());
    let program = one.serve();
    let team = program.owner().await;
    let mut voter = program.visitor(&team);
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    voter.another().vote(&request).await.is(StatusCode::OK);
    program.signal("TERM");
    assert!(program.ended_well());
    two.serve().kill();
    carry(one.folder(), two.folder());
    let (good, text) = said(&two, &["serve"]);
    assert!(!good && text.contains("votes of another database"), "{text}");
    let (good, _) = said(&one, &["check"]);
    assert!(good, "it counts what is left, and empties the inbox");
    carry(one.folder(), two.folder());
    two.serve().kill();
}

#[actix_web::test]
async fn a_lost_inbox_costs_nothing_once_all_is_counted() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let mut voter = program.visitor(&team);
    let request = text(&voter.suggest("Dark mode").await, "id").to_owned();
    voter.another().vote(&request).await.is(StatusCode::OK);
    program.signal("TERM");
    assert!(program.ended_well());
    fs::remove_file(place.folder().join("data/yousaid.db-inbox")).expect("the inbox");
    let program = place.serve();
    voter.asker.url.clone_from(&program.url);
    let again = voter.vote(&request).await.is(StatusCode::OK).json();
    assert_eq!((&again["votes"], &again["changed"]), (&json!(2), &json!(false)));
    assert_eq!(voter.another().vote(&request).await.is(StatusCode::OK).json()["votes"], 3);
    program.kill();
    assert!(said(&place, &["check"]).0);
}

/// Lets the program write files, or not: as a full disk does.
#[cfg(unix)]
fn allow_writing(program: &Program, allowed: bool) {
    let most = if allowed { "unlimited" } else { "1" };
    let limit = format!("--fsize={most}:unlimited");
    let told = Command::new("prlimit").args(["--pid", &program.id().to_string(), &limit]).status();
    assert!(told.expect("prlimit runs").success());
}

/// Serves so that a write past a limit is an error; usually it ends a program.
#[cfg(unix)]
fn serve_limited(place: &Place) -> Program {
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
            // Who asks again before the first answer has come is judged by what was judged before.
            for cast in [true, false, true] {
                let answer = if cast { voter.vote(request).await } else { voter.unvote(request).await };
                // Who has no vote in the box can take none back: that needs no room.
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
