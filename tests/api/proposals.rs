//! Proposals: phases by the clock, who may take part, one ballot a visitor, a result that is hidden until the end and stands after it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use yousaid::jobs::close_proposals;

use crate::{
    accounts::join,
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Answer, Asker, Team, TestApp, Visitor, items, text},
};

/// A time so many seconds from now, as the wire has it.
fn at(app: &TestApp, seconds: i64) -> Value {
    serde_json::to_value(app.context.clock.now().plus_seconds(seconds)).expect("a time")
}

async fn draft(team: &Team, body: Value) -> Value {
    team.asker.post(&team.path("/proposals"), &body).await.is(StatusCode::CREATED).json()
}

async fn send(
    asker: &Asker,
    team: &Team,
    method: Method,
    proposal: &Value,
    rest: &str,
    body: Value,
) -> Answer {
    let path = team.path(&format!("/proposals/{}{rest}", text(proposal, "id")));
    let revision = format!("\"{}\"", proposal["revision"]);
    asker.send(asker.request(method, &path).header("If-Match", revision).json(&body)).await
}

async fn act(team: &Team, proposal: &Value, rest: &str) -> Answer {
    send(&team.asker, team, Method::POST, proposal, rest, json!({})).await
}

async fn edit(team: &Team, proposal: &Value, body: Value) -> Answer {
    send(&team.asker, team, Method::PATCH, proposal, "", body).await
}

async fn read(team: &Team, proposal: &Value) -> Value {
    team.read(&format!("/proposals/{}", text(proposal, "id"))).await
}

/// A proposal that is open for an hour, with three options and more fields.
async fn opened(app: &TestApp, team: &Team, more: Value) -> Value {
    let mut body = json!({"question": "Which first?", "options": ["Export", "Search", "Dark mode"], "closes_at": at(app, 3_600)});
    for (field, value) in more.as_object().expect("fields") {
        body[field] = value.clone();
    }
    let made = draft(team, body).await;
    act(team, &made, "/publish").await.is(StatusCode::OK).json()
}

async fn cast(visitor: &mut Visitor, proposal: &Value, choices: Value) -> Answer {
    let path = visitor.path(&format!("/proposals/{}/ballot", text(proposal, "id")));
    let answer = visitor.asker.put(&path, &json!({"choices": choices})).await;
    visitor.keep(&answer);
    answer
}

async fn listed(visitor: &Visitor, query: &str) -> Vec<Value> {
    items(&visitor.read(&format!("/proposals{query}")).await).clone()
}

async fn known(app: &TestApp, team: &Team, secret: &str, subject: &str) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, subject, json!({}));
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

