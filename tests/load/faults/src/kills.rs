//! The server is killed under load, over and over: nothing that it acknowledged is lost or counted twice, and it is ready
//! again at once.

use std::time::Duration;

use rand::RngExt;
use yousaid_load::Result;

use crate::{
    client::Manner,
    stage::{Cast, Stage, again, compare_all},
    verdict::Verdict,
};

/// Clients at the same time.
const MANNER: Manner = Manner { connections: 64, retries: 0 };

/// After so many kills the counters are recounted before the next start.
const RECOUNT: u64 = 25;

/// Runs it on SQLite, or on the PostgreSQL of this URL.
pub async fn run(stage: &Stage, postgres: Option<&str>) -> Result<bool> {
    let (kills, operations) = stage.size((6_u64, 6_000_u64), (500, 1_000_000));
    let base = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut verdict = Verdict::of("kill -9 under load", &format!("{base}, {kills} kills"), stage.short);
    let name = format!("kills-{}", base.to_lowercase());
    let Cast { place, mut server, crowd, truth } = stage.found(stage.place(&name, postgres)?).await?;
    let (mut lost, mut returned, mut unclean, mut waits) = (0, 0, 0, Vec::new());
    for kill in 1..=kills {
        let clients = crowd.begin(MANNER);
        crowd.until(operations * kill / kills).await?;
        tokio::time::sleep(Duration::from_micros(rand::rng().random_range(0..5_000))).await;
        // Nothing is sent from here on; what is under way meets the kill.
        crowd.stop();
        server.kill()?;
        crowd.end(clients).await?;
        if kill.is_multiple_of(RECOUNT)
            && let Err(differences) = yousaid_load::process::check(&stage.program, &place)
        {
            unclean += 1;
            verdict.note(&differences);
        }
        let (next, wait) = again(stage, &place).await?;
        server = next;
        waits.push(wait);
        crowd.ports.replace(vec![server.port]);
        let difference = crowd.ledger.borrow_mut().settle(&truth.votes()?);
        lost += difference.lost;
        returned += difference.returned;
    }
    let acknowledged = crowd.ledger.borrow().acknowledged;
    verdict.at_least("acknowledged operations", acknowledged as f64, operations as f64);
    verdict.note(&format!(
        "{} were under way at a kill, and may be either way",
        crowd.ledger.borrow().uncertain
    ));
    verdict.none("acknowledged operations that were lost", lost);
    verdict.none("votes counted that nobody cast, or that were taken back", returned);
    verdict.none("recounts between kill and start that found a difference", unclean);
    verdict.none("answers of a kind that there should not be", crowd.sum(|tally| tally.wrong.len() as u64));
    waits.sort_unstable();
    let wait = |place: usize| waits.get(place).map_or(0.0, Duration::as_secs_f64);
    verdict.note(&format!("ready again: median {:.3} s", wait(waits.len() / 2)));
    verdict.measured_at_most("seconds until ready again, the longest", wait(waits.len() - 1), 2.0);
    compare_all(stage, &mut verdict, Cast { place, server, crowd, truth }).await?;
    Ok(verdict.reached())
}
