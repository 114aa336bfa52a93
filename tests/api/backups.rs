//! Copies of a SQLite database that standard tools make while votes come in: after a restore nothing is missing that was
//! acknowledged before the copy.
//! Runs the real program and the real tools as processes.

use std::{
    cell::{Cell, RefCell},
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    rc::Rc,
};

use actix_web::rt::task::JoinHandle;
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use tokio::sync::mpsc;

use crate::{
    program::{Place, Program},
    test_app::{Visitor, text},
};

/// Votes of new visitors, one after the other from each of several hands, until it is ended.
struct Voting {
    request: String,
    acknowledged: Rc<RefCell<Vec<Visitor>>>,
    acks: mpsc::UnboundedReceiver<()>,
    ends: Rc<Cell<bool>>,
    hands: Vec<JoinHandle<()>>,
}

impl Voting {
    fn start(first: &Visitor, request: &str) -> Self {
        let (ack, acks) = mpsc::unbounded_channel();
        let (acknowledged, ends) = (Rc::<RefCell<Vec<Visitor>>>::default(), Rc::<Cell<bool>>::default());
        let hand = || {
            let (first, request, ack) = (first.another(), request.to_owned(), ack.clone());
            let (acknowledged, ends) = (Rc::clone(&acknowledged), Rc::clone(&ends));
            actix_web::rt::spawn(async move {
                while !ends.get() {
                    let mut voter = first.another();
                    voter.vote(&request).await.is(reqwest::StatusCode::OK);
                    acknowledged.borrow_mut().push(voter);
                    let _ = ack.send(());
                }
            })
        };
        let hands = (0..8).map(|_| hand()).collect();
        Self { request: request.to_owned(), acknowledged, acks, ends, hands }
    }

    /// Waits until so many more are acknowledged.
    async fn go_on(&mut self, votes: usize) {
        for _ in 0..votes {
            self.acks.recv().await.expect("a vote");
        }
    }

    /// How many are acknowledged.
    fn mark(&self) -> usize {
        self.acknowledged.borrow().len()
    }

    /// Ends it; gives those that were acknowledged before a mark.
    async fn end(self, mark: usize) -> Vec<Visitor> {
        self.ends.set(true);
        for hand in self.hands {
            hand.await.expect("a hand");
        }
        self.acknowledged.take().into_iter().take(mark).collect()
    }
}

fn serve(place: &Place) -> Program {
    let mut command = place.command(&[]);
    for class in ["MINT", "ADDRESS_WRITE", "READ"] {
        command.env(format!("YOUSAID_LIMITS__{class}__BURST"), "100000");
    }
    Program::start(command)
}

