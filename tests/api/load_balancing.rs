//! Two nodes as processes behind a real HAProxy, with Redis and PostgreSQL: what is true of one node is true of both.
//! HAProxy runs the settings of docs/scale-out/haproxy.cfg; deaths are in `deaths`.

mod deaths;
mod haproxy;

use std::{
    net::{IpAddr, Ipv4Addr},
    process::Command,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, StatusCode};
use serde_json::json;

use crate::{
    program::{Place, Program},
    streams::Stream,
    test_app::{Answer, Asker, HOST, PASSWORD, Team, Visitor, items, text},
};
use haproxy::Balancer;

/// How long anything may take on a busy machine.
const LONG: Duration = Duration::from_secs(30);

/// Two nodes and the load balancer in front of them.
struct Site {
    place: Place,
    nodes: [Option<Program>; 2],
    balancer: Balancer,
    change: fn(&mut Command),
}

/// Limits that nobody meets: everything comes from one address here.
fn free(command: &mut Command) {
    for class in ["VISITOR_WRITE", "ADDRESS_WRITE", "MINT", "READ"] {
        command.env(format!("YOUSAID_LIMITS__{class}__BURST"), "1000000");
    }
}

/// Six new visitors from one address, and none more within a minute.
fn few(command: &mut Command) {
    command.env("YOUSAID_LIMITS__MINT__BURST", "6").env("YOUSAID_LIMITS__MINT__PER_MINUTE", "1");
}

