//! Deleting requests and reports: they vanish at once, come back exactly as they were, and go for good after thirty days.
//! Deleted projects have tests of their own.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::jobs::sweep;

use crate::{
    identity::{become_known, identify, secret, signed},
    merging::merge,
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

const DAY: i64 = 86_400;

async fn delete(team: &Team, request: &str) -> Answer {
    let (_, etag) = team.detail(request).await;
    let path = team.path(&format!("/requests/{request}"));
    team.asker.send(team.asker.request(Method::DELETE, &path).header("If-Match", etag)).await
}

async fn delete_report(team: &Team, report: &str) -> Answer {
    team.asker.delete(&team.path(&format!("/reports/{report}"))).await
}

async fn restore(team: &Team, id: &str) -> Answer {
    team.asker.post(&team.path(&format!("/bin/{id}/restore")), &json!({})).await
}

async fn clean(app: &TestApp, when: &str) {
    assert_eq!(app.check().await, Vec::<String>::new(), "{when}");
}

/// The same with fractions to nine digits: sums in another order differ in the last ones.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().expect("a fraction");
            format!("{number:.9e}").into()
        }
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, rounded(value))).collect(),
        other => other,
    }
}

/// What the team and a visitor read of some requests, in lists and in detail.
async fn snapshot(team: &Team, visitor: &Visitor, ids: &[String]) -> Vec<Value> {
    let mut all = Vec::new();
    for rest in [
        "",
        "/requests?limit=100",
        "/requests?order=top&limit=100",
        "/requests?order=value&limit=100",
        "/requests?q=wish",
        "/requests/totals",
        "/tags",
        "/reports?limit=100",
        "/screens?limit=100",
        "/overview",
        "/measures",
        "/comments",
    ] {
        all.push(rounded(team.read(rest).await));
    }
    for id in ids {
        let path = team.path(&format!("/requests/{id}"));
        let detail = team.asker.get(&path).await.is(StatusCode::OK);
        all.push(json!([detail.header("etag"), rounded(detail.json())]));
        for rest in ["/voters", "/voters/summary", "/notes", "/comments", "/similar", "/credits"] {
            all.push(rounded(team.read(&format!("/requests/{id}{rest}")).await));
        }
    }
    for rest in ["/requests", "/requests?q=wish", "/me", "/news", "/requests?screen=/screen-1"] {
        all.push(rounded(visitor.read(rest).await));
    }
    all
}

