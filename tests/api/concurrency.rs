//! Everything at once: writes of every kind that meet in the same rows. There are no deadlocks,
//! no response is a 5xx, and all counters are correct.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::{cache::stamps::Touches, db::connection::AnyConnection};

use crate::{
    on_both,
    test_app::{Dice, Team, TestApp, Visitor, items, report, text},
};

/// Screens that all writers share, under alternating titles.
fn screen(dice: &mut Dice) -> Value {
    json!({"route": format!("/shared-{}", dice.roll(3)), "title": format!("Title {}", dice.roll(4))})
}

async fn act(visitor: &mut Visitor, dice: &mut Dice, requests: &[String]) {
    let place = screen(dice);
    let request = &requests[dice.roll(requests.len())];
    let vote = visitor.path(&format!("/requests/{request}/vote"));
    let (method, path, body) = match dice.roll(6) {
        0 => {
            let body = json!({"kind": "feature", "title": "A wish", "screen": place});
            (Method::POST, visitor.path("/requests"), body)
        }
        1 => {
            let mut body = report("It broke");
            body["screen"] = place;
            (Method::POST, visitor.path("/reports"), body)
        }
        2 | 3 => {
            let body = json!({"screen": place, "helpful": dice.roll(2) == 0});
            (Method::PUT, visitor.path("/answers"), body)
        }
        4 => (Method::PUT, vote, json!({"screen": place})),
        _ => (Method::DELETE, vote, Value::Null),
    };
    let asked = visitor.asker.request(method.clone(), &path).json(&body);
    let answer = visitor.asker.send(asked).await;
    assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.text);
    visitor.keep(&answer);
}

async fn act_as_visitors(app: &TestApp, team: &Team, nodes: &[&TestApp], visitors: usize, acts: usize) {
    let first = team.visitor(app);
    let mut requests = Vec::new();
    for number in 0..3 {
        let body =
            json!({"kind": "feature", "title": "A wish", "screen": {"route": format!("/shared-{number}")}});
        let made = first.another().asker.post(&first.path("/requests"), &body).await.is(StatusCode::CREATED);
        requests.push(text(&made.json(), "id").to_owned());
    }
    join_all((0..visitors).map(|number| {
        let mut visitor = first.another();
        visitor.asker.url.clone_from(&nodes[number % nodes.len()].url);
        let mut dice = Dice::new(number as u64);
        let requests = &requests;
        async move {
            for _ in 0..acts {
                act(&mut visitor, &mut dice, requests).await;
            }
        }
    }))
    .await;
}

on_both! {
    visitors_who_do_everything_at_once_hinder_nobody(app) {
        let team = app.owner().await;
        act_as_visitors(app, &team, &[app], 24, 8).await;
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    the_team_links_and_decides_while_visitors_write(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let mut requests = Vec::new();
        let mut reports = Vec::new();
        for _ in 0..3 {
            requests.push(text(&visitor.another().suggest("A wish").await, "id").to_owned());
            reports.push(text(&visitor.another().report("It broke").await.json(), "id").to_owned());
        }
        let linking = join_all((0..24).map(|number| {
            let mut dice = Dice::new(number);
            let request = &requests[dice.roll(3)];
            let report = &reports[dice.roll(3)];
            let path = team.path(&format!("/requests/{request}/reports/{report}"));
            let team = &team;
            async move {
                let answer = if number % 3 == 0 { team.asker.delete(&path).await } else { team.asker.put(&path, &json!({})).await };
                answer.is(StatusCode::OK);
            }
        }));
        let voting = join_all((0..24).map(|number| {
            let mut voter = visitor.another();
            let request = &requests[number % 3];
            async move {
                voter.vote(request).await.is(StatusCode::OK);
                voter.answer("/invoices/42", false).await.is(StatusCode::OK);
                voter.unvote(request).await.is(StatusCode::OK);
            }
        }));
        futures_util::future::join(linking, voting).await;
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    visitors_who_are_made_nobody_while_they_write_leave_right_counters(app) {
        let team = app.owner().await;
        let request = text(&team.visitor(app).suggest("A wish").await, "id").to_owned();
        let first = team.visitor(app);
        join_all((0..12).map(|_| {
            let mut visitor = first.another();
            let (team, request) = (&team, &request);
            async move {
                visitor.answer("/orders", false).await.is(StatusCode::OK);
                let id = text(&visitor.read("/me").await["visitor"], "id").to_owned();
                let mut writer = visitor.clone();
                let path = team.path(&format!("/visitors/{id}"));
                let writes = async {
                    for _ in 0..4 {
                        for answer in [writer.vote(request).await, writer.answer("/orders", true).await, writer.report("It broke").await] {
                            assert!([200, 201, 401].contains(&answer.status.as_u16()), "{} {}", answer.status, answer.text);
                        }
                    }
                };
                let (deleted, ()) = futures_util::future::join(team.asker.delete(&path), writes).await;
                deleted.is(StatusCode::NO_CONTENT);
            }
        }))
        .await;
        let visitors = team.read("/visitors?limit=100").await;
        assert!(items(&visitors).iter().all(|row| row["reports"] == 0), "a report has nobody's name: {visitors}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}

#[actix_web::test]
async fn visitors_who_do_everything_at_once_through_two_nodes_hinder_nobody() {
    let app = TestApp::postgres().await;
    let other = app.second_node();
    let team = app.owner().await;
    act_as_visitors(&app, &team, &[&app, &other], 32, 8).await;
    assert_eq!(app.check().await, Vec::<String>::new());
    other.end().await;
    app.end().await;
}

/// A transaction that locks two things in an order; the first time, each waits until the other one has its first.
async fn lock_both(
    app: &TestApp,
    [first, second]: [i32; 2],
    met: &Arc<Barrier>,
    tries: &Arc<AtomicUsize>,
) -> yousaid::error::Result<()> {
    let (met, tries, is_first) = (Arc::clone(met), Arc::clone(tries), Arc::new(AtomicBool::new(true)));
    let work = move |connection: &mut AnyConnection| {
        tries.fetch_add(1, Ordering::SeqCst);
        connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({first})"))?;
        if is_first.swap(false, Ordering::SeqCst) {
            met.wait();
        }
        Ok(connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({second})"))?)
    };
    app.context.db.write(Touches::Nothing, work).await
}

#[actix_web::test]
async fn of_two_transactions_that_wait_for_each_other_both_are_written() {
    let app = TestApp::postgres().await;
    let (met, tries) = (Arc::new(Barrier::new(2)), Arc::default());
    let (one, other) = futures_util::future::join(
        lock_both(&app, [1, 2], &met, &tries),
        lock_both(&app, [2, 1], &met, &tries),
    )
    .await;
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert_eq!(tries.load(Ordering::SeqCst), 3, "one of them was written again");
    app.end().await;
}
