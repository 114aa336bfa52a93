//! A reader of server-sent events, as browsers read them.

use std::{collections::VecDeque, time::Duration};

use reqwest::{Method, Response, StatusCode};
use serde_json::Value;

use crate::test_app::{Asker, items};

/// How long anything may take on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// An open stream.
pub struct Stream {
    response: Response,
    raw: Vec<u8>,
    received: VecDeque<Event>,
    /// The id of the last event, as a browser keeps it.
    pub id: String,
    /// How long the server asks the reader to wait before it reconnects.
    pub retry: Option<u64>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its data.
    pub data: Value,
}

impl Stream {
    /// Opens the stream of a project, going on after an id where there is one.
    pub async fn open(asker: &Asker, project: &str, after: Option<&str>) -> Self {
        let mut request = asker.request(Method::GET, &format!("/v1/projects/{project}/events"));
        if let Some(id) = after {
            request = request.header("Last-Event-ID", id);
        }
        Self::of(request.send().await.expect("an answer"))
    }

    /// Reads an answer as a stream.
    pub fn of(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        let kind = response.headers().get("content-type").expect("a type");
        assert_eq!(kind, "text/event-stream; charset=utf-8");
        Self { response, raw: Vec::new(), received: VecDeque::new(), id: String::new(), retry: None }
    }

    /// The headers.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// The next event; `None` once the server has ended the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.received.pop_front() {
                return Some(event);
            }
            self.read().await?;
        }
    }

    /// Reads until the stream has an id: from then on it misses nothing.
    pub async fn begun(mut self) -> Self {
        while self.id.is_empty() {
            self.read().await.expect("a stream that goes on");
        }
        self
    }

    /// The next event of a name.
    pub async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("it ended without {name}"));
            if event.name == name {
                return event;
            }
        }
    }

    /// The event of a request, once it has so many votes.
    pub async fn votes(&mut self, request: &str, votes: i64) -> Value {
        loop {
            let event = self.until("request").await;
            let found =
                items(&event.data).iter().find(|item| item["id"] == request && item["votes"] == votes);
            if let Some(item) = found {
                return item.clone();
            }
        }
    }

    /// The events received so far that no test has taken.
    pub fn events(&self) -> Vec<Event> {
        self.received.iter().cloned().collect()
    }

    /// Reads to the end of the stream.
    pub async fn end(mut self) {
        while self.next().await.is_some() {}
    }

    async fn read(&mut self) -> Option<()> {
        let chunk = tokio::time::timeout(LONG, self.response.chunk()).await.expect("a sign of life");
        // A stream that was cut off fails; one that was ended does not.
        self.raw.extend(chunk.ok()??);
        while let Some(at) = self.raw.windows(2).position(|pair| pair == b"\n\n") {
            let block: Vec<u8> = self.raw.drain(..at + 2).collect();
            self.take(&String::from_utf8(block).expect("UTF-8"));
        }
        Some(())
    }

    fn take(&mut self, block: &str) {
        let (mut name, mut data) = (String::new(), String::new());
        for line in block.lines() {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "id" => self.id = value.to_owned(),
                "event" => name = value.to_owned(),
                "data" => data.push_str(value),
                "retry" => self.retry = value.parse().ok(),
                _ => assert_eq!(field, "", "an unknown field in {block}"),
            }
        }
        if !data.is_empty() {
            let data = serde_json::from_str(&data).unwrap_or_else(|error| panic!("{error}: {data}"));
            self.received.push_back(Event { name, data });
        }
    }
}
