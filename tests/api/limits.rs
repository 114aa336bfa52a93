//! Limits with their default numbers: a flood is stopped, a crowd behind one address is not.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::{config::Config, limits::LimitSettings};

use crate::{
    on_both,
    test_app::{Answer, PASSWORD, Team, Visitor, text},
};

fn defaults(config: &mut Config) {
    config.limits = LimitSettings::default();
}

/// Few new visitors from one address, all of them behind a proxy that is believed.
fn few_behind_a_proxy(config: &mut Config) {
    defaults(config);
    config.limits.mint.burst = std::num::NonZeroU32::new(5).expect("not zero");
    config.limits.mint.per_minute = std::num::NonZeroU32::MIN;
    config.trusted_proxies =
        vec!["127.0.0.0/8".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
}

fn few(config: &mut Config) {
    few_behind_a_proxy(config);
    config.trusted_proxies.clear();
}

fn limited(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text);
    assert_eq!(answer.code(), "too_many_requests");
    let seconds: u64 = answer.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    assert!(
        answer.header("ratelimit").is_some_and(|left| left.contains(";r=0;")),
        "{:?}",
        answer.header("ratelimit")
    );
}

async fn fresh(visitor: &Visitor, forwarded: &str) -> Answer {
    let asker = visitor.another().asker;
    let asked = asker.request(Method::PUT, &visitor.path("/answers")).header("X-Forwarded-For", forwarded);
    asker.send(asked.json(&json!({"screen": {"route": "/orders"}, "helpful": true}))).await
}

on_both! {
    a_flood_of_fresh_visitors_from_one_address_is_stopped(app, defaults) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let flood = team.visitor(app);
        let begun = std::time::Instant::now();
        let mut counted = 0;
        let mut stopped = 0;
        for _ in 0..12 {
            let answers = join_all((0..64).map(|_| {
                let mut visitor = flood.another();
                let request = request.clone();
                async move { visitor.vote(&request).await }
            }))
            .await;
            for answer in answers {
                if answer.status == StatusCode::OK {
                    counted += 1;
                } else {
                    limited(&answer);
                    stopped += 1;
                }
            }
        }
        // 600 at once and one a second, as config.default.toml says.
        let most = 600 + begun.elapsed().as_secs() + 1;
        assert!(counted <= most && counted >= 500, "{counted} of at most {most}");
        assert!(stopped > 0);
        assert_eq!(team.detail(&request).await.0["votes"], counted + 1);
        // Known visitors can still write, and everybody can still read.
        flood.read("/requests").await;
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    five_hundred_people_behind_one_address_are_counted(app, defaults) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("Dark mode").await, "id").to_owned();
        let first = team.visitor(app);
        let mut counted = 0;
        for _ in 0..10 {
            let done = join_all((0..50).map(|_| {
                let mut person = first.another();
                let request = request.clone();
                async move {
                    let read = person.asker.get(&person.path("/config")).await.status == StatusCode::OK
                        && person.asker.get(&person.path("/requests?screen=/invoices/7")).await.status == StatusCode::OK;
                    let voted = person.vote(&request).await.status == StatusCode::OK;
                    let answered = person.answer("/orders", true).await.status == StatusCode::OK;
                    usize::from(read && voted && answered)
                }
            }))
            .await;
            counted += done.into_iter().sum::<usize>();
        }
        assert!(counted >= 495, "{counted} of 500");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    one_visitor_may_write_sixty_times_at_once(app, defaults) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.answer("/orders", true).await.is(StatusCode::OK);
        let answers = join_all((0..100).map(|_| {
            let mut again = visitor.clone();
            async move { again.answer("/orders", false).await }
        }))
        .await;
        let (good, bad): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
        bad.iter().for_each(|answer| limited(answer));
        assert!((60..=70).contains(&good.len()), "{}", good.len());
        team.visitor(app).answer("/orders", true).await.is(StatusCode::OK);
    }

    a_forwarded_address_is_believed_from_a_proxy_of_ours(app, few_behind_a_proxy) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for _ in 0..5 {
            fresh(&visitor, "203.0.113.7").await.is(StatusCode::OK);
        }
        limited(&fresh(&visitor, "203.0.113.7").await);
        fresh(&visitor, "203.0.113.8").await.is(StatusCode::OK);
        // What the client wrote itself is left of what the proxies wrote.
        limited(&fresh(&visitor, "198.51.100.1, 203.0.113.7").await);
        limited(&fresh(&visitor, "198.51.100.1,203.0.113.7, 10.1.2.3").await);
        limited(&fresh(&visitor, "::ffff:203.0.113.7").await);
        limited(&fresh(&visitor, "203.0.113.7:4711").await);
    }

    one_customers_ipv6_network_counts_as_one_address(app, few_behind_a_proxy) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for number in 0..5 {
            fresh(&visitor, &format!("2001:db8:0:4{number}::1")).await.is(StatusCode::OK);
        }
        limited(&fresh(&visitor, "2001:db8:0:4f:ffff::9").await);
        limited(&fresh(&visitor, "[2001:db8:0:40::1]:4711").await);
        fresh(&visitor, "2001:db8:0:140::1").await.is(StatusCode::OK);
    }

    a_forwarded_address_is_an_invention_from_anybody_else(app, few) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        for number in 0..5 {
            fresh(&visitor, &format!("203.0.113.{number}")).await.is(StatusCode::OK);
        }
        limited(&fresh(&visitor, "203.0.113.99").await);
        for name in ["X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"] {
            let asker = visitor.another().asker;
            let asked = asker.request(Method::PUT, &visitor.path("/answers")).header(name, "203.0.113.50");
            limited(&asker.send(asked.json(&json!({"screen": {"route": "/orders"}, "helpful": true}))).await);
        }
    }

    guesses_at_a_password_are_limited_and_the_victim_is_not_locked_out_elsewhere(app, |config: &mut Config| {
        defaults(config);
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    }) {
        app.owner().await;
        let asker = app.stranger();
        let guess = |address: &'static str, password: &'static str| {
            let body = json!({"email": "olga@kontor.example", "password": password});
            let asked = asker.request(Method::POST, "/v1/session").header("X-Forwarded-For", address);
            asker.send(asked.json(&body))
        };
        for _ in 0..10 {
            guess("203.0.113.7", "a wrong password").await.is(StatusCode::UNAUTHORIZED);
        }
        let stopped = guess("203.0.113.7", "a wrong password").await;
        limited(&stopped);
        let seconds: u64 = stopped.header("retry-after").expect("Retry-After").parse().expect("seconds");
        assert!(seconds <= 900, "nobody is locked out for more than a quarter of an hour: {seconds}");
        limited(&guess("203.0.113.7", PASSWORD).await);
        guess("203.0.113.8", PASSWORD).await.is(StatusCode::OK);
    }

    looks_at_invitations_are_limited(app, defaults) {
        let team: Team = app.owner().await;
        let body = json!({"token": "x".repeat(43)});
        let answers = join_all((0..40).map(|_| team.asker.post("/v1/invites/look", &body))).await;
        let (looked, stopped): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::NOT_FOUND);
        stopped.iter().for_each(|answer| limited(answer));
        assert!(looked.len() <= 22 && !stopped.is_empty(), "{}", looked.len());
    }
}
