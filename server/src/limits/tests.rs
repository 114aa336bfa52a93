//! The rules of the rate limits, on a clock that the tests turn by hand.

use governor::clock::FakeRelativeClock;

use super::*;

fn limits() -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Limits::with_clock(&LimitSettings::default(), &clock), clock)
}

fn login(limits: &Limits<FakeRelativeClock>, address: impl AsRef<[u8]>, email: &str) -> Result<(), Limited> {
    limits.take(&Login::new(&address, email).calls()).refused.map_or(Ok(()), Err)
}

#[test]
fn five_hundred_people_behind_one_address_are_all_counted_in_ten_minutes() {
    let (limits, clock) = limits();
    let mut counted = 0;
    for person in 0_u32..500 {
        let visitor = person.to_be_bytes();
        let minted = limits.check(Class::Mint, "office").is_ok();
        for _ in 0..5 {
            let passed = limits.check(Class::AddressWrite, "office").is_ok()
                && limits.check(Class::VisitorWrite, visitor).is_ok();
            counted += u32::from(minted && passed);
        }
        clock.advance(Duration::from_millis(1200));
    }
    assert_eq!(counted, 2500);
}

#[test]
fn five_hundred_people_may_come_at_once() {
    let (limits, _clock) = limits();
    for _ in 0..500 {
        assert!(limits.check(Class::Mint, "office").is_ok());
        for _ in 0..5 {
            assert!(limits.check(Class::AddressWrite, "office").is_ok());
        }
    }
}

#[test]
fn ten_thousand_fresh_visitors_from_one_address_are_stopped() {
    let (limits, clock) = limits();
    let mut minted = 0;
    for _ in 0..10_000 {
        match limits.check(Class::Mint, "attacker") {
            Ok(_) => minted += 1,
            Err(limited) => assert!((1..=60).contains(&limited.retry_after_seconds)),
        }
        clock.advance(Duration::from_millis(60));
    }
    assert!(minted <= 1200, "{minted}");
    assert!(limits.check(Class::Mint, "somebody else").is_ok());
}

#[test]
fn guessing_is_limited_and_the_victim_elsewhere_is_not_locked_out() {
    let (limits, _clock) = limits();
    let passed = (0..10_000).filter(|_| login(&limits, "attacker", "Ann@Example.com ").is_ok()).count();
    assert_eq!(passed, 10);
    assert!(login(&limits, "home", "ann@example.com").is_ok());
}

#[test]
fn a_victim_at_the_same_address_waits_well_under_fifteen_minutes() {
    let (limits, clock) = limits();
    let mut longest = 0;
    for _ in 0..10_000 {
        if let Err(limited) = login(&limits, "office", "ann@example.com") {
            longest = longest.max(limited.retry_after_seconds);
        }
    }
    assert!(longest <= 60, "{longest}");
    clock.advance(Duration::from_secs(longest));
    assert!(login(&limits, "office", "ann@example.com").is_ok());
}

#[test]
fn guessing_from_ten_thousand_addresses_is_limited_and_ends_at_once() {
    let (limits, clock) = limits();
    let passed = (0_u32..10_000)
        .filter(|address| login(&limits, address.to_be_bytes(), "ann@example.com").is_ok())
        .count();
    assert_eq!(passed, 100);
    clock.advance(Duration::from_secs(2));
    assert!(login(&limits, "home", "ann@example.com").is_ok());
}

#[test]
fn headers_tell_what_is_left_and_when_it_is_whole_again() {
    let (limits, clock) = limits();
    let first = limits.check(Class::Invite, "x").unwrap();
    assert_eq!(first, Remaining { limit: 20, remaining: 19, reset_seconds: 6 });
    for _ in 0..19 {
        limits.check(Class::Invite, "x").unwrap();
    }
    let limited = limits.check(Class::Invite, "x").unwrap_err();
    assert_eq!((limited.retry_after_seconds, limited.reset_seconds), (6, 120));
    clock.advance(Duration::from_secs(limited.retry_after_seconds));
    assert_eq!(limits.check(Class::Invite, "x").unwrap().remaining, 0);
    clock.advance(Duration::from_secs(120));
    assert_eq!(limits.check(Class::Invite, "x").unwrap().remaining, 19);
}

#[test]
fn the_calls_of_a_request_are_taken_in_their_order_up_to_the_first_refusal() {
    let (limits, _clock) = limits();
    let calls =
        [Call::new(Class::LoginAddress, "x"), Call::new(Class::Invite, "x"), Call::new(Class::Mint, "x")];
    for left in (0..20).rev() {
        let verdict = limits.take(&calls);
        assert_eq!((verdict.tightest.unwrap().remaining, verdict.refused), (left, None));
    }
    let verdict = limits.take(&calls);
    assert_eq!(verdict.tightest.unwrap().remaining, 9, "of the call before the refused one");
    assert_eq!(verdict.refused.unwrap().class, Class::Invite);
    assert_eq!(limits.check(Class::Mint, "x").unwrap().remaining, 579, "the call after it was not taken");
}

#[test]
fn classes_and_keys_have_their_own_buckets() {
    let (limits, _clock) = limits();
    while limits.check(Class::Invite, "x").is_ok() {}
    assert!(limits.check(Class::Invite, "y").is_ok());
    assert!(limits.check(Class::LoginAddress, "x").is_ok());
}

#[test]
fn memory_is_bounded_and_the_most_limited_keys_are_remembered() {
    let clock = FakeRelativeClock::default();
    let settings = LimitSettings { most_keys: 1000, ..LimitSettings::default() };
    let limits = Limits::with_clock(&settings, &clock);
    while limits.check(Class::LoginAccount, "victim").is_ok() {}
    for key in 0_u32..100_000 {
        assert!(limits.check(Class::LoginAccount, key.to_be_bytes()).is_ok());
    }
    assert!(limits.keys() <= 1008, "{}", limits.keys());
    assert!(limits.check(Class::LoginAccount, "victim").is_err());
}

#[test]
fn a_sweep_forgets_whole_buckets_only() {
    let (limits, clock) = limits();
    while limits.check(Class::Invite, "worn out").is_ok() {}
    for key in 0_u32..100 {
        limits.check(Class::Invite, key.to_be_bytes()).unwrap();
    }
    clock.advance(Duration::from_secs(30));
    limits.sweep();
    assert_eq!(limits.keys(), 1);
    clock.advance(Duration::from_secs(200));
    limits.sweep();
    assert_eq!(limits.keys(), 0);
}

#[test]
fn settings_are_partial_strict_and_never_zero() {
    let some = r#"{"mint":{"per_minute":1,"burst":2}}"#;
    let settings: LimitSettings = serde_json::from_str(some).unwrap();
    assert_eq!(settings.mint, Rate::new(1, 2));
    assert_eq!(settings.read, LimitSettings::default().read);
    for wrong in [r#"{"mint":{"per_minute":0,"burst":2}}"#, r#"{"mint":{"burst":2}}"#, r#"{"mintt":{}}"#] {
        assert!(serde_json::from_str::<LimitSettings>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_largest_settings_do_not_overflow() {
    let rate = Rate::new(1, u32::MAX);
    let settings = LimitSettings { read: rate, mint: Rate::new(u32::MAX, 1), ..Default::default() };
    let limits = Limits::new(&settings);
    assert_eq!(limits.check(Class::Read, "x").unwrap().limit, 1_000_000);
    assert!(limits.check(Class::Mint, "x").is_ok());
}
