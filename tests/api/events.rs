//! Event streams: what they send, what they replay, and whom they are closed to.

use reqwest::{Method, StatusCode};
use serde_json::json;
use yousaid::changes::live::StreamSettings;

use crate::{
    accounts::{join, own_id},
    on_both,
    program::Place,
    streams::Stream,
    test_app::{Asker, Team, TestApp, items, text},
};

async fn listen(team: &Team) -> Stream {
    Stream::open(&team.asker, &team.project, None).await.begun().await
}

async fn again(team: &Team, id: &str) -> Stream {
    Stream::open(&team.asker, &team.project, Some(id)).await.begun().await
}

async fn ask(asker: &Asker, team: &Team) -> reqwest::Response {
    asker.request(Method::GET, &team.path("/events")).send().await.expect("an answer")
}

on_both! {
    a_vote_moves_the_counts_of_whoever_listens_and_nobody_elses(app) {
        let team = app.owner().await;
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let (mut here, mut there) = (listen(&team).await, listen(&other).await);
        for voter in 0..3 {
            visitor.another().vote(&request).await.is(StatusCode::OK);
            let item = here.votes(&request, 2 + voter).await;
            assert_eq!((&item["number"], &item["status"]), (&json!(1), &json!("new")));
            let row = team.read("/requests").await;
            assert_eq!(items(&row)[0]["heat"], item["heat"], "as the list has it");
        }
        visitor.unvote(&request).await.is(StatusCode::OK);
        here.votes(&request, 3).await;
        // The other project's first event is its own.
        let mut stranger = other.visitor(app);
        let own = text(&stranger.suggest("Light mode").await, "id").to_owned();
        let first = there.next().await.expect("an event");
        assert_eq!((text(&items(&first.data)[0], "id"), &items(&first.data)[0]["new"]), (own.as_str(), &json!(true)));
    }

    every_kind_of_change_is_told(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let mut stream = listen(&team).await;
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let made = stream.votes(&request, 1).await;
        assert_eq!(made["new"], true);

        team.decide(&request, "planned", "In spring.").await.is(StatusCode::CREATED);
        let decided = stream.until("request").await;
        assert_eq!(items(&decided.data)[0]["status"], "planned");

        let (detail, etag) = team.detail(&request).await;
        let path = team.path(&format!("/requests/{request}"));
        let edit = team.asker.request(Method::PATCH, &path).header("If-Match", etag);
        team.asker.send(edit.json(&json!({"title": "Dark theme"}))).await.is(StatusCode::OK);
        let edited = stream.until("request").await;
        assert!(text(&items(&edited.data)[0], "updated_at") > text(&detail, "updated_at"));

        let report = text(&visitor.report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
        assert_eq!(stream.until("report").await.data, json!({"reports": [report]}));
        let link = team.path(&format!("/requests/{request}/reports/{report}"));
        let heat = items(&edited.data)[0]["heat"].as_f64().expect("a number");
        team.asker.put(&link, &json!({})).await.is(StatusCode::OK);
        let linked = stream.until("request").await;
        assert!(items(&linked.data)[0]["heat"].as_f64().expect("a number") > heat);
        assert_eq!(stream.until("report").await.data, json!({"reports": [report]}));
        team.asker.delete(&link).await.is(StatusCode::OK);
        stream.until("request").await;
        stream.until("report").await;

        visitor.answer("/invoices/42", false).await.is(StatusCode::OK);
        let screens = team.read("/screens").await;
        assert_eq!(stream.until("answers").await.data, json!({"screens": [items(&screens)[0]["id"]]}));
    }

    whoever_was_cut_off_hears_of_what_was_missed(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let mut stream = listen(&team).await;
        visitor.another().vote(&request).await.is(StatusCode::OK);
        stream.votes(&request, 2).await;
        let id = stream.id.clone();
        drop(stream);
        visitor.another().vote(&request).await.is(StatusCode::OK);
        let fresh = text(&visitor.suggest("Light mode").await, "id").to_owned();
        let report = text(&visitor.report("It broke").await.json(), "id").to_owned();
        visitor.answer("/orders", true).await.is(StatusCode::OK);

        let events = again(&team, &id).await.events();
        let of = |name: &str| events.iter().find(|event| event.name == name).expect("an event").data.clone();
        let requests = of("request");
        let votes = |id: &str| items(&requests).iter().find(|item| item["id"] == id).expect("it is named").clone();
        assert_eq!((&votes(&request)["votes"], &votes(&request)["new"]), (&json!(3), &json!(true)), "made seconds ago");
        assert_eq!((&votes(&fresh)["votes"], &votes(&fresh)["new"]), (&json!(1), &json!(true)));
        assert_eq!(of("report"), json!({"reports": [report]}));
        assert_eq!(of("answers")["screens"].as_array().map(Vec::len), Some(1));

        // A page that opens a stream again has no header to send.
        let path = format!("{}?after={id}", team.path("/events"));
        let asked = team.asker.request(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(Stream::of(asked).begun().await.events().len(), events.len());
    }

    whoever_missed_too_much_is_told_to_read_anew(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let stream = listen(&team).await;
        let id = stream.id.clone();
        for number in 0..101 {
            visitor.suggest(&format!("Wish {number}")).await;
        }
        let names = |stream: &Stream| stream.events().into_iter().map(|event| event.name).collect::<Vec<_>>();
        assert_eq!(names(&again(&team, &id).await), ["resync"], "more than can be named");
        app.pass(290);
        assert_eq!(names(&again(&team, &id).await), ["resync"], "longer ago than is kept");
        for junk in ["", "yesterday", "-1", "99999999999999999999", "9223372036854775807"] {
            assert_eq!(names(&again(&team, junk).await), ["resync"], "{junk}");
        }
        assert_eq!(names(&listen(&team).await), Vec::<String>::new(), "who comes only now missed nothing");
    }

    a_stream_is_kept_from_caches_and_proxies_and_from_whom_it_does_not_concern(app) {
        let team = app.owner().await;
        let stream = listen(&team).await;
        assert_eq!(stream.header("cache-control"), Some("no-store, no-transform"));
        assert_eq!(stream.header("x-accel-buffering"), Some("no"));
        assert_eq!(stream.header("content-encoding"), None);
        assert_eq!(stream.header("access-control-allow-origin"), None);
        assert!((1_000..4_000).contains(&stream.retry.expect("a time to wait")));

        assert_eq!(ask(&app.stranger(), &team).await.status(), StatusCode::UNAUTHORIZED);
        let second = Team::with_project(team.asker.clone(), "Second").await;
        let anna = join(app, &second, "anna@kontor.example", "owner").await;
        let (foreign, unknown) = (ask(&anna, &team).await, anna.get("/v1/projects/nothing/events").await);
        assert_eq!(foreign.status(), StatusCode::NOT_FOUND);
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let made = second.asker.post(&second.path("/keys"), &json!({"name": "Job", "scope": "read"})).await.json();
        let program = Asker { token: Some(text(&made, "key").to_owned()), ..app.stranger() };
        assert_eq!(ask(&program, &team).await.status(), StatusCode::NOT_FOUND);
        Stream::of(ask(&program, &second).await).begun().await;
        assert_eq!(team.asker.get(&team.path("/events?since=1")).await.status, StatusCode::BAD_REQUEST);
    }

    a_stream_ends_with_what_it_was_opened_with(app) {
        let team = app.owner().await;
        let anna = join(app, &team, "anna@kontor.example", "viewer").await;
        let removed = Stream::of(ask(&anna, &team).await).begun().await;
        let member = team.path(&format!("/members/{}", own_id(&anna).await));
        team.asker.delete(&member).await.is(StatusCode::NO_CONTENT);
        removed.end().await;
        assert_eq!(ask(&anna, &team).await.status(), StatusCode::UNAUTHORIZED, "it was her only project");

        let made = team.asker.post(&team.path("/keys"), &json!({"name": "Job", "scope": "read"})).await.json();
        let program = Asker { token: Some(text(&made, "key").to_owned()), ..app.stranger() };
        let revoked = Stream::of(ask(&program, &team).await).begun().await;
        team.asker.delete(&team.path(&format!("/keys/{}", text(&made, "id")))).await.is(StatusCode::NO_CONTENT);
        revoked.end().await;
        assert_eq!(ask(&program, &team).await.status(), StatusCode::UNAUTHORIZED);

        let browser = Team { asker: app.stranger(), project: team.project.clone(), key: team.key.clone() };
        browser.log_in().await;
        let (left, stays) = (listen(&browser).await, listen(&team).await);
        browser.asker.delete("/v1/session").await.is(StatusCode::NO_CONTENT);
        left.end().await;
        assert_eq!(ask(&browser.asker, &team).await.status(), StatusCode::UNAUTHORIZED);
        let mut stays = stays;
        team.visitor(app).suggest("Dark mode").await;
        stays.until("request").await;
    }

    more_streams_than_may_be_are_refused_and_a_closed_one_makes_room(
        app, |config| config.streams = StreamSettings { per_holder: 2, per_node: 3 }
    ) {
        let team = app.owner().await;
        let anna = join(app, &team, "anna@kontor.example", "viewer").await;
        let bert = join(app, &team, "bert@kontor.example", "viewer").await;
        let (first, _second) = (listen(&team).await, listen(&team).await);
        let third = team.asker.get(&team.path("/events")).await.is(StatusCode::TOO_MANY_REQUESTS);
        assert_eq!((third.code().as_str(), third.header("retry-after")), ("too_many_requests", Some("30")));
        let _hers = Stream::of(ask(&anna, &team).await).begun().await;
        let his = bert.get(&team.path("/events")).await.is(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((his.code().as_str(), his.header("retry-after")), ("full", Some("30")));
        drop(first);
        // A closed connection is noticed by itself: nothing happens here that would cause an event.
        for _ in 0..1_000 {
            if ask(&bert, &team).await.status() == StatusCode::OK {
                return;
            }
        }
        panic!("there is still no room");
    }

    a_listener_that_does_not_keep_up_is_told_to_read_anew(app) {
        let team = app.owner().await;
        let mut stream = listen(&team).await;
        let project = team.project.parse().expect("an id");
        let much: std::sync::Arc<[u8]> = format!(": {}\n\n", "x".repeat(100_000)).into_bytes().into();
        // More than socket buffers take.
        for _ in 0..500 {
            app.context.live.tell(project, std::sync::Arc::clone(&much));
        }
        assert_eq!(stream.until("resync").await.data, json!({}));
        team.visitor(app).suggest("Dark mode").await;
        stream.until("request").await;
    }
}

#[actix_web::test]
async fn who_listened_to_a_program_that_was_killed_misses_no_vote_at_the_next() {
    for place in [Place::sqlite(), Place::postgres()] {
        let before = place.serve();
        let team = before.owner().await;
        let mut visitor = before.visitor(&team);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let stream = listen(&team).await;
        let id = stream.id.clone();
        visitor.another().vote(&request).await.is(StatusCode::OK);
        before.kill();
        stream.end().await;
        let after = place.serve();
        let team = after.back(&team).await;
        let mut stream = again(&team, &id).await;
        assert_eq!(stream.votes(&request, 2).await["number"], 1);
        drop(stream);
        after.kill();
        place.end();
    }
}

#[actix_web::test]
async fn streams_do_not_hold_up_the_end_of_the_program() {
    let place = Place::sqlite();
    let program = place.serve();
    let team = program.owner().await;
    let streams = [listen(&team).await, listen(&team).await];
    let begun = std::time::Instant::now();
    program.signal("TERM");
    for stream in streams {
        stream.end().await;
    }
    assert!(program.ended_well());
    // Open requests are given ten seconds; waiting for these streams would take all of them.
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    place.end();
}

#[actix_web::test]
async fn a_vote_on_one_node_is_told_by_another_even_without_redis() {
    let app = TestApp::postgres().await;
    let other = app.second_node();
    let team = app.owner().await;
    let mut visitor = team.visitor(&app);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    let there = Asker { url: other.url.clone(), ..team.asker.clone() };
    let mut stream = Stream::open(&there, &team.project, None).await.begun().await;
    visitor.another().vote(&request).await.is(StatusCode::OK);
    stream.votes(&request, 2).await;
    let id = stream.id.clone();
    drop(stream);
    visitor.another().vote(&request).await.is(StatusCode::OK);
    let events = again(&team, &id).await.events();
    assert_eq!(items(&events[0].data)[0]["votes"], 3, "an id means the same on every node");
    other.end().await;
    app.end().await;
}
