//! The public board of a busy project: each page rendered again after a vote, and kept ones against a file of their size; then
//! a decision that many wait for against one that few do, and what is new for who returns.
//! Everything is created through the API but the filled requests and votes.

use std::{rc::Rc, time::Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::{
    Result,
    asking::{looking, reading::Reading},
    bench::{Bench, Contest, Need, Setting},
    drive::drive,
    fill::Size,
    process::HOST,
    sample::Sample,
    say, table,
    wire::{self, Answer, Wire},
};

/// The settings of the benchmark.
#[derive(Args)]
pub struct Plan {
    #[command(flatten)]
    setting: Setting,
    /// Requests of the board.
    #[arg(long, default_value_t = 10_000)]
    requests: u32,
    /// Votes on them.
    #[arg(long, default_value_t = 100_000)]
    votes: u64,
    /// Comments on them.
    #[arg(long, default_value_t = 20_000)]
    comments: usize,
    /// Voters of the request that is decided.
    #[arg(long, default_value_t = 100_000)]
    voters: usize,
    /// Times that each page is rendered.
    #[arg(long, default_value_t = 200)]
    times: usize,
}

/// Requests created through the API: those that are decided.
const DECIDED: usize = 300;
/// Release notes.
const NOTES: usize = 60;
/// Requests of which each has its share of the comments.
const DISCUSSED: usize = 100;
/// Decisions that are timed, of each kind.
const TIMED: usize = 30;

/// Fills, reads and decides, and prints a row of each.
pub async fn run(plan: &Plan) -> Result<()> {
    let (setting, bench) = (&plan.setting, Bench::new(&plan.setting)?);
    let size =
        Size { votes: plan.votes, requests: plan.requests, visitors: 50_000, screens: 50, ..Size::default() };
    let need =
        Need { requests: DECIDED, screens: 10, visitors: plan.voters, naive: false, filled: Some(size) };
    let contest = bench.contest("board", setting, &need).await?;
    say(&format!(
        "{} requests, {} votes and {} comments, {}",
        plan.requests,
        plan.votes,
        plan.comments,
        setting.ground(bench.flush)
    ));
    let team = Team { contest: &contest };
    team.furnish(plan).await?;
    pages(plan, &team).await?;
    decisions(&team).await?;
    contest.end()
}

/// The team of the project.
struct Team<'c> {
    contest: &'c Contest,
}

