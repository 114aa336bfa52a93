//! Reads: the same requests in turn, built once and sent unchanged.
//! Checks only the status of a response.

use std::{cell::Cell, rc::Rc};

use crate::{
    Result,
    drive::Asking,
    fixture::{self, Fixture},
    process::{HOST, Process},
    wire::{self, Answer, Wire},
};

/// Reads, and the expected status of each.
pub struct Reading {
    requests: Vec<Vec<u8>>,
    status: u16,
    asked: Cell<usize>,
}

impl Reading {
    fn new(requests: Vec<Vec<u8>>, status: u16) -> Self {
        Self { requests, status, asked: Cell::new(0) }
    }

    /// The handler without a database, behind the same middleware.
    pub fn nothing() -> Self {
        Self::new(vec![get("/healthz", &[])], 200)
    }

    /// A page or a file by its path.
    pub fn page(path: &str) -> Self {
        Self::new(vec![get(path, &[])], 200)
    }

    /// A file of about the size of a list, which the same server has in memory.
    pub fn file() -> Self {
        Self::new(vec![get("/widget.js", &[])], 200)
    }

    /// The list of each screen, as everybody sees it.
    pub fn lists(fixture: &Fixture, screens: usize) -> Self {
        Self::new((0..screens).map(|n| get(&list(fixture, n), &[("Origin", HOST)])).collect(), 200)
    }

    /// The same with the tag of the previous response, so that nothing has changed.
    pub async fn unchanged(fixture: &Fixture, screens: usize, server: &Process) -> Result<Self> {
        let mut wire = Wire::open(server.port).await?;
        let mut requests = Vec::with_capacity(screens);
        for n in 0..screens {
            let path = list(fixture, n);
            let answer = wire.ask(&get(&path, &[("Origin", HOST)])).await?;
            let tag = answer.header("etag").ok_or("a list without an ETag")?.to_owned();
            requests.push(get(&path, &[("Origin", HOST), ("If-None-Match", &tag)]));
        }
        Ok(Self::new(requests, 304))
    }

    /// The list of each screen with the votes of the visitor who asks, another one each time.
    pub fn own(fixture: &Fixture, screens: usize) -> Self {
        let asked = fixture.visitors.iter().enumerate().map(|(n, token)| {
            get(&list(fixture, n % screens), &[("Origin", HOST), ("Authorization", token)])
        });
        Self::new(asked.collect(), 200)
    }

    /// The first page of the team's list, by a member's session.
    pub fn dashboard(fixture: &Rc<Fixture>) -> Self {
        let path = format!("/v1/projects/{}/requests", fixture.project);
        Self::new(vec![get(&path, &[("Cookie", &fixture.cookie)])], 200)
    }
}

impl Asking for Reading {
    fn next(&self, into: &mut Vec<u8>) -> Option<usize> {
        let n = self.asked.replace(self.asked.get() + 1);
        let request = self.requests.get(n.checked_rem(self.requests.len())?)?;
        into.clear();
        into.extend_from_slice(request);
        Some(0)
    }

    fn good(&self, _kind: usize, answer: &Answer<'_>) -> bool {
        answer.status == self.status
    }
}

fn list(fixture: &Fixture, screen: usize) -> String {
    format!("/v1/p/{}/requests?screen={}", fixture.key, fixture::route(screen))
}

fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = Vec::new();
    wire::request(&mut request, "GET", path, headers, "");
    request
}
