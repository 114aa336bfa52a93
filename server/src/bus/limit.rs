//! Rate limits in this process: one token bucket (GCRA) per class and key, in bounded memory.
//! It knows no address, no e-mail and no HTTP: keys come in as bytes and are kept as hashes.

mod store;

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use serde::{Deserialize, Serialize};

use store::Bounded;

/// What is being limited; each class has its own buckets, so one never uses up another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Writes of the widget, by visitor id.
    VisitorWrite,
    /// Writes of the widget, by address: a whole office may sit behind one.
    AddressWrite,
    /// Fresh anonymous visitors, by address.
    Mint,
    /// Exchanges of identity tokens, by address.
    Identify,
    /// Reads, by address.
    Read,
    /// Sign-ins, by address.
    LoginAddress,
    /// Sign-ins, by e-mail and address: guessing locks out nobody elsewhere.
    LoginPair,
    /// Sign-ins, by e-mail over all addresses.
    LoginAccount,
    /// Looks at and redemptions of invites and set-up links, by address.
    Invite,
}

impl Class {
    const ALL: [Self; 9] = [
        Self::VisitorWrite,
        Self::AddressWrite,
        Self::Mint,
        Self::Identify,
        Self::Read,
        Self::LoginAddress,
        Self::LoginPair,
        Self::LoginAccount,
        Self::Invite,
    ];
}

/// One bucket: how much it holds and how fast it refills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many calls a minute refill.
    pub per_minute: NonZeroU32,
    /// How many calls may come at once.
    pub burst: NonZeroU32,
}

impl Rate {
    const fn new(per_minute: u32, burst: u32) -> Self {
        const fn at_least_one(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self { per_minute: at_least_one(per_minute), burst: at_least_one(burst) }
    }
}

/// The numbers of every class, and how many keys a class remembers at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Widget writes of one visitor.
    pub visitor_write: Rate,
    /// Widget writes of one address.
    pub address_write: Rate,
    /// Fresh visitors of one address.
    pub mint: Rate,
    /// Identity exchanges of one address.
    pub identify: Rate,
    /// Reads of one address.
    pub read: Rate,
    /// Sign-ins of one address.
    pub login_address: Rate,
    /// Sign-ins to one account from one address.
    pub login_pair: Rate,
    /// Sign-ins to one account from everywhere.
    pub login_account: Rate,
    /// Invite and set-up calls of one address.
    pub invite: Rate,
    /// Keys remembered per class (about 32 bytes each); the least used are forgotten first.
    pub most_keys: usize,
}

impl Default for LimitSettings {
    /// Sized so that 500 people behind one address vote and answer five times each within ten
    /// minutes, even all at once, while 10 000 fresh visitors from one address are stopped.
    fn default() -> Self {
        Self {
            visitor_write: Rate::new(60, 60),
            address_write: Rate::new(300, 3000),
            mint: Rate::new(60, 600),
            identify: Rate::new(300, 1000),
            read: Rate::new(3000, 6000),
            login_address: Rate::new(10, 30),
            login_pair: Rate::new(2, 10),
            login_account: Rate::new(30, 100),
            invite: Rate::new(10, 20),
            most_keys: 100_000,
        }
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

/// The largest burst that is honoured: times stay far from the end of 64 bits of nanoseconds.
const LARGEST_BURST: NonZeroU32 = Rate::new(1, 1_000_000).burst;

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
    /// Makes empty limits on the monotonic clock; make one for the process.
    #[must_use]
    pub fn new(settings: &LimitSettings) -> Self {
        Self::with_clock(settings, &DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    /// Makes empty limits on a given clock.
    #[must_use]
    pub fn with_clock(settings: &LimitSettings, clock: &C) -> Self {
        let limiter = |rate: Rate| -> Limiter<C> {
            let burst = rate.burst.min(LARGEST_BURST);
            let quota = Quota::per_minute(rate.per_minute).allow_burst(burst);
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

    /// Takes one sign-in attempt from all three buckets: by address, by e-mail and address, by e-mail.
    ///
    /// The e-mail counts without regard to case and outer white space.
    ///
    /// # Errors
    /// The first [`Limited`]; a bucket after it is not touched.
    pub fn check_login(&self, address: impl AsRef<[u8]>, email: &str) -> Result<Remaining, Limited> {
        let address = address.as_ref();
        let email = email.trim().to_lowercase();
        self.check(Class::LoginAddress, address)?;
        // The length keeps the two parts apart.
        let length = address.len().to_be_bytes();
        let pair = [length.as_slice(), address, email.as_bytes()].concat();
        let remaining = self.check(Class::LoginPair, pair)?;
        self.check(Class::LoginAccount, &email)?;
        Ok(remaining)
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

fn ceil_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