on_both! {
    a_proposal_opens_and_closes_by_the_clock(app) {
        let team = app.owner().await;
        app.hold_clock();
        let visitor = team.visitor(app);
        let made = draft(&team, json!({
            "question": "Was zuerst? 🗳", "context": "Read **this**", "method": "approval", "quorum": 2,
            "options": ["Export", "بحث"], "opens_at": at(app, 60), "closes_at": at(app, 3_600),
        })).await;
        assert_eq!((text(&made, "phase"), text(&made, "slug"), &made["revision"]), ("draft", "was-zuerst-ballot-box", &json!(1)));
        let upcoming = act(&team, &made, "/publish").await.is(StatusCode::OK).json();
        assert_eq!(text(&upcoming, "phase"), "upcoming");
        assert_eq!(listed(&visitor, "").await, Vec::<Value>::new(), "nothing is public before it opens");
        cast(&mut visitor.clone(), &made, json!([0])).await.is(StatusCode::NOT_FOUND);
        let upcoming = edit(&team, &upcoming, json!({"quorum": 3})).await.is(StatusCode::OK).json();
        app.pass(60);
        let seen = listed(&visitor, "").await;
        assert_eq!((text(&seen[0], "phase"), &seen[0]["turnout"], &seen[0]["result"]), ("open", &json!(0), &Value::Null));
        assert_eq!((&seen[0]["options"][1], &seen[0]["may_take_part"], &seen[0]["ballot"]), (&json!("بحث"), &json!(true), &Value::Null));
        assert_eq!(seen[0]["context"][0]["children"][1]["type"], "strong");
        assert!(seen[0].get("author").is_none() && seen[0].get("outcome_by").is_none(), "no member is named");
        for body in [
            json!({"question": "Other?"}), json!({"context": ""}), json!({"options": ["A", "B"]}), json!({"method": "single"}),
            json!({"who": "identified"}), json!({"quorum": 0}), json!({"opens_at": null}), json!({"request": null}),
        ] {
            edit(&team, &upcoming, body).await.is(StatusCode::CONFLICT);
        }
        edit(&team, &upcoming, json!({"closes_at": at(app, 600)})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let later = edit(&team, &upcoming, json!({"closes_at": at(app, 7_200), "screens": ["/a"]})).await.is(StatusCode::OK).json();
        send(&team.asker, &team, Method::PUT, &later, "/outcome", json!({"text": "Soon"})).await.is(StatusCode::CONFLICT);
        app.pass(7_200);
        let closed = read(&team, &later).await;
        assert_eq!((text(&closed, "phase"), &closed["result"]["quorum_reached"]), ("closed", &json!(false)));
        edit(&team, &closed, json!({"closes_at": at(app, 60)})).await.is(StatusCode::CONFLICT);
        for rest in ["/end", "/publish"] {
            act(&team, &closed, rest).await.is(StatusCode::CONFLICT);
        }
        let decided = send(&team.asker, &team, Method::PUT, &closed, "/outcome", json!({"text": "We do *both*."})).await
            .is(StatusCode::OK).json();
        assert_eq!((text(&decided, "outcome"), text(&decided, "outcome_by"), &decided["decided"]),
            ("We do *both*.", "Olga Owner", &json!(true)));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    each_visitor_has_one_ballot_and_nobody_sees_them_before_the_end(app) {
        let team = app.owner().await;
        app.hold_clock();
        let open = opened(app, &team, json!({"quorum": 3})).await;
        let (mut one, mut two, mut three) = (team.visitor(app), team.visitor(app).another(), team.visitor(app).another());
        assert_eq!(cast(&mut one, &open, json!([0])).await.is(StatusCode::OK).json()["turnout"], 1);
        // The second of the same visitor replaces the first.
        let again = cast(&mut one, &open, json!([1])).await.is(StatusCode::OK).json();
        assert_eq!((&again["turnout"], &again["ballot"]), (&json!(1), &json!([1])));
        cast(&mut two, &open, json!([1])).await.is(StatusCode::OK);
        cast(&mut three, &open, json!([2])).await.is(StatusCode::OK);
        let seen = listed(&one, "").await;
        assert_eq!((&seen[0]["ballot"], &seen[0]["turnout"], &seen[0]["result"]), (&json!([1]), &json!(3), &Value::Null));
        let members = read(&team, &open).await;
        assert_eq!((&members["turnout"], &members["result"]), (&json!(3), &Value::Null), "members see no more");
        act(&team, &open, "/unpublish").await.is(StatusCode::CONFLICT);
        assert_eq!(one.read("/me").await["ballots"][0]["choices"], json!(["Search"]));
        app.pass(3_600);
        cast(&mut one, &open, json!([0])).await.is(StatusCode::CONFLICT);
        let expected = json!({"ballots": 3, "quorum": 3, "quorum_reached": true, "counts": [0, 2, 1], "rounds": [],
            "winners": [1], "dissent": 1});
        // Before it is written, and after.
        assert_eq!(read(&team, &open).await["result"], expected);
        close_proposals::pass(&app.context).await.expect("a pass");
        close_proposals::pass(&app.context).await.expect("another");
        assert_eq!(read(&team, &open).await["result"], expected);
        assert_eq!(listed(&one, "").await[0]["result"], expected);
        assert_eq!(listed(&team.visitor(app).another(), "").await.len(), 0, "strangers are shown open ones");
        app.pass(30 * 24 * 3_600 + 1);
        assert_eq!(listed(&one, "").await.len(), 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_result_stands_when_a_voter_is_erased_and_ballots_count_until_then(app) {
        let team = app.owner().await;
        app.hold_clock();
        let open = opened(app, &team, json!({})).await;
        let (mut one, mut two) = (team.visitor(app), team.visitor(app).another());
        cast(&mut one, &open, json!([0])).await.is(StatusCode::OK);
        cast(&mut two, &open, json!([0])).await.is(StatusCode::OK);
        for visitor in [&one, &two] {
            let me = visitor.read("/me").await;
            team.asker.delete(&team.path(&format!("/visitors/{}", text(&me["visitor"], "id")))).await.is(StatusCode::NO_CONTENT);
            assert_eq!(read(&team, &open).await["turnout"], 2);
            if read(&team, &open).await["phase"] == "open" {
                let now = read(&team, &open).await;
                let ended = act(&team, &now, "/end").await.is(StatusCode::OK).json();
                assert_eq!((text(&ended, "phase"), &ended["result"]["counts"]), ("closed", &json!([2, 0, 0])));
            }
        }
        assert_eq!(read(&team, &open).await["result"]["counts"], json!([2, 0, 0]));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    only_those_who_may_take_part(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let mut vera = known(app, &team, &secret, "vera").await;
        let mut stranger = team.visitor(app).another();
        let request = text(&team.visitor(app).suggest("CSV export").await, "id").to_owned();
        let signed_in = opened(app, &team, json!({"who": "identified"})).await;
        let refused = cast(&mut stranger, &signed_in, json!([0])).await.is(StatusCode::FORBIDDEN).json();
        assert_eq!(text(&refused, "detail"), "Only people who are signed in can take part.");
        assert!(stranger.asker.token.is_none(), "nobody is created by what is refused");
        cast(&mut vera, &signed_in, json!([0])).await.is(StatusCode::OK);
        let voters = opened(app, &team, json!({"who": "voters", "request": request})).await;
        cast(&mut vera, &voters, json!([0])).await.is(StatusCode::FORBIDDEN);
        let may = |seen: &[Value]| seen.iter().map(|one| one["may_take_part"] == true).collect::<Vec<_>>();
        assert_eq!(may(&listed(&vera, "").await).iter().filter(|may| **may).count(), 1);
        vera.vote(&request).await.is(StatusCode::OK);
        cast(&mut vera, &voters, json!([0])).await.is(StatusCode::OK);
        assert_eq!(may(&listed(&vera, "").await), [true, true]);
        assert_eq!(may(&listed(&team.visitor(app).another(), "").await), [false, false]);
        let seen = listed(&vera, "").await;
        assert!(seen.iter().any(|one| one["request"]["title"] == "CSV export"));
        let (_, etag) = team.detail(&request).await;
        let path = team.path(&format!("/requests/{request}"));
        let hide = team.asker.request(Method::PATCH, &path).header("If-Match", etag).json(&json!({"public": false}));
        team.asker.send(hide).await.is(StatusCode::OK);
        assert!(listed(&vera, "").await.iter().all(|one| one["request"].is_null()), "a private request is not named");
    }

    the_ballot_of_an_anonymous_visitor_comes_along(app) {
        let team = app.owner().await;
        app.hold_clock();
        let secret = secret(&team).await;
        let open = opened(app, &team, json!({"method": "ranked"})).await;
        let mut visitor = team.visitor(app);
        cast(&mut visitor, &open, json!([2, 0])).await.is(StatusCode::OK);
        let proof = visitor.asker.token.clone().expect("a token");
        let token = signed(app, &team, &secret, "user-1", json!({}));
        let known = become_known(&visitor, &identify(&visitor, &token, Some(&proof)).await.is(StatusCode::OK));
        let seen = listed(&known, "").await;
        assert_eq!((&seen[0]["ballot"], &seen[0]["turnout"]), (&json!([2, 0]), &json!(1)));
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_proposal_is_news_for_whom_it_concerns_and_for_who_took_part(app) {
        let team = app.owner().await;
        app.hold_clock();
        let (mut author, mut voter, mut idle) = (team.visitor(app), team.visitor(app), team.visitor(app));
        let request = text(&author.suggest("Dark mode").await, "id").to_owned();
        idle.answer("/invoices/42", true).await.is(StatusCode::OK);
        app.pass(60);
        let proposal = opened(app, &team, json!({"request": request})).await;
        let told = async |visitor: &Visitor| {
            let news = visitor.read("/news").await;
            let kept = |item: &&Value| text(item, "kind") == "proposal";
            let told: Vec<_> = items(&news).iter().filter(kept).map(|item| (text(item, "phase").to_owned(), item["took_part"] == true)).collect();
            told
        };
        assert_eq!(told(&author).await, [("open".to_owned(), false)]);
        assert_eq!(told(&idle).await, []);
        cast(&mut voter, &proposal, json!([0])).await.is(StatusCode::OK);
        assert_eq!(told(&voter).await, [], "who took part knows of it");
        app.pass(3_600);
        assert_eq!(told(&voter).await, [("closed".to_owned(), true)]);
        assert_eq!(told(&author).await, [("closed".to_owned(), false)]);
        assert_eq!(told(&idle).await, []);
        let seen = voter.read("/news").await;
        let until = json!({"until": items(&seen)[0]["at"]});
        voter.asker.put(&voter.path("/news/seen"), &until).await.is(StatusCode::NO_CONTENT);
        app.pass(60);
        let over = read(&team, &proposal).await;
        send(&team.asker, &team, Method::PUT, &over, "/outcome", json!({"text": "**Export** first"})).await.is(StatusCode::OK);
        let seen = voter.read("/news").await;
        assert_eq!((&seen["unseen"], &items(&seen)[0]["text"][0]["children"][0]["type"]), (&json!(1), &json!("strong")));
    }

    ranked_choices_run_off(app) {
        let team = app.owner().await;
        app.hold_clock();
        let open = opened(app, &team, json!({"method": "ranked"})).await;
        for choices in [json!([0]), json!([0]), json!([1, 2]), json!([2, 1]), json!([2, 1])] {
            cast(&mut team.visitor(app).another(), &open, choices).await.is(StatusCode::OK);
        }
        let now = read(&team, &open).await;
        let result = act(&team, &now, "/end").await.is(StatusCode::OK).json()["result"].clone();
        assert_eq!((&result["winners"], &result["counts"], &result["dissent"]), (&json!([2]), &json!([2, 1, 2]), &json!(3)));
        assert_eq!(result["rounds"][1]["counts"], json!([2, null, 3]));
    }

    a_screen_shows_the_proposals_that_concern_it(app) {
        let team = app.owner().await;
        app.hold_clock();
        opened(app, &team, json!({"question": "Everywhere?"})).await;
        opened(app, &team, json!({"question": "Orders?", "screens": ["/orders/42", "/orders/43"], "closes_at": at(app, 60)})).await;
        let visitor = team.visitor(app);
        let of = |seen: Vec<Value>| seen.iter().map(|one| text(one, "question").to_owned()).collect::<Vec<_>>();
        assert_eq!(of(listed(&visitor, "?screen=/orders/7").await), ["Orders?", "Everywhere?"], "the next to close first");
        assert_eq!(of(listed(&visitor, "?screen=/home").await), ["Everywhere?"]);
        assert_eq!(of(listed(&visitor, "").await), ["Orders?", "Everywhere?"]);
        visitor.asker.get(&visitor.path("/proposals?screen=x")).await.is(StatusCode::BAD_REQUEST);
    }

    bad_input_is_refused_where_it_is(app) {
        let team = app.owner().await;
        app.hold_clock();
        let post = async |body: Value| team.asker.post(&team.path("/proposals"), &body).await;
        for (body, pointer) in [
            (json!({"question": " "}), "/question"),
            (json!({"question": "x".repeat(201)}), "/question"),
            (json!({"question": "a\nb"}), "/question"),
            (json!({"question": "Q", "closes_at": at(app, -1)}), "/closes_at"),
            (json!({"question": "Q", "closes_at": "soon"}), "/closes_at"),
            (json!({"question": "Q", "opens_at": at(app, 60), "closes_at": at(app, 60)}), "/closes_at"),
            (json!({"question": "Q", "options": ["a", "b", "A"]}), "/options/2"),
            (json!({"question": "Q", "options": vec!["a"; 13]}), "/options"),
            (json!({"question": "Q", "options": ["a", "x".repeat(201)]}), "/options/1"),
            (json!({"question": "Q", "quorum": -1}), "/quorum"),
            (json!({"question": "Q", "quorum": 1_000_001}), "/quorum"),
            (json!({"question": "Q", "who": "voters"}), "/who"),
            (json!({"question": "Q", "method": "lottery"}), "/method"),
            (json!({"question": "Q", "screens": ["orders"]}), "/screens/0"),
            (json!({"question": "Q", "request": uuid::Uuid::now_v7()}), "/request"),
        ] {
            let refused = post(body.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}");
        }
        post(json!({"question": "Q", "state": "published"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let bare = draft(&team, json!({"question": "<script>alert(1)</script> שלום"})).await;
        let refused = act(&team, &bare, "/publish").await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["errors"][0]["pointer"], "/options");
        let bare = edit(&team, &bare, json!({"options": ["<b>", "👩‍👩‍👧"]})).await.is(StatusCode::OK).json();
        let refused = act(&team, &bare, "/publish").await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["errors"][0]["pointer"], "/closes_at");
        let ready = edit(&team, &bare, json!({"closes_at": at(app, 60)})).await.is(StatusCode::OK).json();
        app.pass(61);
        act(&team, &ready, "/publish").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let ready = edit(&team, &ready, json!({"closes_at": at(app, 60)})).await.is(StatusCode::OK).json();
        let open = act(&team, &ready, "/publish").await.is(StatusCode::OK).json();
        let mut visitor = team.visitor(app);
        for (choices, pointer) in [(json!([]), "/choices"), (json!([2]), "/choices/0"), (json!([0, 1]), "/choices/1"),
            (json!(["0"]), "/choices/0"), (json!([-1]), "/choices/0")] {
            let refused = cast(&mut visitor, &open, choices.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer, "{choices}");
        }
        // Nobody took part, so that it can be taken back, changed and deleted.
        send(&team.asker, &team, Method::DELETE, &open, "", json!({})).await.is(StatusCode::CONFLICT);
        let back = act(&team, &open, "/unpublish").await.is(StatusCode::OK).json();
        send(&team.asker, &team, Method::DELETE, &back, "", json!({})).await.is(StatusCode::NO_CONTENT);
        cast(&mut visitor, &open, json!([0])).await.is(StatusCode::NOT_FOUND);
    }

    a_stale_or_repeated_change_does_nothing_and_viewers_only_read(app) {
        let team = app.owner().await;
        let made = draft(&team, json!({"question": "One?"})).await;
        edit(&team, &made, json!({"question": "Two?"})).await.is(StatusCode::OK);
        for (method, rest, body) in [
            (Method::PATCH, "", json!({"question": "Three?"})), (Method::DELETE, "", json!({})),
            (Method::POST, "/publish", json!({})), (Method::POST, "/unpublish", json!({})), (Method::POST, "/end", json!({})),
            (Method::PUT, "/outcome", json!({"text": "x"})),
        ] {
            send(&team.asker, &team, method, &made, rest, body).await.is(StatusCode::PRECONDITION_FAILED);
        }
        let attempt = || team.asker.request(Method::POST, &team.path("/proposals"))
            .header("Idempotency-Key", "proposal-1").json(&json!({"question": "Once?"}));
        let first = team.asker.send(attempt()).await.is(StatusCode::CREATED).json();
        let second = team.asker.send(attempt()).await.is(StatusCode::CREATED).json();
        assert_eq!(first["id"], second["id"]);
        assert_eq!(items(&team.read("/proposals?limit=1").await).len(), 1);
        let viewer = join(app, &team, "viv@kunde.example", "viewer").await;
        viewer.get(&team.path("/proposals")).await.is(StatusCode::OK);
        viewer.post(&team.path("/proposals"), &json!({"question": "Mine?"})).await.is(StatusCode::FORBIDDEN);
        send(&viewer, &team, Method::POST, &first, "/publish", json!({})).await.is(StatusCode::FORBIDDEN);
    }

    the_board_shows_a_proposal_from_its_first_moment_and_its_result_after_its_last(app) {
        let team = app.owner().await;
        app.hold_clock();
        team.asker.patch(&team.path(""), &json!({"board": "public"})).await.is(StatusCode::OK);
        let reader = app.stranger();
        let get = async |rest: &str| reader.get(&format!("/b/kontor/{rest}")).await;
        let made = draft(&team, json!({
            "question": "<script>alert(1)</script> first?", "context": "<img src=x onerror=alert(2)> [x](javascript:alert(3))",
            "options": ["<b>Export</b>", "Search"], "opens_at": at(app, 60), "closes_at": at(app, 3_600), "quorum": 2,
        })).await;
        let page = format!("proposals/{}", text(&made, "slug"));
        let hidden = async || {
            get(&page).await.is(StatusCode::NOT_FOUND);
            for rest in ["proposals", "sitemap.xml"] {
                assert!(!get(rest).await.is(StatusCode::OK).text.contains(text(&made, "slug")), "{rest}");
            }
        };
        hidden().await;
        act(&team, &made, "/publish").await.is(StatusCode::OK);
        hidden().await;
        app.pass(60);
        let open = get(&page).await.is(StatusCode::OK).text;
        assert!(open.contains("Take part") && !open.contains("<script>alert") && !open.contains("<img") && !open.contains("javascript:"));
        assert!(open.contains("0 people took part") && open.contains("2 ballots are needed"), "{open}");
        cast(&mut team.visitor(app), &made, json!([1])).await.is(StatusCode::OK);
        let open = get(&page).await.is(StatusCode::OK).text;
        assert!(open.contains("1 person took part") && !open.contains("<table"), "no result before the end");
        assert!(get("proposals").await.text.contains("Open now"));
        assert!(get("sitemap.xml").await.text.contains(&page));
        app.pass(3_600);
        let closed = get(&page).await.is(StatusCode::OK).text;
        assert!(closed.contains("Most support") && closed.contains("Too few people took part: 2 were needed."), "{closed}");
        assert!(closed.contains("The team has not said yet"));
        let now = read(&team, &made).await;
        send(&team.asker, &team, Method::PUT, &now, "/outcome", json!({"text": "Both, <i>soon</i>."})).await.is(StatusCode::OK);
        let decided = get(&format!("{page}?lang=de")).await.is(StatusCode::OK).text;
        assert!(decided.contains("Was entschieden wurde") && decided.contains("Both, &lt;i&gt;soon"), "{decided}");
        assert!(!decided.contains("Olga"), "no member is named");
        get("proposals/unknown").await.is(StatusCode::NOT_FOUND);
        get("proposals?cursor=x").await.is(StatusCode::OK);
        team.asker.patch(&team.path(""), &json!({"board": "off"})).await.is(StatusCode::OK);
        get(&page).await.is(StatusCode::NOT_FOUND);
    }

    many_ballots_at_once_are_all_counted_once(app) {
        let team = app.owner().await;
        app.hold_clock();
        let open = opened(app, &team, json!({})).await;
        let mut one = team.visitor(app);
        cast(&mut one, &open, json!([0])).await.is(StatusCode::OK);
        let all = (0..24).map(|n| {
            let (mut visitor, open) = (if n % 2 == 0 { one.clone() } else { one.another() }, open.clone());
            async move { cast(&mut visitor, &open, json!([n % 3])).await.is(StatusCode::OK); }
        });
        futures_util::future::join_all(all).await;
        let now = read(&team, &open).await;
        let result = act(&team, &now, "/end").await.is(StatusCode::OK).json()["result"].clone();
        assert_eq!(result["ballots"], 13);
        assert_eq!(app.check().await, Vec::<String>::new());
    }
}
