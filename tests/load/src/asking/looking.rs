//! What is looked at in a large project, each address once: ranked pages, pages far down, lists of screens, and requests
//! like a text. One after the other on one connection, so that a wait is the server's alone.

use std::time::Instant;

use crate::{
    Result,
    house::House,
    process::{HOST, Process},
    sample::Sample,
    wire::{self, Wire},
};

/// Pages that are followed for the ones far down, of a hundred requests each.
const DEEP: usize = 200;

/// Asks for each once; every answer must be 200.
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

/// The first page of each order, so many times.
pub fn ranked(house: &House, times: usize) -> Vec<Vec<u8>> {
    let orders = ["hot", "top", "new"].iter().cycle().take(times);
    orders.map(|order| team(house, &format!("order={order}&limit=50"))).collect()
}

/// The pages far down that the cursors lead to, in the order in which they come.
pub async fn deep(house: &House, server: &Process) -> Result<Vec<Vec<u8>>> {
    let mut wire = Wire::open(server.port).await?;
    let mut pages = Vec::with_capacity(DEEP);
    let mut next = team(house, "order=hot&limit=100");
    for _ in 0..DEEP {
        let page = wire.ask(&next).await?.json(200)?;
        let cursor =
            page.get("next").and_then(|cursor| cursor.as_str()).ok_or("a page without a next one")?;
        next = team(house, &format!("order=hot&limit=50&cursor={cursor}"));
        pages.push(next.clone());
    }
    Ok(pages)
}

/// The list of each screen.
pub fn lists(house: &House, routes: &[String]) -> Vec<Vec<u8>> {
    routes.iter().map(|route| widget(house, &format!("requests?screen={}", quoted(route)))).collect()
}

/// The requests that are like each of these texts.
pub fn alike(house: &House, texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| widget(house, &format!("requests/similar?q={}", quoted(text)))).collect()
}

fn quoted(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn team(house: &House, query: &str) -> Vec<u8> {
    get(&format!("/v1/projects/{}/requests?{query}", house.project), &[("Cookie", &house.cookie)])
}

fn widget(house: &House, rest: &str) -> Vec<u8> {
    get(&format!("/v1/p/{}/{rest}", house.key), &[("Origin", HOST)])
}

fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = Vec::new();
    wire::request(&mut request, "GET", path, headers, "");
    request
}
