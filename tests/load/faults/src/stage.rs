//! What every run begins and ends with: a server with requests and visitors, and at the end the comparison of
//! everything with everything. Breaks nothing.

use std::{
    cell::OnceCell,
    fs,
    path::PathBuf,
    rc::Rc,
    time::{Duration, Instant},
};

use clap::Args;
use yousaid::db::connection::Address;
use yousaid_load::{
    Result,
    fixture::Fixture,
    place::{Place, Scratch},
    process::{self, HOST, Process},
    wire::{self, Wire},
};

use crate::{
    cluster::Cluster,
    crowd::{Crowd, Names},
    truth::Truth,
    verdict::Verdict,
};

/// Requests of every fixture.
const REQUESTS: usize = 50;

/// What all runs are told.
#[derive(Args)]
pub struct Setting {
    /// A few seconds of each run, to see that all holds; the figures of docs/faults.md come from the full size.
    #[arg(long, global = true)]
    pub short: bool,
    /// The server's binary; built when absent.
    #[arg(long, global = true, env = "YOUSAID_BIN")]
    server: Option<PathBuf>,
    /// Where the data is made, and taken away again.
    #[arg(long, global = true, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// Leaves the data and the logs of the servers behind.
    #[arg(long, global = true)]
    keep: bool,
}

/// Where a run happens.
pub struct Stage {
    /// The server's binary.
    pub program: PathBuf,
    /// The few seconds instead of the full size.
    pub short: bool,
    folder: PathBuf,
    /// A PostgreSQL for the runs that do it no harm.
    cluster: OnceCell<Cluster>,
    /// Goes last, and the folder with it.
    _scratch: Option<Scratch>,
}

/// a created fixture: a server that runs, its clients, and what is in its database.
pub struct Cast {
    /// Where its data is.
    pub place: Place,
    /// The server.
    pub server: Process,
    /// The clients, who have not begun.
    pub crowd: Rc<Crowd>,
    /// The database.
    pub truth: Truth,
}

impl Stage {
    /// Builds what is missing, and makes a folder.
    pub fn set(setting: &Setting) -> Result<Self> {
        let program = setting.server.clone().map_or_else(process::build, Ok)?;
        let program =
            fs::canonicalize(&program).map_err(|error| format!("{}: {error}", program.display()))?;
        let scratch = Scratch::make(&setting.folder)?;
        let folder = scratch.0.clone();
        let scratch = if setting.keep {
            std::mem::forget(scratch);
            None
        } else {
            Some(scratch)
        };
        Ok(Self { program, short: setting.short, folder, cluster: OnceCell::new(), _scratch: scratch })
    }

    /// One number for the short form, another for the full size.
    pub fn size<T>(&self, short: T, full: T) -> T {
        if self.short { short } else { full }
    }

    /// A folder of this run that is told from the others by its name.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::canonicalize(&folder).map_err(|error| error.to_string())
    }

    /// The URL of a PostgreSQL for the runs that do it no harm, started for the first of them.
    pub fn postgres(&self) -> Result<String> {
        if let Some(cluster) = self.cluster.get() {
            return Ok(cluster.url());
        }
        let cluster = Cluster::make(self.folder("postgres")?)?;
        Ok(self.cluster.get_or_init(|| cluster).url())
    }

    /// A place whose servers log into a file beside it; on SQLite where there is no `postgres` to make a database in.
    pub fn place(&self, name: &str, postgres: Option<&str>) -> Result<Place> {
        let mut place = Place::make(self.folder(name)?, postgres, None)?;
        place.log_to(self.folder.join(format!("{name}.log")));
        Ok(place)
    }

    /// Creates a fixture and leaves its server running.
    pub async fn found(&self, place: Place) -> Result<Cast> {
        self.found_for(place, self.size(128, 512)).await
    }

    /// The same with so many visitors, of whom each client has at least one.
    pub async fn found_for(&self, place: Place, visitors: usize) -> Result<Cast> {
        let mut server = Process::start(&self.program, &[], &place).await?;
        let fixture = Fixture::create(&mut server, REQUESTS, usize::MAX, visitors).await?;
        let names = Names::ask(&server, &fixture).await?;
        let truth = Truth::of(address(&place), &fixture, &names)?;
        let crowd = Crowd::new(fixture, vec![server.port])?;
        Ok(Cast { place, server, crowd, truth })
    }
}

/// The database of a place, past the server.
pub fn address(place: &Place) -> Address {
    place.url().map_or_else(
        || Address::Sqlite(place.folder().join("yousaid.db")),
        |url| Address::Postgres(url.to_owned()),
    )
}

/// Starts the server of a place again, and returns how long it took until it said that it is ready.
pub async fn again(stage: &Stage, place: &Place) -> Result<(Process, Duration)> {
    let begun = Instant::now();
    let server = Process::start(&stage.program, &[], place).await?;
    let mut wire = Wire::open(server.port).await?;
    let mut request = Vec::new();
    wire::request(&mut request, "GET", "/readyz", &[], "");
    match wire.ask(&request).await?.status {
        200 => Ok((server, begun.elapsed())),
        status => Err(format!("it listens, and /readyz answers {status}")),
    }
}

/// Reads through a server what waits for every vote that was acknowledged to be counted.
pub async fn settle(crowd: &Crowd, port: u16) -> Result<()> {
    let mut request = Vec::new();
    let path = format!("/v1/projects/{}/requests", crowd.fixture.project);
    wire::request(&mut request, "GET", &path, &[("Cookie", &crowd.fixture.cookie), ("Origin", HOST)], "");
    Wire::open(port).await?.ask(&request).await?.json(200).map(|_| ())
}

/// Compares the ledger with the database, asks for every vote over HTTP, ends the server and recounts its counters.
pub async fn compare_all(stage: &Stage, verdict: &mut Verdict, cast: Cast) -> Result<()> {
    let Cast { place, server, crowd, truth } = cast;
    settle(&crowd, server.port).await?;
    let difference = crowd.ledger.borrow_mut().settle(&truth.votes()?);
    crowd.pass(server.port).await?;
    server.end()?;
    verdict.none("acknowledged votes that are not there at the end", difference.lost);
    verdict.none("votes there at the end that were taken back or never cast", difference.returned);
    verdict.none("answers that contradict an earlier one, as of a vote counted twice", {
        crowd.ledger.borrow().contradicted
    });
    clean(stage, verdict, &place)
}

/// What the servers of a place logged that they never should.
const NEVER: [&str; 1] = ["panicked"];

/// Recounts every counter of a place that no server runs in.
pub fn clean(stage: &Stage, verdict: &mut Verdict, place: &Place) -> Result<()> {
    let recounted = process::check(&stage.program, place);
    if let Err(differences) = &recounted {
        verdict.note(differences);
    }
    verdict.holds("yousaid check is clean", recounted.is_ok());
    let log = place.read_log()?;
    let bad = log.lines().filter(|line| NEVER.iter().any(|never| line.contains(never)));
    verdict.none("log lines of a panic", bad.count() as u64);
    Ok(())
}
