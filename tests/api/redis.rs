//! Limits and notices of changes over a real Redis server: shared between nodes, and local while it is unavailable.
//! Other tests use the same Redis server: installations with different secrets do not meet there.

mod server;

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::{
    config::Config,
    limits::LimitSettings,
    nodes::{
        event::{Event, Which},
        redis::Target,
    },
};

use crate::{
    program::{Place, Program},
    streams::Stream,
    test_app::{Answer, Asker, HOST, PASSWORD, Team, TestApp, Visitor, text},
};
use server::Server;

/// How long anything may take on a busy machine.
const LONG: Duration = Duration::from_secs(30);

fn target(url: &str) -> Target {
    Target::parse(url, LONG).expect("a URL of Redis")
}

fn common() -> Target {
    let url = std::env::var("YOUSAID_TEST_REDIS_URL");
    target(&url.expect("YOUSAID_TEST_REDIS_URL names a Redis server to share; tests/run starts one"))
}

/// Six new visitors from one address, and none more within an hour.
fn few(config: &mut Config) {
    config.limits.mint.burst = NonZeroU32::new(6).expect("not zero");
    config.limits.mint.per_minute = NonZeroU32::MIN;
}

/// The answer to a visitor whom nobody knows yet.
async fn fresh(visitor: &Visitor) -> Answer {
    visitor.another().answer("/orders", true).await
}

/// How many of some fresh visitors are let in; the others must be asked to retry later.
async fn let_in(visitor: &Visitor, of: usize) -> usize {
    let mut done = 0;
    for _ in 0..of {
        let answer = fresh(visitor).await;
        if answer.status == StatusCode::OK {
            done += 1;
        } else {
            answer_is_limited(&answer);
        }
    }
    done
}

fn answer_is_limited(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text);
    let seconds: u64 = answer.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}

/// A visitor of a project on another node.
fn over(node: &str, team: &Team) -> Visitor {
    let client = reqwest::Client::new();
    let asker = Asker { client, url: node.to_owned(), token: None, origin: Some(HOST.to_owned()) };
    Visitor { asker, key: team.key.clone() }
}

#[actix_web::test]
async fn two_nodes_share_their_limits() {
    let app = TestApp::postgres_with(|config| {
        few(config);
        config.redis = Some(common());
    })
    .await;
    let other = app.second_node();
    app.context.nodes.first_attempt().await;
    other.context.nodes.first_attempt().await;
    let team = app.owner().await;
    let (here, there) = (team.visitor(&app), over(&other.url, &team));
    for (number, visitor) in [&here, &there, &here, &there, &here, &there].into_iter().enumerate() {
        let answer = fresh(visitor).await.is(StatusCode::OK);
        let left = format!("\"default\";r={};t={}", 5 - number, 60 * (number + 1));
        assert_eq!(answer.header("ratelimit"), Some(left.as_str()));
        assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=6"));
    }
    for visitor in [&here, &there, &here, &there] {
        answer_is_limited(&fresh(visitor).await);
    }
    other.end().await;
    app.end().await;
}

#[actix_web::test]
async fn nodes_without_their_redis_limit_by_themselves() {
    let nowhere = Server::absent();
    let app = TestApp::postgres_with(|config| {
        few(config);
        config.redis = Some(target(&nowhere.url()));
    })
    .await;
    let other = app.second_node();
    other.context.nodes.first_attempt().await;
    let team = app.owner().await;
    assert_eq!(let_in(&team.visitor(&app), 10).await, 6);
    assert_eq!(let_in(&over(&other.url, &team), 10).await, 6);
    other.end().await;
    app.end().await;
}

/// A node as a process, with a low limit of new visitors per address.
fn node(place: &Place, redis: &Server, patience: &str) -> Program {
    let mut command = place.command(&[]);
    command.env("YOUSAID_REDIS_URL", redis.url()).env("YOUSAID_REDIS_TIMEOUT_MS", patience);
    command.env("YOUSAID_LIMITS__MINT__BURST", "6").env("YOUSAID_LIMITS__MINT__PER_MINUTE", "1");
    Program::start(command)
}