impl Team<'_> {
    fn port(&self) -> Result<u16> {
        Ok(self.contest.ours.servers.first().ok_or("no server")?.port)
    }

    async fn send(
        &self,
        wire: &mut Wire,
        method: &str,
        rest: &str,
        etag: &str,
        body: &Value,
    ) -> Result<(u16, Value)> {
        let fixture = &self.contest.fixture;
        let once = uuid::Uuid::now_v7().to_string();
        let mut headers = vec![("Yousaid-Csrf", "1"), ("Cookie", fixture.cookie.as_str())];
        match method {
            "POST" if etag.is_empty() => headers.push(("Idempotency-Key", &once)),
            _ => headers.push(("If-Match", if etag.is_empty() { "*" } else { etag })),
        }
        let mut request = Vec::new();
        let text = if method == "GET" { String::new() } else { body.to_string() };
        wire::request(
            &mut request,
            method,
            &format!("/v1/projects/{}{rest}", fixture.project),
            &headers,
            &text,
        );
        let answer = wire.ask(&request).await?;
        let status = answer.status;
        if status >= 400 {
            return Err(format!("{method} {rest}: {status} {}", String::from_utf8_lossy(answer.body)));
        }
        let body = if answer.body.is_empty() { Value::Null } else { answer.json(status)? };
        Ok((status, body))
    }

    /// Decides on a request; returns how long it took, in milliseconds.
    async fn decide(&self, wire: &mut Wire, request: &str, status: &str) -> Result<f64> {
        let (_, detail) = self.send(wire, "GET", &format!("/requests/{request}"), "", &Value::Null).await?;
        let version = detail.get("version").cloned().unwrap_or(Value::Null);
        let action =
            json!({"type": "decide", "status": status, "message": "As **many** of you asked.\n\nSoon."});
        let body = json!({"action": action, "requests": [{"id": request, "version": version}]});
        let since = Instant::now();
        let (_, out) = self.send(wire, "POST", "/triage", "", &body).await?;
        let took = since.elapsed().as_secs_f64() * 1_000.0;
        match out.get("refused").and_then(Value::as_array).filter(|refused| !refused.is_empty()) {
            Some(refused) => Err(format!("{refused:?}")),
            None => Ok(took),
        }
    }

    /// Opens the board, and adds decisions, release notes and comments.
    async fn furnish(&self, plan: &Plan) -> Result<()> {
        let mut wire = Wire::open(self.port()?).await?;
        self.send(&mut wire, "PATCH", "", "", &json!({"board": "public", "publish_measures": true})).await?;
        let requests = self.contest.fixture.requests.clone();
        for (n, request) in requests.iter().enumerate() {
            let status =
                ["planned", "in_progress", "shipped", "declined"].get(n % 4).copied().unwrap_or("planned");
            self.decide(&mut wire, request, status).await?;
        }
        for n in 0..NOTES {
            let linked: Vec<_> = requests.iter().skip(n * 4).take(4).collect();
            let text =
                "A **sentence** of the release note, with a [link](https://example.com).\n\n".repeat(8);
            let note = json!({"title": format!("Version {n}"), "body": text, "requests": linked});
            let (_, made) = self.send(&mut wire, "POST", "/release_notes", "", &note).await?;
            let id = made.get("id").and_then(Value::as_str).ok_or("no id")?.to_owned();
            self.send(&mut wire, "POST", &format!("/release_notes/{id}/publish"), "\"1\"", &json!({}))
                .await?;
        }
        let fixture = &self.contest.fixture;
        let mut request = Vec::new();
        for n in 0..plan.comments {
            let (Some(on), Some(visitor)) = (
                requests.get(n % DISCUSSED.min(requests.len())),
                fixture.visitors.get(n % fixture.visitors.len().max(1)),
            ) else {
                break;
            };
            let path = format!("/v1/p/{}/requests/{on}/comments", fixture.key);
            let body = json!({"body": format!("Comment {n}: we need this **every day** for our books.")})
                .to_string();
            let once = uuid::Uuid::now_v7().to_string();
            let headers = [("Origin", HOST), ("Authorization", visitor), ("Idempotency-Key", &once)];
            wire::request(&mut request, "POST", &path, &headers, &body);
            wire.ask(&request).await?.json(201)?;
        }
        Ok(())
    }
}

fn get(path: &str) -> Vec<u8> {
    let mut request = Vec::new();
    wire::request(&mut request, "GET", path, &[], "");
    request
}

async fn pages(plan: &Plan, team: &Team<'_>) -> Result<()> {
    let mut wire = Wire::open(team.port()?).await?;
    let start = wire.ask(&get("/b/kontor/")).await?;
    let page = String::from_utf8_lossy(start.body).into_owned();
    let request = address(&wire.ask(&get("/b/kontor/r/1")).await?);
    let next = between(&page, "rel=\"next\" href=\"", "\"").replace("&#38;", "&");
    let style = between(&page, "rel=\"stylesheet\" href=\"", "\"").to_owned();
    let paths: [(&str, &str); 13] = [
        ("list", "/b/kontor/"),
        ("its second page", &next),
        ("narrowed", "/b/kontor/?status=planned&order=top"),
        ("a search", "/b/kontor/?q=export"),
        ("a request", &request),
        ("roadmap", "/b/kontor/roadmap"),
        ("changelog", "/b/kontor/changelog"),
        ("a release note", "/b/kontor/changelog/version-1"),
        ("proposals", "/b/kontor/proposals"),
        ("measures", "/b/kontor/measures"),
        ("credits", "/b/kontor/credits"),
        ("said", "/b/kontor/said"),
        ("feed of decisions", "/b/kontor/decisions.atom"),
    ];
    say(&format!(
        "{:<28} {:>7} {:>8} {:>8} {:>8} {:>9}",
        "rendered after a vote", "n", "p50 ms", "p95 ms", "max ms", "bytes"
    ));
    for (name, path) in paths {
        let mut sample = Sample::new()?;
        let mut bytes = 0;
        for n in 0..plan.times {
            vote(team, &mut wire, n).await?;
            let asked = get(path);
            let since = Instant::now();
            let answer = wire.ask(&asked).await?;
            sample.count(answer.status == 200, answer.status, since);
            bytes = answer.body.len();
        }
        let at = |share: f64| sample.latency.value_at_quantile(share) as f64 / 1_000.0;
        let errors = if sample.bad() > 0 { crate::sample::errors([&sample]) } else { String::new() };
        say(&format!(
            "{name:<28} {:>7} {:>8.2} {:>8.2} {:>8.2} {bytes:>9} {errors}",
            plan.times,
            at(0.5),
            at(0.95),
            at(1.0)
        ));
    }
    say(&format!("{} {:>9} {:>11}", table::head(), "bytes", "/ file"));
    let (setting, servers) = (&plan.setting, &team.contest.ours.servers);
    let mut rows = Vec::new();
    for path in [style.as_str(), "/b/kontor/", &request, "/b/kontor/changelog"] {
        let bytes = wire.ask(&get(path)).await?.body.len();
        rows.push((path, bytes, Vec::new()));
    }
    for _ in 0..setting.rounds() {
        for (path, _, samples) in &mut rows {
            let asking = Rc::new(Reading::page(path));
            samples.push(drive(servers, setting.connections, setting.time(), asking).await?);
        }
    }
    if let Some((_, _, file)) = rows.first() {
        for (path, bytes, samples) in &rows {
            let share = 100.0 * table::ratio(samples, file);
            let name: String = path.chars().take(28).collect();
            say(&format!("{} {bytes:>9} {share:>9.1} %", table::row(&name, samples)));
        }
    }
    Ok(())
}

