//! Reads in a large project: ranked pages, pages far down, lists of screens, similar requests, and what only the team sees.
//! One at a time on one connection, so that the latency is the server's alone.

use std::time::Instant;

use serde_json::json;

use crate::{
    Result,
    fixture::Fixture,
    process::{HOST, Process},
    sample::Sample,
    wire::{self, Wire},
};

/// Pages that are read to get far down, of a hundred requests each.
const DEEP: usize = 200;
/// Screens that are read one by one.
const FEW: usize = 12;

/// Sends each once; every response must be 200.
pub async fn each(server: &Process, requests: &[Vec<u8>]) -> Result<Sample> {
    let mut wire = Wire::open(server.port).await?;
    let (begun, mut sample) = (Instant::now(), Sample::new()?);
    for request in requests {
        let since = Instant::now();
        let answer = wire.ask(request).await?;
        let status = answer.status;
        sample.count(status == 200, status, since);
    }
    sample.close(begun.elapsed(), std::time::Duration::ZERO);
    Ok(sample)
}

/// The first page of each order, this many times.
pub fn ranked(fixture: &Fixture, times: usize) -> Vec<Vec<u8>> {
    let orders = ["hot", "top", "new"].iter().cycle().take(times);
    orders.map(|order| team(fixture, &format!("order={order}&limit=50"))).collect()
}

/// What the ranked list is narrowed to, from what most requests are to what none is.
const FILTERS: [&str; 8] = [
    "status=new,under_review",
    "status=under_review",
    "status=planned",
    "status=in_progress",
    "status=shipped,declined",
    "kind=problem",
    "kind=problem&status=in_progress",
    "kind=feature&status=new",
];

/// The first page of each order with each filter, this many times.
pub fn narrowed(fixture: &Fixture, times: usize) -> Vec<Vec<u8>> {
    let each =
        ["hot", "top", "new"].iter().flat_map(|order| FILTERS.iter().map(move |filter| (order, filter)));
    let asked = each.cycle().take(times);
    asked.map(|(order, filter)| team(fixture, &format!("order={order}&limit=50&{filter}"))).collect()
}

/// The pages far down that the cursors lead to, in order.
pub async fn deep(fixture: &Fixture, server: &Process) -> Result<Vec<Vec<u8>>> {
    let mut wire = Wire::open(server.port).await?;
    let mut pages = Vec::with_capacity(DEEP);
    let mut next = team(fixture, "order=hot&limit=100");
    for _ in 0..DEEP {
        let page = wire.ask(&next).await?.json(200)?;
        let cursor =
            page.get("next").and_then(|cursor| cursor.as_str()).ok_or("a page without a next one")?;
        next = team(fixture, &format!("order=hot&limit=50&cursor={cursor}"));
        pages.push(next.clone());
    }
    Ok(pages)
}

/// The overview of the project, this many times.
pub fn overviews(fixture: &Fixture, times: usize) -> Vec<Vec<u8>> {
    (0..times).map(|_| member(fixture, "overview")).collect()
}

/// The lists of screens in each order, their picture by weeks, and each of the first screens, this many times.
pub fn screens(fixture: &Fixture, ids: &[String], times: usize) -> Vec<Vec<u8>> {
    let orders = ["attention", "score", "answers", "route"];
    let lists = orders.iter().map(|order| format!("screens?order={order}&limit=100"));
    let pictures = orders.iter().map(|order| format!("screens/weeks?order={order}"));
    let details = ids.iter().take(FEW).map(|id| format!("screens/{id}"));
    let paths: Vec<String> = lists.chain(pictures).chain(details).collect();
    paths.iter().cycle().take(times).map(|path| member(fixture, path)).collect()
}

/// The first requests as other rankings would have them: by other weights, and by another half-life, this many times.
pub fn trials(fixture: &Fixture, times: usize) -> Vec<Vec<u8>> {
    let path = format!("/v1/projects/{}/ranking/try", fixture.project);
    let tried = |n: usize| {
        let (turn, step) = (n % 3, (n / 3) as f64);
        let weights = |votes: f64, comments: f64| json!({ "votes": votes, "reports": 3.0, "unhelpful": 0.2, "comments": comments });
        let wanted = match turn {
            0 => json!({ "weights": weights(1.5 + step / 10.0, 0.2), "half_life_days": 14.0 }),
            1 => json!({ "weights": weights(1.0, 2.0 + step), "half_life_days": 14.0 }),
            _ => json!({ "weights": weights(1.0, 0.2), "half_life_days": 15.0 + step }),
        };
        let mut request = Vec::new();
        let headers = [("Yousaid-Csrf", "1"), ("Cookie", fixture.cookie.as_str())];
        wire::request(&mut request, "POST", &path, &headers, &wanted.to_string());
        request
    };
    (0..times).map(tried).collect()
}

/// The list of each screen.
pub fn lists(fixture: &Fixture, routes: &[String]) -> Vec<Vec<u8>> {
    routes.iter().map(|route| widget(fixture, &format!("requests?screen={}", quoted(route)))).collect()
}

/// The requests that are similar to each of these texts.
pub fn alike(fixture: &Fixture, texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| widget(fixture, &format!("requests/similar?q={}", quoted(text)))).collect()
}

fn quoted(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn team(fixture: &Fixture, query: &str) -> Vec<u8> {
    member(fixture, &format!("requests?{query}"))
}

fn member(fixture: &Fixture, rest: &str) -> Vec<u8> {
    get(&format!("/v1/projects/{}/{rest}", fixture.project), &[("Cookie", &fixture.cookie)])
}

fn widget(fixture: &Fixture, rest: &str) -> Vec<u8> {
    get(&format!("/v1/p/{}/{rest}", fixture.key), &[("Origin", HOST)])
}

fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = Vec::new();
    wire::request(&mut request, "GET", path, headers, "");
    request
}
