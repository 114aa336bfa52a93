//! One of two nodes is killed under load, over and over: the clients of the other notice nothing, its own turn to that
//! one, and nothing acknowledged is lost.

use yousaid_load::{Result, process::Process};

use crate::{
    client::Manner,
    disk,
    outage::came_through,
    redis::Redis,
    stage::{Cast, Stage, again, compare_all},
    tally::Tally,
    verdict::Verdict,
};

/// Clients at the same time, half of them at each node.
const MANNER: Manner = Manner { connections: 64, retries: 3 };

/// Runs it on PostgreSQL and Redis.
pub async fn run(stage: &Stage) -> Result<bool> {
    let kills = stage.size(3, 50);
    let mut verdict = Verdict::of(
        "one of two nodes is killed",
        &format!("PostgreSQL and Redis, {kills} kills under load"),
        stage.short,
    );
    let redis = Redis::start()?;
    let mut place = stage.place("nodes-data", Some(&stage.postgres()?))?;
    place.set("YOUSAID_REDIS_URL", redis.url());
    let Cast { place, server: stays, crowd, truth } = stage.found(place).await?;
    let mut goes = Process::start(&stage.program, &[], &place).await?;
    crowd.ports.replace(vec![stays.port, goes.port]);
    crowd.tallies.replace(vec![Tally::new()?, Tally::new()?]);
    let clients = crowd.begin(MANNER);
    for _ in 0..kills {
        crowd.more(stage.size(1_000, 4_000)).await?;
        goes.kill()?;
        crowd.ports.replace(vec![stays.port, 0]);
        crowd.more(stage.size(1_000, 4_000)).await?;
        goes = again(stage, &place).await?.0;
        crowd.ports.replace(vec![stays.port, goes.port]);
    }
    crowd.finish(clients).await?;
    {
        let tallies = crowd.tallies.borrow();
        let [own, other] = tallies.as_slice() else { return Err("two nodes have two tallies".to_owned()) };
        verdict.note(&format!(
            "clients of the node that stays: {} operations, p50 {:.1} p99 {:.1} longest {:.1} ms",
            own.done(),
            wait(own, 0.5),
            wait(own, 0.99),
            wait(own, 1.0)
        ));
        verdict.none("of these, not answered or refused", own.unanswered + own.refused + own.failed);
        verdict.note(&format!(
            "clients of the node that is killed: {} operations, {} times without an answer, then at the other node",
            other.done(),
            other.unanswered
        ));
        verdict.at_least("kills that its clients met under load", other.unanswered as f64, kills as f64);
    }
    came_through(&mut verdict, &crowd);
    disk::wrong(&mut verdict, &crowd);
    goes.end()?;
    compare_all(stage, &mut verdict, Cast { place, server: stays, crowd, truth }).await?;
    Ok(verdict.reached())
}

/// Milliseconds within which this share of a server's clients had their answers.
pub fn wait(tally: &Tally, share: f64) -> f64 {
    tally.waits.value_at_quantile(share) as f64 / 1000.0
}
