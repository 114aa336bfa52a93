//! A queue of votes, answers or views, and the threads that write it a batch at a time.
//! Bounded: when it is full the answer is 503 at once. Answers nobody before the batch is durable.

use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use tokio::sync::oneshot;

use crate::error::{Code, Error, Result};

/// Items that may wait.
const QUEUE: usize = 4_096;
/// Maximum number of items in a batch.
const BATCH: usize = 500;

/// Commits a batch of one kind.
pub trait Counting: Send + 'static {
    /// What is counted.
    type Item: Send + 'static;
    /// What becomes of one.
    type Outcome: Send + 'static;
    /// What the items are called in logs and measures.
    const KIND: &'static str;

    /// Waits until a batch may be counted, before it is known what is in it. Fails when none can be.
    fn ready(&mut self) -> Result<()> {
        Ok(())
    }

    /// Returns the outcomes in the order of the items, or why none of them counts.
    fn count(&mut self, items: Vec<Self::Item>) -> Result<Vec<Result<Self::Outcome>>>;
}

type Waiting<I, O> = (I, oneshot::Sender<Result<O>>);

/// A queue; its threads end, with their queue drained, when this is dropped.
pub struct Queue<I, O>(Sender<Waiting<I, O>>);

impl<I: Send + 'static, O: Send + 'static> Queue<I, O> {
    /// Starts a thread for each that counts: the next free thread takes what waits then.
    pub fn start<C>(counting: Vec<C>) -> Result<(Self, Vec<thread::JoinHandle<()>>)>
    where
        C: Counting<Item = I, Outcome = O>,
    {
        let (sender, waiting) = crossbeam_channel::bounded(QUEUE);
        let spawn = |counting| {
            let waiting = waiting.clone();
            thread::Builder::new()
                .name(C::KIND.to_owned())
                .spawn(move || serve(counting, &waiting))
                .map_err(|error| Error::internal(format!("no thread for {}: {error}", C::KIND)))
        };
        let threads = counting.into_iter().map(spawn).collect::<Result<_>>()?;
        Ok((Self(sender), threads))
    }

    /// Hands an item in; fails at once when the queue is full.
    pub fn send(&self, item: I) -> Result<oneshot::Receiver<Result<O>>> {
        let (reply, outcome) = oneshot::channel();
        self.0.try_send((item, reply)).map_err(|error| match error {
            TrySendError::Full(_) => Error::unavailable("the queue is full"),
            TrySendError::Disconnected(_) => Error::unavailable("the thread of the queue has ended"),
        })?;
        Ok(outcome)
    }
}

fn serve<C: Counting>(mut counting: C, waiting: &Receiver<Waiting<C::Item, C::Outcome>>) {
    while let Ok(first) = waiting.recv() {
        let ready = counting.ready();
        let batch = std::iter::once(first).chain(waiting.try_iter().take(BATCH - 1));
        let (items, replies): (Vec<_>, Vec<_>) = batch.unzip();
        metrics::histogram!("yousaid_intake_batch", "kind" => C::KIND).record(items.len() as f64);
        match ready.and_then(|()| counting.count(items)) {
            Ok(outcomes) => {
                let mut outcomes = outcomes.into_iter();
                for reply in replies {
                    let outcome = outcomes.next().unwrap_or_else(|| Err(without_outcome()));
                    answer(C::KIND, reply, outcome);
                }
            }
            Err(error) => {
                tracing::error!(%error, kind = C::KIND, "a batch was not counted");
                replies.into_iter().for_each(|reply| answer(C::KIND, reply, Err(error.clone())));
            }
        }
    }
}

/// A fault of the program: there must be one outcome for each item.
pub fn without_outcome() -> Error {
    Error::internal("an item of a batch without an outcome")
}

fn answer<O>(kind: &'static str, reply: oneshot::Sender<Result<O>>, outcome: Result<O>) {
    if let Err(error) = outcome.as_ref()
        && error.code == Code::Internal
    {
        tracing::error!(%error, kind, "one of a batch failed");
    }
    // A caller that went away has no use for the answer.
    let _ = reply.send(outcome);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Counts nothing until it is released.
    struct Waits(mpsc::Receiver<()>);

    impl Counting for Waits {
        type Item = usize;
        type Outcome = usize;
        const KIND: &'static str = "numbers";

        fn count(&mut self, items: Vec<usize>) -> Result<Vec<Result<usize>>> {
            // The end of the test is the sign, too.
            let _ = self.0.recv();
            Ok(items.into_iter().map(Ok).collect())
        }
    }

    #[test]
    fn a_full_queue_refuses_at_once_and_says_when_to_come_again() {
        let (go, waits) = mpsc::channel();
        let (queue, threads) = Queue::start(vec![Waits(waits)]).unwrap();
        let sent: Vec<_> = (0..=QUEUE + BATCH).map(|number| (number, queue.send(number))).collect();
        let refused: Vec<_> = sent.iter().filter_map(|(_, sent)| sent.as_ref().err()).collect();
        assert!(!refused.is_empty() && refused.len() <= BATCH + 1, "{} were refused", refused.len());
        for error in refused {
            assert_eq!(error.code, Code::Unavailable);
            assert!(error.retry_after.is_some());
        }
        drop(go);
        drop(queue);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        for (number, outcome) in sent.into_iter().filter_map(|(number, sent)| Some((number, sent.ok()?))) {
            assert_eq!(outcome.blocking_recv().unwrap().unwrap(), number, "each has its own outcome");
        }
    }
}
