//! The triage by several people at once, and beside votes and the jobs: nothing waits for itself, nothing is done twice, no response
//! is a 5xx, and what is undone is as before.

use std::collections::HashMap;

use futures_util::future::{join, join_all};
use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::jobs::wake;

use crate::{
    on_both,
    test_app::{Answer, Asker, PASSWORD, Team, TestApp, Visitor, items, text},
};

/// A new member of the project, in a browser of its own.
async fn member(app: &TestApp, team: &Team, name: &str) -> (Team, String) {
    let invite = json!({"email": format!("{name}@kontor.example"), "role": "triager"});
    let invite = team.asker.post(&team.path("/invites"), &invite).await.is(StatusCode::CREATED).json();
    let token = text(&invite, "link").rsplit('=').next().expect("a token").to_owned();
    let asker = app.stranger();
    let body = json!({"token": token, "name": name, "password": PASSWORD});
    let session = asker.post("/v1/invites/accept", &body).await.is(StatusCode::OK).json();
    let other = Team { asker, project: team.project.clone(), key: team.key.clone() };
    (other, text(&session["member"], "id").to_owned())
}

/// Requests of the team, without votes, at version 1.
async fn made(team: &Team, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let body = json!({"kind": "feature", "title": format!("Request {number}")});
        let made = team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        ids.push(text(&made, "id").to_owned());
    }
    ids
}

/// What acting on these requests as they are now names.
async fn targets(team: &Team, ids: &[String]) -> Vec<Value> {
    let list = team.read("/requests?limit=100").await;
    let versions: HashMap<&str, &Value> =
        items(&list).iter().map(|row| (text(row, "id"), &row["version"])).collect();
    ids.iter().map(|id| json!({"id": id, "version": versions[id.as_str()]})).collect()
}

/// Acts on requests that were read before.
async fn act_on(team: &Team, targets: &[Value], action: &Value) -> Answer {
    team.asker.post(&team.path("/triage"), &json!({"action": action, "requests": targets})).await
}

/// Acts on requests as they are now; all of it is done. Returns the change.
async fn act(team: &Team, ids: &[String], action: &Value) -> String {
    let made = act_on(team, &targets(team, ids).await, action).await.is(StatusCode::CREATED).json();
    assert_eq!(made["refused"], json!([]), "{action}");
    text(&made, "change").to_owned()
}

async fn undo(team: &Team, change: &str) -> Answer {
    team.asker.post(&team.path(&format!("/triage/{change}/undo")), &json!({})).await
}

/// The ids of a list of an answer.
fn ids_in(answer: &Value, field: &str) -> Vec<String> {
    let rows = answer[field].as_array().unwrap_or_else(|| panic!("no {field} in {answer}"));
    rows.iter().map(|row| text(row, "id").to_owned()).collect()
}

/// What undoing brings back.
async fn state(team: &Team) -> Value {
    let list = team.read("/requests?limit=100&order=new").await;
    let fields = ["id", "status", "votes", "voters", "assignee", "effort", "due", "snoozed", "tags"];
    let row = |row: &Value| fields.iter().map(|field| row[*field].clone()).collect::<Vec<_>>();
    json!([
        items(&list).iter().map(row).collect::<Vec<_>>(),
        team.read("/requests/totals").await,
        team.read("/tags").await
    ])
}

fn decide(status: &str) -> Value {
    json!({"type": "decide", "status": status, "message": "Because."})
}

async fn vote_at_once(voters: &mut [Visitor], request: &str) {
    for answer in join_all(voters.iter_mut().map(|voter| voter.vote(request))).await {
        answer.is(StatusCode::OK);
    }
}

