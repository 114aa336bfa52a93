//! One client: votes and takes back for visitors of its own, notes every answer, and tries again as a good client does.
//! Judges nothing but what an answer says.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use yousaid_load::{sample::micros, wire::Wire};

use crate::{
    crowd::{Crowd, Going},
    ledger::Pair,
};

/// How long a client waits for an answer; far past every time limit of the server.
const PATIENCE: Duration = Duration::from_secs(45);

/// How clients behave.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Connections, each with one request under way.
    pub connections: usize,
    /// How often an operation is tried again.
    pub retries: usize,
}

/// How one request ended.
enum End {
    Acknowledged,
    /// Come back after so long.
    Refused(Duration),
    Unanswered,
}

/// A client of a crowd.
pub struct Client {
    crowd: Rc<Crowd>,
    manner: Manner,
    /// The place of its own server.
    home: usize,
    number: usize,
    dice: StdRng,
    wire: Option<Wire>,
    request: Vec<u8>,
}

impl Client {
    /// The client of this number; its own server follows from that.
    pub fn new(crowd: &Rc<Crowd>, manner: Manner, number: usize) -> Self {
        let home = number % crowd.ports.borrow().len().max(1);
        let seed = crowd.ledger.borrow().acknowledged ^ ((number as u64) << 40);
        let (crowd, dice) = (Rc::clone(crowd), StdRng::seed_from_u64(seed));
        Self { crowd, manner, home, number, dice, wire: None, request: Vec::new() }
    }

    /// Goes on until the crowd is told to end.
    pub async fn act(mut self) {
        let crowd = Rc::clone(&self.crowd);
        while crowd.going.get() == Going::On {
            let pair = self.choose();
            let known = crowd.ledger.borrow_mut().cast(pair);
            // Mostly what changes something, at times what should not.
            let cast = known.map_or(self.dice.random(), |cast| cast == self.dice.random_bool(0.15));
            crowd.operation(pair, cast, &mut self.request);
            self.bring_through(pair, cast).await;
        }
    }

    /// One of the votes that are this client's alone, so that no two operations on it are under way.
    fn choose(&mut self) -> Pair {
        let (requests, visitors) = (self.crowd.fixture.requests.len(), self.crowd.fixture.visitors.len());
        let own = (visitors / self.manner.connections).max(1);
        let visitor = self.dice.random_range(0..own) * self.manner.connections + self.number;
        (self.dice.random_range(0..requests), visitor % visitors)
    }

    async fn bring_through(&mut self, pair: Pair, cast: bool) {
        let crowd = Rc::clone(&self.crowd);
        for attempt in 0..=self.manner.retries {
            let sent = Instant::now();
            let wait = match self.ask(pair, cast).await {
                End::Acknowledged => {
                    return crowd.tell(self.home, |tally| {
                        if tally.tries.len() <= attempt {
                            tally.tries.resize(attempt + 1, 0);
                        }
                        tally.tries.iter_mut().skip(attempt).take(1).for_each(|n| *n += 1);
                        if attempt == 0 {
                            tally.waits.saturating_record(micros(sent.elapsed()));
                        }
                    });
                }
                // Who does not try again goes on with something else, but not at once.
                End::Refused(_) if self.manner.retries == 0 => Duration::from_millis(5),
                End::Refused(wait) => wait,
                End::Unanswered => Duration::from_millis(10),
            };
            if !self.rest(wait).await {
                return;
            }
        }
        crowd.tell(self.home, |tally| tally.failed += 1);
    }

    /// Waits; returns whether the crowd still goes on.
    async fn rest(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        while Instant::now() < end && self.crowd.going.get() != Going::Ending {
            tokio::time::sleep(Duration::from_millis(5).min(time)).await;
        }
        self.crowd.going.get() != Going::Ending
    }

    async fn ask(&mut self, pair: Pair, cast: bool) -> End {
        let crowd = Rc::clone(&self.crowd);
        let port = crowd.port(self.home);
        let mut wire = match self.wire.take().filter(|wire| Some(wire.port) == port) {
            Some(mut wire) => match wire.refresh().await {
                Ok(()) => wire,
                Err(_) => return self.unsent(),
            },
            None => match Wire::open(port.unwrap_or(0)).await {
                Ok(wire) => wire,
                Err(_) => return self.unsent(),
            },
        };
        let sent = Instant::now();
        let answer = tokio::time::timeout(PATIENCE, wire.ask(&self.request)).await;
        let answer = match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => {
                crowd.ledger.borrow_mut().leave_open(pair, cast);
                return self.unsent();
            }
        };
        let changed = answer.says(br#""changed":true"#);
        let voted = answer.says(if cast { br#""voted":true"# } else { br#""voted":false"# });
        let retry = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
        let end = match (answer.status, retry) {
            (200, _) if voted => {
                crowd.ledger.borrow_mut().acknowledge(pair, cast, changed);
                let smuggled = changed && crowd.broken.get().is_some_and(|since| sent > since);
                crowd.tell(self.home, |tally| tally.smuggled += u64::from(smuggled));
                End::Acknowledged
            }
            (503, Some(seconds)) => {
                // The commit may have been made all the same.
                crowd.ledger.borrow_mut().leave_open(pair, cast);
                crowd.tell(self.home, |tally| tally.refused += 1);
                End::Refused(Duration::from_secs(seconds))
            }
            (status, _) => {
                crowd.ledger.borrow_mut().leave_open(pair, cast);
                let text = format!("{status}: {}", String::from_utf8_lossy(answer.body));
                crowd.tell(self.home, |tally| tally.wrong.push(text));
                End::Refused(Duration::from_secs(1))
            }
        };
        self.wire = Some(wire);
        end
    }

    fn unsent(&self) -> End {
        self.crowd.tell(self.home, |tally| tally.unanswered += 1);
        End::Unanswered
    }
}
