//! The benchmark of votes: three servers in turn, round after round, and the median of each.
//! Every vote is a new pair of visitor and request; in the end every counter is recounted.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use clap::Args;

use crate::{
    Result, disk,
    drive::{Asking, Sample, drive},
    house::{self, House},
    process::{self, HOST, Process},
    say, table,
    wire::{self, Answer},
};

/// How much is measured.
#[derive(Args)]
pub struct Plan {
    /// Rounds; each runs every server once, and the median counts.
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
    connections: usize,
    /// Visitors; with the requests they make the pairs that can be cast.
    #[arg(long, default_value_t = 20_000)]
    visitors: usize,
    /// Requests that the votes are spread over; 1 for a hot one.
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// Votes that name no screen, as from a list of the whole product.
    #[arg(long)]
    placeless: bool,
    /// The server's release binary; built when absent.
    #[arg(long, env = "YOUSAID_BIN")]
    server: Option<PathBuf>,
    /// Where the databases are made and taken away again; its disk is what is measured.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
}

/// A folder that goes when this does.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be taken away lies in a folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs it all and prints the table.
pub async fn run(plan: &Plan) -> Result<()> {
    let server = plan.server.clone().map_or_else(process::build, Ok)?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let scratch = Scratch(plan.folder.join(format!("yousaid-load-{}", std::process::id())));
    let (folder, naive_folder) = (scratch.0.join("server"), scratch.0.join("naive"));
    fs::create_dir_all(&naive_folder).map_err(|error| error.to_string())?;
    let flush = disk::flush(&scratch.0)?;

    let mut founding = Process::start(&server, &[], &folder).await?;
    let house = House::found(&mut founding, plan.requests, plan.visitors).await?;
    founding.end()?;
    copy(&folder, &naive_folder)?;

    let ours = Process::start(&server, &[], &folder).await?;
    let naive = Process::start(&own, &["naive"], &naive_folder).await?;
    let house = Rc::new(house);
    let cast = Rc::new(Casting::new(&house, plan));
    let naive_cast = Rc::new(Casting::new(&house, plan));
    let time = Duration::from_secs_f64(if plan.quick { 1.0 } else { plan.seconds });
    let (mut none, mut box_, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..if plan.quick { 3 } else { plan.rounds } {
        none.push(drive(&ours, plan.connections, time, Rc::new(NoDatabase)).await?);
        box_.push(drive(&ours, plan.connections, time, Rc::clone(&cast)).await?);
        alone.push(drive(&naive, plan.connections, time, Rc::clone(&naive_cast)).await?);
    }
    ours.end()?;
    naive.end()?;
    for (folder, cast) in [(&folder, &cast), (&naive_folder, &naive_cast)] {
        process::check(&server, folder)?;
        say(&format!("{} votes acknowledged, every counter recounted", cast.acknowledged.get()));
    }
    print(plan, flush, [&none, &box_, &alone]);
    Ok(())
}

fn print(plan: &Plan, flush: Duration, [none, votes, alone]: [&Vec<Sample>; 3]) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    say(&format!(
        "{} connections, {} requests, {} visitors, {cores} cores, a flush of this disk takes {flush:.0?}",
        plan.connections, plan.requests, plan.visitors
    ));
    table::print(&[
        ("no database (/healthz)", none),
        ("votes", votes),
        ("votes, one transaction each", alone),
    ]);
    let rate = |samples: &[Sample]| table::median(samples.iter().map(|sample| sample.rate));
    let (none, votes, alone) = (rate(none), rate(votes), rate(alone));
    say(&format!("votes / no database         {:>6.1} %   (aim: at least 15 %)", 100.0 * votes / none));
    say(&format!("votes / a transaction each  {:>6.1} ×   (aim: at least 6 ×)", votes / alone));
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in fs::read_dir(from).map_err(|error| error.to_string())? {
        let file = file.map_err(|error| error.to_string())?;
        fs::copy(file.path(), to.join(file.file_name())).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The handler without a database, behind the same middleware.
struct NoDatabase;

impl Asking for NoDatabase {
    fn next(&self, into: &mut Vec<u8>) -> bool {
        wire::request(into, "GET", "/healthz", &[], "");
        true
    }

    fn good(&self, answer: &Answer<'_>) -> bool {
        answer.status == 200
    }
}

/// Votes that were never cast before.
struct Casting {
    house: Rc<House>,
    paths: Vec<String>,
    bodies: Vec<String>,
    cast: Cell<usize>,
    acknowledged: Cell<u64>,
}

/// Screens that the votes are cast from; each request has one of them.
const SCREENS: usize = 4;

/// A prime larger than the number of pairs, so that counting in its steps meets every pair once, in no order.
const STEP: usize = 2_654_435_761;

impl Casting {
    fn new(house: &Rc<House>, plan: &Plan) -> Self {
        let path = |id: &String| format!("/v1/p/{}/requests/{id}/vote", house.key);
        let screen = |n: usize| {
            r#"{"screen":{"route":"/lists/N","title":"List N"}}"#.replace('N', &house::word(n % SCREENS))
        };
        let body = |n| if plan.placeless { "{}".to_owned() } else { screen(n) };
        Self {
            house: Rc::clone(house),
            paths: house.requests.iter().map(path).collect(),
            bodies: (0..house.requests.len()).map(body).collect(),
            cast: Cell::new(0),
            acknowledged: Cell::new(0),
        }
    }
}

impl Asking for Casting {
    fn next(&self, into: &mut Vec<u8>) -> bool {
        let (requests, visitors) = (self.paths.len(), self.house.visitors.len());
        let n = self.cast.replace(self.cast.get() + 1);
        if n >= requests * visitors {
            return false;
        }
        let pair = n.wrapping_mul(STEP) % (requests * visitors);
        let (request, visitor) = (pair % requests, pair / requests);
        let (Some(path), Some(body), Some(token)) =
            (self.paths.get(request), self.bodies.get(request), self.house.visitors.get(visitor))
        else {
            return false;
        };
        wire::request(into, "PUT", path, &[("Origin", HOST), ("Authorization", token)], body);
        true
    }

    fn good(&self, answer: &Answer<'_>) -> bool {
        let good = answer.status == 200 && answer.says(br#""changed":true"#);
        self.acknowledged.set(self.acknowledged.get() + u64::from(good));
        good
    }
}
