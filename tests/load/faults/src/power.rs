//! The power goes, over and over: of the files only what was flushed is left, and of the rest as much as chance has it.
//! Nothing acknowledged is lost. And, to show that a loss would be seen: on disks that lie about flushing it is.

use std::{path::Path, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use yousaid_load::{Result, place::Place, process::Process};

use crate::{
    client::Manner,
    crowd::Crowd,
    folder::{file, lay, read, untold},
    ledger::Difference,
    recorder::Recorder,
    replay::{Disk, Rest},
    stage::{Cast, Stage, again, clean, compare_all},
    truth,
    verdict::Verdict,
};

/// Clients at the same time.
const MANNER: Manner = Manner { connections: 64, retries: 0 };

/// How long a flush takes, in microseconds: as on a good disk, so that a cut often meets one.
const FLUSH: u32 = 300;

/// What the cuts of one disk gave.
#[derive(Default)]
struct Found {
    lost: u64,
    returned: u64,
    /// Bytes that were written and not on the disk.
    gone: u64,
    /// Starts and recounts that failed, in words.
    broken: Vec<String>,
    /// Files that hold what the journal does not tell.
    untold: u64,
}

/// Runs it on SQLite.
pub async fn run(stage: &Stage) -> Result<bool> {
    let (cuts, lying) = stage.size((6, 2), (200, 20));
    let mut verdict = Verdict::of(
        "power cuts",
        &format!("SQLite, {cuts} cuts, and {lying} for each disk that lies"),
        stage.short,
    );
    let recorder = Recorder::compile(&stage.folder("power")?)?;
    first_start(stage, &recorder, &mut verdict).await?;
    let cast = stage.found(stage.place("power-data", None)?).await?;
    let (cast, found) = cut(stage, &recorder, cast, cuts, None).await?;
    verdict.at_least(
        "acknowledged operations",
        cast.crowd.ledger.borrow().acknowledged as f64,
        stage.size(1e3, 1e5),
    );
    verdict.note(&format!("{} kB of writes were not on the disk when the power went", found.gone / 1_000));
    verdict.none("acknowledged operations that were lost", found.lost);
    verdict.none("votes counted that nobody cast, or that were taken back", found.returned);
    found.broken.iter().for_each(|sentence| verdict.note(sentence));
    verdict.none("starts that failed, and files that were broken", found.broken.len() as u64);
    verdict.none("files changed in a way that the journal does not tell", found.untold);
    compare_all(stage, &mut verdict, cast).await?;
    for (name, lies) in [("of every file", ""), ("of the log", "-wal")] {
        let cast = stage.found(stage.place(&format!("power-lies{lies}"), None)?).await?;
        let (cast, found) = cut(stage, &recorder, cast, lying, Some(lies)).await?;
        drop(cast);
        let seen = found.lost + found.returned + found.broken.len() as u64;
        verdict.at_least(&format!("losses seen where flushes {name} do nothing"), seen as f64, 1.0);
    }
    Ok(verdict.reached())
}

/// The very first start, from an empty folder: once it has answered, its secret and its data outlive the power.
async fn first_start(stage: &Stage, recorder: &Recorder, verdict: &mut Verdict) -> Result<()> {
    let mut place = stage.place("power-first", None)?;
    recorder.apply(&mut place, FLUSH, None)?;
    let Cast { server, crowd, mut place, mut truth } = stage.found_for(place, 8).await?;
    server.kill()?;
    let mut disk = Disk::default();
    disk.play(&recorder.journal()?)?;
    let (image, _) = disk.cut(Rest::Nothing, &mut StdRng::seed_from_u64(0));
    lay(&image, &mut place, &stage.folder("power-first-again")?)?;
    recorder.apply(&mut place, 0, None)?;
    let (server, _) = again(stage, &place).await?;
    truth.move_to(file(place.folder()));
    // Each visitor's token must still be good, which takes the secret.
    let passed = crowd.pass(server.port).await;
    verdict
        .holds("what the first start made outlives the power", passed.is_ok() && truth.votes()?.is_empty());
    server.end()?;
    clean_outside(stage, verdict, place)
}

/// Cuts the power so many times, each time from what the last cut left.
async fn cut(
    stage: &Stage,
    recorder: &Recorder,
    cast: Cast,
    cuts: usize,
    lies: Option<&str>,
) -> Result<(Cast, Found)> {
    let mut dice = StdRng::seed_from_u64(rand::rng().random());
    let mut found = Found::default();
    let Cast { mut place, server, crowd, mut truth } = cast;
    server.end()?;
    let mut image = read(place.folder())?;
    let mut server: Option<Process> = None;
    for cut in 0..=cuts {
        let name = place.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let turn = ["-even", "-odd"].get(cut % 2).copied().unwrap_or_default();
        let folder =
            stage.folder(&format!("{}{turn}", name.trim_end_matches("-even").trim_end_matches("-odd")))?;
        lay(&image, &mut place, &folder)?;
        recorder.apply(&mut place, FLUSH, lies)?;
        let started = match again(stage, &place).await {
            Ok((started, _)) => started,
            Err(error) => {
                let last = place.read_log()?.lines().last().unwrap_or_default().to_owned();
                found.broken.push(format!("it does not start: {error}; {last}"));
                break;
            }
        };
        crowd.ports.replace(vec![started.port]);
        truth.move_to(file(place.folder()));
        match examine(&crowd, &truth, place.folder()) {
            Ok(difference) => {
                found.lost += difference.lost;
                found.returned += difference.returned;
            }
            Err(sentence) => {
                found.broken.push(sentence);
                break;
            }
        }
        if cut == cuts {
            server = Some(started);
            break;
        }
        let before = crowd.ledger.borrow().acknowledged;
        let clients = crowd.begin(MANNER);
        crowd.until(before + dice.random_range(1..3_000)).await?;
        tokio::time::sleep(Duration::from_micros(dice.random_range(0..120_000))).await;
        crowd.stop();
        started.kill()?;
        crowd.end(clients).await?;
        let mut disk = Disk::holding(&image);
        disk.play(&recorder.journal()?)?;
        found.untold += untold(&disk, &read(place.folder())?);
        let rest = match cut % 5 {
            0 | 1 => Rest::Nothing,
            2 => Rest::UpToAMoment,
            3 => Rest::Everything,
            _ => Rest::Sectors(dice.random_range(0.05..0.95)),
        };
        let (left, gone) = disk.cut(rest, &mut dice);
        image = left;
        found.gone += gone;
    }
    let server = match server {
        Some(server) => server,
        // Where it was broken, the rest of the run has an empty fixture to compare with.
        None => again(stage, &stage.place("power-broken", None)?).await?.0,
    };
    place.set("LD_PRELOAD", "");
    Ok((Cast { place, server, crowd, truth }, found))
}

fn examine(crowd: &Crowd, truth: &truth::Truth, folder: &Path) -> std::result::Result<Difference, String> {
    let whole = truth::integrity(&file(folder))?;
    if whole != "ok" {
        return Err(format!("the database is broken: {whole}"));
    }
    Ok(crowd.ledger.borrow_mut().settle(&truth.votes()?))
}

fn clean_outside(stage: &Stage, verdict: &mut Verdict, mut place: Place) -> Result<()> {
    place.set("LD_PRELOAD", "");
    clean(stage, verdict, &place)
}
