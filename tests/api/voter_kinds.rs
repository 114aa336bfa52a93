//! Votes by kind of voter: whatever visitors and members do, the kinds of a request sum to its votes, and each is as many as its list
//! of voters shows.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Dice, Team, TestApp, Visitor, items, text},
};

/// Somebody who may become known to the host, with the subject by which it is.
struct Person {
    visitor: Visitor,
    subject: String,
    known: bool,
}

/// Merges a request into another one, or undoes it; what is not possible now is refused and changes nothing.
async fn merge(team: &Team, child: &str, into: Option<&str>) {
    let (_, etag) = team.detail(child).await;
    let path = team.path(&format!("/requests/{child}/merge"));
    let asked = match into {
        Some(into) => team.asker.request(Method::PUT, &path).json(&json!({"into": into})),
        None => team.asker.request(Method::DELETE, &path),
    };
    let status = team.asker.send(asked.header("If-Match", etag)).await.status;
    assert!(!status.is_server_error(), "{status}");
}

/// The anonymous visitor becomes known, and what it did goes along.
async fn become_identified(app: &TestApp, team: &Team, secret: &str, person: &mut Person) {
    let token = signed(app, team, secret, &person.subject, json!({}));
    let answer = identify(&person.visitor, &token, person.visitor.asker.token.as_deref()).await;
    person.visitor = become_known(&person.visitor, &answer.is(StatusCode::OK));
    person.known = true;
}

/// The kinds of each request sum to its votes, and are those of its voters.
async fn sums(team: &Team, requests: &[String]) {
    for request in requests {
        let (detail, _) = team.detail(request).await;
        let of = |kind: &str| detail["voters"][kind].as_u64().expect("a number");
        let sum = of("verified") + of("anonymous") + of("on_behalf");
        assert_eq!(detail["votes"], sum, "{detail}");
        assert_eq!(of("imported"), 0, "imported totals have no voters");
        let voters = team.read(&format!("/requests/{request}/voters?limit=100")).await;
        for kind in ["verified", "anonymous", "on_behalf"] {
            let listed = items(&voters).iter().filter(|voter| voter["kind"] == kind).count();
            assert_eq!(detail["voters"][kind], listed, "{kind} of {detail}");
        }
    }
}

on_both! {
    the_kinds_of_voters_sum_to_the_votes_after_any_votes_and_merges(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let mut requests = Vec::new();
        for title in ["CSV export", "Dark mode", "Shortcuts"] {
            requests.push(text(&team.visitor(app).suggest(title).await, "id").to_owned());
        }
        let first = team.visitor(app);
        let mut people: Vec<Person> = (0..8)
            .map(|n| Person { visitor: first.another(), subject: format!("user-{}", n / 2), known: false })
            .collect();
        let mut dice = Dice::new(29);
        for act in 0..120 {
            let request = requests[dice.roll(requests.len())].clone();
            let other = requests[dice.roll(requests.len())].clone();
            let at = dice.roll(people.len());
            match dice.roll(10) {
                0..=3 => drop(people[at].visitor.vote(&request).await),
                4 => drop(people[at].visitor.unvote(&request).await),
                5 => {
                    let person = json!({"email": format!("dora-{}@kunde.example", at % 4)});
                    team.asker.post(&team.path(&format!("/requests/{request}/voters")), &person).await;
                }
                6 => {
                    let list = team.read(&format!("/requests/{request}/voters?kind=on_behalf")).await;
                    let Some(voter) = items(&list).first() else { continue };
                    let visitor = text(&voter["visitor"], "id");
                    team.asker.delete(&team.path(&format!("/requests/{request}/voters/{visitor}"))).await;
                }
                7 => merge(&team, &request, Some(&other)).await,
                8 => merge(&team, &request, None).await,
                _ if !people[at].known => become_identified(app, &team, &secret, &mut people[at]).await,
                _ => {}
            }
            if act % 12 == 11 {
                sums(&team, &requests).await;
            }
        }
        sums(&team, &requests).await;
        let kinds: Vec<Value> = items(&team.read("/requests?order=new").await).iter().map(|row| row["voters"].clone()).collect();
        assert_eq!(kinds.len(), requests.len(), "{kinds:?}");
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
