//! The script against the limits of one process: the same calls at the same times get the same answers.

use std::num::NonZeroU32;

use governor::clock::FakeRelativeClock;
use proptest::prelude::*;

use super::*;
use crate::limits::{Class, Limits};

const SECRET: &[u8] = &[7; 32];

fn redis() -> redis::Client {
    let url = std::env::var("YOUSAID_TEST_REDIS_URL")
        .expect("YOUSAID_TEST_REDIS_URL names a Redis server to count in; tests/run starts one");
    redis::Client::open(url).unwrap()
}

fn rate(per_minute: u32, burst: u32) -> Rate {
    Rate { per_minute: NonZeroU32::new(per_minute).unwrap(), burst: NonZeroU32::new(burst).unwrap() }
}

/// Takes calls of two keys in both, on a clock that is turned by microseconds between them; returns what each said.
async fn both(settings: &LimitSettings, steps: &[(u64, bool)]) -> Vec<(Verdict, Verdict)> {
    let mut connection = redis().get_multiplexed_async_connection().await.unwrap();
    let run = uuid::Uuid::now_v7();
    let clock = FakeRelativeClock::default();
    let alone = Limits::with_clock(settings, &clock);
    let time = format!("local now = tonumber(redis.call('GET', 'test:{run}'))\n");
    let shared = Buckets::with_time(&time, settings, SECRET).unwrap();
    let mut now: u64 = 1_800_000_000_000_000;
    let mut said = Vec::new();
    for (passed, second) in steps {
        now += passed;
        clock.advance(Duration::from_micros(*passed));
        let () =
            redis::cmd("SET").arg(format!("test:{run}")).arg(now).query_async(&mut connection).await.unwrap();
        let key = format!("{run} {second}");
        // The second bucket is common to both keys of this run.
        let everybody = run.to_string();
        let calls = [
            Call::new(Class::Mint, &key),
            Call::new(Class::Invite, &everybody),
            Call::new(Class::Read, &key),
        ];
        said.push((alone.take(&calls), shared.take(&mut connection, &calls).await.unwrap()));
    }
    said
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    // The rates are slow, so that no bucket expires by Redis' own clock while a test runs.
    #[test]
    fn nodes_together_decide_as_one_node_alone_does(
        mint in (1_u32..=3, 1_u32..6),
        invite in (1_u32..=3, 1_u32..9),
        steps in prop::collection::vec((0_u64..40_000_000, any::<bool>()), 1..40),
    ) {
        let settings = LimitSettings {
            mint: rate(mint.0, mint.1),
            invite: rate(invite.0, invite.1),
            read: rate(2, 1_000),
            ..LimitSettings::default()
        };
        for (number, (alone, shared)) in run(both(&settings, &steps)).into_iter().enumerate() {
            prop_assert_eq!(alone, shared, "call {}", number);
        }
    }
}

#[test]
fn a_bucket_counts_on_redis_own_clock_and_goes_when_it_is_whole() {
    let settings = LimitSettings { mint: rate(6_000, 3), ..LimitSettings::default() };
    let buckets = Buckets::new(&settings, SECRET).unwrap();
    let key = uuid::Uuid::now_v7();
    let call = Call::new(Class::Mint, key.as_bytes());
    run(async {
        let mut connection = redis().get_multiplexed_async_connection().await.unwrap();
        let first = buckets.take(&mut connection, &[call]).await.unwrap();
        assert_eq!(first.tightest, Some(Remaining { limit: 3, remaining: 2, reset_seconds: 1 }));
        let name = buckets.name(&call);
        let left: i64 = redis::cmd("PTTL").arg(&name).query_async(&mut connection).await.unwrap();
        assert!(left <= 10, "ten milliseconds refill one call: {left}");
        let until = std::time::Instant::now() + Duration::from_secs(10);
        while redis::cmd("EXISTS").arg(&name).query_async::<bool>(&mut connection).await.unwrap() {
            assert!(std::time::Instant::now() < until, "it stays");
        }
    });
}

#[test]
fn a_bucket_from_the_future_is_no_emptier_than_empty() {
    let settings = LimitSettings { mint: rate(60, 3), ..LimitSettings::default() };
    let buckets = Buckets::new(&settings, SECRET).unwrap();
    let key = uuid::Uuid::now_v7();
    let call = Call::new(Class::Mint, key.as_bytes());
    run(async {
        let mut connection = redis().get_multiplexed_async_connection().await.unwrap();
        let name = buckets.name(&call);
        let () =
            redis::cmd("SET").arg(&name).arg("4000000000000000").query_async(&mut connection).await.unwrap();
        let refused = buckets.take(&mut connection, &[call]).await.unwrap().refused.unwrap();
        assert_eq!((refused.retry_after_seconds, refused.reset_seconds), (1, 3));
    });
}

#[test]
fn names_show_the_class_and_nothing_of_the_key() {
    let settings = LimitSettings::default();
    let buckets = Buckets::new(&settings, SECRET).unwrap();
    let name = buckets.name(&Call::new(Class::LoginAccount, "ann@example.com"));
    assert!(name.starts_with("yousaid:limit:login_account:") && !name.contains("ann"), "{name}");
    assert_eq!(
        name,
        Buckets::new(&settings, SECRET).unwrap().name(&Call::new(Class::LoginAccount, "ann@example.com"))
    );
    assert_ne!(
        name,
        Buckets::new(&settings, &[8; 32]).unwrap().name(&Call::new(Class::LoginAccount, "ann@example.com"))
    );
    let digest = |name: String| name.rsplit(':').next().unwrap().to_owned();
    assert_ne!(digest(name), digest(buckets.name(&Call::new(Class::LoginPair, "ann@example.com"))));
}
