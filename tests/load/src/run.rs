//! The scenarios: each on data of its own, in turn with its baselines, round after round; and, if requested, in an open
//! loop. At the end every counter is recounted.

use std::rc::Rc;

use clap::{Args, ValueEnum};

use crate::{
    Result,
    asking::{answering::Answering, casting::Casting, mixed::Mixed, reading::Reading},
    bench::{Bench, Contest, Need, Setting},
    drive::{Asking, drive},
    fill::Size,
    pace::{Paced, pace},
    sample, say, streams, table,
};

/// The settings of the benchmark.
#[derive(Args)]
pub struct Plan {
    /// The scenarios; all of them when none is named.
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
    #[command(flatten)]
    setting: Setting,
    /// In each round also in an open loop, at these shares of the rate that the closed loop reached right before, as in
    /// 0.5,0.8.
    #[arg(long, value_name = "SHARE", value_delimiter = ',')]
    open: Vec<f64>,
    /// In each round also in an open loop at these rates a second.
    #[arg(long, value_name = "RATE", value_delimiter = ',')]
    open_rate: Vec<f64>,
    /// Requests to vote on, and to be listed.
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// Visitors with tokens; as many as the scenario needs when absent.
    #[arg(long)]
    visitors: Option<usize>,
    /// Further votes in the database, by visitors of their own.
    #[arg(long, default_value_t = 0)]
    filled_votes: u64,
    /// Further requests in the database.
    #[arg(long, default_value_t = 0)]
    filled_requests: u32,
    /// Event streams of the scenario sse.
    #[arg(long, default_value_t = 5_000)]
    streams: usize,
}

/// A scenario.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Votes on many requests.
    VoteSpread,
    /// Votes on one request.
    VoteHot,
    /// Answers to "Was this helpful?".
    Answers,
    /// A screen's list, as everybody sees it.
    ScreenList,
    /// The same with the tag of the previous response: 304.
    ScreenListUnchanged,
    /// A screen's list with the votes of the visitor.
    ScreenListOwn,
    /// Nine lists per vote.
    Mixed,
    /// The first page of the team's list.
    Dashboard,
    /// Event streams that wait for a vote.
    Sse,
}

/// Screens that the requests are created on in turn.
const SCREENS: usize = 10;

/// Visitors of a scenario that does not need more.
const VISITORS: usize = 20_000;

/// More votes per second than any server here reaches; a hot request needs a visitor for each.
const MAX_VOTES: f64 = 90_000.0;

/// Runs the scenarios and prints a row of each.
pub async fn run(plan: &Plan) -> Result<()> {
    let bench = Bench::new(&plan.setting)?;
    say(&format!("{} connections, {}", plan.setting.connections, plan.setting.ground(bench.flush)));
    say(&format!("{} {:>11} {:>11}", table::head(), "/ no db", "/ tx each"));
    let all = Scenario::value_variants();
    for scenario in if plan.scenarios.is_empty() { all } else { &plan.scenarios } {
        match scenario {
            Scenario::Sse => streams::run(plan.streams, &plan.setting, &bench).await?,
            scenario => scenario.run(plan, &bench).await?,
        }
    }
    Ok(())
}

/// The rate of an open loop.
#[derive(Clone, Copy)]
enum Speed {
    /// This share of the rate that the closed loop right before it reached.
    Share(f64),
    /// This many per second.
    Rate(f64),
}

/// The open runs of one speed, and those of the baseline right after each.
struct Course {
    speed: Speed,
    own: Vec<Paced>,
    none: Vec<Paced>,
}

impl Speed {
    fn of(self, capacity: f64) -> f64 {
        match self {
            Self::Share(share) => share * capacity,
            Self::Rate(rate) => rate,
        }
    }

    fn name(self) -> String {
        match self {
            Self::Share(share) => format!("  open at {:.0} % of what it can", 100.0 * share),
            Self::Rate(rate) => format!("  open at {rate:.0}/s"),
        }
    }
}

impl Plan {
    fn courses(&self) -> Vec<Course> {
        let shares = self.open.iter().copied().map(Speed::Share);
        let speeds = shares.chain(self.open_rate.iter().copied().map(Speed::Rate));
        speeds.map(|speed| Course { speed, own: Vec::new(), none: Vec::new() }).collect()
    }
}

impl Scenario {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn votes(self) -> bool {
        matches!(self, Self::VoteSpread | Self::VoteHot)
    }

    fn reads(self) -> bool {
        matches!(self, Self::ScreenList | Self::ScreenListUnchanged | Self::ScreenListOwn)
    }

