//! Rate limits in this process: one token bucket (GCRA) per class and key, in bounded memory.
//! It knows no address, no e-mail and no HTTP: keys come in as bytes and are kept as hashes.

pub mod address;
mod login;
mod rates;
mod store;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};

use store::Bounded;

pub use login::Login;
pub use rates::{Class, LimitSettings, Rate};

/// One call, to be taken from the bucket of a class and key.
#[derive(Clone, Copy)]
pub struct Call<'k> {
    /// Which bucket's kind.
    pub class: Class,
    /// Whose bucket.
    pub key: &'k [u8],
}

impl<'k> Call<'k> {
    /// A call of a class by a key.
    pub fn new(class: Class, key: &'k (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { class, key: key.as_ref() }
    }
}

/// What is left after a permitted call, for the `RateLimit` headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// Calls that may come at once when nothing is used.
    pub limit: u32,
    /// Calls that may still come at once.
    pub remaining: u32,
    /// Seconds until nothing is used, rounded up.
    pub reset_seconds: u64,
}

/// Occurs when a bucket is empty: answer 429 with `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many calls; try again in {retry_after_seconds} s")]
pub struct Limited {
    /// The class whose bucket is empty.
    pub class: Class,
    /// Calls that may come at once when nothing is used.
    pub limit: u32,
    /// Seconds until one call is permitted, rounded up, at least 1.
    pub retry_after_seconds: u64,
    /// Seconds until nothing is used, rounded up.
    pub reset_seconds: u64,
}

/// What came of the calls of one request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Of the buckets that permitted theirs, the one with the least left.
    pub tightest: Option<Remaining>,
    /// The refusal that ended it; buckets after it were not touched.
    pub refused: Option<Limited>,
}

impl Verdict {
    /// Notes a permitted call.
    pub fn permit(&mut self, remaining: Remaining) {
        if self.tightest.is_none_or(|known| remaining.remaining < known.remaining) {
            self.tightest = Some(remaining);
        }
    }
}

type Limiter<C> = RateLimiter<u64, Bounded, C, StateInformationMiddleware>;

/// The rate limits of this process, on any clock of `governor`.
#[derive(Debug)]
pub struct Limits<C: Clock = DefaultClock> {
    hasher: RandomState,
    clock: C,
    visitor_write: Limiter<C>,
    address_write: Limiter<C>,
    mint: Limiter<C>,
    identify: Limiter<C>,
    read: Limiter<C>,
    login_address: Limiter<C>,
    login_pair: Limiter<C>,
    login_account: Limiter<C>,
    invite: Limiter<C>,
}

impl Limits {
    /// Creates empty limits on the monotonic clock; create one per process.
    #[must_use]
    pub fn new(settings: &LimitSettings) -> Self {
        Self::with_clock(settings, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    /// Creates empty limits on a given clock.
    #[must_use]
    pub fn with_clock(settings: &LimitSettings, clock: &C) -> Self {
        let limiter = |rate: Rate| -> Limiter<C> {
            let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.honoured_burst());
            RateLimiter::new(quota, Bounded::new(settings.most_keys), clock.clone())
        };
        Self {
            hasher: RandomState::new(),
            clock: clock.clone(),
            visitor_write: limiter(settings.visitor_write),
            address_write: limiter(settings.address_write),
            mint: limiter(settings.mint),
            identify: limiter(settings.identify),
            read: limiter(settings.read),
            login_address: limiter(settings.login_address),
            login_pair: limiter(settings.login_pair),
            login_account: limiter(settings.login_account),
            invite: limiter(settings.invite),
        }
    }

    /// Takes one call from the bucket of a class and key; refused calls cost nothing.
    ///
    /// # Errors
    /// [`Limited`] when the bucket is empty.
    pub fn check(&self, class: Class, key: impl AsRef<[u8]>) -> Result<Remaining, Limited> {
        let limiter = self.limiter(class);
        // A keyed hash, drawn at start: nobody can aim at another's bucket, no e-mail is kept.
        match limiter.check_key(&self.hasher.hash_one(key.as_ref())) {
            Ok(state) => {
                let quota = state.quota();
                let limit = quota.burst_size().get();
                let remaining = state.remaining_burst_capacity().min(limit);
                let used = limit.saturating_sub(remaining);
                let reset = quota.replenish_interval().saturating_mul(used);
                Ok(Remaining { limit, remaining, reset_seconds: ceil_seconds(reset) })
            }
            Err(until) => {
                let quota = until.quota();
                let limit = quota.burst_size().get();
                let wait = until.wait_time_from(self.clock.now());
                let rest = quota.replenish_interval().saturating_mul(limit.saturating_sub(1));
                Err(Limited {
                    class,
                    limit,
                    retry_after_seconds: ceil_seconds(wait).max(1),
                    reset_seconds: ceil_seconds(wait.saturating_add(rest)).max(1),
                })
            }
        }
    }

    /// Takes the calls of one request in their order, up to the first that is refused.
    pub fn take(&self, calls: &[Call<'_>]) -> Verdict {
        let mut verdict = Verdict::default();
        for call in calls {
            match self.check(call.class, call.key) {
                Ok(remaining) => verdict.permit(remaining),
                Err(limited) => {
                    verdict.refused = Some(limited);
                    break;
                }
            }
        }
        verdict
    }

    /// Forgets the keys whose buckets are full again; call it about once a minute.
    pub fn sweep(&self) {
        for class in Class::ALL {
            let limiter = self.limiter(class);
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// How many keys are remembered over all classes, for a gauge.
    #[must_use]
    pub fn keys(&self) -> usize {
        Class::ALL.iter().map(|class| self.limiter(*class).len()).sum()
    }

    fn limiter(&self, class: Class) -> &Limiter<C> {
        match class {
            Class::VisitorWrite => &self.visitor_write,
            Class::AddressWrite => &self.address_write,
            Class::Mint => &self.mint,
            Class::Identify => &self.identify,
            Class::Read => &self.read,
            Class::LoginAddress => &self.login_address,
            Class::LoginPair => &self.login_pair,
            Class::LoginAccount => &self.login_account,
            Class::Invite => &self.invite,
        }
    }
}

/// Whole seconds, rounded up.
pub(super) fn ceil_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
