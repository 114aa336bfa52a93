//! A replica of PostgreSQL for reads that may be a moment behind: reads that need newer data go to the primary.
//! Logs once when the replica becomes unavailable and once when it is back, and never returns data older than requested.

mod monitor;
mod position;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel::connection::SimpleConnection;

use super::{
    connection::{Address, AnyConnection, Pooled},
    transaction,
};
use crate::error::{Error, Result};
use monitor::Monitor;
pub use position::Position;
pub(super) use position::position;
use position::reached;

/// Connections to the replica.
const POOL: u32 = 16;
/// How long a read waits for a pooled connection before it goes to the primary.
const POOL_TIMEOUT: Duration = Duration::from_secs(1);

/// Where the replica is, and how far behind it may be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its server.
    pub address: Address,
    /// Maximum staleness of what it returns.
    pub lag: Duration,
}

/// The replica of a running program.
pub(super) struct Replica {
    address: Address,
    pool: r2d2::Pool<Address>,
    available: AtomicBool,
    /// The position that it must have replayed.
    min_position: AtomicU64,
}

impl Replica {
    /// Opens it, whether or not it is reachable, and starts to monitor it.
    pub(super) fn open(settings: Settings, primary: Address) -> Result<Arc<Self>> {
        let pool = r2d2::Pool::builder()
            .max_size(POOL)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(POOL_TIMEOUT)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(settings.address.clone());
        let replica = Arc::new(Self {
            address: settings.address.clone(),
            pool,
            // True, so that a replica that is unavailable at the start is logged.
            available: AtomicBool::new(true),
            // Nothing is read there until the required position is known.
            min_position: AtomicU64::new(u64::MAX),
        });
        Monitor::start(Arc::downgrade(&replica), primary, settings)?;
        Ok(replica)
    }

    /// Reads at the replica; `None` where the primary must be asked instead.
    pub(super) fn read<T>(
        &self,
        seen: Position,
        work: impl FnOnce(&mut AnyConnection) -> Result<T>,
    ) -> Option<T> {
        if seen == Position::PRIMARY {
            return None;
        }
        if !self.available.load(Ordering::Relaxed) {
            metrics::counter!("yousaid_replica_reads_total", "answer" => "gone").increment(1);
            return None;
        }
        let needed = seen.max(Position::at(self.min_position.load(Ordering::Relaxed)));
        let (answer, done) = match self.attempt(needed, work) {
            Ok(Some(done)) => ("replica", Some(done)),
            Ok(None) => ("behind", None),
            // Errors are retried on the primary: a row may exist there only, and replicas cancel long queries.
            Err(error) => {
                tracing::debug!(%error, "a read at the replica failed");
                ("failed", None)
            }
        };
        metrics::counter!("yousaid_replica_reads_total", "answer" => answer).increment(1);
        done
    }

    fn attempt<T>(
        &self,
        needed: Position,
        work: impl FnOnce(&mut AnyConnection) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut pooled = match self.pool.get() {
            Ok(pooled) => pooled,
            Err(error) => {
                let error = Error::temporary(error);
                self.note(Err(error.clone()));
                return Err(error);
            }
        };
        let Pooled { connection, dead, .. } = &mut *pooled;
        // Discarded unless everything succeeds.
        *dead = true;
        if let Err(error) = transaction::begin_reading(connection, self.address.session()) {
            self.note(Err(error.clone()));
            return Err(error);
        }
        // Each statement sees what was replayed when it began, so those after this one see enough.
        let done = if reached(connection, needed)? { Some(work(connection)?) } else { None };
        connection.batch_execute("COMMIT")?;
        *dead = false;
        Ok(done)
    }

    /// Sets the position that it must have replayed to be read.
    fn must_have(&self, position: Position) {
        self.min_position.store(position.raw(), Ordering::Relaxed);
    }

    /// Records whether it is available, and logs a change of that.
    fn note(&self, found: Result<()>) {
        let available = found.is_ok();
        let before = self.available.swap(available, Ordering::Relaxed);
        metrics::gauge!("yousaid_replica_up").set(if available { 1.0 } else { 0.0 });
        match found {
            Ok(()) if !before => tracing::info!("the replica answers: the dashboard reads from it"),
            Err(error) if before => {
                tracing::warn!(%error, "the replica is gone: the dashboard reads from the primary meanwhile");
            }
            _ => {}
        }
    }
}