    fn need(self, plan: &Plan) -> Need {
        let hot = self == Self::VoteHot;
        let runs = plan.setting.rounds() * (1 + plan.open.len() + plan.open_rate.len());
        let pairs = 1.1 * runs as f64 * plan.setting.time().as_secs_f64() * MAX_VOTES;
        let filled = (plan.filled_requests > 0).then(|| Size {
            votes: plan.filled_votes,
            requests: plan.filled_requests,
            ..Size::default()
        });
        Need {
            requests: if hot { 1 } else { plan.requests },
            screens: SCREENS,
            visitors: plan.visitors.unwrap_or(if hot { pairs as usize } else { VISITORS }),
            naive: self.votes(),
            filled,
        }
    }

    /// The requests of the scenario, after the data for it exists.
    async fn asking(self, contest: &Contest, plan: &Plan) -> Result<Rc<dyn Asking>> {
        let (fixture, servers) = (&contest.fixture, &contest.ours.servers);
        let casting = Rc::new(Casting::new(fixture, SCREENS));
        if !self.votes() && self != Self::Answers {
            // Lists without votes would show nobody's.
            drive(servers, plan.setting.connections, plan.setting.time() / 4, casting.clone()).await?;
        }
        Ok(match self {
            Self::VoteSpread | Self::VoteHot => casting,
            Self::Answers => Rc::new(Answering::new(fixture, SCREENS)),
            Self::ScreenList => Rc::new(Reading::lists(fixture, SCREENS)),
            Self::ScreenListUnchanged => {
                let server = servers.first().ok_or("no server")?;
                Rc::new(Reading::unchanged(fixture, SCREENS, server).await?)
            }
            Self::ScreenListOwn => Rc::new(Reading::own(fixture, SCREENS)),
            Self::Mixed => Rc::new(Mixed::new(Reading::own(fixture, SCREENS), &casting)),
            Self::Dashboard => Rc::new(Reading::dashboard(fixture)),
            Self::Sse => return Err("streams are no closed loop".to_owned()),
        })
    }

    async fn run(self, plan: &Plan, bench: &Bench) -> Result<()> {
        let (name, setting) = (self.name(), &plan.setting);
        let contest = bench.contest(&name, setting, &self.need(plan)).await?;
        let asking = self.asking(&contest, plan).await?;
        let cast = || Rc::new(Casting::new(&contest.fixture, SCREENS));
        let (naive_cast, single_cast) = (cast(), cast());
        let (nothing, file) = (Rc::new(Reading::nothing()), Rc::new(Reading::file()));
        let (servers, time, connections) = (&contest.ours.servers, setting.time(), setting.connections);
        let (mut none, mut own, mut alone, mut fixed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut one_node = Vec::new();
        let mut open = plan.courses();
        for _ in 0..setting.rounds() {
            none.push(drive(servers, connections, time, nothing.clone()).await?);
            let sample = drive(servers, connections, time, Rc::clone(&asking)).await?;
            for course in &mut open {
                let rate = course.speed.of(sample.rate);
                course.own.push(pace(servers, connections, rate, time, Rc::clone(&asking)).await?);
                course.none.push(pace(servers, connections, rate, time, nothing.clone()).await?);
            }
            own.push(sample);
            if self.reads() {
                fixed.push(drive(servers, connections, time, file.clone()).await?);
            }
            if let Some(single) = &contest.single {
                one_node.push(drive(&single.servers, connections, time, single_cast.clone()).await?);
            }
            if let Some(naive) = &contest.naive {
                alone.push(drive(&naive.servers, connections, time, naive_cast.clone()).await?);
            }
        }
        let share = format!("{:.1} %", 100.0 * table::ratio(&own, &none));
        let times =
            if alone.is_empty() { "–".to_owned() } else { format!("{:.1} ×", table::ratio(&own, &alone)) };
        say(&format!("{} {share:>11} {times:>11}", table::row(&name, &own)));
        if own.iter().any(|sample| sample.bad() > 0) {
            say(&format!("  errors: {}", sample::errors(&own)));
        }
        say(&table::row("  no database (/healthz)", &none));
        if !fixed.is_empty() {
            let share = format!("{:.1} %", 100.0 * table::ratio(&own, &fixed));
            say(&format!(
                "{}   of which the list reaches {share}",
                table::row("  a static file (/widget.js)", &fixed)
            ));
        }
        if !one_node.is_empty() {
            let share = format!("{:.1} %", 100.0 * table::ratio(&own, &one_node));
            say(&format!("{}   of which all nodes reach {share}", table::row("  one node", &one_node)));
        }
        if !alone.is_empty() {
            say(&table::row("  one transaction each", &alone));
        }
        for course in &open {
            say(&table::open(&course.speed.name(), &course.own));
            say(&table::open("    no database (/healthz) at that rate", &course.none));
        }
        contest.end()
    }
}
