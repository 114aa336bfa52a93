//! Units of work of the writer: closures that share a transaction and are notified of its end. A panic in one is its own fault.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::connection::AnyConnection;
use crate::error::{Error, Result};

/// One unit of work whose outcome is known only after the commit.
pub trait WriteJob: Send {
    /// Does the work inside a savepoint; false rolls the savepoint back.
    fn run(&mut self, connection: &mut AnyConnection) -> bool;
    /// Notifies the caller; `commit` says whether the transaction as a whole was committed.
    fn answer(self: Box<Self>, commit: &Result<()>);
}

/// A closure as a unit of work.
pub struct Job<T, F> {
    work: Option<F>,
    /// What it came to; `None` until it ran.
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job<T, F> {
    /// A job and the place where its outcome will appear.
    pub fn new(work: F) -> (Self, oneshot::Receiver<Result<T>>) {
        let (reply, outcome) = oneshot::channel();
        let job = Self { work: Some(work), outcome: None, reply };
        (job, outcome)
    }
}

impl<T, F> WriteJob for Job<T, F>
where
    T: Send,
    F: FnOnce(&mut AnyConnection) -> Result<T> + Send,
{
    fn run(&mut self, connection: &mut AnyConnection) -> bool {
        if let Some(work) = self.work.take() {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(connection)));
            self.outcome = Some(outcome.unwrap_or_else(|_| Err(Error::internal("a write panicked"))));
        }
        matches!(self.outcome, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, commit: &Result<()>) {
        let answer = match (self.outcome, commit) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(shared)) => Err(shared.clone()),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(Error::internal("a job that never ran")),
        };
        // A caller that went away has no use for the answer.
        let _ = self.reply.send(answer);
    }
}
