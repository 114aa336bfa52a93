//! What visitors are told: decisions, replies, answers to reports, following, and "Is it solved?".

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

async fn news(visitor: &Visitor) -> Value {
    visitor.read("/news").await
}

/// The kinds of the news, with the status or the first words.
fn kinds(news: &Value) -> Vec<String> {
    items(news)
        .iter()
        .map(|item| {
            let words = item["text"][0]["children"][0]["text"].as_str().unwrap_or_default();
            format!("{}: {}", text(item, "kind"), item["status"].as_str().unwrap_or(words))
        })
        .collect()
}

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

async fn solve(visitor: &Visitor, request: &str, answer: &str) -> Answer {
    let body = json!({"answer": answer, "reason": "It still fails"});
    visitor.asker.put(&visitor.path(&format!("/requests/{request}/solved")), &body).await
}

async fn follow(visitor: &mut Visitor, request: &str, following: bool) -> Answer {
    let path = visitor.path(&format!("/requests/{request}/follow"));
    let answer = visitor.asker.put(&path, &json!({"following": following})).await;
    visitor.keep(&answer);
    answer
}

on_both! {
    who_asked_hears_what_became_of_it_and_nobody_else_does(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        app.pass(60);
        team.decide(&request, "under_review", "Let us see").await;
        app.pass(60);
        let (mut voter, mut idle) = (team.visitor(app), team.visitor(app));
        voter.vote(&request).await.is(StatusCode::OK);
        idle.answer("/invoices/42", true).await.is(StatusCode::OK);
        app.pass(60);
        team.decide(&request, "planned", "In **spring**").await;
        app.pass(60);
        let path = team.path(&format!("/requests/{request}/comments"));
        team.asker.post(&path, &json!({"body": "Half done"})).await.is(StatusCode::CREATED);
        let seen = news(&author).await;
        assert_eq!(kinds(&seen), ["reply: Half done", "decision: planned", "decision: under_review"]);
        let first = &items(&seen)[1];
        assert_eq!((&first["request"]["how"], &first["request"]["title"]), (&json!("suggested"), &json!("Dark mode")));
        assert_eq!((&seen["unseen"], &seen["wanted"]), (&json!(3), &json!(true)));
        // Not what was decided before it voted.
        let seen = news(&voter).await;
        assert_eq!((kinds(&seen), &items(&seen)[0]["request"]["how"]),
            (vec!["reply: Half done".to_owned(), "decision: planned".to_owned()], &json!("voted")));
        assert_eq!(news(&idle).await["items"], json!([]));
        let nobody = team.visitor(app);
        nobody.asker.get(&nobody.path("/news")).await.is(StatusCode::UNAUTHORIZED);
    }

    what_was_seen_is_seen_and_the_small_answer_stays_small(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut author = team.visitor(app);
        let request = text(&author.suggest(&"😀".repeat(200)).await, "id").to_owned();
        app.pass(60);
        team.decide(&request, "shipped", "Done").await;
        let path = author.path("/news/unseen?screen=/invoices/:id");
        let small = author.asker.get(&path).await.is(StatusCode::OK);
        assert!(small.text.len() <= 1_024, "{}", small.text.len());
        assert_eq!((&small.json()["unseen"], &small.json()["question"]["number"]), (&json!(1), &json!(1)));
        let known = author.asker.request(Method::GET, &path).header("If-None-Match", small.header("etag").expect("an ETag"));
        author.asker.send(known).await.is(StatusCode::NOT_MODIFIED);
        let elsewhere = author.read("/news/unseen?screen=/elsewhere").await;
        assert_eq!(elsewhere["question"], Value::Null);
        let newest = items(&news(&author).await)[0]["at"].clone();
        author.asker.put(&author.path("/news/seen"), &json!({"until": newest})).await.is(StatusCode::NO_CONTENT);
        assert_eq!(author.read("/news/unseen").await["unseen"], 0);
        // An older page of another tab takes nothing back.
        author.asker.put(&author.path("/news/seen"), &json!({"until": "2020-01-01T00:00:00Z"})).await.is(StatusCode::NO_CONTENT);
        let seen = news(&author).await;
        assert_eq!((&seen["unseen"], &items(&seen)[0]["unseen"]), (&json!(0), &json!(false)));
        // Nobody sees the future.
        author.asker.put(&author.path("/news/seen"), &json!({"until": "2099-01-01T00:00:00Z"})).await.is(StatusCode::NO_CONTENT);
        app.pass(60);
        team.decide(&request, "in_progress", "Again").await;
        assert_eq!(author.read("/news/unseen").await["unseen"], 1);
        for wrong in [json!({"until": "soon"}), json!({}), json!({"until": 5})] {
            author.asker.put(&author.path("/news/seen"), &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        author.asker.put(&author.path("/news/wanted"), &json!({"wanted": false})).await.is(StatusCode::OK);
        assert_eq!(author.read("/news/unseen").await, json!({"unseen": 0, "question": null}));
    }

    a_request_says_whether_the_visitor_follows_it_and_whether_comments_are_closed(app) {
        let team = app.owner().await;
        let mut author = team.visitor(app);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        for (status, reason) in [("planned", "Soon"), ("in_progress", "Now")] {
            team.decide(&request, status, reason).await;
        }
        let mut other = team.visitor(app);
        let path = format!("/requests/{request}");
        let stranger = other.read(&path).await;
        assert_eq!((&stranger["following"], &stranger["comments_locked"], &stranger["voted"]), (&json!(false), &json!(false), &json!(false)));
        let reasons: Vec<_> = stranger["decisions"].as_array().expect("decisions").iter().map(|one| text(one, "reason")).collect();
        assert_eq!(reasons, ["Now", "Soon"]);
        assert_eq!(author.read(&path).await["following"], true);
        follow(&mut author, &request, false).await.is(StatusCode::OK);
        follow(&mut other, &request, true).await.is(StatusCode::OK);
        assert_eq!((&author.read(&path).await["following"], &other.read(&path).await["following"]), (&json!(false), &json!(true)));
        team.asker.put(&team.path(&format!("/requests/{request}/comments/lock")), &json!({"locked": true})).await.is(StatusCode::OK);
        assert_eq!(other.read(&path).await["comments_locked"], true);
        let (_, etag) = team.detail(&request).await;
        let hide = team.asker.request(Method::PATCH, &team.path(&path)).header("If-Match", etag).json(&json!({"public": false}));
        team.asker.send(hide).await.is(StatusCode::OK);
        author.read(&path).await;
        other.asker.get(&other.path(&path)).await.is(StatusCode::NOT_FOUND);
    }

    a_release_note_tells_once_whoever_asked_for_what_it_answers(app) {
        let team = app.owner().await;
        app.hold_clock();
        let (mut author, mut late) = (team.visitor(app), team.visitor(app));
        let one = text(&author.suggest("Dark mode").await, "id").to_owned();
        app.pass(60);
        let two = text(&author.suggest("CSV export").await, "id").to_owned();
        let merged = suggested(app, &team, "Export as CSV").await;
        let mut voter = team.visitor(app);
        voter.vote(&merged).await.is(StatusCode::OK);
        let (detail, _) = team.detail(&merged).await;
        let act = json!({"action": {"type": "merge", "into": two}, "requests": [{"id": merged, "version": detail["version"]}]});
        app.pass(60);
        let note = json!({"title": "Spring", "version": "2.0", "body": "It is **here**", "requests": [one, two, merged]});
        let note = team.asker.post(&team.path("/release_notes"), &note).await.is(StatusCode::CREATED).json();
        team.asker.post(&team.path("/triage"), &act).await.is(StatusCode::CREATED);
        app.pass(60);
        let path = team.path(&format!("/release_notes/{}/publish", text(&note, "id")));
        let publish = json!({"mark_shipped": [one, two], "message": "As you asked"});
        let send = team.asker.request(Method::POST, &path).header("If-Match", format!("\"{}\"", note["revision"])).json(&publish);
        team.asker.send(send).await.is(StatusCode::OK);
        let seen = news(&author).await;
        assert_eq!((kinds(&seen), &seen["unseen"]), (vec!["release_note: As you asked".to_owned()], &json!(1)));
        let item = &items(&seen)[0];
        let titles: Vec<_> = item["requests"].as_array().expect("requests").iter().map(|one| text(one, "title")).collect();
        assert_eq!((titles, &item["title"], &item["version"]), (vec!["Dark mode", "CSV export"], &json!("Spring"), &json!("2.0")));
        assert_eq!(item["text"][1]["children"][1]["type"], "strong");
        // Who voted for what was merged into it hears of it, too; and is asked, as others are.
        let seen = news(&voter).await;
        assert_eq!(items(&seen)[0]["requests"][0]["title"], "CSV export");
        assert_eq!(seen["questions"].as_array().map(Vec::len), Some(1));
        app.pass(60);
        follow(&mut late, &one, true).await.is(StatusCode::OK);
        assert_eq!(news(&late).await["items"], json!([]), "it was published before");
        // Imported ones are old.
        let file = json!([{"id": 1, "tag_name": "v9", "name": "Old", "body": "", "draft": false, "published_at": "2099-03-01T09:00:00Z"}]);
        let import = json!({"source": "github", "file": file.to_string(), "dry_run": false});
        team.asker.post(&team.path("/release_notes/import"), &import).await.is(StatusCode::CREATED);
        assert_eq!(items(&news(&author).await).len(), 1);
    }

    following_needs_no_vote_and_a_voter_may_stop(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "Dark mode").await;
        let (mut fan, mut voter) = (team.visitor(app), team.visitor(app));
        follow(&mut fan, &request, true).await.is(StatusCode::OK);
        voter.vote(&request).await.is(StatusCode::OK);
        follow(&mut voter, &request, false).await.is(StatusCode::OK);
        app.pass(60);
        team.decide(&request, "planned", "Yes").await;
        assert_eq!(items(&news(&fan).await)[0]["request"]["how"], "followed");
        assert_eq!(news(&voter).await["items"], json!([]));
        assert_eq!(team.detail(&request).await.0["votes"], 2, "following is no vote");
        follow(&mut fan, &uuid::Uuid::now_v7().to_string(), true).await.is(StatusCode::NOT_FOUND);
    }

    a_decision_that_was_taken_back_or_made_private_is_no_news(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "Dark mode").await;
        let mut voter = team.visitor(app);
        voter.vote(&request).await.is(StatusCode::OK);
        app.pass(60);
        let (_, etag) = team.detail(&request).await;
        let action = json!({"type": "decide", "status": "declined", "reason_code": "not_now", "message": "No"});
        let version: i64 = etag.trim_matches('"').split('.').next().and_then(|text| text.parse().ok()).expect("a version");
        let body = json!({"action": action, "requests": [{"id": request, "version": version}]});
        let made = team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(kinds(&news(&voter).await), ["decision: declined"]);
        let undo = team.path(&format!("/triage/{}/undo", text(&made, "change")));
        team.asker.post(&undo, &json!({})).await.is(StatusCode::OK);
        assert_eq!(news(&voter).await["items"], json!([]));
        team.decide(&request, "planned", "Yes").await;
        let (_, etag) = team.detail(&request).await;
        let edit = team.asker.request(Method::PATCH, &team.path(&format!("/requests/{request}"))).header("If-Match", etag);
        team.asker.send(edit.json(&json!({"public": false}))).await.is(StatusCode::OK);
        assert_eq!(news(&voter).await["items"], json!([]));
        let path = voter.path(&format!("/requests/{request}/solved"));
        voter.asker.put(&path, &json!({"answer": "no"})).await.is(StatusCode::NOT_FOUND);
    }

    voters_of_a_merged_request_hear_of_the_one_that_stands_for_it(app) {
        let team = app.owner().await;
        app.hold_clock();
        let (kept, child) = (suggested(app, &team, "Dark mode").await, suggested(app, &team, "Night mode").await);
        let mut voter = team.visitor(app);
        voter.vote(&child).await.is(StatusCode::OK);
        let (_, etag) = team.detail(&child).await;
        let merge = team.asker.request(Method::PUT, &team.path(&format!("/requests/{child}/merge"))).header("If-Match", etag);
        team.asker.send(merge.json(&json!({"into": kept}))).await.is(StatusCode::OK);
        app.pass(60);
        team.decide(&kept, "planned", "Yes").await;
        let seen = news(&voter).await;
        assert_eq!((kinds(&seen), &items(&seen)[0]["request"]["id"]), (vec!["decision: planned".to_owned()], &json!(kept)));
    }

    who_reported_reads_what_the_team_replies(app) {
        let team = app.owner().await;
        let (mut eli, mut dora) = (team.visitor(app), team.visitor(app));
        let report = text(&eli.report("The PDF is empty").await.is(StatusCode::CREATED).json(), "id").to_owned();
        dora.report("Another").await.is(StatusCode::CREATED);
        let path = team.path(&format!("/reports/{report}/replies"));
        team.asker.post(&path, &json!({"body": ""})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        team.asker.post(&path, &json!({"body": "Which **browser**?"})).await.is(StatusCode::CREATED);
        let seen = news(&eli).await;
        assert_eq!((text(&items(&seen)[0], "kind"), text(&items(&seen)[0]["report"], "title")), ("report_reply", "The PDF is empty"));
        assert_eq!(eli.read("/me").await["reports"][0]["replies"].as_array().map(Vec::len), Some(1));
        assert_eq!(news(&dora).await["items"], json!([]));
        let detail = team.read(&format!("/reports/{report}")).await;
        assert_eq!(detail["replies"][0]["author"], "Olga Owner");
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let foreign = other.path(&format!("/reports/{report}/replies"));
        other.asker.post(&foreign, &json!({"body": "x"})).await.is(StatusCode::NOT_FOUND);
        let id = text(&eli.read("/me").await["visitor"], "id").to_owned();
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);
        team.asker.post(&path, &json!({"body": "Hello?"})).await.is(StatusCode::CONFLICT);
    }

    enough_no_reopen_a_shipped_request_with_the_reason(app) {
        let team = app.owner().await;
        app.hold_clock();
        let request = suggested(app, &team, "Dark mode").await;
        let mut voters: Vec<_> = (0..4).map(|_| team.visitor(app)).collect();
        for voter in &mut voters {
            voter.vote(&request).await.is(StatusCode::OK);
        }
        solve(&voters[0], &request, "no").await.is(StatusCode::CONFLICT);
        app.pass(60);
        team.decide(&request, "shipped", "Here it is").await;
        assert_eq!(news(&voters[0]).await["questions"][0]["request_id"], request);
        let mut stranger = team.visitor(app);
        stranger.answer("/invoices/42", true).await.is(StatusCode::OK);
        solve(&stranger, &request, "no").await.is(StatusCode::FORBIDDEN);
        // A comment alone does not make somebody one of those who asked for it.
        let mut talker = team.visitor(app);
        talker.answer("/invoices/42", true).await.is(StatusCode::OK);
        let said = talker.path(&format!("/requests/{request}/comments"));
        talker.asker.post(&said, &json!({"body": "Hm"})).await.is(StatusCode::CREATED);
        solve(&talker, &request, "no").await.is(StatusCode::FORBIDDEN);
        assert_eq!(news(&talker).await["questions"], json!([]));
        solve(&voters[0], &request, "yes").await.is(StatusCode::OK);
        for n in [1, 2, 2] {
            assert_eq!(solve(&voters[n], &request, "no").await.is(StatusCode::OK).json()["status"], "shipped");
        }
        assert_eq!(news(&voters[0]).await["questions"], json!([]), "it is asked once");
        let solved = team.detail(&request).await.0["solved"].clone();
        assert_eq!((&solved["yes"], &solved["no"], &solved["reasons"][0]["reason"]), (&json!(1), &json!(2), &json!("It still fails")));
        assert_eq!(solve(&voters[3], &request, "no").await.is(StatusCode::OK).json()["status"], "under_review");
        let (detail, _) = team.detail(&request).await;
        assert_eq!((&detail["status"], &detail["decisions"][0]["decided_by"]), (&json!("under_review"), &json!("Yousaid")));
        assert_eq!(detail["decisions"][0]["reason"], "Not solved, say 3 of 4 answers.");
        assert!(items(&team.read("/requests?status=new,under_review").await).iter().any(|row| row["id"] == request.as_str()), "it waits in the inbox");
        app.pass(60);
        team.decide(&request, "shipped", "Now").await;
        assert_eq!(news(&voters[3]).await["questions"][0]["request_id"], request, "and asked again for the next one");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_project_chooses_how_many_no_reopen(app) {
        let team = app.owner().await;
        for (wrong, pointer) in [
            (json!({"reopen_answers": 0}), "/reopen_answers"),
            (json!({"reopen_percent": 101}), "/reopen_percent"),
        ] {
            let refused = team.asker.patch(&team.path(""), &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer);
        }
        let settings = json!({"reopen_answers": 1, "reopen_percent": 0, "announce_news": false, "language": "de"});
        let project = team.asker.patch(&team.path(""), &settings).await.is(StatusCode::OK).json();
        assert_eq!((&project["reopen_answers"], &project["announce_news"]), (&json!(1), &json!(false)));
        let mut author = team.visitor(app);
        assert_eq!(author.read("/config").await["announce_news"], false);
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        team.decide(&request, "shipped", "Done").await;
        assert_eq!(solve(&author, &request, "no").await.is(StatusCode::OK).json()["status"], "under_review");
        assert_eq!(team.detail(&request).await.0["decisions"][0]["reason"], "Nicht gelöst, sagen 1 von 1 Antworten.");
    }
}
