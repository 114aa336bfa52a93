//! Clients that invent names, never read responses and never finish requests: they must not fill memory, metrics or tables.

use std::collections::HashSet;

use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use yousaid::{
    base::id::{self, Id},
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::origin::Origin,
    store::origins,
};

use crate::{
    on_both,
    program::{Place, Program},
    test_app::{Dice, HOST, Team, TestApp, items},
};

/// The peak memory of a process so far, in megabytes.
fn most_held(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("its peak");
    let kilobytes: u64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    kilobytes / 1024
}

fn host(program: &Program) -> &str {
    program.url.strip_prefix("http://").expect("an address")
}

/// A word that nobody knows.
fn word(dice: &mut Dice, letters: usize) -> String {
    (0..letters).map(|_| char::from(b'A' + u8::try_from(dice.roll(26)).expect("a letter"))).collect()
}

/// Sends requests with invented methods and paths on one connection, and reads all responses; returns how many were refused.
async fn invent(address: String, seed: u64, requests: usize) -> usize {
    let mut dice = Dice::new(seed);
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let (mut reader, mut writer) = stream.split();
    let sending = async {
        for number in 0..requests {
            let method = word(&mut dice, 12);
            let long = [10, 300, 4_000, 9_000][dice.roll(4)];
            let path = ["/", "/v1/p/pk_", "/widget/", "/v1/projects/"][dice.roll(4)];
            let end = if number + 1 == requests { "Connection: close\r\n" } else { "" };
            let request =
                format!("{method} {path}{} HTTP/1.1\r\nHost: x\r\n{end}\r\n", word(&mut dice, long));
            writer.write_all(request.as_bytes()).await.expect("an open connection");
        }
    };
    let mut answers = Vec::new();
    tokio::join!(sending, reader.read_to_end(&mut answers)).1.expect("all answers");
    String::from_utf8_lossy(&answers).matches("HTTP/1.1 4").count()
}

#[actix_web::test]
async fn invented_methods_and_paths_fill_neither_metrics_nor_memory() {
    let place = Place::sqlite();
    let program = place.serve();
    program.stranger().get("/metrics").await.is(StatusCode::OK);
    let before = most_held(&program);
    let address = host(&program).to_owned();
    let mut refused = 0;
    for round in 0..10 {
        let some = (0..10).map(|n| actix_web::rt::spawn(invent(address.clone(), round * 10 + n, 200)));
        for one in some.collect::<Vec<_>>() {
            refused += one.await.expect("refusals");
        }
    }
    assert_eq!(refused, 20_000);
    let metrics = program.stranger().get("/metrics").await.is(StatusCode::OK).text;
    let lines: Vec<&str> =
        metrics.lines().filter(|line| line.starts_with("yousaid_requests_total{")).collect();
    let methods: HashSet<&str> =
        lines.iter().filter_map(|line| line.split("method=\"").nth(1)?.split('"').next()).collect();
    assert_eq!(methods, HashSet::from(["GET", "other"]));
    assert!(metrics.len() < 100_000, "{} bytes of metrics", metrics.len());
    let more = most_held(&program) - before;
    assert!(more < 30, "20 000 inventions took {more} MB");
}

