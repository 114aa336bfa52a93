//! The set-up of every benchmark: the server's binary, a folder on the disk that is measured, and contestants with the
//! same data. Measures nothing itself.

use std::{
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use clap::Args;
use yousaid::{db::connection::AnyConnection, store::projects};

use crate::{
    Result, disk,
    fill::{self, Size},
    fixture::Fixture,
    place::{Place, Scratch},
    process::{self, Process},
    slow::Slow,
};

/// How much is measured, and on what.
#[derive(Args)]
pub struct Setting {
    /// Rounds; each runs every contestant once, and the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of one run.
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// Three rounds of one second.
    #[arg(long)]
    quick: bool,
    /// Connections, each with one request under way.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// The server's release binary; built when absent.
    #[arg(long, env = "YOUSAID_BIN")]
    server: Option<PathBuf>,
    /// Where the databases are created and deleted again; its disk is measured.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// The URL of a PostgreSQL server whose user may create databases; SQLite without it.
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// Servers of each contestant on one database of PostgreSQL, each with its share of the cores and of the connections.
    /// Votes are then also measured on one server, in turn.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=16))]
    nodes: u8,
    /// Makes each flush of SQLite take this many milliseconds longer.
    #[arg(long, value_name = "MS")]
    slow_flush_ms: Option<f64>,
}

impl Setting {
    /// Rounds.
    pub fn rounds(&self) -> usize {
        if self.quick { 3 } else { self.rounds }
    }

    /// Of one run.
    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(if self.quick { 1.0 } else { self.seconds.max(0.1) })
    }

    /// The database, the nodes and the disk, in words.
    pub fn ground(&self, flush: Duration) -> String {
        let base = if self.postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        let nodes = if self.nodes > 1 { format!(" with {} nodes", self.nodes) } else { String::new() };
        let cores = cores();
        let slow = self.slow_flush_ms.map(|ms| format!(" and {ms} ms more")).unwrap_or_default();
        format!("{base}{nodes}, {cores} cores, a flush of this disk takes {flush:.0?}{slow}")
    }
}

/// The data that a benchmark needs.
#[derive(Clone, Copy)]
pub struct Need {
    /// Requests that are created through the API, to be voted on.
    pub requests: usize,
    /// Screens that they are created on in turn.
    pub screens: usize,
    /// Visitors with tokens.
    pub visitors: usize,
    /// Whether the server with a transaction per vote is measured too.
    pub naive: bool,
    /// Further data in the database.
    pub filled: Option<Size>,
}

/// Everything that is prepared once.
pub struct Bench {
    program: PathBuf,
    own: PathBuf,
    slow: Option<Slow>,
    /// What a flush costs.
    pub flush: Duration,
    scratch: Scratch,
}

/// One server, or several on the same data.
pub struct Side {
    /// The servers; stopped before their place is deleted.
    pub servers: Vec<Process>,
    place: Place,
}

/// The contestants of one benchmark, with the same data.
pub struct Contest {
    /// The ids and tokens of the data.
    pub fixture: Rc<Fixture>,
    /// The server under test.
    pub ours: Side,
    /// The server with a transaction per vote.
    pub naive: Option<Side>,
    /// A single server, if several are under test.
    pub single: Option<Side>,
    program: PathBuf,
}

impl Bench {
    /// Builds what is missing. Fails with a sentence if the settings contradict each other.
    pub fn new(setting: &Setting) -> Result<Self> {
        if setting.nodes > 1 && setting.postgres.is_none() {
            return Err("--nodes needs --postgres: only one server can have a database of SQLite".to_owned());
        }
        if setting.slow_flush_ms.is_some() && setting.postgres.is_some() {
            return Err(
                "--slow-flush-ms is for SQLite: PostgreSQL flushes in processes of its own".to_owned()
            );
        }
        let program = setting.server.clone().map_or_else(process::build, Ok)?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let scratch = Scratch::make(&setting.folder)?;
        let slow = setting.slow_flush_ms.map(|ms| Slow::compile(&scratch.0, ms)).transpose()?;
        Ok(Self { program, own, slow, flush: disk::flush(&scratch.0)?, scratch })
    }

    /// Creates the data and starts the contestants on it; `name` distinguishes it from the other contests of this run.
    pub async fn contest(&self, name: &str, setting: &Setting, need: &Need) -> Result<Contest> {
        let folder = |side: &str| self.scratch.0.join(format!("{name}-{side}"));
        let mut place = Place::make(folder("server"), setting.postgres.as_deref(), self.slow.clone())?;
        let mut founding = Process::start(&self.program, &[], &place).await?;
        let fixture = Fixture::create(&mut founding, need.requests, need.screens, need.visitors).await?;
        founding.end()?;
        if let Some(size) = &need.filled {
            fill_up(&place, &fixture, size)?;
        }
        place.look()?;
        let nodes = setting.nodes;
        let naive = need.naive.then(|| place.copy(folder("naive"))).transpose()?;
        let single = (need.naive && nodes > 1).then(|| place.copy(folder("single"))).transpose()?;
        let naive = Side::start_any(&self.own, &["naive"], naive, nodes).await?;
        let single = Side::start_any(&self.program, &[], single, 1).await?;
        if nodes > 1 {
            place.set("YOUSAID_WORKERS", cores().div_ceil(nodes.into()).to_string());
        }
        let ours = Side::start(&self.program, &[], place, nodes).await?;
        Ok(Contest { fixture: Rc::new(fixture), ours, naive, single, program: self.program.clone() })
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn fill_up(place: &Place, fixture: &Fixture, size: &Size) -> Result<()> {
    let mut connection = place.connect()?;
    let project = projects::find_by_key(&mut connection, &fixture.key).map_err(|error| error.detail)?;
    fill::write(&mut connection, &project.ok_or("the project is gone")?, size)
}

impl Side {
    async fn start(program: &Path, arguments: &[&str], place: Place, nodes: u8) -> Result<Self> {
        let mut servers = Vec::with_capacity(nodes.into());
        for _ in 0..nodes {
            servers.push(Process::start(program, arguments, &place).await?);
        }
        Ok(Self { servers, place })
    }

    async fn start_any(
        program: &Path,
        arguments: &[&str],
        place: Option<Place>,
        nodes: u8,
    ) -> Result<Option<Self>> {
        match place {
            Some(place) => Self::start(program, arguments, place, nodes).await.map(Some),
            None => Ok(None),
        }
    }

    /// A connection to their database, for what no API returns.
    pub fn connect(&self) -> Result<AnyConnection> {
        self.place.connect()
    }

    /// Ends the servers and recounts every counter of their database.
    fn end(self, program: &Path) -> Result<()> {
        for server in self.servers {
            server.end()?;
        }
        process::check(program, &self.place)
    }
}

impl Contest {
    /// Ends all servers and recounts every counter; fails with the differences.
    pub fn end(self) -> Result<()> {
        self.ours.end(&self.program)?;
        self.single.map_or(Ok(()), |single| single.end(&self.program))?;
        self.naive.map_or(Ok(()), |naive| naive.end(&self.program))
    }
}
