//! Comments on requests: threads, the team's replies, editing, approval, closing, and what each reader sees of them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    accounts::join,
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

async fn say(visitor: &mut Visitor, request: &str, body: Value) -> Answer {
    let answer = visitor.asker.post(&visitor.path(&format!("/requests/{request}/comments")), &body).await;
    visitor.keep(&answer);
    answer
}

async fn comment(visitor: &mut Visitor, request: &str, words: &str) -> String {
    let answer = say(visitor, request, json!({"body": words})).await.is(StatusCode::CREATED);
    text(&answer.json(), "id").to_owned()
}

async fn reply(team: &Team, request: &str, body: Value) -> Answer {
    team.asker.post(&team.path(&format!("/requests/{request}/comments")), &body).await
}

async fn threads(visitor: &Visitor, request: &str) -> Vec<Value> {
    items(&visitor.read(&format!("/requests/{request}/comments")).await).clone()
}

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// The words of a text without marks.
fn words(comment: &Value) -> &str {
    comment["body"][0]["children"][0]["text"].as_str().unwrap_or_default()
}

async fn show(team: &Team, request: &str, comment: &str, shown: bool) -> Answer {
    let path = team.path(&format!("/requests/{request}/comments/{comment}/shown"));
    team.asker.put(&path, &json!({"shown": shown})).await
}

async fn clean(app: &TestApp) {
    assert_eq!(app.check().await, Vec::<String>::new());
}

