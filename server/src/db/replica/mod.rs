//! A replica of PostgreSQL for reads that may be a moment behind: who must see more is sent to the primary.
//! It says once that the replica is gone and once that it is back, and never answers with less than it was asked for.

mod keeper;
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
use keeper::Keeper;
pub use position::Position;
pub(super) use position::position;
use position::reached;

/// Connections to the replica.
const POOL: u32 = 16;
/// How long a read waits for one before it goes to the primary.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where the replica is, and how far behind it may be.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its server.
    pub address: Address,
    /// How old what it answers may be.
    pub lag: Duration,
}

/// The replica of a running program.
pub(super) struct Replica {
    address: Address,
    pool: r2d2::Pool<Address>,
    there: AtomicBool,
    /// What it must have replayed at the least.
    floor: AtomicU64,
}

impl Replica {
    /// Takes it as it is, there or not, and looks after it from now on.
    pub(super) fn open(settings: Settings, primary: Address) -> Result<Arc<Self>> {
        let pool = r2d2::Pool::builder()
            .max_size(POOL)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(r2d2::NopErrorHandler))
            .build_unchecked(settings.address.clone());
        let replica = Arc::new(Self {
            address: settings.address.clone(),
            pool,
            // So that one that is not there at the start is told of.
            there: AtomicBool::new(true),
            // Nothing is read there before it is known how far it must be.
            floor: AtomicU64::new(u64::MAX),
        });
        Keeper::start(Arc::downgrade(&replica), primary, settings)?;
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
        if !self.there.load(Ordering::Relaxed) {
            metrics::counter!("yousaid_replica_reads_total", "answer" => "gone").increment(1);
            return None;
        }
        let needed = seen.max(Position::at(self.floor.load(Ordering::Relaxed)));
        let (answer, done) = match self.attempt(needed, work) {
            Ok(Some(done)) => ("replica", Some(done)),
            Ok(None) => ("behind", None),
            // What is an error here is the primary's to say: there may be more there, and a replica ends long reads.
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
        let Pooled { connection, dead } = &mut *pooled;
        // Thrown away unless all goes well.
        *dead = true;
        if let Err(error) = transaction::begin_reading(connection, self.address.session()) {
            self.note(Err(error.clone()));
            return Err(error);
        }
        // Each statement sees what is replayed when it begins, so those after this one see enough.
        let done = if reached(connection, needed)? { Some(work(connection)?) } else { None };
        connection.batch_execute("COMMIT")?;
        *dead = false;
        Ok(done)
    }

    /// Notes what it must have replayed to be read.
    fn must_have(&self, position: Position) {
        self.floor.store(position.raw(), Ordering::Relaxed);
    }

    /// Notes whether it is there, and says so when that is new.
    fn note(&self, found: Result<()>) {
        let there = found.is_ok();
        let before = self.there.swap(there, Ordering::Relaxed);
        metrics::gauge!("yousaid_replica_up").set(if there { 1.0 } else { 0.0 });
        match found {
            Ok(()) if !before => tracing::info!("the replica answers: the dashboard reads from it"),
            Err(error) if before => {
                tracing::warn!(%error, "the replica is gone: the dashboard reads from the primary meanwhile");
            }
            _ => {}
        }
    }
}
