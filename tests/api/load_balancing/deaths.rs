//! Nodes die, are replaced and lose their database behind the balancer: nothing acknowledged is lost, nothing is done twice,
//! and clients that need not notice do not.

use std::{future::Future, sync::Arc};

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::sync::Semaphore;
use yousaid::db::connection::Address;

use super::{LONG, Site, free, visitor};
use crate::{
    program::{Place, TcpProxy},
    psql::ask,
    test_app::{Answer, Visitor, items, report, text},
};

/// Casts votes from many visitors at once, on each of some requests one after the other, every one of which must be taken;
/// each that was acknowledged is a permit.
fn storm(
    voters: Vec<Visitor>,
    requests: &[String],
    acknowledged: &Arc<Semaphore>,
    minted: bool,
) -> Vec<actix_web::rt::task::JoinHandle<()>> {
    let of = |voter: Visitor| {
        let (requests, acknowledged) = (requests.to_vec(), Arc::clone(acknowledged));
        actix_web::rt::spawn(async move {
            for request in &requests {
                let mut voter = if minted { voter.another() } else { voter.clone() };
                voter.vote(request).await.is(StatusCode::OK);
                acknowledged.add_permits(1);
            }
        })
    };
    voters.into_iter().map(of).collect()
}

/// Waits for so many more acknowledged votes.
async fn more(acknowledged: &Semaphore, votes: u32) {
    let taken = tokio::time::timeout(LONG, acknowledged.acquire_many(votes)).await.expect("votes go on");
    taken.expect("it is never closed").forget();
}