on_both! {
    comments_stand_in_threads_and_the_team_is_marked(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let (mut eli, mut dora) = (team.visitor(app), team.visitor(app));
        let first = comment(&mut eli, &request, "My eyes hurt").await;
        let named = json!({"body": "Mine **too**", "name": "Dora", "parent": first});
        let second = say(&mut dora, &request, named).await.is(StatusCode::CREATED).json();
        let below = json!({"body": "We are at it", "parent": text(&second, "id")});
        let official = reply(&team, &request, below).await.is(StatusCode::CREATED).json();
        assert_eq!((&official["official"], &official["name"]), (&json!(true), &json!("Olga Owner")));
        comment(&mut eli, &request, "Thank you").await;
        let seen = threads(&dora, &request).await;
        assert_eq!(seen.iter().map(words).collect::<Vec<_>>(), ["Thank you", "My eyes hurt"]);
        let replies = seen[1]["replies"].as_array().expect("replies");
        let who: Vec<_> = replies.iter().map(|one| (&one["name"], &one["official"], &one["mine"])).collect();
        let (yes, no) = (json!(true), json!(false));
        assert_eq!(who, [(&json!("Dora"), &no, &yes), (&Value::Null, &yes, &no)], "no member is named to visitors");
        assert_eq!((&replies[0]["source"], &replies[1]["source"]), (&json!("Mine **too**"), &Value::Null));
        let stranger = threads(&team.visitor(app).another(), &request).await;
        assert_eq!(stranger[1]["replies"][0]["mine"], false);
        let listed = items(&eli.read("/requests").await)[0].clone();
        assert_eq!(listed["comments"], 4);
        clean(app).await;
    }

    a_comment_of_a_visitor_adds_heat_and_a_reply_of_the_team_none(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "Dark mode").await;
        let before = team.detail(&request).await.0["heat"].as_f64();
        reply(&team, &request, json!({"body": "Hello"})).await.is(StatusCode::CREATED);
        let (detail, _) = team.detail(&request).await;
        assert_eq!(detail["heat"].as_f64(), before);
        let mut eli = team.visitor(app);
        let made = comment(&mut eli, &request, "Please").await;
        let after = team.detail(&request).await.0["heat"].as_f64().expect("a score");
        assert!((after - before.expect("a score") - 0.2).abs() < 1e-9, "{before:?} {after}");
        clean(app).await;
        eli.asker.delete(&eli.path(&format!("/requests/{request}/comments/{made}"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(team.detail(&request).await.0["heat"].as_f64(), before);
        assert_eq!(threads(&eli, &request).await.len(), 1);
        clean(app).await;
    }

    the_most_discussed_come_first_page_by_page(app) {
        let team = app.owner().await;
        let mut wanted = Vec::new();
        for (title, count) in [("One", 1), ("Three", 3), ("None", 0), ("Two", 2)] {
            let request = suggested(app, &team, title).await;
            for n in 0..count {
                comment(&mut team.visitor(app), &request, &format!("Comment {n}")).await;
            }
            wanted.push((count, title));
        }
        wanted.sort_unstable_by(|one, other| other.cmp(one));
        let titles: Vec<_> = wanted.iter().map(|(_, title)| *title).collect();
        let (mut path, mut found) = ("/requests?order=discussed&limit=3".to_owned(), Vec::new());
        loop {
            let page = team.visitor(app).read(&path).await;
            found.extend(items(&page).iter().map(|row| text(row, "title").to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/requests?order=discussed&limit=3&cursor={next}");
        }
        assert_eq!(found, titles);
        let of_team = team.read("/requests?order=discussed").await;
        assert_eq!(items(&of_team).iter().map(|row| text(row, "title")).collect::<Vec<_>>(), titles);
        let here = team.visitor(app).read("/requests?order=discussed&screen=/invoices/:id").await;
        assert_eq!(items(&here).iter().map(|row| text(row, "title")).collect::<Vec<_>>(), titles);
    }

    only_its_author_changes_a_comment_and_after_a_while_it_shows(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "Dark mode").await;
        let (mut eli, mut dora) = (team.visitor(app), team.visitor(app));
        comment(&mut dora, &request, "Hello").await;
        app.pass(1);
        let made = comment(&mut eli, &request, "Plese").await;
        let path = eli.path(&format!("/requests/{request}/comments/{made}"));
        let change = |words: &str| json!({"body": words});
        dora.asker.patch(&path, &change("Mine")).await.is(StatusCode::FORBIDDEN);
        dora.asker.delete(&path).await.is(StatusCode::FORBIDDEN);
        app.pass(899);
        let edited = eli.asker.patch(&path, &change("Please")).await.is(StatusCode::OK).json();
        assert_eq!((words(&edited), &edited["edited_at"]), ("Please", &Value::Null));
        app.pass(2);
        let edited = eli.asker.patch(&path, &change("Pretty please")).await.is(StatusCode::OK).json();
        assert!(edited["edited_at"].is_string());
        // With a reply below, its place stays.
        reply(&team, &request, json!({"body": "Soon", "parent": made})).await.is(StatusCode::CREATED);
        eli.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        eli.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        eli.asker.patch(&path, &change("Back")).await.is(StatusCode::NOT_FOUND);
        let seen = threads(&eli, &request).await;
        assert_eq!((&seen[0]["deleted"], &seen[0]["body"], &seen[0]["source"]), (&json!(true), &json!([]), &json!("")));
        assert_eq!(seen[0]["replies"].as_array().map(Vec::len), Some(1));
        clean(app).await;
    }

    what_waits_for_approval_is_seen_by_its_author_and_the_team_alone(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let mut early = team.visitor(app);
        let shown = comment(&mut early, &request, "Before").await;
        team.asker.patch(&team.path(""), &json!({"approve_comments": true})).await.is(StatusCode::OK);
        let mut eli = team.visitor(app);
        let made = say(&mut eli, &request, json!({"body": "Look", "parent": shown})).await.is(StatusCode::CREATED).json();
        assert_eq!(made["pending"], true);
        let made = text(&made, "id").to_owned();
        assert_eq!(threads(&eli, &request).await[0]["replies"].as_array().map(Vec::len), Some(1));
        assert_eq!(threads(&early, &request).await[0]["replies"], json!([]));
        assert_eq!(team.detail(&request).await.0["comments"], 1);
        let stranger = team.visitor(app);
        stranger.asker.patch(&stranger.path(&format!("/requests/{request}/comments/{made}")), &json!({"body": "x"}))
            .await.is(StatusCode::NOT_FOUND);
        say(&mut early, &request, json!({"body": "To that", "parent": made})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let queue = team.read("/comments").await;
        assert_eq!((text(&items(&queue)[0], "id"), text(&items(&queue)[0], "request_title")), (made.as_str(), "Dark mode"));
        assert_eq!(team.read("/comments/pending").await["pending"], 1);
        show(&team, &request, &made, true).await.is(StatusCode::OK);
        show(&team, &request, &made, true).await.is(StatusCode::OK);
        assert_eq!(threads(&early, &request).await[0]["replies"][0]["pending"], false);
        assert_eq!((items(&team.read("/comments").await).len(), &team.detail(&request).await.0["comments"]), (0, &json!(2)));
        // What is changed waits again, and what is hidden is gone for all but the team.
        let path = eli.path(&format!("/requests/{request}/comments/{made}"));
        assert_eq!(eli.asker.patch(&path, &json!({"body": "Buy this"})).await.is(StatusCode::OK).json()["pending"], true);
        assert_eq!(team.detail(&request).await.0["comments"], 1);
        show(&team, &request, &made, false).await.is(StatusCode::OK);
        assert_eq!(threads(&eli, &request).await[0]["replies"], json!([]));
        assert_eq!(items(&team.read("/comments?state=hidden").await).len(), 1);
        let seen = team.read(&format!("/requests/{request}/comments")).await;
        assert_eq!(items(&seen)[0]["replies"][0]["state"], "hidden");
        clean(app).await;
    }

    notes_and_comments_never_meet(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let note = team.asker.post(&team.path(&format!("/requests/{request}/notes")), &json!({"body": "Secret"})).await.json();
        let note = text(&note, "id").to_owned();
        let mut eli = team.visitor(app);
        let made = comment(&mut eli, &request, "Public").await;
        assert_eq!(threads(&eli, &request).await.len(), 1);
        assert_eq!(items(&team.read(&format!("/requests/{request}/comments")).await).len(), 1);
        assert_eq!(items(&team.read(&format!("/requests/{request}/notes")).await).len(), 1);
        for state in ["shown", "pending", "hidden", "deleted"] {
            let found = team.read(&format!("/comments?state={state}")).await;
            assert!(!items(&found).iter().any(|one| one["id"] == note.as_str()));
        }
        say(&mut eli, &request, json!({"body": "x", "parent": note})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        show(&team, &request, &note, true).await.is(StatusCode::NOT_FOUND);
        team.asker.delete(&team.path(&format!("/requests/{request}/notes/{made}"))).await.is(StatusCode::NOT_FOUND);
        team.asker.delete(&team.path(&format!("/requests/{request}/comments/{note}"))).await.is(StatusCode::NOT_FOUND);
    }

    comments_can_be_closed_and_the_team_still_replies(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let path = team.path(&format!("/requests/{request}/comments/lock"));
        team.asker.put(&path, &json!({"locked": true})).await.is(StatusCode::OK);
        let mut eli = team.visitor(app);
        let refused = say(&mut eli, &request, json!({"body": "Please"})).await.is(StatusCode::CONFLICT);
        assert_eq!(refused.json()["detail"], "Comments on this request are closed.");
        reply(&team, &request, json!({"body": "Enough"})).await.is(StatusCode::CREATED);
        assert_eq!(team.detail(&request).await.0["comments_locked"], true);
        team.asker.put(&path, &json!({"locked": false})).await.is(StatusCode::OK);
        comment(&mut eli, &request, "Please").await;
    }

    what_nobody_sees_cannot_be_commented_on_or_read(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        let made = comment(&mut author, &request, "Mine").await;
        let (_, etag) = team.detail(&request).await;
        let edit = team.asker.request(Method::PATCH, &team.path(&format!("/requests/{request}"))).header("If-Match", etag);
        team.asker.send(edit.json(&json!({"public": false}))).await.is(StatusCode::OK);
        let mut eli = team.visitor(app);
        say(&mut eli, &request, json!({"body": "Hi"})).await.is(StatusCode::NOT_FOUND);
        eli.asker.get(&eli.path(&format!("/requests/{request}/comments"))).await.is(StatusCode::NOT_FOUND);
        assert_eq!(threads(&author, &request).await.len(), 1, "its author still sees it");
        comment(&mut author, &request, "Still here").await;
        // Of another project nothing can be told.
        let unknown = uuid::Uuid::now_v7();
        for path in [format!("/requests/{request}/comments"), format!("/requests/{unknown}/comments")] {
            other.asker.get(&other.path(&path)).await.is(StatusCode::NOT_FOUND);
            other.asker.post(&other.path(&path), &json!({"body": "x"})).await.is(StatusCode::NOT_FOUND);
        }
        for id in [made.clone(), unknown.to_string()] {
            show(&other, &request, &id, true).await.is(StatusCode::NOT_FOUND);
            let path = other.path(&format!("/requests/{request}/comments/{id}"));
            other.asker.delete(&path).await.is(StatusCode::NOT_FOUND);
        }
        // A comment is found below its own request only.
        let elsewhere = suggested(app, &team, "Light mode").await;
        show(&team, &elsewhere, &made, false).await.is(StatusCode::NOT_FOUND);
    }

    bad_comments_are_refused_clearly(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let mut eli = team.visitor(app);
        for (body, pointer) in [
            (json!({"body": ""}), "/body"),
            (json!({"body": "x".repeat(5_001)}), "/body"),
            (json!({"body": "x", "name": "a\nb"}), "/name"),
            (json!({"body": "x", "name": "n".repeat(61)}), "/name"),
            (json!({"body": "x", "official": true}), ""),
            (json!({"body": "x", "parent": uuid::Uuid::now_v7()}), "/parent"),
        ] {
            let refused = say(&mut eli, &request, body.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            let at = refused["errors"][0]["pointer"].as_str().unwrap_or_default();
            assert!(at.starts_with(pointer), "{body} {refused}");
        }
        let hostile = "<script>alert(1)</script> [x](javascript:alert(1)) \u{202e}😀";
        let made = say(&mut eli, &request, json!({"body": hostile})).await.is(StatusCode::CREATED);
        assert!(!made.text.contains("\"link\""), "{}", made.text);
        let deep = ">".repeat(2_000) + &"[".repeat(2_000);
        say(&mut eli, &request, json!({"body": deep})).await.is(StatusCode::CREATED);
        let secret = say(&mut eli, &request, json!({"body": "My key is sk_live_51Habcdefghijklmnopqrstuv"})).await;
        assert!(!secret.is(StatusCode::CREATED).text.contains("51Habcdefghijklmnopqrstuv"));
    }

    an_attempt_that_is_repeated_comments_once(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let eli = team.visitor(app);
        let send = async || {
            let post = eli.asker.request(Method::POST, &eli.path(&format!("/requests/{request}/comments")));
            let key = "7f1a52a2-6a53-4e8a-9d6d-3f6f0a0f9c11";
            eli.asker.send(post.header("Idempotency-Key", key).json(&json!({"body": "Once"}))).await
        };
        let (first, again) = (send().await.is(StatusCode::CREATED), send().await.is(StatusCode::CREATED));
        assert_eq!(first.json()["id"], again.json()["id"]);
        assert!(again.header("yousaid-visitor-token").is_some(), "the token of the first attempt may have been lost");
        assert_eq!(threads(&eli, &request).await.len(), 1);
    }

    viewers_write_nothing_and_only_admins_delete_what_others_wrote(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let made = comment(&mut team.visitor(app), &request, "Hello").await;
        let as_role = async |email: &str, role: &str| {
            let asker = join(app, &team, email, role).await;
            Team { asker, project: team.project.clone(), key: team.key.clone() }
        };
        let viewer = as_role("vic@kontor.example", "viewer").await;
        let triager = as_role("tom@kontor.example", "triager").await;
        let path = team.path(&format!("/requests/{request}/comments/{made}"));
        reply(&viewer, &request, json!({"body": "x"})).await.is(StatusCode::FORBIDDEN);
        show(&viewer, &request, &made, false).await.is(StatusCode::FORBIDDEN);
        triager.asker.delete(&path).await.is(StatusCode::FORBIDDEN);
        triager.asker.patch(&path, &json!({"body": "x"})).await.is(StatusCode::FORBIDDEN);
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        clean(app).await;
    }

    comments_of_merged_requests_are_read_with_the_one_that_stands_for_them(app) {
        let team = app.owner().await;
        let (mut eli, mut dora) = (team.visitor(app), team.visitor(app));
        let kept = suggested(app, &team, "Dark mode").await;
        let child = suggested(app, &team, "Night mode").await;
        let below = comment(&mut eli, &child, "Of the merged one").await;
        comment(&mut dora, &kept, "Of the other").await;
        team.asker.patch(&team.path(""), &json!({"approve_comments": true})).await.is(StatusCode::OK);
        let waits = comment(&mut dora, &child, "Waits").await;
        let (_, etag) = team.detail(&child).await;
        let merge = team.asker.request(Method::PUT, &team.path(&format!("/requests/{child}/merge"))).header("If-Match", etag);
        team.asker.send(merge.json(&json!({"into": kept}))).await.is(StatusCode::OK);
        say(&mut eli, &child, json!({"body": "x"})).await.is(StatusCode::CONFLICT);
        assert_eq!(threads(&eli, &kept).await.len(), 2);
        assert_eq!(team.detail(&kept).await.0["comments"], 2);
        show(&team, &kept, &waits, true).await.is(StatusCode::OK);
        assert_eq!(team.detail(&kept).await.0["comments"], 3);
        clean(app).await;
        eli.asker.delete(&eli.path(&format!("/requests/{kept}/comments/{below}"))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(team.detail(&kept).await.0["comments"], 2);
        clean(app).await;
        let (_, etag) = team.detail(&child).await;
        let undo = team.asker.request(Method::DELETE, &team.path(&format!("/requests/{child}/merge"))).header("If-Match", etag);
        team.asker.send(undo).await.is(StatusCode::OK);
        assert_eq!((&team.detail(&kept).await.0["comments"], &team.detail(&child).await.0["comments"]), (&json!(1), &json!(1)));
        clean(app).await;
    }

    an_erased_visitor_leaves_its_words_without_its_name(app) {
        let team = app.owner().await;
        let request = suggested(app, &team, "Dark mode").await;
        let mut dora = team.visitor(app);
        say(&mut dora, &request, json!({"body": "Please, Dora", "name": "Dora"})).await.is(StatusCode::CREATED);
        let id = text(&dora.read("/me").await["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        let seen = threads(&team.visitor(app), &request).await;
        assert_eq!((&seen[0]["name"], &seen[0]["official"]), (&Value::Null, &json!(false)));
        assert_eq!(team.detail(&request).await.0["comments"], 1);
        clean(app).await;
    }

    random_comments_are_counted_exactly_and_read_by_whom_they_are_for(app) {
        let team = app.owner().await;
        let mut dice = Dice::new(20);
        let mut people: Vec<_> = (0..4).map(|_| team.visitor(app)).collect();
        let mut requests = Vec::new();
        for title in ["One", "Two", "Three"] {
            requests.push(suggested(app, &team, title).await);
        }
        let mut made: Vec<(String, String, usize)> = Vec::new();
        for step in 0..80 {
            let request = requests[dice.roll(3)].clone();
            let who = dice.roll(4);
            match dice.roll(6) {
                0 | 1 => {
                    let id = comment(&mut people[who], &request, &format!("Comment {step}")).await;
                    made.push((request, id, who));
                }
                2 => {
                    let approve = dice.roll(2) == 0;
                    team.asker.patch(&team.path(""), &json!({"approve_comments": approve})).await.is(StatusCode::OK);
                }
                _ if made.is_empty() => {}
                3 => {
                    let (request, id, _) = &made[dice.roll(made.len())];
                    show(&team, request, id, dice.roll(2) == 0).await;
                }
                4 => {
                    let (request, id, who) = &made[dice.roll(made.len())];
                    let path = people[*who].path(&format!("/requests/{request}/comments/{id}"));
                    people[*who].asker.patch(&path, &json!({"body": format!("Changed {step}")})).await;
                }
                _ => {
                    let (request, id, who) = made.remove(dice.roll(made.len()));
                    let path = people[who].path(&format!("/requests/{request}/comments/{id}"));
                    people[who].asker.delete(&path).await;
                }
            }
        }
        clean(app).await;
        for request in &requests {
            let all = team.read(&format!("/requests/{request}/comments?limit=100")).await;
            let state = |id: &Value| items(&all).iter().find(|one| one["id"] == *id).map(|one| one["state"].clone());
            for one in threads(&team.visitor(app), request).await {
                assert_eq!(state(&one["id"]), Some(json!("shown")), "{one}");
            }
            let shown = items(&all).iter().filter(|one| one["state"] == "shown").count();
            assert_eq!(team.detail(request).await.0["comments"], shown);
        }
    }
}