#[actix_web::test]
async fn who_reads_no_answers_is_hung_up_on_and_holds_little() {
    let place = Place::sqlite();
    let program = place.serve();
    program.stranger().get("/openapi.json").await.is(StatusCode::OK);
    let before = most_held(&program);
    let asks = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    let clients = (0..60).map(|_| {
        let (address, asks) = (host(&program).to_owned(), asks.clone());
        actix_web::rt::spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            // It ends because the server hangs up.
            while stream.write_all(asks.as_bytes()).await.is_ok() {}
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.expect("an end");
    }
    let more = most_held(&program) - before;
    assert!(more < 50, "60 connections that nobody read took {more} MB");
    program.stranger().get("/healthz").await.is(StatusCode::OK);
}

#[actix_web::test]
async fn pipelined_requests_are_answered_in_their_order_with_bodies_between() {
    let place = Place::sqlite();
    let program = place.serve();
    let mut stream = TcpStream::connect(host(&program)).await.expect("a connection");
    let body = "x".repeat(60_000);
    let post = format!(
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 60000\r\n\r\n{body}"
    );
    let mut asks = String::new();
    for _ in 0..20 {
        asks.push_str("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        asks.push_str("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    asks.push_str(&post);
    let (mut reader, mut writer) = stream.split();
    let mut answers = Vec::new();
    let (_, read) = tokio::join!(writer.write_all(asks.as_bytes()), reader.read_to_end(&mut answers));
    drop(read);
    let text = String::from_utf8_lossy(&answers);
    let statuses: Vec<&str> =
        text.match_indices("HTTP/1.1 ").filter_map(|(at, _)| text.get(at + 9..at + 12)).collect();
    assert_eq!(statuses[..40], ["200"; 40]);
    assert!(["413", "415"].contains(&statuses[40]), "{statuses:?}");
    let documents = text.matches("\"openapi\": \"3.1").count();
    assert_eq!(documents, 20, "each document is whole");
}

#[actix_web::test]
async fn what_is_no_http_is_no_error_of_the_program() {
    let place = Place::sqlite();
    let program = place.serve();
    for junk in [
        "\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(host(&program)).await.expect("a connection");
        stream.write_all(junk.as_bytes()).await.expect("it is taken");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 400"), "{junk:?}: {answer}");
    }
    program.stranger().get("/healthz").await.is(StatusCode::OK);
    assert_eq!(program.logged("ERROR", "", 0), 0);
}

/// Asks for the widget's settings from an origin.
async fn look_in(app: &TestApp, team: &Team, origin: &str) {
    let asker = app.stranger();
    let request = asker.request(Method::GET, &format!("/v1/p/{}/config", team.key)).header("Origin", origin);
    asker.send(request).await.is(StatusCode::OK);
}

async fn sightings(team: &Team) -> (Vec<String>, Vec<String>) {
    let install = team.read("/install").await;
    let rows = install["sightings"].as_array().expect("sightings").clone();
    let (allowed, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row["allowed"] == true);
    let names = |rows: Vec<serde_json::Value>| -> Vec<String> {
        rows.iter().map(|row| row["origin"].as_str().expect("an origin").to_owned()).collect()
    };
    (names(allowed), names(others))
}

on_both! {
    an_address_that_is_too_long_is_refused_as_a_problem(app) {
        let team = app.owner().await;
        for path in [format!("/{}", "x".repeat(9_000)), format!("/v1/p/{}/requests?q={}", team.key, "x".repeat(9_000))] {
            let answer = app.stranger().get(&path).await.is(StatusCode::URI_TOO_LONG);
            assert_eq!(answer.code(), "uri_too_long");
            assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"));
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        }
        app.stranger().get(&format!("/v1/p/{}/requests?q={}", team.key, "x".repeat(7_000))).await.is(StatusCode::OK);
    }

    invented_origins_find_few_places_and_push_no_real_one_out(app) {
        let team = app.owner().await;
        for number in 0..500 {
            look_in(app, &team, &format!("https://shop-{number}.example")).await;
        }
        look_in(app, &team, HOST).await;
        let (allowed, others) = sightings(&team).await;
        assert_eq!(allowed, [HOST]);
        assert!((1..=20).contains(&others.len()), "{others:?}");
        // Other nodes remember nothing of what this one saw.
        let project: Id<id::Project> = team.project.parse().expect("an id");
        let saw = async |number: usize| {
            let (origin, listed) = (format!("https://shop-{number}.example"), vec![HOST.to_owned()]);
            let (origin, now) = (Origin::parse(&origin).expect("an origin"), app.context.clock.now());
            let note = move |connection: &mut AnyConnection| origins::saw(connection, project, &origin, &listed, now);
            app.context.db.write(Touches::Nothing, note).await.expect("it is noted or not");
        };
        for number in 500..600 {
            saw(number).await;
        }
        let (_, kept) = sightings(&team).await;
        assert_eq!(kept.len(), 20, "{kept:?}");
        assert!(others.iter().all(|origin| kept.contains(origin)), "earlier origins keep their places");
        app.pass(2 * 86_400);
        team.log_in().await;
        saw(700).await;
        let (_, kept) = sightings(&team).await;
        assert_eq!((kept.len(), kept.first().map(String::as_str)), (20, Some("https://shop-700.example")));
        app.pass(91 * 86_400);
        team.log_in().await;
        let now = app.context.clock.now();
        let sweep = move |connection: &mut AnyConnection| origins::sweep(connection, now);
        let swept = app.context.db.write(Touches::Nothing, sweep).await.expect("a sweep");
        assert_eq!(swept, 21);
        assert_eq!(sightings(&team).await, (vec![], vec![]));
    }

    a_read_spoils_no_list_and_is_answered_where_nothing_can_be_written(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.suggest("Dark mode").await;
        let project = team.project.parse().expect("an id");
        let stamp = app.context.db.changes().stamp(project);
        for number in 0..30 {
            look_in(app, &team, &format!("https://shop-{number}.example")).await;
        }
        let list = visitor.read("/requests").await;
        visitor.read("/me").await;
        visitor.read("/requests/similar?q=dark").await;
        assert_eq!(items(&list).len(), 1);
        assert_eq!(app.context.db.changes().stamp(project), stamp);
    }
}
