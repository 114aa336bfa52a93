//! The dashboard reads from a real streaming replica: never older data than its member has seen, and from the primary while
//! the replica is behind or unavailable. One test, since pausing the replica affects all.

use diesel::connection::SimpleConnection;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use yousaid::db::connection::{Address, AnyConnection};

use crate::{
    program::{Place, Program, TcpProxy},
    psql::ask,
    test_app::{Asker, Postgres, Team, items, text},
};

/// Attempts at what happens by itself, each a way to a server and back: far more than it ever takes.
const TRIES: usize = 200_000;

/// The replica of the tests.
struct Replica {
    host: String,
    replica: AnyConnection,
    primary: AnyConnection,
}

impl Replica {
    fn of(postgres: &Postgres) -> Self {
        let url = std::env::var("YOUSAID_TEST_REPLICA_URL").expect(
            "YOUSAID_TEST_REPLICA_URL names a streaming replica of the PostgreSQL of the tests; tests/run starts one",
        );
        let host = url.rsplit('@').next().and_then(|rest| rest.split('/').next()).expect("a host").to_owned();
        let connect = |url: &str| Address::Postgres(url.to_owned()).connect().expect("a server");
        Self { host, replica: connect(&url), primary: connect(&postgres.url) }
    }

    fn hold(&mut self) {
        self.replica.batch_execute("SELECT pg_wal_replay_pause()").expect("it is held");
        let held = "SELECT pg_get_wal_replay_pause_state()";
        assert!((0..TRIES).any(|_| ask(&mut self.replica, held) == "paused"), "it goes on");
    }

    fn let_go(&mut self) {
        self.replica.batch_execute("SELECT pg_wal_replay_resume()").expect("it goes on");
    }

    /// Waits until it has everything that is at the primary now.
    fn caught_up(&mut self) {
        // A transaction flushes what was written before it, which the replica is sent then.
        let now = ask(&mut self.primary, "SELECT pg_logical_emit_message(true, 'test', 'now')");
        let reached = format!("SELECT pg_last_wal_replay_lsn() >= '{now}'::pg_lsn");
        assert!((0..TRIES).any(|_| ask(&mut self.replica, &reached) == "true"), "it does not catch up");
    }
}

/// A node's count of something, with its label.
async fn count(node: &Program, name: &str) -> u64 {
    let metrics = node.stranger().get("/metrics").await.is(StatusCode::OK);
    let found = metrics.text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    found.unwrap_or(0)
}

async fn from_replica(node: &Program) -> u64 {
    count(node, "yousaid_replica_reads_total{answer=\"replica\"}").await
}

async fn behind(node: &Program) -> u64 {
    count(node, "yousaid_replica_reads_total{answer=\"behind\"}").await
}

/// Waits until a node has noticed that the replica is available, or unavailable.
async fn noticed(node: &Program, there: u64) {
    for _ in 0..TRIES {
        if count(node, "yousaid_replica_up").await == there {
            return;
        }
    }
    panic!("it does not notice");
}

fn node(place: &Place, postgres: &Postgres, replica: &str) -> Program {
    let mut command = place.command(&[]);
    command.env("YOUSAID_DATABASE_URL", &postgres.url).env("YOUSAID_DATABASE_REPLICA_URL", replica);
    // Only what a member has seen counts here.
    command.env("YOUSAID_DATABASE_REPLICA_LAG_SECONDS", "36000");
    command.env("YOUSAID_SECRET", "x".repeat(32));
    Program::start(command)
}

/// The same member at another node; the cookies don't look at the port.
fn at(team: &Team, node: &Program) -> Team {
    let asker = Asker { url: node.url.clone(), ..team.asker.clone() };
    Team { asker, project: team.project.clone(), key: team.key.clone() }
}

async fn seen(team: &Team, request: &str) -> (i64, String) {
    let (detail, _) = team.detail(request).await;
    (detail["votes"].as_i64().expect("a count"), text(&detail, "status").to_owned())
}