fn node(place: &Place, listen: &str, change: fn(&mut Command)) -> Program {
    let redis = std::env::var("YOUSAID_TEST_REDIS_URL");
    let redis = redis.expect("YOUSAID_TEST_REDIS_URL names a Redis server to share; tests/run starts one");
    let mut command = place.command(&[]);
    command.env("YOUSAID_LISTEN", listen).env("YOUSAID_REDIS_URL", redis);
    command.env("YOUSAID_REDIS_TIMEOUT_MS", "30000").env("YOUSAID_TRUSTED_PROXIES", r#"["127.0.0.1/32"]"#);
    change(&mut command);
    Program::start(command)
}

/// An address of this machine that nobody else asks for: a port that a node had there is free when it comes back.
fn own_address() -> Ipv4Addr {
    let [.., a, b, c] = *uuid::Uuid::new_v4().as_bytes();
    Ipv4Addr::new(127, a | 1, b, c | 2)
}

impl Site {
    fn of(place: Place, change: fn(&mut Command)) -> Self {
        let nodes = [(); 2].map(|()| node(&place, &format!("{}:0", own_address()), change));
        let balancer = Balancer::start([&nodes[0].url, &nodes[1].url]);
        Self { place, nodes: nodes.map(Some), balancer, change }
    }

    fn start(change: fn(&mut Command)) -> Self {
        Self::of(Place::postgres(), change)
    }

    /// Creates the first member and a project, all through the balancer.
    async fn owner(&self) -> Team {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        let asker = Asker { client, url: self.balancer.url.clone(), token: None, origin: None };
        // Each start invalidates the earlier link.
        let token = self.node(1).setup_token();
        let body =
            json!({"token": token, "name": "Olga", "email": "olga@kontor.example", "password": PASSWORD});
        asker.post("/v1/setup", &body).await.is(StatusCode::CREATED);
        Team::with_project(asker, "Kontor").await
    }

    fn node(&self, number: usize) -> &Program {
        self.nodes[number].as_ref().expect("it runs")
    }

    /// Kills a node at once; returns the address where it listened.
    fn kill(&mut self, number: usize) -> String {
        let node = self.nodes[number].take().expect("it runs");
        let listen = node.url.trim_start_matches("http://").to_owned();
        node.kill();
        listen
    }

    /// Starts a node where it was, and waits until the balancer has it.
    fn again(&mut self, number: usize, listen: &str) {
        self.nodes[number] = Some(node(&self.place, listen, self.change));
        let name = format!("yousaid/node{}", number + 1);
        self.balancer.until(&name, |said| said.status.starts_with("UP"));
    }

    /// Recounts every counter by the program itself, and takes everything away.
    fn end(self) {
        let checked = self.place.run(&["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
        self.nodes.into_iter().flatten().for_each(Program::kill);
        drop(self.balancer);
        self.place.end();
    }
}

/// A visitor on the host's page, at the balancer or at a node.
fn visitor(url: &str, team: &Team) -> Visitor {
    let asker =
        Asker { client: Client::new(), url: url.to_owned(), token: None, origin: Some(HOST.to_owned()) };
    Visitor { asker, key: team.key.clone() }
}

#[actix_web::test]
async fn a_vote_through_the_balancer_is_in_every_list_and_stream_within_a_second() {
    let site = Site::start(free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let lists = [0, 1].map(|number| visitor(&site.node(number).url, &team));
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    let mut fastest = LONG;
    for votes in 2..10 {
        for list in &lists {
            // From now on each node has a list without this vote.
            list.read("/requests").await;
        }
        let begun = Instant::now();
        author.another().vote(&request).await.is(StatusCode::OK);
        for list in &lists {
            while list.read("/requests").await["items"][0]["votes"] != votes {
                assert!(begun.elapsed() < LONG, "it never shows");
            }
        }
        stream.votes(&request, votes).await;
        // Twice, so that either node is asked.
        for _ in 0..2 {
            assert_eq!(items(&team.read("/requests").await)[0]["votes"], votes);
        }
        fastest = fastest.min(begun.elapsed());
    }
    assert!(fastest < Duration::from_secs(1), "the other node was not notified: {fastest:?}");
    for number in [1, 2] {
        assert!(site.balancer.said(&format!("yousaid/node{number}")).good > 0, "both nodes answer");
    }
    for hidden in ["/metrics", "/%6detrics", "/metrics?of=all"] {
        assert_eq!(team.asker.get(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
    }
    site.end();
}

/// The response to a fresh visitor at an address of this machine that claims to be somewhere else.
async fn fresh_at(last: u8, site: &Site, team: &Team) -> Answer {
    let address = IpAddr::V4(Ipv4Addr::new(127, 0, 0, last));
    let client = Client::builder().local_address(address).build().expect("a client");
    let asker = Asker { client, ..visitor(&site.balancer.url, team).asker };
    let path = format!("/v1/p/{}/answers", team.key);
    let claimed = format!("203.0.113.{}", uuid::Uuid::new_v4().as_bytes()[0]);
    let asked = asker.request(Method::PUT, &path).header("X-Forwarded-For", claimed);
    asker.send(asked.json(&json!({"screen": {"route": "/orders"}, "helpful": true}))).await
}

#[actix_web::test]
async fn one_limit_holds_over_both_nodes_for_the_address_that_the_balancer_saw() {
    let site = Site::start(few);
    let team = site.owner().await;
    let before = [1, 2].map(|number| site.balancer.said(&format!("yousaid/node{number}")));
    for attempt in 0..18 {
        let answer = fresh_at(2, &site, &team).await;
        let expected = if attempt < 6 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expected, "attempt {attempt}: {}", answer.text);
    }
    for (number, before) in [1, 2].into_iter().zip(before) {
        let said = site.balancer.said(&format!("yousaid/node{number}"));
        assert_eq!((said.good - before.good, said.refused - before.refused), (3, 6), "half of it by each");
    }
    for attempt in 0..8 {
        let answer = fresh_at(3, &site, &team).await;
        let expected = if attempt < 6 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expected, "somebody else has a limit of their own");
    }
    site.end();
}

#[actix_web::test]
async fn a_stream_whose_node_dies_goes_on_at_the_other_one_and_misses_nothing() {
    let mut site = Site::start(free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let mut stream = Stream::open(&team.asker, &team.project, None).await.begun().await;
    for votes in [2, 5] {
        author.another().vote(&request).await.is(StatusCode::OK);
        stream.votes(&request, votes).await;
        let holds = site.balancer.said("yousaid_streams/node1").in_hand;
        let number = usize::from(holds == 0);
        let listen = site.kill(number);
        author.another().vote(&request).await.is(StatusCode::OK);
        while stream.next().await.is_some() {}
        let id = stream.id.clone();
        author.another().vote(&request).await.is(StatusCode::OK);
        stream = Stream::open(&team.asker, &team.project, Some(&id)).await.begun().await;
        stream.votes(&request, votes + 2).await;
        site.again(number, &listen);
    }
    site.end();
}
