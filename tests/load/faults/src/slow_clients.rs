//! Thousands of clients who begin a request and never end it: they are answered 4xx or closed, and those who vote
//! meanwhile wait no longer than without them, by twice at the most.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use yousaid_load::{Result, process::HOST};

use crate::{
    client::Manner,
    crowd::Crowd,
    disk,
    nodes::wait,
    stage::{Cast, Stage, compare_all},
    tally::Tally,
    verdict::Verdict,
};

/// Voters at the same time.
const MANNER: Manner = Manner { connections: 16, retries: 0 };

/// How long a client that never ends may stay: the server grants ten seconds to a head, and thirty to a body.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs it on SQLite.
pub async fn run(stage: &Stage) -> Result<bool> {
    let (clients, seconds) = stage.size((500, 1), (5_000, 10));
    let ground =
        format!("{clients} who never end their request, half of them in its head and half in its body");
    let mut verdict = Verdict::of("slow clients", &ground, stage.short);
    let cast = stage.found(stage.place("slow", None)?).await?;
    let time = Duration::from_secs(seconds);
    let without = votes_for(&cast.crowd, time).await?;
    let begun = Instant::now();
    let mut slow = Vec::with_capacity(clients);
    for number in 0..clients {
        slow.push(begin(&cast, number % 2 == 0).await?);
    }
    let with = votes_for(&cast.crowd, time).await?;
    for (tally, name) in [(&without, "without"), (&with, "with")] {
        verdict.note(&format!(
            "{name} them: {} votes, p50 {:.1} p99 {:.1} longest {:.1} ms",
            tally.done(),
            wait(tally, 0.5),
            wait(tally, 0.99),
            wait(tally, 1.0)
        ));
    }
    verdict.none("votes not answered or refused", with.unanswered + with.refused + with.failed);
    verdict.measured_at_most("times the p99 of the others", wait(&with, 0.99) / wait(&without, 0.99), 2.0);
    if stage.short {
        // The server, told to end, would wait for them.
        drop(slow);
    } else {
        let (mut left, end) = ([0u64; 2], begun + PATIENCE);
        for (number, stream) in slow.into_iter().enumerate() {
            let gone = sent_away(stream, end).await;
            left.iter_mut().skip(number % 2).take(1).for_each(|left| *left += u64::from(!gone));
        }
        let [heads, bodies] = left;
        verdict.none("clients in their head who were let stay", heads);
        verdict.none("clients in their body who were let stay", bodies);
    }
    disk::wrong(&mut verdict, &cast.crowd);
    let Cast { place, server, crowd, truth } = cast;
    compare_all(stage, &mut verdict, Cast { place, server, crowd, truth }).await?;
    Ok(verdict.reached())
}

/// Lets the crowd vote for so long, and returns what it met.
async fn votes_for(crowd: &Rc<Crowd>, time: Duration) -> Result<Tally> {
    crowd.tallies.replace(vec![Tally::new()?]);
    let clients = crowd.begin(MANNER);
    tokio::time::sleep(time).await;
    crowd.end(clients).await?;
    crowd.tallies.replace(vec![Tally::new()?]).pop().ok_or_else(|| "no tally".to_owned())
}

/// Begins a request, of which the rest never comes.
async fn begin(cast: &Cast, head: bool) -> Result<TcpStream> {
    let told = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", cast.server.port)).await.map_err(told)?;
    let (key, token) = (&cast.crowd.fixture.key, cast.crowd.fixture.visitors.first().ok_or("no visitor")?);
    let mut text = format!("PUT /v1/p/{key}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {HOST}\r\n");
    if !head {
        text.push_str(&format!(
            "Authorization: {token}\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{{"
        ));
    }
    stream.write_all(text.as_bytes()).await.map_err(told)?;
    Ok(stream)
}

/// Whether a client is answered or closed before the end.
async fn sent_away(mut stream: TcpStream, end: Instant) -> bool {
    let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    tokio::time::timeout(left, stream.read(&mut [0; 64])).await.is_ok()
}
