//! Everything that the clients of a run have in common: the fixture, the ledger, and where the servers are.
//! Sends nothing itself but the pass over all votes at the end.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;
use yousaid_load::{
    Result,
    fixture::{self, Fixture},
    process::{HOST, Process},
    wire::{self, Wire},
};

use crate::{
    client::{Client, Manner},
    ledger::{Ledger, Pair},
    tally::Tally,
};

/// Whether the clients go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// They do.
    On,
    /// They bring through what they have begun, with all its tries.
    Finishing,
    /// They end with the request that is under way.
    Ending,
}

/// Screens that votes are cast from.
const SCREENS: usize = 4;

/// Connections of the pass over all votes.
const PASSING: usize = 32;

/// The ids of the visitors, in their order in the fixture.
pub struct Names(pub Vec<String>);

impl Names {
    /// Asks each visitor's token who it is.
    pub async fn ask(server: &Process, fixture: &Fixture) -> Result<Self> {
        let mut wire = Wire::open(server.port).await?;
        let mut names = Vec::with_capacity(fixture.visitors.len());
        let mut request = Vec::new();
        for token in &fixture.visitors {
            let path = format!("/v1/p/{}/me", fixture.key);
            wire::request(&mut request, "GET", &path, &[("Origin", HOST), ("Authorization", token)], "");
            let me = wire.ask(&request).await?.json(200)?;
            let id = me.pointer("/visitor/id").and_then(|id| id.as_str());
            names.push(id.ok_or("a visitor without an id")?.to_owned());
        }
        Ok(Self(names))
    }
}

/// Everything that the clients have in common.
pub struct Crowd {
    /// What is voted on, and by whom.
    pub fixture: Fixture,
    /// What was acknowledged.
    pub ledger: RefCell<Ledger>,
    /// The servers' ports; 0 for one that is away. A client keeps to its own while that is there.
    pub ports: RefCell<Vec<u16>>,
    /// What was met, by the server that a client calls its own.
    pub tallies: RefCell<Vec<Tally>>,
    /// Since when every write fails; no acknowledged change may be newer.
    pub broken: Cell<Option<Instant>>,
    /// Whether the clients go on.
    pub going: Cell<Going>,
}

impl Crowd {
    /// Clients of so many servers.
    pub fn new(fixture: Fixture, ports: Vec<u16>) -> Result<Rc<Self>> {
        let ledger = RefCell::new(Ledger::new(fixture.requests.len(), fixture.visitors.len()));
        let tallies = ports.iter().map(|_| Tally::new()).collect::<Result<Vec<_>>>()?;
        Ok(Rc::new(Self {
            fixture,
            ledger,
            ports: RefCell::new(ports),
            tallies: RefCell::new(tallies),
            broken: Cell::new(None),
            going: Cell::new(Going::On),
        }))
    }

    /// Lets the clients begin.
    pub fn begin(self: &Rc<Self>, manner: Manner) -> Vec<JoinHandle<()>> {
        self.going.set(Going::On);
        let client = |number| actix_web::rt::spawn(Client::new(self, manner, number).act());
        (0..manner.connections).map(client).collect()
    }

    /// Tells them to end after the request that is under way.
    pub fn stop(&self) {
        self.going.set(Going::Ending);
    }

    /// Waits until they have ended with the request that was under way.
    pub async fn end(&self, clients: Vec<JoinHandle<()>>) -> Result<()> {
        self.stop();
        Self::joined(clients).await
    }

    /// Waits until they have brought through what they had begun.
    pub async fn finish(&self, clients: Vec<JoinHandle<()>>) -> Result<()> {
        self.going.set(Going::Finishing);
        Self::joined(clients).await
    }

    async fn joined(clients: Vec<JoinHandle<()>>) -> Result<()> {
        for client in clients {
            client.await.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Waits until so many operations were acknowledged; fails when the crowd stands still for a minute.
    pub async fn until(&self, acknowledged: u64) -> Result<()> {
        let (mut moved, mut last) = (Instant::now(), 0);
        loop {
            let now = self.ledger.borrow().acknowledged;
            if now >= acknowledged {
                return Ok(());
            }
            if now != last {
                (moved, last) = (Instant::now(), now);
            }
            if moved.elapsed() > Duration::from_secs(60) {
                return Err("no operation was acknowledged for a minute".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until so many more operations were acknowledged.
    pub async fn more(&self, operations: u64) -> Result<()> {
        let before = self.ledger.borrow().acknowledged;
        self.until(before + operations).await
    }

    /// Sums up something of every tally.
    pub fn sum(&self, of: impl Fn(&Tally) -> u64) -> u64 {
        self.tallies.borrow().iter().map(of).sum()
    }

    /// Notes something in the tally of a server.
    pub fn tell(&self, home: usize, what: impl FnOnce(&mut Tally)) {
        if let Some(tally) = self.tallies.borrow_mut().get_mut(home) {
            what(tally);
        }
    }

    /// The client's own server, or another one while that is away.
    pub fn port(&self, home: usize) -> Option<u16> {
        let ports = self.ports.borrow();
        let own = ports.get(home).copied().filter(|port| *port != 0);
        own.or_else(|| ports.iter().copied().find(|port| *port != 0))
    }

    /// Makes an operation on a vote: a request that casts it or takes it back.
    pub fn operation(&self, (request, visitor): Pair, cast: bool, into: &mut Vec<u8>) {
        let (Some(id), Some(token)) =
            (self.fixture.requests.get(request), self.fixture.visitors.get(visitor))
        else {
            return;
        };
        let path = format!("/v1/p/{}/requests/{id}/vote", self.fixture.key);
        let headers = [("Origin", HOST), ("Authorization", token.as_str())];
        let screen = request % SCREENS;
        let body = match cast {
            true => {
                format!(r#"{{"screen":{{"route":"{}","title":"List {screen}"}}}}"#, fixture::route(screen))
            }
            false => String::new(),
        };
        wire::request(into, if cast { "PUT" } else { "DELETE" }, &path, &headers, &body);
    }

    /// Casts every vote that is known to be cast once more, and takes back what is known to be taken back: nothing may
    /// change by that. The ledger counts what does.
    pub async fn pass(self: &Rc<Self>, port: u16) -> Result<()> {
        let loops: Vec<_> =
            (0..PASSING).map(|turn| actix_web::rt::spawn(one_pass(Rc::clone(self), port, turn))).collect();
        for one in loops {
            one.await.map_err(|error| error.to_string())??;
        }
        Ok(())
    }
}

async fn one_pass(crowd: Rc<Crowd>, port: u16, turn: usize) -> Result<()> {
    let mut wire = Wire::open(port).await?;
    let mut request = Vec::new();
    for visitor in (turn..crowd.fixture.visitors.len()).step_by(PASSING) {
        for pair in (0..crowd.fixture.requests.len()).map(|request| (request, visitor)) {
            let Some(cast) = crowd.ledger.borrow_mut().cast(pair) else { continue };
            crowd.operation(pair, cast, &mut request);
            let answer = wire.ask(&request).await?.json(200)?;
            let changed = answer.get("changed").and_then(|changed| changed.as_bool());
            crowd.ledger.borrow_mut().acknowledge(pair, cast, changed.unwrap_or(true));
        }
    }
    Ok(())
}
