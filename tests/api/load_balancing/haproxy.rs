//! A real HAProxy with the settings that docs/scale-out/haproxy.cfg recommends to operators, in front of two nodes.
//! It adds what Debian's own settings say there, log and admin socket, and changes nothing of that file.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener},
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything may take on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// A running haproxy.
pub struct Balancer {
    /// `http://127.0.0.1:port`.
    pub url: String,
    folder: tempfile::TempDir,
    child: Child,
}

/// What haproxy says of a server, or of all of a backend.
#[derive(Debug)]
pub struct Said {
    /// `UP`, `DOWN`, `DRAIN`, `no check` …
    pub status: String,
    /// Requests that it has in hand.
    pub in_hand: u64,
    /// Its answers of 2xx.
    pub good: u64,
    /// Its answers of 4xx.
    pub refused: u64,
}

/// Debian keeps it off the PATH of those who are not root.
fn program() -> PathBuf {
    let debian = Path::new("/usr/sbin/haproxy");
    if debian.is_file() { debian.to_owned() } else { "haproxy".into() }
}

impl Balancer {
    /// Starts it in front of two nodes, each `http://address:port`.
    pub fn start(nodes: [&str; 2]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let process = folder.path().join("process.cfg");
        let admin = folder.path().join("admin");
        let text = format!(
            "global\n  log stdout format raw local0\n  stats socket {} level admin\n",
            admin.display()
        );
        std::fs::write(&process, text).expect("the settings of the process");
        // It inherits the socket, so no other process can have taken the port in the meantime.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let address = |node: &str| node.trim_start_matches("http://").to_owned();
        let mut command = Command::new(program());
        command.arg("-db").arg("-f").arg(&process).arg("-f");
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/scale-out/haproxy.cfg"));
        command.env("YOUSAID_BIND", "fd@0").env("YOUSAID_BIND_PLAIN", folder.path().join("plain"));
        command.env("YOUSAID_NODE1", address(nodes[0])).env("YOUSAID_NODE2", address(nodes[1]));
        command.stdin(OwnedFd::from(listener)).stdout(Stdio::piped());
        let complaints = folder.path().join("complaints");
        command.stderr(File::create(&complaints).expect("a file"));
        let mut child =
            command.spawn().expect("haproxy is needed in front of the nodes; tests/run installs it");
        let log = BufReader::new(child.stdout.take().expect("its log"));
        // Somebody must go on reading, or it would wait for room in the pipe.
        std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(drop));
        let mut balancer = Self { url, folder, child };
        let end = Instant::now() + LONG;
        while UnixStream::connect(&admin).is_err() {
            let ended = balancer.child.try_wait().expect("its state");
            assert!(
                ended.is_none(),
                "it ended: {}",
                std::fs::read_to_string(&complaints).unwrap_or_default()
            );
            assert!(Instant::now() < end, "haproxy does not answer");
        }
        balancer
    }

    /// Gives it a command as its operator does.
    pub fn tell(&self, command: &str) -> String {
        let mut admin = UnixStream::connect(self.folder.path().join("admin")).expect("the admin socket");
        admin.write_all(format!("{command}\n").as_bytes()).expect("a command");
        let mut answer = String::new();
        admin.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// What it says of `backend/server`.
    pub fn said(&self, of: &str) -> Said {
        let all = self.tell("show stat");
        let mut lines = all.lines();
        let names: Vec<&str> = lines.next().expect("names").trim_start_matches("# ").split(',').collect();
        let found = lines.map(|line| line.split(',').collect::<Vec<_>>());
        let found = found.into_iter().find(|row| row.len() > 1 && format!("{}/{}", row[0], row[1]) == of);
        let row = found.unwrap_or_else(|| panic!("no {of} in {all}"));
        let field = |name: &str| row[names.iter().position(|known| *known == name).expect("a name")];
        let number = |name: &str| field(name).parse().expect("a number");
        Said {
            status: field("status").to_owned(),
            in_hand: number("scur"),
            good: number("hrsp_2xx"),
            refused: number("hrsp_4xx"),
        }
    }

    /// Asks until it says what is wanted of `backend/server`.
    pub fn until(&self, of: &str, wanted: impl Fn(&Said) -> bool) {
        let end = Instant::now() + LONG;
        loop {
            let said = self.said(of);
            if wanted(&said) {
                return;
            }
            assert!(Instant::now() < end, "{of} stays {said:?}");
            std::thread::yield_now();
        }
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        // Fails if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
