//! A Redis of this run's own that can be killed and started again. Keeps nothing on disk.

use std::{
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use yousaid_load::{Result, process::free_port};

/// A server; killed when dropped.
pub struct Redis {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    server: Option<Child>,
}

impl Redis {
    /// Starts one.
    pub fn start() -> Result<Self> {
        let mut redis = Self { port: free_port()?, server: None };
        redis.again()?;
        Ok(redis)
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Starts it on the same port, and waits until it listens.
    pub fn again(&mut self) -> Result<()> {
        let port = self.port.to_string();
        let mut server = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("redis-server: {error}: install the package redis-server"))?;
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > end || !matches!(server.try_wait(), Ok(None)) {
                let _ = server.kill();
                return Err(format!("redis-server does not listen on {port}"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.server = Some(server);
        Ok(())
    }

    /// Kills it.
    pub fn kill(&mut self) -> Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        server.kill().and_then(|()| server.wait()).map(|_| ()).map_err(|error| error.to_string())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // Who has ended already fails here.
        let _ = self.kill();
    }
}
