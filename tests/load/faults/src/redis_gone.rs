//! Redis is killed under load and comes back, over and over: votes go on, each node limits by itself meanwhile, and both
//! are told of each other's changes again afterwards.

use std::time::{Duration, Instant};

use serde_json::json;
use yousaid_load::{
    Result,
    process::Process,
    wire::{self, Wire},
};

use crate::{
    client::Manner,
    crowd::Crowd,
    disk,
    nodes::wait,
    redis::Redis,
    stage::{Cast, Stage, compare_all},
    tally::Tally,
    verdict::Verdict,
};

/// Clients at the same time, half of them at each node.
const MANNER: Manner = Manner { connections: 32, retries: 0 };

/// How long anything may take that is waited for.
const LONG: Duration = Duration::from_secs(20);

/// Runs it with two nodes on PostgreSQL.
pub async fn run(stage: &Stage) -> Result<bool> {
    let kills = stage.size(2, 30);
    let mut verdict = Verdict::of(
        "Redis is killed",
        &format!("two nodes on PostgreSQL, {kills} kills under load"),
        stage.short,
    );
    let mut redis = Redis::start()?;
    let mut place = stage.place("redis-data", Some(&stage.postgres()?))?;
    place.set("YOUSAID_REDIS_URL", redis.url());
    let Cast { place, server: one, crowd, truth } = stage.found(place).await?;
    let two = Process::start(&stage.program, &[], &place).await?;
    crowd.ports.replace(vec![one.port, two.port]);
    crowd.tallies.replace(vec![Tally::new()?, Tally::new()?]);
    let clients = crowd.begin(MANNER);
    let (mut longest, mut alone, mut heard) = (Duration::ZERO, 0, Vec::new());
    for turn in 0..kills {
        crowd.more(1_000).await?;
        let before = fallbacks(&one, &two).await?;
        redis.kill()?;
        crowd.more(1_000).await?;
        until_up_is(&one, &two, 0).await?;
        alone += u64::from(fallbacks(&one, &two).await? > before);
        redis.again()?;
        let begun = Instant::now();
        until_up_is(&one, &two, 1).await?;
        longest = longest.max(begun.elapsed());
        heard.push(hears(&crowd, &one, &two, turn).await?);
    }
    crowd.end(clients).await?;
    let wrong = crowd.sum(|tally| tally.unanswered + tally.refused + tally.failed);
    verdict.note(&format!("{} operations", crowd.sum(|tally| tally.done())));
    for tally in crowd.tallies.borrow().iter() {
        verdict.note(&format!(
            "a node's waits: p50 {:.1} p99 {:.1} longest {:.1} ms",
            wait(tally, 0.5),
            wait(tally, 0.99),
            wait(tally, 1.0)
        ));
    }
    verdict.none("operations that were refused or not answered", wrong);
    disk::wrong(&mut verdict, &crowd);
    verdict.at_least("kills after which the nodes limited by themselves", alone as f64, f64::from(kills));
    heard.sort_unstable();
    let median = heard.get(heard.len() / 2).map_or(0.0, Duration::as_secs_f64);
    verdict.measured_at_most(
        "seconds until a node hears of the other's change once Redis is back, the median",
        median,
        0.5,
    );
    verdict.measured_at_most("seconds until both had Redis again, the longest", longest.as_secs_f64(), 3.0);
    two.end()?;
    compare_all(stage, &mut verdict, Cast { place, server: one, crowd, truth }).await?;
    Ok(verdict.reached())
}

async fn metric(server: &Process, name: &str) -> Result<u64> {
    let mut request = Vec::new();
    wire::request(&mut request, "GET", "/metrics", &[], "");
    let mut wire = Wire::open(server.port).await?;
    let text = String::from_utf8_lossy(wire.ask(&request).await?.body).into_owned();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.ok_or_else(|| format!("the server tells no {name}"))
}

async fn fallbacks(one: &Process, two: &Process) -> Result<u64> {
    Ok(metric(one, "yousaid_redis_fallbacks_total ").await?
        + metric(two, "yousaid_redis_fallbacks_total ").await?)
}

async fn until_up_is(one: &Process, two: &Process, up: u64) -> Result<()> {
    let end = Instant::now() + LONG;
    for server in [one, two] {
        while metric(server, "yousaid_redis_up ").await? != up {
            if Instant::now() > end {
                return Err(format!("a node does not see in {LONG:?} that Redis is {up}"));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    Ok(())
}

/// How long it takes until an origin that is put on the list at one node is allowed by the other. That one has in its
/// cache for a second that it is unknown, so only word from the first is earlier.
async fn hears(crowd: &Crowd, one: &Process, two: &Process, turn: u32) -> Result<Duration> {
    let origin = format!("https://turn{turn}.example");
    let mut list = Vec::new();
    let path = format!("/v1/p/{}/requests", crowd.fixture.key);
    wire::request(&mut list, "GET", &path, &[("Origin", &origin)], "");
    let mut there = Wire::open(two.port).await?;
    let allowed = |answer: &wire::Answer<'_>| answer.header("access-control-allow-origin").is_some();
    if allowed(&there.ask(&list).await?) {
        return Err("an origin is allowed that nobody put on the list".to_owned());
    }
    let mut request = Vec::new();
    let path = format!("/v1/projects/{}/origins", crowd.fixture.project);
    let headers = [("Cookie", crowd.fixture.cookie.as_str()), ("Yousaid-Csrf", "1")];
    wire::request(&mut request, "POST", &path, &headers, &json!({"origin": origin}).to_string());
    Wire::open(one.port).await?.ask(&request).await?.json(201)?;
    let begun = Instant::now();
    while !allowed(&there.ask(&list).await?) {
        if begun.elapsed() > LONG {
            return Err(format!("a node does not hear of the other's change in {LONG:?}"));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(begun.elapsed())
}
