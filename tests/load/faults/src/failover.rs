//! The primary of PostgreSQL is killed under load, its synchronous standby promoted, and a new standby made, over and
//! over: nothing acknowledged is lost.

use std::time::{Duration, Instant};

use yousaid::db::connection::Address;
use yousaid_load::Result;

use crate::{
    cluster::Cluster,
    disk,
    outage::{MANNER, through, tries},
    proxy::Proxy,
    stage::{Cast, Stage, compare_all},
    verdict::Verdict,
};

/// Any standby will do; without one, commits wait.
const SYNCHRONOUS: &str = "ALTER SYSTEM SET synchronous_standby_names = '*'; SELECT pg_reload_conf()";

/// Runs it.
pub async fn run(stage: &Stage) -> Result<bool> {
    let failovers = stage.size(1, 30);
    let mut verdict = Verdict::of(
        "failover",
        &format!("PostgreSQL with a synchronous standby, {failovers} times"),
        stage.short,
    );
    let mut primary = Cluster::make(stage.folder("failover-0")?)?;
    let proxy = Proxy::to(primary.port)?;
    let mut place = stage.place("failover-data", Some(&primary.url()))?;
    let database = place.url().unwrap_or_default().to_owned();
    place.set("YOUSAID_DATABASE_URL", through(&database, proxy.port)?);
    let mut cast = stage.found(place).await?;
    // Before the copy, which has it then when it is promoted.
    primary.run(SYNCHRONOUS)?;
    let mut standby = primary.standby(stage.folder("failover-1")?)?;
    primary.until_followed()?;
    let (mut lost, mut returned, mut outages) = (0, 0, Vec::new());
    for turn in 0..failovers {
        let clients = cast.crowd.begin(MANNER);
        cast.crowd.more(3_000).await?;
        // The primary goes in the middle of it; what it has not passed on goes with it.
        let begun = Instant::now();
        primary.kill()?;
        proxy.shut();
        standby.promote()?;
        proxy.open(standby.port);
        let folder = stage.folder(&format!("failover-{}", turn + 2))?;
        // Commits on the new primary wait for this.
        (primary, standby) = tokio::task::spawn_blocking(move || {
            let next = standby.standby(folder)?;
            standby.until_followed()?;
            Result::Ok((standby, next))
        })
        .await
        .map_err(|error| error.to_string())??;
        cast.crowd.more(500).await?;
        outages.push(begun.elapsed());
        cast.crowd.finish(clients).await?;
        cast.place.moved(&primary.url())?;
        cast.truth.move_to(Address::Postgres(through(&database, primary.port)?));
        let difference = cast.crowd.ledger.borrow_mut().settle(&cast.truth.votes()?);
        lost += difference.lost;
        returned += difference.returned;
    }
    verdict.note(&format!("{} acknowledged operations", cast.crowd.ledger.borrow().acknowledged));
    verdict.none("acknowledged operations that were lost", lost);
    verdict.none("votes counted that nobody cast, or that were taken back", returned);
    tries(&verdict, &cast.crowd);
    disk::wrong(&mut verdict, &cast.crowd);
    outages.sort_unstable();
    let outage = |place: usize| outages.get(place).map_or(0.0, Duration::as_secs_f64);
    verdict.note(&format!(
        "from the kill to 500 more votes, with the new standby made meanwhile: median {:.1} s, longest {:.1} s",
        outage(outages.len() / 2),
        outage(outages.len() - 1)
    ));
    let Cast { mut place, server, crowd, truth } = cast;
    // The recount goes straight to whichever is the primary now.
    place.set("YOUSAID_DATABASE_URL", through(&database, primary.port)?);
    compare_all(stage, &mut verdict, Cast { place, server, crowd, truth }).await?;
    Ok(verdict.reached())
}
