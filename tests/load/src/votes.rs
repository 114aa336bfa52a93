//! The benchmark of votes: three servers in turn, round after round, and the median of each.
//! Every vote is a new pair of visitor and request; at the end every counter is recounted.

use std::{rc::Rc, time::Duration};

use clap::Args;

use crate::{
    Result,
    asking::{casting::Casting, reading::Reading},
    bench::{Bench, Need, Setting},
    drive::drive,
    sample::Sample,
    say, table,
};

/// The settings of the benchmark.
#[derive(Args)]
pub struct Plan {
    #[command(flatten)]
    setting: Setting,
    /// Visitors; with the requests they make the pairs that can be cast.
    #[arg(long, default_value_t = 20_000)]
    visitors: usize,
    /// Requests that the votes are spread over; 1 for a hot one.
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// Votes that name no screen, as from a list of the whole product.
    #[arg(long)]
    placeless: bool,
}

/// Screens that the votes are cast from; each request has one of them.
const SCREENS: usize = 4;

/// Runs the benchmark and prints the table.
pub async fn run(plan: &Plan) -> Result<()> {
    let setting = &plan.setting;
    let bench = Bench::new(setting)?;
    let need = Need {
        requests: plan.requests,
        screens: usize::MAX,
        visitors: plan.visitors,
        naive: true,
        filled: None,
    };
    let contest = bench.contest("votes", setting, &need).await?;
    let naive = contest.naive.as_ref().ok_or("no transaction each")?;
    let screens = if plan.placeless { 0 } else { SCREENS };
    let cast = Rc::new(Casting::new(&contest.fixture, screens));
    let naive_cast = Rc::new(Casting::new(&contest.fixture, screens));
    let nothing = Rc::new(Reading::nothing());
    let (time, connections) = (setting.time(), setting.connections);
    let (mut none, mut box_, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..setting.rounds() {
        none.push(drive(&contest.ours.servers, connections, time, nothing.clone()).await?);
        box_.push(drive(&contest.ours.servers, connections, time, cast.clone()).await?);
        alone.push(drive(&naive.servers, connections, time, naive_cast.clone()).await?);
    }
    contest.end()?;
    for cast in [&cast, &naive_cast] {
        say(&format!("{} votes acknowledged, every counter recounted", cast.acknowledged()));
    }
    print(plan, bench.flush, [&none, &box_, &alone]);
    Ok(())
}

fn print(plan: &Plan, flush: Duration, [none, votes, alone]: [&Vec<Sample>; 3]) {
    say(&format!(
        "{} connections, {} requests, {} visitors, {}",
        plan.setting.connections,
        plan.requests,
        plan.visitors,
        plan.setting.ground(flush)
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
