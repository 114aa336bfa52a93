//! A PostgreSQL of this run's own, with its default durability: made, started, killed, copied to a standby, promoted.
//! Uses no server that is there already, and ends only the one that it started.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use yousaid_load::{Result, process::free_port};

/// Where Debian and the project itself keep PostgreSQL's programs.
const HOMES: [&str; 2] = ["/usr/lib/postgresql", "/usr/pgsql"];

/// Who runs PostgreSQL, which refuses to run as root.
#[derive(Clone)]
struct Runner {
    /// The user, where this program is root.
    other: Option<(String, u32)>,
    programs: PathBuf,
}

/// A server with its data.
pub struct Cluster {
    runner: Runner,
    folder: PathBuf,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    server: Option<Child>,
}

impl Runner {
    fn find() -> Result<Self> {
        let homes = HOMES.iter().filter_map(|home| fs::read_dir(home).ok()).flatten().flatten();
        let mut found: Vec<PathBuf> =
            homes.map(|home| home.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).collect();
        found.sort();
        let on_path = || {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
        };
        let programs = found.pop().or_else(on_path).ok_or(
            "there is no PostgreSQL (initdb was looked for in /usr/lib/postgresql and on the PATH): install the package \
             postgresql",
        )?;
        if number(&["-u"])? != 0 {
            return Ok(Self { other: None, programs });
        }
        let other = ["postgres", "nobody"].iter().find_map(|name| Some((name, number(&["-u", name]).ok()?)));
        let (name, id) = other.ok_or("PostgreSQL does not run as root, and there is no user postgres")?;
        Ok(Self { other: Some(((*name).to_owned(), id)), programs })
    }

    fn command(&self, program: &str, folder: &Path) -> Result<Command> {
        let program = self.programs.join(program);
        let mut command = match &self.other {
            None => Command::new(program),
            Some((name, id)) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={id}")).arg(format!("--regid={}", number(&["-g", name])?));
                command.arg("--clear-groups").arg(program);
                command
            }
        };
        command.current_dir(folder).env("HOME", folder).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        Ok(command)
    }

    fn run(&self, program: &str, folder: &Path, arguments: &[&str]) -> Result<()> {
        let done = self.command(program, folder)?.args(arguments).output();
        let done = done.map_err(|error| format!("{program}: {error}"))?;
        if done.status.success() {
            return Ok(());
        }
        Err(format!("{program}: {}", String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).trim()))
    }

    fn folder(&self, folder: &Path) -> Result<()> {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(failed)?;
        if let Some((_, id)) = &self.other {
            std::os::unix::fs::chown(folder, Some(*id), None).map_err(failed)?;
        }
        Ok(())
    }
}

/// A number that `id` prints.
fn number(arguments: &[&str]) -> Result<u32> {
    let said = Command::new("id").args(arguments).output().map_err(|error| format!("id: {error}"))?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    text.trim().parse().map_err(|error| format!("id {}: {error}", arguments.join(" ")))
}

impl Cluster {
    /// Makes an empty one in a folder and starts it.
    pub fn make(folder: PathBuf) -> Result<Self> {
        let runner = Runner::find()?;
        runner.folder(&folder)?;
        let arguments = [
            "-D",
            "data",
            "-U",
            "yousaid",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ];
        runner.run("initdb", &folder, &arguments)?;
        let mut made = Self { runner, folder, port: free_port()?, server: None };
        made.start()?;
        Ok(made)
    }

    /// Copies this one, while it runs, to a standby that follows it.
    pub fn standby(&self, folder: PathBuf) -> Result<Self> {
        self.runner.folder(&folder)?;
        let source = format!("host=127.0.0.1 port={} user=yousaid application_name=standby", self.port);
        let arguments = ["-D", "data", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", &source];
        self.runner.run("pg_basebackup", &folder, &arguments)?;
        let mut made = Self { runner: self.runner.clone(), folder, port: free_port()?, server: None };
        made.start()?;
        Ok(made)
    }

    /// Starts it, and waits until it lets somebody in.
    pub fn start(&mut self) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let log = File::options().create(true).append(true).open(self.log());
            let log = log.map_err(|error| error.to_string())?;
            let mut command = self.runner.command("postgres", &self.folder)?;
            command.args([
                "-D",
                "data",
                "-p",
                &self.port.to_string(),
                "-k",
                "",
                "-c",
                "listen_addresses=127.0.0.1",
            ]);
            command.args(["-c", "max_connections=200", "-c", "shared_buffers=128MB"]);
            command.stdout(Stdio::null()).stderr(log);
            let mut server = command.spawn().map_err(|error| format!("postgres: {error}"))?;
            while server.try_wait().map_err(|error| error.to_string())?.is_none() && Instant::now() < end {
                if PgConnection::establish(&self.url()).is_ok() {
                    self.server = Some(server);
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            // Right after a kill the last children of the one before may still hold its memory.
            if Instant::now() >= end {
                let _ = server.kill();
                let _ = server.wait();
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                let last = log.lines().rev().take(3).collect::<Vec<_>>().join("; ");
                return Err(format!("PostgreSQL does not start: {last}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The URL of a database that is always there, for its superuser.
    pub fn url(&self) -> String {
        format!("postgres://yousaid@127.0.0.1:{}/postgres", self.port)
    }

    /// Runs statements as its superuser.
    pub fn run(&self, statements: &str) -> Result<()> {
        let mut connection = PgConnection::establish(&self.url()).map_err(|error| error.to_string())?;
        statements.split(';').filter(|statement| !statement.trim().is_empty()).try_for_each(|statement| {
            connection.batch_execute(statement).map_err(|error| format!("{statement}: {error}"))
        })
    }

    /// Ends it by a signal, as in `INT` (rolls back what is under way) or `QUIT` (as a crash), and waits.
    pub fn signal(&mut self, name: &str) -> Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        let told = Command::new("kill").args([format!("-{name}"), server.id().to_string()]).status();
        told.map_err(|error| format!("kill: {error}"))?;
        server.wait().map(|_| ()).map_err(|error| error.to_string())
    }

    /// Kills its first process; the others see that it is gone and end.
    pub fn kill(&mut self) -> Result<()> {
        self.signal("KILL")
    }

    /// Makes a standby the one that writes, and waits until it is.
    pub fn promote(&self) -> Result<()> {
        self.run("SELECT pg_promote()")
    }

    /// Waits until a standby follows synchronously.
    pub fn until_followed(&self) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(60);
        // Fails, by a division by zero, as long as nobody does.
        let asked = "SELECT 1 / count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')";
        while let Err(error) = self.run(asked) {
            if Instant::now() > end {
                return Err(format!("no standby follows: {error}"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing stays behind; who has ended already fails here.
        let _ = self.signal("QUIT");
    }
}
