//! The disk is full, fails or can't be written while votes come in: none is acknowledged, each is answered 503 with
//! `Retry-After`, and all goes on when the fault ends. After some of them the power goes as well.

use std::time::{Duration, Instant};

use rand::{SeedableRng, rngs::StdRng};
use yousaid_load::Result;

use crate::{
    client::Manner,
    folder::{file, lay, read},
    recorder::{Behaviour, Recorder},
    replay::{Disk, Rest},
    stage::{Cast, Stage, again, compare_all, settle},
    verdict::Verdict,
};

/// Clients at the same time, who go on at once when they are refused.
const MANNER: Manner = Manner { connections: 32, retries: 0 };

/// Runs it on SQLite.
pub async fn run(stage: &Stage) -> Result<bool> {
    let rounds = stage.size(4, 25);
    let faults = rounds * Behaviour::FAULTS.len();
    let mut verdict =
        Verdict::of("a disk that fails", &format!("SQLite, {faults} faults under load"), stage.short);
    let mut recorder = Recorder::compile(&stage.folder("disk")?)?;
    let mut place = stage.place("disk-data", None)?;
    recorder.apply(&mut place, 0, None)?;
    let Cast { mut place, mut server, crowd, mut truth } = stage.found(place).await?;
    server.end()?;
    let mut disk = Disk::holding(&read(place.folder())?);
    server = again(stage, &place).await?.0;
    crowd.ports.replace(vec![server.port]);
    let (mut lost, mut returned, mut longest, mut idle, mut turn) = (0, 0, Duration::ZERO, 0u64, 0);
    for round in 0..rounds {
        for fault in Behaviour::FAULTS {
            let clients = crowd.begin(MANNER);
            crowd.more(stage.size(200, 1_000)).await?;
            let refused = crowd.sum(|tally| tally.refused);
            recorder.behave(fault)?;
            crowd.broken.set(Some(Instant::now()));
            let told = Instant::now();
            while told.elapsed() < Duration::from_millis(stage.size(100, 400))
                || (crowd.sum(|tally| tally.refused) < refused + 20
                    && told.elapsed() < Duration::from_secs(30))
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            crowd.broken.set(None);
            idle += u64::from(crowd.sum(|tally| tally.refused) == refused);
            recorder.behave(Behaviour::Well)?;
            let over = Instant::now();
            crowd.more(50).await?;
            longest = longest.max(over.elapsed());
            crowd.end(clients).await?;
            match round % 3 {
                // What a flush that failed has given up must not be taken for flushed by a later one.
                0 => {
                    server.kill()?;
                    disk.play(&recorder.journal()?)?;
                    let (image, _) = disk.cut(Rest::Nothing, &mut StdRng::seed_from_u64(0));
                    disk = Disk::holding(&image);
                    turn += 1;
                    lay(&image, &mut place, &stage.folder(&format!("disk-data-{}", turn % 2))?)?;
                    recorder.apply(&mut place, 0, None)?;
                    truth.move_to(file(place.folder()));
                    server = again(stage, &place).await?.0;
                }
                // Nor by another start.
                1 => {
                    server.kill()?;
                    disk.play(&recorder.journal()?)?;
                    server = again(stage, &place).await?.0;
                }
                _ => settle(&crowd, server.port).await?,
            }
            crowd.ports.replace(vec![server.port]);
            let difference = crowd.ledger.borrow_mut().settle(&truth.votes()?);
            lost += difference.lost;
            returned += difference.returned;
        }
    }
    verdict.none("changes acknowledged that were asked for while nothing could be written", {
        crowd.sum(|tally| tally.smuggled)
    });
    verdict.none("faults that nobody was told of by 503", idle);
    verdict.note(&format!("{} answers of 503", crowd.sum(|tally| tally.refused)));
    wrong(&mut verdict, &crowd);
    verdict.none("acknowledged operations that were lost", lost);
    verdict.none("votes counted that nobody cast, or that were taken back", returned);
    verdict.measured_at_most("seconds until votes are taken again, the longest", longest.as_secs_f64(), 5.0);
    place.set("LD_PRELOAD", "");
    compare_all(stage, &mut verdict, Cast { place, server, crowd, truth }).await?;
    Ok(verdict.reached())
}

/// Answers that are neither good nor a 503 that says when to come back.
pub fn wrong(verdict: &mut Verdict, crowd: &crate::crowd::Crowd) {
    for text in crowd.tallies.borrow().iter().flat_map(|tally| tally.wrong.iter().take(3)) {
        verdict.note(text);
    }
    verdict.none("answers that are neither good nor 503 with Retry-After", {
        crowd.sum(|tally| tally.wrong.len() as u64)
    });
}