#[actix_web::test]
async fn nodes_that_are_killed_under_load_lose_no_vote_and_known_voters_notice_nothing() {
    let mut site = Site::start(free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let mut requests = Vec::new();
    for number in 0..25 {
        requests.push(text(&author.suggest(&format!("Wish {number}")).await, "id").to_owned());
    }
    let mut voters: Vec<Visitor> = (0..16).map(|_| visitor(&site.balancer.url, &team)).collect();
    for voter in &mut voters {
        voter.answer("/orders", true).await.is(StatusCode::OK);
    }
    let acknowledged = Arc::new(Semaphore::new(0));
    let load = storm(voters.clone(), &requests, &acknowledged, false);
    for number in [0, 1] {
        more(&acknowledged, 80).await;
        let listen = site.kill(number);
        more(&acknowledged, 80).await;
        site.again(number, &listen);
    }
    for chain in join_all(load).await {
        chain.expect("every vote is accepted at the first attempt");
    }
    let good = || [1, 2].map(|number| site.balancer.said(&format!("yousaid/node{number}")).good);
    let before = good();
    for request in &requests {
        assert_eq!(team.detail(request).await.0["votes"], 1 + voters.len());
        for voter in voters.iter_mut().take(2) {
            assert_eq!(voter.vote(request).await.is(StatusCode::OK).json()["changed"], false, "it is in");
        }
    }
    let after = good();
    assert!(after[0] > before[0] && after[1] > before[1], "both take part again: {before:?} {after:?}");
    site.end();
}

/// Lets something reach the first node and wait there for the database, then kills the node; returns what became of it.
async fn dies_in_hand(site: &mut Site, asked: impl Future<Output = Answer> + 'static) -> Answer {
    let url = site.place.postgres.as_ref().expect("PostgreSQL").url.clone();
    let connect = || Address::Postgres(url.clone()).connect().expect("the database");
    let (mut holder, mut watcher) = (connect(), connect());
    holder.batch_execute("BEGIN; LOCK TABLE votes, reports IN EXCLUSIVE MODE").expect("a lock");
    site.balancer.tell("set server yousaid/node2 state drain");
    let answer = actix_web::rt::spawn(asked);
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let begun = std::time::Instant::now();
    while ask(&mut watcher, waiting) == "0" {
        assert!(begun.elapsed() < LONG, "it does not reach the database");
        tokio::task::yield_now().await;
    }
    site.balancer.tell("set server yousaid/node2 state ready");
    let listen = site.kill(0);
    holder.batch_execute("ROLLBACK").expect("the lock is given back");
    let answer = answer.await.expect("an answer");
    site.again(0, &listen);
    answer
}

#[actix_web::test]
async fn what_a_node_dies_with_is_sent_again_only_where_it_may_come_twice() {
    let mut site = Site::start(free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let vote = |mut voter: Visitor| {
        let request = request.clone();
        async move { voter.vote(&request).await }
    };
    let votes = async || team.detail(&request).await.0["votes"].as_i64();

    // On a connection that was used before, haproxy would close it without a word instead.
    let fresh = vote(visitor(&site.balancer.url, &team));
    let fresh = dies_in_hand(&mut site, fresh).await.is(StatusCode::BAD_GATEWAY);
    assert_eq!((fresh.code().as_str(), fresh.header("retry-after")), ("unavailable", Some("1")));
    assert_eq!(votes().await, Some(1), "it would have made two visitors");

    let mut known = author.another();
    known.answer("/orders", true).await.is(StatusCode::OK);
    let answer = dies_in_hand(&mut site, vote(known.clone())).await.is(StatusCode::OK);
    assert_eq!(answer.json()["changed"], true, "the dead node had not committed it");
    assert_eq!(votes().await, Some(2));

    let nobody = author.another();
    let path = nobody.path("/reports");
    let creates = async move {
        let asked = nobody.asker.request(Method::POST, &path).header("Idempotency-Key", "once");
        nobody.asker.send(asked.json(&report("It broke"))).await
    };
    dies_in_hand(&mut site, creates).await.is(StatusCode::CREATED);
    assert_eq!(items(&team.read("/reports").await).len(), 1);
    site.end();
}

#[actix_web::test]
async fn a_rolling_restart_as_documented_costs_nobody_an_answer() {
    let mut site = Site::start(free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let voters: Vec<Visitor> = (0..8).map(|_| author.another()).collect();
    let acknowledged = Arc::new(Semaphore::new(0));
    let load = storm(voters, &vec![request.clone(); 40], &acknowledged, true);
    for number in [0, 1] {
        more(&acknowledged, 60).await;
        let name = format!("yousaid/node{}", number + 1);
        site.balancer.tell(&format!("set server {name} state drain"));
        site.balancer.until(&name, |said| said.in_hand == 0);
        let node = site.nodes[number].take().expect("it runs");
        let listen = node.url.trim_start_matches("http://").to_owned();
        node.signal("TERM");
        assert!(node.ended_well());
        more(&acknowledged, 60).await;
        site.balancer.tell(&format!("set server {name} state ready"));
        site.again(number, &listen);
    }
    for chain in join_all(load).await {
        chain.expect("every vote is taken");
    }
    assert_eq!(team.detail(&request).await.0["votes"], 1 + 8 * 40);
    site.end();
}

#[actix_web::test]
async fn nodes_without_their_database_say_so_themselves_and_the_balancer_speaks_when_there_is_none() {
    let mut place = Place::postgres();
    let postgres = place.postgres.as_mut().expect("PostgreSQL");
    let host = postgres.url.split(['@', '/']).find(|part| part.contains(':') && part.contains('.'));
    let host = host.expect("host and port").to_owned();
    let proxy = TcpProxy::to(&host);
    postgres.url = postgres.url.replace(&host, &proxy.address);
    let mut site = Site::of(place, free);
    let team = site.owner().await;
    let mut author = visitor(&site.balancer.url, &team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    let nodes_are = |site: &Site, status: &str| {
        for name in ["yousaid/node1", "yousaid/node2"] {
            site.balancer.until(name, |said| said.status.starts_with(status));
        }
    };
    proxy.close();
    nodes_are(&site, "DOWN");
    let answer = author.vote(&request).await.is(StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer.header("x-request-id").is_some() && answer.header("retry-after").is_some(),
        "a node says so"
    );
    author.asker.get("/widget.js").await.is(StatusCode::OK);
    proxy.open();
    nodes_are(&site, "UP");
    // A pool may have to meet each of its dead connections once.
    let begun = std::time::Instant::now();
    while author.vote(&request).await.status != StatusCode::OK {
        assert!(begun.elapsed() < LONG, "it does not come back");
    }

    let listen = [0, 1].map(|number| site.kill(number));
    let answer = author.vote(&request).await.is(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((answer.header("x-request-id"), answer.header("retry-after")), (None, Some("5")));
    assert_eq!((answer.code().as_str(), &answer.json()["status"]), ("unavailable", &json!(503)));
    site.again(0, &listen[0]);
    author.vote(&request).await.is(StatusCode::OK);
    site.end();
}
