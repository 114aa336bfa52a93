//! Where Redis is and how long it may take. Refuses what it can't reach with a sentence, and shows no password.

use std::{fmt, time::Duration};

use redis::{
    AsyncConnectionConfig, Client, IntoConnectionInfo, ProtocolVersion, PushInfo, RedisResult,
    aio::MultiplexedConnection,
};
use tokio::sync::mpsc;

/// How long the way to Redis may take to open.
const OPENING: Duration = Duration::from_secs(1);

/// A Redis to be shared with other nodes; `Debug` shows its address only.
#[derive(Clone)]
pub struct Target {
    client: Client,
    /// Maximum time that a request waits for it.
    pub patience: Duration,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.client.get_connection_info().addr())
    }
}

impl Target {
    /// Reads a URL, as in `redis://user:password@host:6379/0`.
    ///
    /// # Errors
    /// A sentence that says what to write, without the URL: it may contain a password.
    pub fn parse(url: &str, patience: Duration) -> Result<Self, String> {
        if url.starts_with("rediss:") || url.starts_with("valkeys:") {
            return Err("YOUSAID_REDIS_URL asks for TLS, which is not built in. \
                        Reach Redis over a private network or a tunnel, as in redis://localhost:6379."
                .to_owned());
        }
        let wrong = |error: redis::RedisError| {
            format!(
                "YOUSAID_REDIS_URL can't be read: {error}. Write it as in redis://user:password@host:6379/0."
            )
        };
        let info = url.into_connection_info().map_err(wrong)?;
        // Events come over the same connection, which the third version of the protocol can.
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings)).map_err(wrong)?;
        Ok(Self { client, patience })
    }

    /// Opens a connection; push messages go to `pushes`, and so does the connection's end.
    pub(super) async fn connect(
        &self,
        pushes: mpsc::UnboundedSender<PushInfo>,
    ) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(OPENING))
            .set_response_timeout(Some(self.patience))
            .set_push_sender(pushes);
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_passwords_are_not_shown() {
        let patience = Duration::from_millis(50);
        let target = Target::parse("redis://:hush@127.0.0.1:7000/2", patience).unwrap();
        assert_eq!(format!("{target:?}"), "127.0.0.1:7000");
        for wrong in ["", "hush@host", "http://hush@host", "rediss://:hush@host", "redis://:hush@host:x"] {
            let sentence = Target::parse(wrong, patience).unwrap_err();
            assert!(sentence.contains("YOUSAID_REDIS_URL") && sentence.contains("redis://"), "{sentence}");
            assert!(!sentence.contains("hush"), "{sentence}");
        }
    }
}