async fn metric(node: &Program, name: &str) -> Option<u64> {
    let metrics = node.stranger().get("/metrics").await.is(StatusCode::OK);
    metrics.text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// Asks a node until it says that Redis is up, or that it is not.
async fn until_up_is(node: &Program, up: u64) {
    let end = Instant::now() + LONG;
    while metric(node, "yousaid_redis_up ").await != Some(up) {
        assert!(Instant::now() < end, "it does not become {up}");
    }
}

const GONE: &str = "Redis can't be used";

#[actix_web::test]
async fn votes_go_on_while_redis_is_killed_and_limits_are_shared_again_when_it_is_back() {
    let mut redis = Server::start().await;
    let place = Place::postgres();
    let here = node(&place, &redis, "30000");
    assert_eq!(metric(&here, "yousaid_redis_up ").await, Some(1), "it looked before it listened");
    assert_eq!(metric(&here, "yousaid_redis_fallbacks_total ").await, Some(0));
    let team = here.owner().await;
    let there = node(&place, &redis, "30000");
    let (mut known, abroad) = (over(&here.url, &team), over(&there.url, &team));
    let request = text(&known.suggest("Dark mode").await, "id").to_owned();
    assert_eq!(let_in(&known, 4).await + let_in(&abroad, 4).await, 5, "and the one who suggested");

    redis.kill();
    for _ in 0..25 {
        known.vote(&request).await.is(StatusCode::OK);
        known.unvote(&request).await.is(StatusCode::OK);
    }
    for node in [&here, &there] {
        until_up_is(node, 0).await;
        assert_eq!(let_in(&over(&node.url, &team), 10).await, 6, "its own limits count from here");
        assert!(metric(node, "yousaid_redis_fallbacks_total ").await > Some(0));
        assert_eq!(node.logged("WARN", GONE, 1), 1);
    }

    redis.again().await;
    for node in [&here, &there] {
        until_up_is(node, 1).await;
        assert_eq!(node.logged("WARN", GONE, 1), 1, "one warning, however many were asked meanwhile");
        assert_eq!(node.logged("INFO", "Redis answers", 2), 2, "at the start, and now");
    }
    assert_eq!(let_in(&known, 4).await + let_in(&abroad, 4).await, 6, "both count in one bucket again");
    here.kill();
    there.kill();
    place.end();
}

#[actix_web::test]
async fn a_redis_that_hangs_holds_nobody_up_for_long() {
    let redis = Server::start().await;
    let place = Place::sqlite();
    let node = node(&place, &redis, "300");
    let team = node.owner().await;
    let mut visitor = over(&node.url, &team);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    redis.signal("STOP");
    let begun = Instant::now();
    for _ in 0..25 {
        visitor.vote(&request).await.is(StatusCode::OK);
        visitor.unvote(&request).await.is(StatusCode::OK);
    }
    // Fifty times 300 milliseconds, if each of them had waited.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    until_up_is(&node, 0).await;
    redis.signal("CONT");
    until_up_is(&node, 1).await;
    node.kill();
    place.end();
}

#[actix_web::test]
async fn an_origin_added_on_one_node_is_accepted_by_the_other_at_once() {
    let app = TestApp::postgres_with(|config| config.redis = Some(common())).await;
    let other = app.second_node();
    app.context.nodes.first_attempt().await;
    other.context.nodes.first_attempt().await;
    let team = app.owner().await;
    let mut fastest = LONG;
    for number in 0..8 {
        let origin = format!("https://new{number}.example");
        let visitor = over(&other.url, &team);
        let visitor = Visitor { asker: Asker { origin: Some(origin.clone()), ..visitor.asker }, ..visitor };
        let begun = Instant::now();
        // From now on, and not from before, the other node has it in its cache that this origin is not on the list.
        other.context.forget_tenants();
        assert_eq!(fresh(&visitor).await.is(StatusCode::FORBIDDEN).code(), "origin_not_allowed");
        team.asker.post(&team.path("/origins"), &json!({"origin": origin})).await.is(StatusCode::CREATED);
        while fresh(&visitor).await.status != StatusCode::OK {
            assert!(begun.elapsed() < LONG, "it is never accepted");
        }
        fastest = fastest.min(begun.elapsed());
    }
    // A cached response lasts a second, on any machine; only a notice from the other node invalidates it earlier.
    assert!(fastest < Duration::from_secs(1), "the other node was not notified: {fastest:?}");
    other.end().await;
    app.end().await;
}

#[actix_web::test]
async fn a_vote_on_one_node_is_in_the_other_ones_list_and_streams_at_once() {
    let app = TestApp::postgres_with(|config| config.redis = Some(common())).await;
    let other = app.second_node();
    app.context.nodes.first_attempt().await;
    other.context.nodes.first_attempt().await;
    let team = app.owner().await;
    let mut visitor = team.visitor(&app);
    let abroad = over(&other.url, &team);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    let there = Asker { url: other.url.clone(), ..team.asker.clone() };
    let mut stream = Stream::open(&there, &team.project, None).await.begun().await;
    let mut fastest = LONG;
    for votes in 2..10 {
        // From now on the other node has a list without this vote.
        abroad.read("/requests").await;
        let begun = Instant::now();
        visitor.another().vote(&request).await.is(StatusCode::OK);
        while abroad.read("/requests").await["items"][0]["votes"] != votes {
            assert!(begun.elapsed() < LONG, "it never shows");
        }
        fastest = fastest.min(begun.elapsed());
        stream.votes(&request, votes).await;
    }
    // A list that nobody invalidates lasts a second, on any machine.
    assert!(fastest < Duration::from_secs(1), "the other node was not notified: {fastest:?}");
    other.end().await;
    app.end().await;
}

#[actix_web::test]
async fn nodes_are_told_which_requests_changed_and_of_many_votes_seldom() {
    let app = TestApp::postgres_with(|config| config.redis = Some(common())).await;
    let other = app.second_node();
    app.context.nodes.first_attempt().await;
    other.context.nodes.first_attempt().await;
    let team = app.owner().await;
    let project = team.project.parse().expect("an id");
    let mut visitor = team.visitor(&app);
    let mut received = other.context.nodes.subscribe();
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    let named = Event::Requests { project, which: Which::These(vec![request.parse().expect("an id")]) };
    let next = async |received: &mut tokio::sync::broadcast::Receiver<Event>| {
        tokio::time::timeout(LONG, received.recv()).await.expect("a notice").expect("an event")
    };
    while next(&mut received).await != named {}
    let begun = Instant::now();
    for _ in 0..200 {
        visitor.unvote(&request).await.is(StatusCode::OK);
        visitor.vote(&request).await.is(StatusCode::OK);
    }
    visitor.report("It broke").await.is(StatusCode::CREATED);
    let mut events = 0;
    while next(&mut received).await != (Event::Reports { project }) {
        events += 1;
    }
    let windows = begun.elapsed().as_millis() / 200 + 10;
    assert!(events < windows * 2, "{events} events of 400 votes in {windows} windows");
    visitor.answer("/orders", true).await.is(StatusCode::OK);
    while next(&mut received).await != (Event::Answers { project }) {}
    other.end().await;
    app.end().await;
}

#[actix_web::test]
async fn a_node_that_lost_its_redis_takes_everything_for_changed() {
    let mut redis = Server::start().await;
    let app = TestApp::sqlite_with(|config| config.redis = Some(target(&redis.url()))).await;
    app.context.nodes.first_attempt().await;
    let mut received = app.context.nodes.subscribe();
    redis.kill();
    let down = tokio::time::timeout(LONG, received.recv()).await.expect("a notice");
    assert_eq!(down.expect("an event"), Event::Anything);
    redis.again().await;
    let back = tokio::time::timeout(LONG, received.recv()).await.expect("a notice");
    assert_eq!(back.expect("an event"), Event::Anything, "once more, for what was missed until now");
    app.end().await;
}

#[actix_web::test]
async fn what_redis_is_told_names_no_address_and_no_e_mail() {
    let redis = Server::start().await;
    let app = TestApp::postgres_with(|config| {
        config.limits = LimitSettings::default();
        config.redis = Some(target(&redis.url()));
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    })
    .await;
    app.context.nodes.first_attempt().await;
    let monitor = redis.client().get_async_monitor().await.expect("a connection");
    let mut commands = monitor.into_on_message::<String>();

    let team = app.owner().await;
    let mut visitor = team.visitor(&app);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    visitor.vote(&request).await.is(StatusCode::OK);
    for password in ["a wrong password", PASSWORD] {
        let body = json!({"email": "olga@kontor.example", "password": password});
        let asked = app.stranger().request(Method::POST, "/v1/session");
        app.stranger().send(asked.header("X-Forwarded-For", "203.0.113.7").json(&body)).await;
    }
    visitor.read("/requests").await;

    let mut connection = redis.connection().await;
    let names: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.expect("names");
    assert!(names.iter().any(|name| name.starts_with("yousaid:limit:login_account:")), "{names:?}");
    for name in &names {
        // A key that expired in the meantime has -2; one that would stay for ever has -1.
        let left: i64 = redis::cmd("PTTL").arg(name).query_async(&mut connection).await.expect("a time");
        assert!(name.starts_with("yousaid:") && left != -1, "{name} stays for ever");
    }
    team.asker
        .post(&team.path("/origins"), &json!({"origin": "https://new.example"}))
        .await
        .is(StatusCode::CREATED);
    // Nodes check their connection once a second, so there is always a next line.
    let end = Instant::now() + LONG;
    let mut all = String::new();
    while !all.contains("settings") {
        assert!(Instant::now() < end, "the other nodes are not notified of the origin");
        all.push_str(&commands.next().await.expect("a command to Redis"));
        all.push('\n');
    }
    let all = all.to_lowercase();
    for class in
        ["visitor_write", "address_write", "mint", "read", "login_address", "login_pair", "login_account"]
    {
        assert!(all.contains(&format!("yousaid:limit:{class}:")), "{class} was counted");
    }
    for secret in
        ["olga", "@", "kontor", "new.example", "127.0.0.1", "203.0.113", "::1", "dark mode", PASSWORD]
    {
        assert!(!all.contains(secret), "{secret} is in {all}");
    }
    app.end().await;
}
