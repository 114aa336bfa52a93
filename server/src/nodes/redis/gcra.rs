//! The shared buckets: the cell rate algorithm as one script in Redis, on Redis' own clock.
//! Names of buckets are keyed hashes: Redis stores no address and no e-mail.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use redis::{RedisResult, Script, aio::ConnectionLike};
use sha2::Sha256;
use std::time::Duration;

use crate::limits::{Call, LimitSettings, Limited, Rate, Remaining, Verdict, ceil_seconds};

/// Sets the names of buckets apart from every other digest made with the server's secret.
const LABEL: &[u8] = b"yousaid shared bucket v1";

/// The time on every node's common clock.
const REDIS_TIME: &str = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n";

const SCRIPT: &str = include_str!("gcra.lua");

/// Bytes of a digest that are kept: collisions stay out of reach, names stay short.
const DIGEST_BYTES: usize = 16;

/// A digest that nobody without the server's secret can make or guess from.
pub(super) fn digest(secret: &[u8], label: &[u8], text: &[u8]) -> Result<String, String> {
    let mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|error| error.to_string())?;
    Ok(finish(mac, label, text))
}

fn finish(mut mac: Hmac<Sha256>, label: &[u8], text: &[u8]) -> String {
    mac.update(label);
    mac.update(text);
    let whole = mac.finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(whole.get(..DIGEST_BYTES).unwrap_or(&whole))
}

/// The buckets of all nodes with the same secret.
pub(super) struct Buckets {
    settings: LimitSettings,
    mac: Hmac<Sha256>,
    script: Script,
}

/// A rate in the whole microseconds that the script counts in, which is exact for 60 million a minute and less.
struct Pace {
    every: u64,
    burst: u32,
}

impl From<Rate> for Pace {
    fn from(rate: Rate) -> Self {
        let every = (60_000_000 / u64::from(rate.per_minute.get())).max(1);
        Self { every, burst: rate.honoured_burst().get() }
    }
}

impl Buckets {
    /// Buckets of these numbers. Fails with a sentence when the secret is invalid.
    pub(super) fn new(settings: &LimitSettings, secret: &[u8]) -> Result<Self, String> {
        Self::with_time(REDIS_TIME, settings, secret)
    }

    /// The same with other lines that set `now`.
    fn with_time(time: &str, settings: &LimitSettings, secret: &[u8]) -> Result<Self, String> {
        let mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|error| error.to_string())?;
        let script = Script::new(&format!("{time}{SCRIPT}"));
        Ok(Self { settings: settings.clone(), mac, script })
    }

    /// Takes calls in their order, up to the first that is refused, in one round trip.
    pub(super) async fn take(
        &self,
        connection: &mut impl ConnectionLike,
        calls: &[Call<'_>],
    ) -> RedisResult<Verdict> {
        let mut invocation = self.script.prepare_invoke();
        for call in calls {
            let pace = Pace::from(self.settings.rate(call.class));
            invocation.key(self.name(call)).arg(pace.every).arg(pace.burst);
        }
        let answer: Vec<i64> = invocation.invoke_async(connection).await?;
        Ok(self.verdict(calls, &answer))
    }

    /// Finds out whether Redis takes what the script writes.
    pub(super) async fn probe(&self, connection: &mut impl ConnectionLike) -> RedisResult<()> {
        let mut invocation = self.script.prepare_invoke();
        invocation.key("yousaid:probe").arg(1).arg(1_000_000);
        invocation.invoke_async(connection).await
    }

    fn name(&self, call: &Call<'_>) -> String {
        let class = call.class.name();
        // The class is in the digest, so that nobody can tell which buckets of two classes are one client's.
        let label = [LABEL, class.as_bytes(), b":"].concat();
        format!("yousaid:limit:{class}:{}", finish(self.mac.clone(), &label, call.key))
    }

    fn verdict(&self, calls: &[Call<'_>], answer: &[i64]) -> Verdict {
        let mut verdict = Verdict::default();
        for (call, micros) in calls.iter().zip(answer) {
            let Pace { every, burst } = Pace::from(self.settings.rate(call.class));
            let time = Duration::from_micros(micros.unsigned_abs());
            let refill = |calls: u32| Duration::from_micros(every.saturating_mul(u64::from(calls)));
            if *micros < 0 {
                let reset = time.saturating_add(refill(burst.saturating_sub(1)));
                verdict.refused = Some(Limited {
                    class: call.class,
                    limit: burst,
                    retry_after_seconds: ceil_seconds(time).max(1),
                    reset_seconds: ceil_seconds(reset).max(1),
                });
                break;
            }
            let used = u32::try_from(micros.unsigned_abs().div_ceil(every)).unwrap_or(burst).min(burst);
            verdict.permit(Remaining {
                limit: burst,
                remaining: burst.saturating_sub(used),
                reset_seconds: ceil_seconds(refill(used)),
            });
        }
        verdict
    }
}

#[cfg(test)]
mod tests;
