//! The queue before the ballot box, and the thread that empties it a batch at a time.
//! Bounded: when it is full the answer is 503 at once. Answers nobody before the batch is durable.

use std::{sync::mpsc, thread};

use tokio::sync::oneshot;

use super::{Ballot, Outcome};
use crate::error::{Code, Error, Result};

/// Ballots that may wait.
const QUEUE: usize = 4_096;
/// Ballots in one batch at the most.
const BATCH: usize = 500;

/// Makes a batch of ballots durable.
pub trait Counting: Send + 'static {
    /// Waits until a batch may be counted, before it is known which ballots it has. Errs when none can be.
    fn ready(&mut self) -> Result<()> {
        Ok(())
    }

    /// Answers the outcomes in the order of the ballots, or why none of them counts.
    fn count(&mut self, ballots: Vec<Ballot>) -> Result<Vec<Result<Outcome>>>;
}

type Waiting = (Ballot, oneshot::Sender<Result<Outcome>>);

/// The way into the box; the thread ends, with its queue drained, when this is dropped.
pub struct Queue(mpsc::SyncSender<Waiting>);

impl Queue {
    /// Starts the thread.
    pub fn start(counting: impl Counting) -> Result<(Self, thread::JoinHandle<()>)> {
        let (sender, waiting) = mpsc::sync_channel(QUEUE);
        let handle = thread::Builder::new()
            .name("ballots".to_owned())
            .spawn(move || serve(counting, &waiting))
            .map_err(|error| Error::internal(format!("no ballot thread: {error}")))?;
        Ok((Self(sender), handle))
    }

    /// Hands a ballot in; errs at once when the queue is full.
    pub fn send(&self, ballot: Ballot) -> Result<oneshot::Receiver<Result<Outcome>>> {
        let (reply, outcome) = oneshot::channel();
        self.0.try_send((ballot, reply)).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => Error::unavailable("the ballots' queue is full"),
            mpsc::TrySendError::Disconnected(_) => Error::unavailable("the ballot thread has ended"),
        })?;
        Ok(outcome)
    }
}

fn serve(mut counting: impl Counting, waiting: &mpsc::Receiver<Waiting>) {
    while let Ok(first) = waiting.recv() {
        let ready = counting.ready();
        let batch = std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1));
        let (ballots, replies): (Vec<_>, Vec<_>) = batch.unzip();
        metrics::histogram!("yousaid_ballot_batch").record(ballots.len() as f64);
        match ready.and_then(|()| counting.count(ballots)) {
            Ok(outcomes) => {
                let mut outcomes = outcomes.into_iter();
                for reply in replies {
                    answer(reply, outcomes.next().unwrap_or_else(|| Err(super::apply::without_outcome())));
                }
            }
            Err(error) => {
                tracing::error!(%error, "a batch of ballots was not counted");
                replies.into_iter().for_each(|reply| answer(reply, Err(error.clone())));
            }
        }
    }
}

fn answer(reply: oneshot::Sender<Result<Outcome>>, outcome: Result<Outcome>) {
    if let Err(error) = outcome.as_ref()
        && error.code == Code::Internal
    {
        tracing::error!(%error, "a ballot failed");
    }
    // A caller that went away has no use for the answer.
    let _ = reply.send(outcome);
}
