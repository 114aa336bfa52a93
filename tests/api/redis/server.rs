//! A Redis server of one test's own, behind a socket in a folder: to be killed, paused, and started again.
//! It keeps nothing on disk.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use redis::aio::MultiplexedConnection;

/// A Redis that nobody else uses.
pub struct Server {
    folder: tempfile::TempDir,
    child: Option<Child>,
}

impl Server {
    /// A place for a Redis server that does not run yet.
    pub fn absent() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), child: None }
    }

    /// A running one.
    pub async fn start() -> Self {
        let mut server = Self::absent();
        server.again().await;
        server
    }

    /// Starts it, empty.
    pub async fn again(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"]);
        command.arg(self.folder.path().join("socket")).arg("--dir").arg(self.folder.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("redis-server starts");
        self.child = Some(child);
        let until = Instant::now() + Duration::from_secs(20);
        while self.client().get_multiplexed_async_connection().await.is_err() {
            assert!(Instant::now() < until, "redis-server does not answer");
        }
    }

    /// What the setting takes.
    pub fn url(&self) -> String {
        format!("unix://{}", self.folder.path().join("socket").display())
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("SIGKILL");
            child.wait().expect("its end");
        }
    }

    /// Sends a signal by its name, as in `STOP`.
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args([format!("-{name}"), id]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// A client of it.
    pub fn client(&self) -> redis::Client {
        redis::Client::open(self.url()).expect("a URL")
    }

    /// A connection to it.
    pub async fn connection(&self) -> MultiplexedConnection {
        self.client().get_multiplexed_async_connection().await.expect("a connection")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing may stay behind when a test fails; this fails if the process has already ended.
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