/// A vote that is cast and taken back in turn, so that no page is as it was.
async fn vote(team: &Team<'_>, wire: &mut Wire, n: usize) -> Result<()> {
    let fixture = &team.contest.fixture;
    // The first is planned, so it can be voted on.
    let on = fixture.requests.first().ok_or("no request")?;
    let visitor = fixture.visitors.get(n / 2).ok_or("no visitor")?;
    let path = format!("/v1/p/{}/requests/{on}/vote", fixture.key);
    let (method, body) = if n.is_multiple_of(2) { ("PUT", "{}") } else { ("DELETE", "") };
    let mut request = Vec::new();
    wire::request(&mut request, method, &path, &[("Origin", HOST), ("Authorization", visitor)], body);
    wire.ask(&request).await?.json(200).map(|_| ())
}

fn address(answer: &Answer<'_>) -> String {
    answer.header("location").unwrap_or_default().to_owned()
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

/// Decides again and again on what everybody and on what somebody voted for, and reads what is new for some of the voters.
async fn decisions(team: &Team<'_>) -> Result<()> {
    let mut wire = Wire::open(team.port()?).await?;
    let fixture = &team.contest.fixture;
    // The request that every visitor of the fixture voted on was created last.
    let rest = "/requests?order=top&limit=1";
    let (_, top) = team.send(&mut wire, "GET", rest, "", &Value::Null).await?;
    let top = top.pointer("/items/0").cloned().unwrap_or(Value::Null);
    let many = top.get("id").and_then(Value::as_str).ok_or("no request")?.to_owned();
    let few = fixture.requests.last().ok_or("no request")?.clone();
    say(&format!(
        "decisions on a request with {} votes, and on one with few",
        top.get("votes").unwrap_or(&Value::Null)
    ));
    let (mut of_many, mut of_few) = (Vec::new(), Vec::new());
    for n in 0..TIMED {
        let status = if n.is_multiple_of(2) { "planned" } else { "in_progress" };
        of_many.push(team.decide(&mut wire, &many, status).await?);
        of_few.push(team.decide(&mut wire, &few, status).await?);
    }
    let (many, few) = (table::median(of_many.into_iter()), table::median(of_few.into_iter()));
    say(&format!("median {many:.2} ms with many voters, {few:.2} ms with few: {:.2} times", many / few));
    let asked: Vec<_> = fixture
        .visitors
        .iter()
        .step_by((fixture.visitors.len() / 500).max(1))
        .flat_map(|visitor| {
            ["news", "news/unseen"].map(|rest| {
                let mut request = Vec::new();
                let path = format!("/v1/p/{}/{rest}", fixture.key);
                wire::request(
                    &mut request,
                    "GET",
                    &path,
                    &[("Origin", HOST), ("Authorization", visitor)],
                    "",
                );
                request
            })
        })
        .collect();
    let server = team.contest.ours.servers.first().ok_or("no server")?;
    let sample = looking::each(server, &asked).await?;
    let at = |share: f64| sample.latency.value_at_quantile(share) as f64 / 1_000.0;
    say(&format!(
        "what is new for a voter: {} asked, p50 {:.2} ms, p95 {:.2} ms, max {:.2} ms, errors {}",
        sample.latency.len(),
        at(0.5),
        at(0.95),
        at(1.0),
        crate::sample::errors([&sample])
    ));
    Ok(())
}
