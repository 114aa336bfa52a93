//! The server under load, in a process of its own: built, started, stopped.
//! Gives it limits that are never reached, and no other setting that a user would not have.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use crate::{Result, place::Place, wire::Wire};

/// The origin of the host page that the votes come from.
pub const HOST: &str = "https://kontor.example";

/// A server in another process; ended when dropped.
pub struct Process {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Process {
    /// Starts `program` with its data in `place`, and waits until it responds.
    pub async fn start(program: &Path, arguments: &[&str], place: &Place) -> Result<Self> {
        let port = free_port()?;
        let mut command = command(program, arguments, place);
        command
            .env("YOUSAID_LISTEN", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(log) = place.log()? {
            command.stderr(log);
        }
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let said = child.stdout.take().map(BufReader::new).ok_or("a server without output")?;
        let mut process = Self { port, child, said };
        for _ in 0..2_000 {
            if Wire::open(port).await.is_ok() {
                return Ok(process);
            }
            if let Ok(Some(status)) = process.child.try_wait() {
                return Err(format!("{} ended: {status}", program.display()));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err(format!("{} does not listen", program.display()))
    }

    /// The token of the link that creates the first member.
    pub fn setup_token(&mut self) -> Result<String> {
        let mut line = String::new();
        while self.said.read_line(&mut line).map_err(|error| error.to_string())? > 0 {
            if let Some((_, token)) = line.trim().split_once("#token=") {
                return Ok(token.to_owned());
            }
            line.clear();
        }
        Err("the server printed no set-up link".to_owned())
    }

    /// Processor time that it has used; zero if the system does not report it.
    pub fn busy(&self) -> Duration {
        // Fields 14 and 15 of proc(5), in hundredths of a second; the name before them may hold spaces.
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        Duration::from_millis(10 * fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>())
    }

    /// Memory that it has in use, in megabytes (2²⁰ bytes); zero if the system does not report it.
    pub fn memory(&self) -> f64 {
        resident(self.child.id()) as f64 / f64::from(1 << 20)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it and waits until it has ended.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill().and_then(|()| self.child.wait()).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Sends SIGTERM and waits until it has ended.
    pub fn end(mut self) -> Result<()> {
        let status = Command::new("kill").arg(self.child.id().to_string()).status();
        status.map_err(|error| format!("kill: {error}"))?;
        self.child.wait().map(|_| ()).map_err(|error| error.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // After `end` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processor time that several servers have used.
pub fn busy(servers: &[Process]) -> Duration {
    servers.iter().map(Process::busy).sum()
}

/// Bytes of memory that a process uses; zero if the system does not report it.
pub fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Recounts every counter of the database in `place`; fails with the differences.
pub fn check(program: &Path, place: &Place) -> Result<()> {
    let answer = command(program, &["check"], place).output().map_err(|error| error.to_string())?;
    if answer.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&[answer.stdout, answer.stderr].concat()).into_owned())
}

/// The release binary beside this one, built again when the sources changed.
pub fn build() -> Result<PathBuf> {
    if cfg!(debug_assertions) {
        return Err("Run it with --release: a debug build says nothing.".to_owned());
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = own.parent().and_then(Path::parent).ok_or("no target folder")?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--package", "yousaid", "--bin", "yousaid", "--target-dir"])
        .arg(folder)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if built.success() { Ok(own.with_file_name("yousaid")) } else { Err("no server was built".to_owned()) }
}

fn command(program: &Path, arguments: &[&str], place: &Place) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("YOUSAID_LOG_LEVEL", "warn");
    place.apply(&mut command);
    command.env("YOUSAID_LIMITS__MOST_KEYS", "1000000");
    command.env("YOUSAID_STREAMS__PER_HOLDER", "1000000").env("YOUSAID_STREAMS__PER_NODE", "1000000");
    // A million per second, with a burst of one second: a smaller bucket would refuse a thread that the system paused
    // for a moment.
    for class in ["VISITOR_WRITE", "ADDRESS_WRITE", "MINT", "READ"] {
        command.env(format!("YOUSAID_LIMITS__{class}__PER_MINUTE"), "60000000");
        command.env(format!("YOUSAID_LIMITS__{class}__BURST"), "1000000");
    }
    command
}

/// A free port.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}
