//! The real program as a process, with a database of its own: started, shut down, killed, started again.
//! And a TCP proxy between it and PostgreSQL that can be closed.

use std::{
    io::{BufRead, BufReader},
    net::{Shutdown, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::test_app::{Asker, HOST, PASSWORD, Postgres, Team, Visitor};

/// Where a program keeps its things; they outlive the process.
pub struct Place {
    folder: tempfile::TempDir,
    /// The database, where it is one of PostgreSQL.
    pub postgres: Option<Postgres>,
}

impl Place {
    /// A place with an SQLite file.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), postgres: None }
    }

    /// A place with a database of PostgreSQL.
    pub fn postgres() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), postgres: Some(Postgres::create()) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of SQLite.
    pub fn file(&self) -> PathBuf {
        self.folder().join("data/yousaid.db")
    }

    /// A command of the program here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_yousaid")), arguments)
    }

    /// A command of a copy of the program here.
    pub fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().current_dir(self.folder()).stdin(Stdio::null());
        command.env("YOUSAID_LISTEN", "127.0.0.1:0").env("YOUSAID_LOG_FORMAT", "json");
        command.env("YOUSAID_WORKERS", "2").env("YOUSAID_DATA_DIR", self.folder().join("data"));
        if let Some(postgres) = &self.postgres {
            command.env("YOUSAID_DATABASE_URL", &postgres.url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Starts serving.
    pub fn serve(&self) -> Program {
        Program::start(self.command(&[]))
    }

    /// Takes the database away.
    pub fn end(self) {
        if let Some(postgres) = self.postgres {
            postgres.drop();
        }
    }
}

/// A program that serves.
pub struct Program {
    child: Child,
    /// `http://127.0.0.1:port`.
    pub url: String,
    log: Arc<(Mutex<Vec<String>>, Condvar)>,
    said: mpsc::Receiver<String>,
}

impl Program {
    /// Starts it and reads from its log where it listens.
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let (tell, said) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().expect("its output"));
        std::thread::spawn(move || out.lines().map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        let mut log = BufReader::new(child.stderr.take().expect("its log"));
        let mut lines = String::new();
        let address = loop {
            let mut line = String::new();
            let read = log.read_line(&mut line).expect("a log");
            assert!(read > 0, "it ended before it listened ({:?}): {lines}", child.wait());
            let entry: Value = serde_json::from_str(&line).unwrap_or_default();
            if let (Some("listening"), Some(address)) = (entry["message"].as_str(), entry["address"].as_str())
            {
                break address.to_owned();
            }
            lines.push_str(&line);
        };
        let lines = lines.lines().map(str::to_owned).collect::<Vec<_>>();
        let kept = Arc::new((Mutex::new(lines), Condvar::new()));
        let keep = Arc::clone(&kept);
        // Somebody must go on reading, or the program would wait for room in the pipe.
        std::thread::spawn(move || {
            log.lines().map_while(Result::ok).for_each(|line| {
                keep.0.lock().expect("the log").push(line);
                keep.1.notify_all();
            });
        });
        Self { child, url: format!("http://{address}"), log: kept, said }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The token of the set-up link that it printed.
    pub fn setup_token(&self) -> String {
        let link = self.said.iter().find(|line| line.contains("#token=")).expect("a set-up link");
        link.rsplit('=').next().expect("a token").to_owned()
    }

    /// How many log lines of a level contain a text, once there are so many at least: a line may come after
    /// its effect can be seen.
    pub fn logged(&self, level: &str, text: &str, least: usize) -> usize {
        let level = format!("\"level\":\"{level}\"");
        let (log, grown) = &*self.log;
        let count = |log: &Vec<String>| {
            log.iter().filter(|line| line.contains(&level) && line.contains(text)).count()
        };
        let log = log.lock().expect("the log");
        let patience = Duration::from_secs(30);
        let (log, _) = grown.wait_timeout_while(log, patience, |log| count(log) < least).expect("the log");
        count(&log)
    }

    /// A client that is nobody yet.
    pub fn stranger(&self) -> Asker {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        Asker { client, url: self.url.clone(), token: None, origin: None }
    }

    /// Creates the first member and a project.
    pub async fn owner(&self) -> Team {
        let asker = self.stranger();
        let body = json!({"token": self.setup_token(), "name": "Olga Owner", "email": "olga@kontor.example", "password": PASSWORD});
        asker.post("/v1/setup", &body).await.is(StatusCode::CREATED);
        Team::with_project(asker, "Kontor").await
    }

    /// A visitor on the host's page that has not acted yet.
    pub fn visitor(&self, team: &Team) -> Visitor {
        let asker = Asker { origin: Some(HOST.to_owned()), ..self.stranger() };
        Visitor { asker, key: team.key.clone() }
    }

    /// The same team at this program, which was started again.
    pub async fn back(&self, team: &Team) -> Team {
        let asker = self.stranger();
        let body = json!({"email": "olga@kontor.example", "password": PASSWORD});
        asker.post("/v1/session", &body).await.is(StatusCode::OK);
        Team { asker, project: team.project.clone(), key: team.key.clone() }
    }

    /// Sends a signal by its name, as in `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for its end; returns whether it was a good one.
    pub fn ended_well(mut self) -> bool {
        self.child.wait().expect("its end").success()
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().expect("SIGKILL");
        self.child.wait().expect("its end");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Nothing may stay behind when a test fails; this fails if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A TCP proxy in front of a PostgreSQL server.
pub struct TcpProxy {
    /// Where the proxy listens: `127.0.0.1:port`.
    pub address: String,
    closed: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl TcpProxy {
    /// A proxy to an address.
    pub fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let closed = Arc::new(AtomicBool::new(false));
        let open = Arc::new(Mutex::new(Vec::new()));
        let (is_closed, streams, target) = (Arc::clone(&closed), Arc::clone(&open), target.to_owned());
        std::thread::spawn(move || {
            for guest in listener.incoming().map_while(Result::ok) {
                if is_closed.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&target) else { continue };
                let twin = |stream: &TcpStream| stream.try_clone().expect("a second handle");
                streams.lock().expect("the streams").extend([twin(&guest), twin(&server)]);
                for (mut from, mut to) in [(twin(&guest), twin(&server)), (server, guest)] {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                        let _ = from.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        Self { address, closed, open }
    }

    /// Cuts all connections, and accepts no new ones.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        for stream in self.open.lock().expect("the streams").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Accepts connections again.
    pub fn open(&self) {
        self.closed.store(false, Ordering::SeqCst);
    }
}