/// Runs a tool beside the votes.
async fn run(mut command: Command) {
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// A place of its own for a copy, whose counters are what is counted.
fn restored(copy: &Path, original: &Place) -> Place {
    let place = Place::sqlite();
    let data = place.folder().join("data");
    fs::create_dir(&data).expect("a folder");
    fs::copy(copy, place.file()).expect("the copy");
    fs::copy(original.folder().join("data/secret"), data.join("secret")).expect("the secret");
    let checked = place.run(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    place
}

/// Serves a copy and asks it for the vote of each of these.
async fn holds_all(place: &Place, request: &str, voters: Vec<Visitor>) {
    let program = serve(place);
    assert!(voters.len() >= 50, "votes were acknowledged before: {}", voters.len());
    for mut voter in voters {
        voter.asker.url.clone_from(&program.url);
        let answer = voter.vote(request).await.is(reqwest::StatusCode::OK).json();
        assert_eq!(answer["changed"], false, "it was there: {answer}");
    }
    program.kill();
}

#[actix_web::test]
async fn a_copy_by_vacuum_into_beside_votes_holds_all_that_was_acknowledged_before() {
    let place = Place::sqlite();
    let program = serve(&place);
    let team = program.owner().await;
    let first = program.visitor(&team);
    let request = text(&first.another().suggest("Dark mode").await, "id").to_owned();
    let mut voting = Voting::start(&first, &request);
    voting.go_on(60).await;
    let mark = voting.mark();
    let (file, copy) = (place.file(), place.folder().join("copy.db"));
    let into = format!("VACUUM INTO '{}'", copy.display());
    let vacuum =
        move || SqliteConnection::establish(&file.to_string_lossy()).expect("the file").batch_execute(&into);
    tokio::task::spawn_blocking(vacuum).await.expect("a thread").expect("a copy");
    voting.go_on(60).await;
    let request = voting.request.clone();
    let voters = voting.end(mark).await;
    program.kill();
    holds_all(&restored(&copy, &place), &request, voters).await;
}

/// litestream beside a database, configured by a file of settings.
struct Litestream {
    child: std::process::Child,
    settings: PathBuf,
    socket: PathBuf,
}

impl Litestream {
    /// The program, which `tests/run` installs beside this list of Python packages.
    fn command(name: &str) -> Command {
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/api/litestream/.venv/bin/litestream");
        assert!(program.is_file(), "{} is missing: tests/run installs it", program.display());
        let mut command = Command::new(program);
        command.arg(name);
        command
    }

    /// Starts it and waits until it listens.
    fn replicate(place: &Place) -> Self {
        let at = |name: &str| place.folder().join(name);
        let (settings, socket) = (at("litestream.yml"), at("litestream.sock"));
        let text = format!(
            "socket: {{enabled: true, path: {}}}\ndbs: [{{path: {}, replica: {{url: 'file://{}'}}}}]\n",
            socket.display(),
            place.file().display(),
            at("replica").display()
        );
        fs::write(&settings, text).expect("the settings");
        let mut command = Self::command("replicate");
        command.arg("-config").arg(&settings).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("litestream starts");
        let mut said = BufReader::new(child.stdout.take().expect("its log"));
        let mut line = String::new();
        while !line.contains("control socket listening") {
            line.clear();
            assert!(said.read_line(&mut line).expect("a log") > 0, "it ended before it listened");
        }
        std::thread::spawn(move || said.lines().map_while(Result::ok).for_each(drop));
        Self { child, settings, socket }
    }

    /// A command that makes it copy what was committed, and waits for that.
    fn sync(&self, place: &Place) -> Command {
        let mut command = Self::command("sync");
        command.arg("-socket").arg(&self.socket).arg("-wait").arg(place.file());
        command
    }

    /// Ends it at once, as a power cut does; gives a command that restores into a file.
    fn kill(mut self, place: &Place, into: &Path) -> Command {
        self.child.kill().expect("SIGKILL");
        self.child.wait().expect("its end");
        let mut command = Self::command("restore");
        command.arg("-config").arg(&self.settings).arg("-o").arg(into).arg(place.file());
        command
    }
}

#[actix_web::test]
async fn what_litestream_restores_holds_all_that_was_acknowledged_before_its_last_copy() {
    let place = Place::sqlite();
    let program = serve(&place);
    let team = program.owner().await;
    let first = program.visitor(&team);
    let request = text(&first.another().suggest("Dark mode").await, "id").to_owned();
    let litestream = Litestream::replicate(&place);
    let mut voting = Voting::start(&first, &request);
    voting.go_on(60).await;
    let mark = voting.mark();
    run(litestream.sync(&place)).await;
    voting.go_on(60).await;
    let request = voting.request.clone();
    let voters = voting.end(mark).await;
    program.kill();
    let copy = place.folder().join("restored.db");
    run(litestream.kill(&place, &copy)).await;
    holds_all(&restored(&copy, &place), &request, voters).await;
}

#[cfg(unix)]
#[actix_web::test]
async fn a_disk_that_was_full_is_written_again_while_litestream_reads_the_log() {
    let place = Place::sqlite();
    let program = crate::durability::serve_limited(&place);
    let team = program.owner().await;
    let first = program.visitor(&team);
    let request = text(&first.another().suggest("Dark mode").await, "id").to_owned();
    let litestream = Litestream::replicate(&place);
    first.another().vote(&request).await.is(reqwest::StatusCode::OK);
    run(litestream.sync(&place)).await;
    crate::durability::allow_writing(&program, false);
    first.another().vote(&request).await.is(reqwest::StatusCode::SERVICE_UNAVAILABLE);
    crate::durability::allow_writing(&program, true);
    let mut voter = first.another();
    assert_eq!(voter.vote(&request).await.is(reqwest::StatusCode::OK).json()["votes"], 3);
    run(litestream.sync(&place)).await;
    program.kill();
    let copy = place.folder().join("restored.db");
    run(litestream.kill(&place, &copy)).await;
    let place = restored(&copy, &place);
    let program = serve(&place);
    assert_eq!(program.back(&team).await.detail(&request).await.0["votes"], 3);
    program.kill();
}
