//! PostgreSQL is restarted, its connections are ended, and the network between cuts, delays and halves: a client that
//! tries again as it is told comes through, and nothing counts twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;
use url::Url;
use yousaid_load::Result;

use crate::{
    client::Manner,
    cluster::Cluster,
    crowd::Crowd,
    disk,
    proxy::Proxy,
    stage::{Stage, compare_all},
    verdict::Verdict,
};

/// Clients at the same time, with the retries that THREATS.md grants.
pub const MANNER: Manner = Manner { connections: 64, retries: 3 };

/// The share of operations that must come through.
const SHARE: f64 = 99.9;

/// Ends about half of the connections of the server under test, whichever chance has it.
const END_HALF: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.5";

/// Runs it.
pub async fn run(stage: &Stage) -> Result<bool> {
    let seconds = stage.size(4, 180);
    let mut verdict = Verdict::of(
        "PostgreSQL behind a bad network",
        &format!("{seconds} s of faults under load"),
        stage.short,
    );
    let cluster = Cluster::make(stage.folder("outage-postgres")?)?;
    let proxy = Arc::new(Proxy::to(cluster.port)?);
    let url = cluster.url();
    let mut place = stage.place("outage-data", Some(&url))?;
    let through = through(place.url().unwrap_or(&url), proxy.port)?;
    place.set("YOUSAID_DATABASE_URL", through);
    let cast = stage.found(place).await?;
    let clients = cast.crowd.begin(MANNER);
    let over = Arc::new(AtomicBool::new(false));
    let faults = {
        let (proxy, over) = (Arc::clone(&proxy), Arc::clone(&over));
        let end = Instant::now() + Duration::from_secs(seconds);
        thread::spawn(move || {
            let done = chaos(cluster, &proxy, end);
            over.store(true, SeqCst);
            done
        })
    };
    while !over.load(SeqCst) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (cluster, made) = faults.join().map_err(|_panic| "the faults fell over".to_owned())??;
    cast.crowd.more(1_000).await?;
    cast.crowd.finish(clients).await?;
    verdict.note(&made);
    came_through(&mut verdict, &cast.crowd);
    disk::wrong(&mut verdict, &cast.crowd);
    compare_all(stage, &mut verdict, cast).await?;
    drop(cluster);
    Ok(verdict.reached())
}

/// The share that came through.
pub fn came_through(verdict: &mut Verdict, crowd: &Crowd) {
    tries(verdict, crowd);
    let (done, failed) = (crowd.sum(|tally| tally.done()), crowd.sum(|tally| tally.failed));
    let share = 100.0 * done as f64 / (done + failed).max(1) as f64;
    verdict.at_least("per cent that came through within three retries", share, SHARE);
}

/// By how many tries operations came through.
pub fn tries(verdict: &Verdict, crowd: &Crowd) {
    let (done, failed) = (crowd.sum(|tally| tally.done()), crowd.sum(|tally| tally.failed));
    let by = |tries: usize| crowd.sum(|tally| tally.tries.get(tries).copied().unwrap_or(0));
    verdict.note(&format!(
        "{done} operations, of which {} at the second try, {} at the third, {} at the fourth; {failed} not at all",
        by(1),
        by(2),
        by(3)
    ));
}

/// A URL that leads through the proxy.
pub fn through(url: &str, port: u16) -> Result<String> {
    let mut url = Url::parse(url).map_err(|error| error.to_string())?;
    url.set_port(Some(port)).map_err(|()| format!("{url} has no port"))?;
    Ok(url.into())
}

/// One fault after the other until the end; returns how many of which.
fn chaos(mut cluster: Cluster, proxy: &Proxy, end: Instant) -> Result<(Cluster, String)> {
    let mut dice = rand::rng();
    let (mut restarts, mut crashes, mut ended, mut cuts, mut halves, mut delays) = (0, 0, 0, 0, 0, 0);
    let mut turn = 0u32;
    while Instant::now() < end {
        thread::sleep(Duration::from_millis(dice.random_range(300..900)));
        turn += 1;
        match turn % 8 {
            0 => {
                cluster.signal(if restarts <= crashes { "INT" } else { "QUIT" })?;
                if restarts <= crashes {
                    restarts += 1
                } else {
                    crashes += 1
                }
                cluster.start()?;
            }
            1 | 5 => {
                cluster.run(END_HALF)?;
                ended += 1;
            }
            2 | 6 => {
                proxy.cut();
                cuts += 1;
            }
            3 | 7 => {
                proxy.halve(2_000);
                thread::sleep(Duration::from_millis(100));
                proxy.halve(0);
                halves += 1;
            }
            _ => {
                proxy.delay(dice.random_range(5..60));
                thread::sleep(Duration::from_millis(300));
                proxy.delay(0);
                delays += 1;
            }
        }
    }
    let made = format!(
        "{restarts} restarts, {crashes} crashes, {ended} × half of the connections ended, {cuts} × all cut, {halves} × \
         packets halved, {delays} × delayed"
    );
    Ok((cluster, made))
}