/// Everything that can happen to a request, by the dice.
async fn happen(team: &Team, dice: &mut Dice, voters: &mut [Visitor], id: &str) {
    for voter in voters.iter_mut() {
        if dice.roll(2) == 0 {
            let path = voter.path(&format!("/requests/{id}/vote"));
            let screen = json!({"screen": {"route": format!("/screen-{}", dice.roll(3))}});
            let answer = voter.asker.put(&path, &screen).await.is(StatusCode::OK);
            voter.keep(&answer);
        }
        if dice.roll(4) == 0 {
            let path = voter.path(&format!("/requests/{id}/comments"));
            let answer = voter.asker.post(&path, &json!({"body": "A wish"})).await.is(StatusCode::CREATED);
            voter.keep(&answer);
        }
        if dice.roll(5) == 0 {
            voter.answer("/invoices/42", dice.roll(2) == 0).await.is(StatusCode::OK);
        }
        if dice.roll(6) == 0 {
            let report =
                text(&voter.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
            let link = team.path(&format!("/requests/{id}/reports/{report}"));
            team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
        }
    }
    let note = team.path(&format!("/requests/{id}/notes"));
    team.asker.post(&note, &json!({"body": "Internal"})).await.is(StatusCode::CREATED);
    let official = team.path(&format!("/requests/{id}/comments"));
    team.asker.post(&official, &json!({"body": "From the team"})).await.is(StatusCode::CREATED);
    if dice.roll(2) == 0 {
        let version = team.detail(id).await.0["version"].clone();
        let action =
            json!({"action": {"type": "tag", "add": ["wish"]}, "requests": [{"id": id, "version": version}]});
        team.asker.post(&team.path("/triage"), &action).await.is(StatusCode::CREATED);
        let version = team.detail(id).await.0["version"].clone();
        let action =
            json!({"action": {"type": "effort", "points": 3}, "requests": [{"id": id, "version": version}]});
        team.asker.post(&team.path("/triage"), &action).await.is(StatusCode::CREATED);
    }
    let caller = json!({"name": "Dora", "note": "From a call"});
    team.asker.post(&team.path(&format!("/requests/{id}/voters")), &caller).await.is(StatusCode::CREATED);
    for status in ["planned", "shipped"].into_iter().take(dice.roll(3)) {
        team.decide(id, status, "A reason").await.is(StatusCode::CREATED);
    }
}

on_both! {
    a_report_and_its_request_are_linked_again_in_whichever_order_they_go_and_come_back(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut visitor = team.visitor(app);
        for order in 0..8 {
            let request = text(&visitor.suggest(&format!("Wish {order}")).await, "id").to_owned();
            let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
            let link = team.path(&format!("/requests/{request}/reports/{report}"));
            team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
            let before = rounded(team.detail(&request).await.0["heat"].clone());
            let go = async |first: bool| {
                let gone = if first { delete_report(&team, &report).await } else { delete(&team, &request).await };
                gone.is(StatusCode::NO_CONTENT);
            };
            let back = async |first: bool| {
                restore(&team, if first { &report } else { &request }).await.is(StatusCode::OK);
                clean(app, "halfway").await;
            };
            go(order & 1 == 0).await;
            go(order & 1 != 0).await;
            back(order & 2 == 0).await;
            if order & 4 != 0 {
                // What came back goes and comes once more, and the other one after it.
                go(order & 2 == 0).await;
                back(order & 2 != 0).await;
                back(order & 2 == 0).await;
            } else {
                back(order & 2 != 0).await;
            }
            let detail = team.detail(&request).await.0;
            assert_eq!((&detail["reports"], rounded(detail["heat"].clone())), (&json!(1), before), "order {order}");
            let read = team.read(&format!("/reports/{report}")).await;
            assert_eq!(read["request"]["id"], *request, "order {order}: {read}");
            clean(app, "back").await;
        }
    }

    a_report_comes_back_to_a_request_that_was_merged_meanwhile(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut visitor = team.visitor(app);
        let child = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let parent = text(&visitor.another().suggest("A dark theme").await, "id").to_owned();
        let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
        let link = team.path(&format!("/requests/{child}/reports/{report}"));
        team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
        let before = rounded(team.detail(&child).await.0["heat"].clone());
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        merge(&team, &child, Some(&parent)).await.is(StatusCode::OK);
        restore(&team, &report).await.is(StatusCode::OK);
        let reports = async |request: &str| team.detail(request).await.0["reports"].clone();
        assert_eq!((reports(&child).await, reports(&parent).await), (json!(1), json!(1)));
        clean(app, "merged").await;
        merge(&team, &child, None).await.is(StatusCode::OK);
        assert_eq!((reports(&child).await, reports(&parent).await), (json!(1), json!(0)));
        assert_eq!(rounded(team.detail(&child).await.0["heat"].clone()), before);
        clean(app, "apart").await;
    }

    of_those_who_delete_one_thing_at_once_all_succeed(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for round in 0..6 {
            let request = text(&visitor.suggest(&format!("Wish {round}")).await, "id").to_owned();
            let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
            let link = team.path(&format!("/requests/{request}/reports/{report}"));
            team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
            let (_, etag) = team.detail(&request).await;
            let path = team.path(&format!("/requests/{request}"));
            let gone = futures_util::future::join(
                futures_util::future::join_all((0..6).map(|_| {
                    team.asker.send(team.asker.request(Method::DELETE, &path).header("If-Match", &etag))
                })),
                futures_util::future::join_all((0..6).map(|_| delete_report(&team, &report))),
            )
            .await;
            for answer in gone.1 {
                answer.is(StatusCode::NO_CONTENT);
            }
            // The report may have changed the request before it went.
            for answer in gone.0 {
                assert!([StatusCode::NO_CONTENT, StatusCode::PRECONDITION_FAILED].contains(&answer.status), "{}", answer.text);
            }
            clean(app, "deleted").await;
            let twice = futures_util::future::join_all((0..4).map(|_| restore(&team, &report))).await;
            for answer in twice {
                answer.is(StatusCode::OK);
            }
            clean(app, "restored").await;
        }
    }

    what_is_deleted_vanishes_and_comes_back_exactly(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut dice = Dice::new(30);
        let mut first = team.visitor(app);
        let mut voters: Vec<Visitor> = (0..8).map(|_| first.another()).collect();
        let mut ids = Vec::new();
        for title in ["A wish for export", "Another wish for exports", "A third wish", "A wish to stay"] {
            ids.push(text(&first.suggest(title).await, "id").to_owned());
        }
        for id in &ids {
            happen(&team, &mut dice, &mut voters, id).await;
        }
        // What a visitor is told counts from when it last looked.
        let reader = voters[0].clone();
        let pair = team.path(&format!("/requests/{}/distinct/{}", ids[0], ids[1]));
        team.asker.put(&pair, &json!({})).await.is(StatusCode::NO_CONTENT);
        let before = snapshot(&team, &reader, &ids).await;
        clean(app, "before").await;

        for id in &ids[..3] {
            delete(&team, id).await.is(StatusCode::NO_CONTENT);
            clean(app, "deleted").await;
        }
        for id in &ids[..3] {
            team.asker.get(&team.path(&format!("/requests/{id}"))).await.is(StatusCode::NOT_FOUND);
            first.vote(id).await.is(StatusCode::NOT_FOUND);
            let all = [
                team.read("/requests?limit=100").await, team.read("/requests?q=wish").await, team.read("/comments").await,
                first.read("/requests").await, first.read("/me").await, first.read("/requests/similar?q=wish").await,
                team.read("/overview").await,
            ];
            assert!(all.iter().all(|read| !read.to_string().contains(id.as_str())), "{id} is nowhere");
        }
        assert_eq!(team.read("/reports?linked=true").await["items"].as_array().map(Vec::len), Some({
            let (kept, _) = team.detail(&ids[3]).await;
            usize::try_from(kept["reports"].as_i64().expect("a count")).expect("no less than none")
        }));
        let bin = team.read("/bin").await;
        let listed: Vec<_> = items(&bin).iter().map(|item| text(item, "id").to_owned()).collect();
        let mut wanted = ids[..3].to_vec();
        wanted.sort_unstable_by(|one, two| two.cmp(one));
        assert_eq!(listed, wanted);
        assert_eq!(items(&bin)[0]["kind"], "request");
        assert_eq!(items(&bin)[0]["deleted_by"], "Olga Owner");

        for id in [&ids[1], &ids[0], &ids[2]] {
            assert_eq!(restore(&team, id).await.is(StatusCode::OK).json()["kind"], "request");
            clean(app, "restored").await;
        }
        assert_eq!(snapshot(&team, &reader, &ids).await, before);
        assert!(items(&team.read("/bin").await).is_empty());
    }

    a_report_adds_to_its_request_again_when_it_is_restored(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
        team.asker.put(&team.path(&format!("/requests/{request}/reports/{report}")), &json!({})).await.is(StatusCode::OK);
        let reply = team.path(&format!("/reports/{report}/replies"));
        team.asker.post(&reply, &json!({"body": "Thank you"})).await.is(StatusCode::CREATED);
        let visitor_id = visitor.read("/me").await["visitor"]["id"].clone();
        let credit = json!({"fact": "repro_led_to_fix", "visitor": visitor_id, "recorded": true});
        team.asker.put(&team.path(&format!("/requests/{request}/credits")), &credit).await.is(StatusCode::NO_CONTENT);
        let read = async || {
            json!([
                rounded(team.detail(&request).await.0), team.read(&format!("/reports/{report}")).await,
                team.read("/screens").await, visitor.read("/me").await, team.read(&format!("/requests/{request}/credits")).await,
            ])
        };
        let before = read().await;
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        clean(app, "deleted").await;
        assert_eq!(team.detail(&request).await.0["reports"], 0);
        team.asker.get(&team.path(&format!("/reports/{report}"))).await.is(StatusCode::NOT_FOUND);
        assert!(!visitor.read("/me").await.to_string().contains(&report));
        restore(&team, &report).await.is(StatusCode::OK);
        restore(&team, &report).await.is(StatusCode::OK);
        clean(app, "restored").await;
        assert_eq!(read().await, before);

        // Its request is gone by then.
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        delete(&team, &request).await.is(StatusCode::NO_CONTENT);
        restore(&team, &report).await.is(StatusCode::OK);
        assert_eq!(team.read(&format!("/reports/{report}")).await["request"], Value::Null);
        restore(&team, &request).await.is(StatusCode::OK);
        clean(app, "both restored").await;
        // And linked to another one by then.
        let other = text(&visitor.suggest("Light mode").await, "id").to_owned();
        team.asker.put(&team.path(&format!("/requests/{request}/reports/{report}")), &json!({})).await.is(StatusCode::OK);
        delete(&team, &request).await.is(StatusCode::NO_CONTENT);
        team.asker.put(&team.path(&format!("/requests/{other}/reports/{report}")), &json!({})).await.is(StatusCode::OK);
        restore(&team, &request).await.is(StatusCode::OK);
        assert_eq!(team.detail(&request).await.0["reports"], 0);
        assert_eq!(team.detail(&other).await.0["reports"], 1);
        clean(app, "linked to another one").await;
    }

    what_can_not_be_deleted_is_refused_and_says_why(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let mut ids = Vec::new();
        for title in ["One", "Two", "Three"] {
            ids.push(text(&visitor.suggest(title).await, "id").to_owned());
        }
        let path = team.path(&format!("/requests/{}", ids[0]));
        team.asker.delete(&path).await.is(StatusCode::PRECONDITION_REQUIRED);
        let stale = team.asker.request(Method::DELETE, &path).header("If-Match", "\"77\"");
        team.asker.send(stale).await.is(StatusCode::PRECONDITION_FAILED);
        let (_, etag) = team.detail(&ids[0]).await;
        let merge = team.asker.request(Method::PUT, &format!("{path}/merge")).header("If-Match", etag);
        team.asker.send(merge.json(&json!({"into": ids[1]}))).await.is(StatusCode::OK);
        for id in &ids[..2] {
            let refused = delete(&team, id).await.is(StatusCode::CONFLICT);
            assert!(refused.json()["detail"].as_str().expect("a sentence").contains("Undo the merge"), "{}", refused.text);
        }
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "read"})).await;
        let mut program = app.stranger();
        program.token = Some(text(&key.is(StatusCode::CREATED).json(), "key").to_owned());
        let asked = program.request(Method::DELETE, &path).header("If-Match", "\"1\"");
        program.send(asked).await.is(StatusCode::FORBIDDEN);
        program.post(&team.path(&format!("/bin/{}/restore", ids[2])), &json!({})).await.is(StatusCode::FORBIDDEN);
        program.get(&team.path("/bin")).await.is(StatusCode::OK);
        restore(&team, "01890000-0000-7000-8000-000000000000").await.is(StatusCode::NOT_FOUND);
        delete(&team, &ids[2]).await.is(StatusCode::NO_CONTENT);
        let again = team.path(&format!("/requests/{}", ids[2]));
        let again = team.asker.request(Method::DELETE, &again).header("If-Match", "\"1\"");
        team.asker.send(again).await.is(StatusCode::NO_CONTENT);
        clean(app, "at the end").await;
    }

    who_is_identified_meanwhile_has_its_votes_and_texts_back(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let mut anonymous = team.visitor(app);
        let request = text(&anonymous.suggest("Dark mode").await, "id").to_owned();
        let token = signed(app, &team, &secret, "vera", json!({"name": "Vera"}));
        let known = become_known(&team.visitor(app), &identify(&team.visitor(app), &token, None).await.is(StatusCode::OK));
        let mut known = known;
        known.vote(&request).await.is(StatusCode::OK);
        let mut other = team.visitor(app);
        other.vote(&request).await.is(StatusCode::OK);
        delete(&team, &request).await.is(StatusCode::NO_CONTENT);
        let old = anonymous.asker.token.clone();
        identify(&anonymous, &token, old.as_deref()).await.is(StatusCode::OK);
        clean(app, "identified").await;
        restore(&team, &request).await.is(StatusCode::OK);
        clean(app, "restored").await;
        let (detail, _) = team.detail(&request).await;
        assert_eq!(detail["votes"], 2, "both votes of Vera are one");
        let me = known.read("/me").await;
        assert_eq!((me["votes"].as_array().map(Vec::len), &me["requests"][0]["id"]), (Some(1), &json!(request)));
    }

    who_is_erased_meanwhile_is_in_no_byte_of_what_comes_back(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let token = signed(app, &team, &secret, "planted-subject", json!({"name": "Planted Name"}));
        let known = identify(&team.visitor(app), &token, None).await.is(StatusCode::OK);
        let mut visitor = become_known(&team.visitor(app), &known);
        let request = text(&visitor.suggest("Call Planted Name").await, "id").to_owned();
        let comment = visitor.path(&format!("/requests/{request}/comments"));
        let comment = visitor.asker.post(&comment, &json!({"body": "I am Planted Name", "name": "Planted Name"})).await;
        comment.is(StatusCode::CREATED);
        let report = text(&visitor.report("Planted Name saw it").await.is(StatusCode::CREATED).json(), "id").to_owned();
        let id = visitor.read("/me").await["visitor"]["id"].as_str().expect("an id").to_owned();
        delete(&team, &request).await.is(StatusCode::NO_CONTENT);
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        let bin = team.read("/bin").await.to_string();
        assert!(bin.contains("Call •••") && !bin.contains("Planted"), "{bin}");
        restore(&team, &request).await.is(StatusCode::OK);
        restore(&team, &report).await.is(StatusCode::OK);
        clean(app, "restored").await;
        let (detail, _) = team.detail(&request).await;
        assert_eq!((&detail["title"], &detail["votes"]), (&json!("Call •••"), &json!(1)));
        let comments = team.read(&format!("/requests/{request}/comments")).await.to_string();
        let read = team.read(&format!("/reports/{report}")).await.to_string();
        assert!(comments.contains("I am •••") && read.contains("••• saw it"), "{comments} {read}");
        for text in [&comments, &read, &detail.to_string()] {
            assert!(!text.contains("Planted") && !text.contains(&id), "{text}");
        }
    }

    after_thirty_days_it_is_gone_for_good(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
        delete(&team, &request).await.is(StatusCode::NO_CONTENT);
        app.pass(DAY);
        delete_report(&team, &report).await.is(StatusCode::NO_CONTENT);
        app.pass(29 * DAY + 1);
        team.log_in().await;
        // Also before anything swept.
        restore(&team, &request).await.is(StatusCode::NOT_FOUND);
        sweep::empty_bins(&app.context, app.context.clock.now()).await;
        let bin = team.read("/bin").await;
        assert_eq!(items(&bin).len(), 1);
        assert_eq!(items(&bin)[0]["kind"], "report");
        restore(&team, &request).await.is(StatusCode::NOT_FOUND);
        restore(&team, &report).await.is(StatusCode::OK);
        clean(app, "swept").await;
    }

    the_bin_is_read_page_by_page(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        for n in 0..5 {
            let id = text(&visitor.suggest(&format!("Wish {n}")).await, "id").to_owned();
            delete(&team, &id).await.is(StatusCode::NO_CONTENT);
        }
        let (mut titles, mut next) = (Vec::new(), String::new());
        loop {
            let page = team.read(&format!("/bin?limit=2{next}")).await;
            titles.extend(items(&page).iter().map(|item| text(item, "title").to_owned()));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(titles, ["Wish 4", "Wish 3", "Wish 2", "Wish 1", "Wish 0"]);
    }

    votes_while_it_is_deleted_and_restored_count_or_are_refused(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let voting = async {
            let mut counted = 0;
            for _ in 0..60 {
                let mut voter = visitor.another();
                let answers = futures_util::future::join(voter.vote(&request), async {
                    let mut other = visitor.another();
                    other.answer("/invoices/42", false).await
                }).await;
                match answers.0.status {
                    StatusCode::OK => counted += 1,
                    StatusCode::NOT_FOUND | StatusCode::SERVICE_UNAVAILABLE => {}
                    other => panic!("{other}: {}", answers.0.text),
                }
            }
            counted
        };
        let deleting = async {
            for _ in 0..10 {
                let path = team.path(&format!("/requests/{request}"));
                let asked = team.asker.request(Method::DELETE, &path).header("If-Match", "\"1\"");
                team.asker.send(asked).await;
                restore(&team, &request).await;
            }
        };
        let (counted, ()) = futures_util::future::join(voting, deleting).await;
        restore(&team, &request).await.is(StatusCode::OK);
        clean(app, "after the storm").await;
        let votes = team.detail(&request).await.0["votes"].as_i64().expect("a count");
        assert_eq!(votes, counted + 1, "and its author's");
    }
}
