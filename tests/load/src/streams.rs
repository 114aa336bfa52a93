//! Event streams: what many of them cost the server while nothing happens, and how long after a vote the last one receives it.
//! Opens plain sockets and reads no more of them than it must: the generator shares the server's cores.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    time::{sleep, timeout},
};

use crate::{
    Result,
    bench::{Bench, Need, Setting},
    fixture::Fixture,
    say, table,
    wire::{self, Wire},
};

/// Timeout of every step.
const LONG: Duration = Duration::from_secs(60);
/// How long the servers are idle before their memory is read.
const REST: Duration = Duration::from_secs(2);
/// The event that a stream receives after a vote.
const VOTE_EVENT: &[u8] = b"event: request";

/// Opens this many streams and votes once per round.
pub async fn run(streams: usize, setting: &Setting, bench: &Bench) -> Result<()> {
    open_many_files(streams)?;
    let need = Need { requests: 1, screens: 1, visitors: setting.rounds() + 1, naive: false, filled: None };
    let contest = bench.contest("sse", setting, &need).await?;
    let fixture = &contest.fixture;
    let port = contest.ours.servers.first().ok_or("no server")?.port;
    let memory = || contest.ours.servers.iter().map(|server| server.memory()).sum::<f64>();
    // The first vote creates everything that is created only once.
    let (sender, mut receiver) = mpsc::unbounded_channel();
    listen(port, fixture, sender.clone()).await?;
    let mut voters = fixture.visitors.iter();
    vote(port, fixture, voters.next()).await?;
    received(&mut receiver, 1).await?;
    sleep(REST).await;
    let before = memory();

    let begun = Instant::now();
    for server in contest.ours.servers.iter().cycle().take(streams.saturating_sub(1)) {
        listen(server.port, fixture, sender.clone()).await?;
    }
    let opened = begun.elapsed();
    sleep(REST).await;
    let idle = memory();

    let mut waits: [Vec<f64>; 3] = Default::default();
    for _ in 0..setting.rounds() {
        let sent = Instant::now();
        vote(port, fixture, voters.next()).await?;
        let mut arrivals = received(&mut receiver, streams).await?;
        arrivals.sort_unstable();
        let of = [arrivals.first(), arrivals.get(streams / 2), arrivals.last()];
        for (waits, arrival) in waits.iter_mut().zip(of) {
            let arrival = arrival.ok_or("no stream received the vote")?;
            waits.push(arrival.saturating_duration_since(sent).as_secs_f64() * 1e3);
        }
        // Events that still belong to this vote are discarded.
        sleep(REST).await;
        while receiver.try_recv().is_ok() {}
    }
    let after = memory();
    say(&format!(
        "{:<28} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "sse", "streams", "MB before", "MB idle", "MB after", "kB each", "first ms", "p50 ms", "last ms"
    ));
    let [first, middle, last] = waits.map(|waits| table::median(waits.into_iter()));
    say(&format!(
        "{:<28} {streams:>9} {before:>9.1} {idle:>9.1} {after:>9.1} {:>9.1} {first:>9.0} {middle:>9.0} {last:>9.0}",
        format!("  opened in {:.1} s", opened.as_secs_f64()),
        (idle - before) * 1024.0 / streams as f64,
    ));
    contest.end()
}

/// Raises the limit of open files to one per stream, for this process and the servers that it starts.
fn open_many_files(streams: usize) -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = getrlimit(Resource::Nofile).maximum;
    if most.is_some_and(|most| most < streams as u64 + 100) {
        return Err(format!("{streams} streams need as many open files: raise the hard limit (ulimit -Hn)"));
    }
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).map_err(|error| error.to_string())
}

/// Opens a stream and waits until it sends; a task reads it from then on.
async fn listen(port: u16, fixture: &Fixture, sender: mpsc::UnboundedSender<Instant>) -> Result<()> {
    let failed = |error: std::io::Error| format!("a stream: {error}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(failed)?;
    let mut request = Vec::new();
    let path = format!("/v1/projects/{}/events", fixture.project);
    wire::request(&mut request, "GET", &path, &[("Cookie", &fixture.cookie)], "");
    stream.write_all(&request).await.map_err(failed)?;
    let mut read = Vec::with_capacity(2048);
    while !read.windows(3).any(|three| three == b":\ni") {
        let n = timeout(LONG, stream.read_buf(&mut read)).await.map_err(|error| error.to_string())?;
        if n.map_err(failed)? == 0 {
            return Err(format!("no stream: {}", String::from_utf8_lossy(&read)));
        }
    }
    actix_web::rt::spawn(async move {
        read.clear();
        while let Ok(1..) = stream.read_buf(&mut read).await {
            if read.windows(VOTE_EVENT.len()).any(|part| part == VOTE_EVENT) {
                let _ = sender.send(Instant::now());
            }
            // An event arrives in one read: it is too short to be split.
            read.clear();
        }
    });
    Ok(())
}

/// The times at which this many streams received the event.
async fn received(receiver: &mut mpsc::UnboundedReceiver<Instant>, streams: usize) -> Result<Vec<Instant>> {
    let mut arrivals = Vec::with_capacity(streams);
    while arrivals.len() < streams {
        let arrival = timeout(LONG, receiver.recv()).await;
        let arrival =
            arrival.map_err(|_late| format!("{} of {streams} streams received the vote", arrivals.len()))?;
        arrivals.push(arrival.ok_or("no streams")?);
    }
    Ok(arrivals)
}

async fn vote(port: u16, fixture: &Fixture, voter: Option<&String>) -> Result<()> {
    let (token, request) = voter.zip(fixture.requests.first()).ok_or("no vote is left")?;
    let mut ask = Vec::new();
    let path = format!("/v1/p/{}/requests/{request}/vote", fixture.key);
    let headers = [("Origin", crate::process::HOST), ("Authorization", token.as_str())];
    wire::request(&mut ask, "PUT", &path, &headers, "{}");
    Wire::open(port).await?.ask(&ask).await?.json(200).map(drop)
}