#[actix_web::test]
async fn a_member_sees_the_own_changes_at_once_and_all_else_from_the_replica() {
    let (place, other_place) = (Place::sqlite(), Place::sqlite());
    let postgres = Postgres::create();
    let mut replica = Replica::of(&postgres);
    replica.caught_up();
    let proxy = TcpProxy::to(&replica.host);
    let database = postgres.url.rsplit('/').next().expect("a name");
    let through = format!("postgres://yousaid@{}/{database}", proxy.address);
    let one = node(&place, &postgres, &through);
    noticed(&one, 1).await;
    let team = one.owner().await;
    let two = node(&other_place, &postgres, &through);
    noticed(&two, 1).await;
    let mut author = one.visitor(&team);
    let request = text(&author.suggest("Dark mode").await, "id").to_owned();
    author.report("It broke").await.is(StatusCode::CREATED);
    let other = two.back(&team).await;
    replica.caught_up();
    let before = from_replica(&one).await;
    for list in ["requests", "reports", "screens", "visitors"] {
        assert_eq!(items(&team.read(&format!("/{list}")).await).len(), 1, "{list}");
    }
    assert_eq!(seen(&team, &request).await, (1, "new".to_owned()));
    assert_eq!(from_replica(&one).await, before + 5, "lists and details come from the replica");

    // The replica is paused.
    replica.hold();
    author.another().vote(&request).await.is(StatusCode::OK);
    assert_eq!(seen(&team, &request).await.0, 1, "a vote of a moment ago may wait");
    team.decide(&request, "planned", "Next month.").await.is(StatusCode::CREATED);
    let late = behind(&two).await;
    assert_eq!(seen(&team, &request).await, (2, "planned".to_owned()), "the own decision does not");
    assert_eq!(seen(&at(&team, &two), &request).await, (2, "planned".to_owned()), "on any node");
    assert_eq!(behind(&two).await, late + 1);
    assert_eq!(
        seen(&other, &request).await,
        (1, "new".to_owned()),
        "who changed nothing sees what the replica has"
    );
    // A change based on old data is refused, and the member sees the new data from then on.
    let old = other.asker.get(&other.path(&format!("/requests/{request}"))).await;
    let body: Value = serde_json::json!({"status": "declined", "reason_code": "other", "reason": "No."});
    let decide = other.asker.request(Method::POST, &other.path(&format!("/requests/{request}/decisions")));
    let decide = decide.header("If-Match", old.header("etag").expect("an ETag")).json(&body);
    other.asker.send(decide).await.is(StatusCode::PRECONDITION_FAILED);
    assert_eq!(seen(&other, &request).await, (2, "planned".to_owned()));
    replica.let_go();
    replica.caught_up();
    let before = from_replica(&two).await;
    assert_eq!(seen(&other, &request).await, (2, "planned".to_owned()));
    assert_eq!(from_replica(&two).await, before + 1, "it has caught up");

    // The replica is unavailable.
    proxy.close();
    for _ in 0..3 {
        assert_eq!(seen(&team, &request).await, (2, "planned".to_owned()));
    }
    noticed(&one, 0).await;
    let unavailable = count(&one, "yousaid_replica_reads_total{answer=\"gone\"}").await;
    assert_eq!(items(&team.read("/requests").await).len(), 1);
    assert_eq!(count(&one, "yousaid_replica_reads_total{answer=\"gone\"}").await, unavailable + 1);
    proxy.open();
    noticed(&one, 1).await;
    let before = from_replica(&one).await;
    assert_eq!(seen(&team, &request).await, (2, "planned".to_owned()));
    assert_eq!(from_replica(&one).await, before + 1, "it is back");
    assert_eq!(
        (one.logged("WARN", "the replica is gone", 1), one.logged("INFO", "the replica answers", 1)),
        (1, 1)
    );

    // A node starts without it.
    two.kill();
    proxy.close();
    let two = node(&other_place, &postgres, &through);
    assert_eq!(seen(&at(&team, &two), &request).await, (2, "planned".to_owned()));
    two.kill();
    one.kill();
    drop(replica);
    postgres.drop();
}