on_both! {
    two_who_act_on_the_same_fifty_requests_at_once_each_do_those_that_they_reach_first(app) {
        let olga = app.owner().await;
        let (bea, bea_id) = member(app, &olga, "Bea").await;
        let ids = made(&olga, 50).await;
        let actions = [
            (decide("planned"), decide("declined")),
            (json!({"type": "snooze", "votes": 3}), decide("shipped")),
            (json!({"type": "assign", "member": bea_id}), json!({"type": "tag", "add": ["Q1", "API"]})),
            (json!({"type": "merge", "into": ids[0]}), json!({"type": "merge", "into": ids[49]})),
        ];
        for (one, other) in actions {
            let before = state(&olga).await;
            let read = targets(&olga, &ids).await;
            let turned: Vec<Value> = read.iter().rev().cloned().collect();
            let (first, second) = join(act_on(&olga, &read, &one), act_on(&bea, &turned, &other)).await;
            let mut done = Vec::new();
            let mut changes = Vec::new();
            for answer in [first, second] {
                if answer.status == StatusCode::CREATED {
                    done.extend(ids_in(&answer.json(), "done"));
                    changes.push(text(&answer.json(), "change").to_owned());
                } else {
                    assert!([412, 422].contains(&answer.status.as_u16()), "{one}: {} {}", answer.status, answer.text);
                }
            }
            done.sort_unstable();
            let all = done.len();
            done.dedup();
            assert_eq!(done.len(), all, "{one} and {other}: none is done twice");
            assert!(all >= 49, "{one} and {other}: {all}");
            assert_eq!(app.check().await, Vec::<String>::new());
            let undone = join_all(changes.iter().map(|change| undo(&bea, change))).await;
            for answer in undone {
                assert_eq!(answer.is(StatusCode::OK).json()["refused"], json!([]), "{one} and {other}");
            }
            assert_eq!(state(&olga).await, before);
            assert_eq!(app.check().await, Vec::<String>::new());
        }
    }

    of_two_who_undo_a_change_at_once_one_does(app) {
        let olga = app.owner().await;
        let (bea, _) = member(app, &olga, "Bea").await;
        let ids = made(&olga, 20).await;
        let change = act(&olga, &ids, &decide("planned")).await;
        let (one, other) = join(undo(&olga, &change), undo(&bea, &change)).await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text, other.text);
        assert_eq!(items(&olga.read("/requests?limit=100&status=new").await).len(), 20);
    }

    what_wakes_while_somebody_acts_is_done_once_and_nothing_waits_for_itself(app) {
        let team = app.owner().await;
        app.hold_clock();
        let ids = made(&team, 30).await;
        for round in 0..6 {
            let until = app.context.clock.now().plus_seconds(60).to_string();
            act(&team, &ids, &json!({"type": "snooze", "until": until})).await;
            app.pass(61);
            let read: Vec<Value> = targets(&team, &ids).await.into_iter().rev().collect();
            let action = decide(["planned", "under_review"][round % 2]);
            let (woken, answer) = join(wake::pass(&app.context), act_on(&team, &read, &action)).await;
            woken.expect("a pass");
            assert!([201, 412].contains(&answer.status.as_u16()), "{} {}", answer.status, answer.text);
            assert_eq!(team.read("/requests/totals").await["snoozed"], 0);
            let after = targets(&team, &ids).await;
            for (before, after) in read.iter().rev().zip(&after) {
                let raised = after["version"].as_i64().zip(before["version"].as_i64()).map(|(after, before)| after - before);
                assert_eq!(raised, Some(1), "round {round}: woken or decided, and not both");
            }
            act(&team, &ids, &decide("under_review")).await;
            assert_eq!(app.check().await, Vec::<String>::new());
        }
    }

    votes_that_are_cast_while_requests_are_merged_count_once_over_the_family(app) {
        let team = app.owner().await;
        for round in 0..4 {
            let ids = made(&team, 4).await;
            let (into, children) = ids.split_first().expect("some");
            let first = team.visitor(app);
            let mut voters: Vec<Visitor> = (0..24).map(|_| first.another()).collect();
            for child in children {
                vote_at_once(&mut voters[..12], child).await;
            }
            let merge = json!({"type": "merge", "into": into});
            let (change, ()) = join(act(&team, children, &merge), vote_at_once(&mut voters, into)).await;
            assert_eq!(team.detail(into).await.0["votes"], 24, "round {round}");
            assert_eq!(app.check().await, Vec::<String>::new());
            let mut late: Vec<Visitor> = (0..6).map(|_| first.another()).collect();
            let (answer, ()) = join(undo(&team, &change), vote_at_once(&mut late, into)).await;
            assert_eq!(answer.is(StatusCode::OK).json()["refused"], json!([]));
            for child in children {
                assert_eq!(team.detail(child).await.0["votes"], 12, "round {round}");
            }
            assert_eq!(app.check().await, Vec::<String>::new());
        }
    }

    votes_on_a_request_while_it_is_merged_are_counted_or_refused_and_never_lost(app) {
        let team = app.owner().await;
        for round in 0..4 {
            let ids = made(&team, 2).await;
            let first = team.visitor(app);
            let mut voters: Vec<Visitor> = (0..24).map(|_| first.another()).collect();
            let merge = json!({"type": "merge", "into": ids[1]});
            let voting = join_all(voters.iter_mut().map(|voter| voter.vote(&ids[0])));
            let (_, votes) = join(act(&team, &ids[..1], &merge), voting).await;
            let taken = votes.iter().filter(|vote| vote.status == StatusCode::OK).count();
            let closed = votes.iter().filter(|vote| vote.status == StatusCode::CONFLICT).count();
            assert_eq!(taken + closed, 24, "round {round}: {:?}", votes.iter().map(|vote| vote.status).collect::<Vec<_>>());
            assert_eq!(team.detail(&ids[1]).await.0["votes"], taken, "round {round}");
            assert_eq!(app.check().await, Vec::<String>::new());
        }
    }

    undoing_a_merge_leaves_the_votes_that_were_cast_on_its_target_since(app) {
        let team = app.owner().await;
        let ids = made(&team, 3).await;
        let first = team.visitor(app);
        let mut voters: Vec<Visitor> = (0..4).map(|_| first.another()).collect();
        for child in &ids[1..] {
            vote_at_once(&mut voters[..2], child).await;
        }
        let change = act(&team, &ids[1..], &json!({"type": "merge", "into": ids[0]})).await;
        vote_at_once(&mut voters[2..], &ids[0]).await;
        // One who had voted on both takes the vote back.
        voters[0].unvote(&ids[0]).await.is(StatusCode::OK);
        assert_eq!(team.detail(&ids[0]).await.0["votes"], 3);
        undo(&team, &change).await.is(StatusCode::OK);
        let votes = async |id: &String| team.detail(id).await.0["votes"].as_i64().expect("votes");
        assert_eq!((votes(&ids[0]).await, votes(&ids[1]).await, votes(&ids[2]).await), (2, 1, 1));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_member_who_left_takes_care_of_nothing_and_undoing_changes_nothing_about_that(app) {
        let olga = app.owner().await;
        let (_, bea) = member(app, &olga, "Bea").await;
        let ids = made(&olga, 2).await;
        act(&olga, &ids, &json!({"type": "assign", "member": bea})).await;
        let effort = act(&olga, &ids[..1], &json!({"type": "effort", "points": 3})).await;
        let nobody = act(&olga, &ids[1..], &json!({"type": "assign", "member": null})).await;
        let path = olga.path(&format!("/members/{bea}"));
        olga.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        assert_eq!(items(&olga.read("/requests?assignee=none").await).len(), 2);
        for change in [&effort, &nobody] {
            let undone = undo(&olga, change).await.is(StatusCode::OK).json();
            assert_eq!(undone["done"][0]["assignee"], Value::Null);
        }
        assert_eq!(olga.detail(&ids[0]).await.0["effort"], Value::Null);
        assert_eq!(items(&olga.read("/requests?assignee=none").await).len(), 2);
    }

    a_member_who_leaves_while_getting_requests_keeps_none(app) {
        let olga = app.owner().await;
        let ids = made(&olga, 12).await;
        for round in 0..4 {
            let (_, bea) = member(app, &olga, &format!("bea-{round}")).await;
            let assign = json!({"type": "assign", "member": bea});
            act(&olga, &ids[..6], &assign).await;
            let read: Vec<Value> = targets(&olga, &ids).await.into_iter().rev().collect();
            let path = olga.path(&format!("/members/{bea}"));
            let (answer, gone) = join(act_on(&olga, &read, &assign), olga.asker.delete(&path)).await;
            gone.is(StatusCode::NO_CONTENT);
            assert!([201, 422].contains(&answer.status.as_u16()), "{} {}", answer.status, answer.text);
            assert_eq!(items(&olga.read("/requests?limit=100&assignee=none").await).len(), 12, "round {round}");
        }
    }

    programs_undo_what_members_did(app) {
        let team = app.owner().await;
        let ids = made(&team, 1).await;
        let change = act(&team, &ids, &decide("shipped")).await;
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "write"})).await;
        let key = key.is(StatusCode::CREATED).json();
        let program = Asker { token: Some(text(&key, "key").to_owned()), ..app.stranger() };
        let path = team.path(&format!("/triage/{change}/undo"));
        program.post(&path, &json!({})).await.is(StatusCode::OK);
        assert_eq!(team.detail(&ids[0]).await.0["decisions"][0]["undone_by"], "CI");
    }
}
