//! Votes that members cast on behalf of somebody: whose they are, how they count, and which can be taken back.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Answer, Team, TestApp, Visitor, items, text},
};

async fn add(team: &Team, request: &str, person: Value) -> Answer {
    team.asker.post(&team.path(&format!("/requests/{request}/voters")), &person).await
}

async fn take_back(team: &Team, request: &str, visitor: &str) -> Answer {
    team.asker.delete(&team.path(&format!("/requests/{request}/voters/{visitor}"))).await
}

fn id_of(voter: &Value) -> String {
    text(&voter["visitor"], "id").to_owned()
}

/// A visitor whom the host vouches for.
async fn known(app: &TestApp, team: &Team, secret: &str, subject: &str, facts: Value) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, subject, facts);
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

async fn own_id(visitor: &Visitor) -> String {
    text(&visitor.read("/me").await["visitor"], "id").to_owned()
}

async fn request(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// Merges a request into another one, or undoes it.
async fn merge(team: &Team, child: &str, into: Option<&str>) {
    let (_, etag) = team.detail(child).await;
    let path = team.path(&format!("/requests/{child}/merge"));
    let asked = match into {
        Some(into) => team.asker.request(Method::PUT, &path).json(&json!({"into": into})),
        None => team.asker.request(Method::DELETE, &path),
    };
    team.asker.send(asked.header("If-Match", etag)).await.is(StatusCode::OK);
}

/// What the list of voters says of who added the votes of a request, newest vote first.
async fn added(team: &Team, request: &str) -> Vec<Value> {
    let voters = team.read(&format!("/requests/{request}/voters")).await;
    items(&voters)
        .iter()
        .filter(|voter| voter["kind"] == "on_behalf")
        .map(|voter| voter["added"].clone())
        .collect()
}

on_both! {
    who_added_a_vote_and_why_is_kept_and_goes_with_the_vote(app) {
        let team = app.owner().await;
        let wish = request(app, &team, "Dark mode").await;
        let dora = json!({"email": "dora@kunde.example", "name": "Dora", "note": "  Called on Monday.\nTwice. "});
        let voter = add(&team, &wish, dora).await.is(StatusCode::CREATED).json();
        assert_eq!((&voter["added"]["by"], &voter["added"]["note"]), (&json!("Olga Owner"), &json!("Called on Monday.\nTwice.")));
        assert!(voter["added"]["at"].is_string(), "{voter}");
        let again = add(&team, &wish, json!({"email": "dora@kunde.example"})).await.is(StatusCode::CREATED).json();
        assert_eq!(again["added"], voter["added"], "nothing new is said");
        let other = json!({"email": "dora@kunde.example", "note": "And wrote on Tuesday"});
        let other = add(&team, &wish, other).await.is(StatusCode::CREATED).json();
        assert_eq!(other["added"]["note"], "And wrote on Tuesday");
        let csv = team.asker.get(&team.path(&format!("/requests/{wish}/voters.csv"))).await.is(StatusCode::OK).text;
        assert!(csv.lines().next().is_some_and(|head| head.ends_with(",visitor,added_by,note")), "{csv}");
        assert!(csv.contains(",Olga Owner,And wrote on Tuesday"), "{csv}");
        let eli = add(&team, &wish, json!({"name": "Eli", "note": " "})).await.is(StatusCode::CREATED).json();
        assert_eq!((&eli["added"]["by"], &eli["added"]["note"]), (&json!("Olga Owner"), &Value::Null));
        let long = add(&team, &wish, json!({"name": "Eli", "note": "x".repeat(501)})).await;
        assert_eq!(long.is(StatusCode::UNPROCESSABLE_ENTITY).json()["errors"][0]["pointer"], "/note");

        let mut guest = team.visitor(app);
        guest.vote(&wish).await.is(StatusCode::OK);
        let personal = add(&team, &wish, json!({"visitor": own_id(&guest).await, "note": "Lost"})).await;
        let personal = personal.is(StatusCode::CREATED).json();
        assert_eq!((&personal["kind"], &personal["added"]), (&json!("anonymous"), &Value::Null));
        let seen = guest.asker.get(&guest.path(&format!("/requests/{wish}"))).await.text;
        assert!(!seen.contains("Tuesday"), "{seen}");

        take_back(&team, &wish, &id_of(&voter)).await.is(StatusCode::NO_CONTENT);
        let later = add(&team, &wish, json!({"email": "dora@kunde.example"})).await.is(StatusCode::CREATED).json();
        assert_eq!(later["added"]["note"], Value::Null, "the note went with the vote");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_was_noted_about_a_vote_follows_merges_splits_and_identities_and_undoing_brings_it_back(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let (wish, second, third) = (
            request(app, &team, "CSV export").await,
            request(app, &team, "Export as CSV").await,
            request(app, &team, "Save a table").await,
        );
        let dora = json!({"email": "dora@kunde.example", "note": "From a call"});
        let voter = id_of(&add(&team, &wish, dora).await.is(StatusCode::CREATED).json());
        let before = added(&team, &wish).await;
        merge(&team, &wish, Some(&second)).await;
        assert_eq!(added(&team, &second).await, before);
        merge(&team, &second, Some(&third)).await;
        assert_eq!(added(&team, &third).await, before, "through two merges");
        merge(&team, &second, None).await;
        assert_eq!(added(&team, &third).await, Vec::<Value>::new());
        merge(&team, &wish, None).await;
        assert_eq!((added(&team, &wish).await, added(&team, &second).await), (before.clone(), Vec::new()));
        assert_eq!(app.check().await, Vec::<String>::new());

        let (_, etag) = team.detail(&wish).await;
        let split = team.asker.request(Method::POST, &team.path(&format!("/requests/{wish}/split")));
        let split = split.header("If-Match", etag).json(&json!({"title": "A second part", "take_votes": true}));
        let part = text(&team.asker.send(split).await.is(StatusCode::CREATED).json(), "id").to_owned();
        assert_eq!(added(&team, &part).await, before, "a copied vote has what was noted about it");

        merge(&team, &wish, Some(&second)).await;
        take_back(&team, &second, &voter).await.is(StatusCode::NO_CONTENT);
        merge(&team, &wish, None).await;
        assert_eq!(added(&team, &wish).await, Vec::<Value>::new(), "taken back since");

        let mut guest = team.visitor(app);
        guest.vote(&third).await.is(StatusCode::OK);
        let on_behalf = json!({"visitor": own_id(&guest).await, "note": "Of a guest"});
        add(&team, &wish, on_behalf).await.is(StatusCode::CREATED);
        let token = signed(app, &team, &secret, "vera", json!({"name": "Vera"}));
        let vera = become_known(&guest, &identify(&guest, &token, guest.asker.token.as_deref()).await.is(StatusCode::OK));
        assert_eq!(added(&team, &wish).await[0]["note"], "Of a guest", "it follows the visitor");
        team.asker.delete(&team.path(&format!("/visitors/{}", own_id(&vera).await))).await.is(StatusCode::NO_CONTENT);
        assert_eq!(added(&team, &wish).await, [Value::Null], "the vote stays, and nothing that was said of its voter");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_vote_on_behalf_counts_like_any_and_is_counted_apart(app) {
        let team = app.owner().await;
        app.hold_clock();
        let (first, second) = (request(app, &team, "Dark mode").await, request(app, &team, "Light mode").await);
        let voter = add(&team, &first, json!({"email": "  Dora@Kunde.Example ", "name": "Dora"})).await;
        let voter = voter.is(StatusCode::CREATED).json();
        assert_eq!((&voter["email"], &voter["visitor"]["name"]), (&json!("dora@kunde.example"), &json!("Dora")));
        assert_eq!((&voter["kind"], &voter["weight"], &voter["screen"]), (&json!("on_behalf"), &json!(1.0), &Value::Null));
        team.visitor(app).vote(&second).await.is(StatusCode::OK);
        let (on_behalf, personal) = (team.detail(&first).await.0, team.detail(&second).await.0);
        assert_eq!((&on_behalf["votes"], &on_behalf["heat"]), (&personal["votes"], &personal["heat"]));
        assert_eq!(on_behalf["voters"], json!({"verified": 0, "anonymous": 1, "on_behalf": 1, "imported": 0}));
        assert_eq!(items(&team.read("/visitors?q=dora@kunde").await).len(), 1);
        assert_eq!(app.check().await, Vec::<String>::new());

        take_back(&team, &first, &id_of(&voter)).await.is(StatusCode::NO_CONTENT);
        take_back(&team, &first, &id_of(&voter)).await.is(StatusCode::NOT_FOUND);
        assert_eq!(team.detail(&first).await.0["voters"]["on_behalf"], 0);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_person_is_found_again_by_e_mail_and_never_counts_twice(app) {
        let team = app.owner().await;
        let first = request(app, &team, "Dark mode").await;
        let second = request(app, &team, "Light mode").await;
        let dora = json!({"email": "dora@kunde.example"});
        let once = add(&team, &first, dora.clone()).await.is(StatusCode::CREATED).json();
        let again = add(&team, &first, json!({"email": "DORA@kunde.example", "name": "D."})).await.is(StatusCode::CREATED).json();
        assert_eq!(again, once, "the vote and the visitor stay as they were");
        let by_id = add(&team, &second, json!({"visitor": id_of(&once)})).await.is(StatusCode::CREATED).json();
        assert_eq!(id_of(&by_id), id_of(&once));
        let nameless = [json!({"name": "Jo"}), json!({"name": "Jo"})];
        for jo in nameless {
            add(&team, &first, jo).await.is(StatusCode::CREATED);
        }
        assert_eq!(team.detail(&first).await.0["votes"], 4, "a name alone is nobody in particular");
        let added = join_all((0..6).map(|_| add(&team, &second, json!({"email": "eli@kunde.example"})))).await;
        let ids: Vec<_> = added.into_iter().map(|answer| id_of(&answer.is(StatusCode::CREATED).json())).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(team.detail(&second).await.0["votes"], 3);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    whom_a_member_described_by_an_address_is_the_one_whose_host_verified_it(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let wish = request(app, &team, "Dark mode").await;
        let by_hand = add(&team, &wish, json!({"email": "vera@kunde.example"})).await.json();
        let unverified = json!({"email": "Vera@kunde.example", "email_verified": false});
        let impostor = known(app, &team, &secret, "impostor", unverified).await;
        let same = add(&team, &wish, json!({"email": "vera@kunde.example"})).await.json();
        assert_eq!(id_of(&same), id_of(&by_hand), "anybody may claim an address");
        let verified = json!({"email": "Vera@kunde.example", "email_verified": true, "name": "Vera"});
        let mut vera = known(app, &team, &secret, "vera", verified).await;
        assert_ne!(own_id(&vera).await, id_of(&by_hand));
        let found = add(&team, &wish, json!({"email": "vera@kunde.example"})).await.json();
        assert_eq!((id_of(&found), &found["visitor"]["kind"]), (own_id(&vera).await, &json!("identified")));
        assert_eq!(team.detail(&wish).await.0["voters"]["on_behalf"], 1, "one person is one voter");
        team.asker.get(&team.path(&format!("/visitors/{}", id_of(&by_hand)))).await.is(StatusCode::NOT_FOUND);
        assert_ne!(own_id(&impostor).await, own_id(&vera).await, "anybody may claim an address");

        assert_eq!(vera.vote(&wish).await.is(StatusCode::OK).json()["changed"], false, "it counts already");
        vera.unvote(&wish).await.is(StatusCode::OK);
        vera.vote(&wish).await.is(StatusCode::OK);
        let kept = add(&team, &wish, json!({"visitor": own_id(&vera).await})).await.is(StatusCode::CREATED).json();
        assert_eq!(kept["kind"], "verified", "a personal vote stays one");
        let refused = take_back(&team, &wish, &own_id(&vera).await).await.is(StatusCode::CONFLICT);
        assert_eq!(refused.code(), "conflict");
        assert_eq!(team.detail(&wish).await.0["voters"]["verified"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_request_is_created_with_the_person_and_a_note_in_one_step(app) {
        let team = app.owner().await;
        let report = team.visitor(app).report("The PDF is empty").await.is(StatusCode::CREATED).json();
        let body = json!({"kind": "problem", "title": "Empty PDFs", "public": false, "report_id": report["id"],
            "on_behalf": {"email": "dora@kunde.example", "name": "Dora"}, "note": "From the call on Monday"});
        let path = team.path("/requests");
        let mut made = Vec::new();
        for _ in 0..2 {
            let post = team.asker.request(Method::POST, &path).header("Idempotency-Key", "call-1");
            made.push(team.asker.send(post.json(&body)).await.is(StatusCode::CREATED).json());
        }
        assert_eq!(made[0]["id"], made[1]["id"]);
        let request = text(&made[0], "id");
        assert_eq!((&made[0]["votes"], &made[0]["voters"]["on_behalf"]), (&json!(1), &json!(1)));
        assert_eq!(made[0]["author"], Value::Null, "the team wrote it");
        let linked = text(&items(&json!({"items": made[0]["linked_reports"]}))[0], "id").to_owned();
        let steps = team.read(&format!("/reports/{linked}")).await["steps"].clone();
        assert_eq!(steps.as_array().map(Vec::len), Some(3), "the steps travel along");
        let notes = team.read(&format!("/requests/{request}/notes")).await;
        assert_eq!((items(&notes).len(), &items(&notes)[0]["body"]), (1, &json!("From the call on Monday")));
        assert_eq!(items(&team.read(&format!("/requests/{request}/voters")).await)[0]["email"], "dora@kunde.example");
        assert_eq!(items(&team.read("/requests").await).len(), 1);

        let unknown = json!({"kind": "feature", "title": "Nothing", "on_behalf": {"visitor": uuid::Uuid::now_v7()}});
        team.asker.post(&path, &unknown).await.is(StatusCode::NOT_FOUND);
        assert_eq!(items(&team.read("/requests").await).len(), 1, "nothing half made");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_person_must_be_named_clearly(app) {
        let team = app.owner().await;
        let request = request(app, &team, "Dark mode").await;
        let before = team.read("/visitors").await;
        for (person, pointer) in [
            (json!({}), ""),
            (json!({"visitor": uuid::Uuid::now_v7(), "name": "Jo"}), "/visitor"),
            (json!({"email": "jo"}), "/email"),
            (json!({"email": "jo@kunde.example\r\nBcc: x@y.zz"}), "/email"),
            (json!({"name": " "}), "/name"),
            (json!({"name": "J".repeat(101)}), "/name"),
            (json!({"name": "Jo", "company": "Kunde"}), "/company"),
        ] {
            let answer = add(&team, &request, person.clone()).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{person}");
            let made = json!({"kind": "feature", "title": "A wish", "on_behalf": person});
            let answer = team.asker.post(&team.path("/requests"), &made).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], format!("/on_behalf{pointer}"));
        }
        add(&team, &request, json!({"visitor": uuid::Uuid::now_v7()})).await.is(StatusCode::NOT_FOUND);
        assert_eq!(team.read("/visitors").await, before);
    }

    a_request_that_takes_no_votes_takes_none_on_behalf(app) {
        let team = app.owner().await;
        let dora = || json!({"email": "dora@kunde.example"});
        for status in ["shipped", "declined"] {
            let closed = request(app, &team, &format!("A wish {status}")).await;
            let voter = add(&team, &closed, dora()).await.is(StatusCode::CREATED).json();
            team.decide(&closed, status, "Decided.").await.is(StatusCode::CREATED);
            let refused = add(&team, &closed, json!({"name": "Jo"})).await.is(StatusCode::CONFLICT);
            assert_eq!(refused.code(), "not_votable");
            assert!(text(&refused.json(), "detail").contains(status), "{}", refused.text);
            take_back(&team, &closed, &id_of(&voter)).await.is(StatusCode::NO_CONTENT);
        }
        let mut ids = Vec::new();
        for title in ["CSV export", "Export as CSV", "Download"] {
            ids.push(request(app, &team, title).await);
        }
        let voter = add(&team, &ids[0], dora()).await.is(StatusCode::CREATED).json();
        for (child, into) in [(0, 1), (1, 2)] {
            let (_, etag) = team.detail(&ids[child]).await;
            let put = team.asker.request(Method::PUT, &team.path(&format!("/requests/{}/merge", ids[child])));
            team.asker.send(put.header("If-Match", etag).json(&json!({"into": ids[into]}))).await.is(StatusCode::OK);
        }
        for refused in [add(&team, &ids[0], dora()).await, take_back(&team, &ids[0], &id_of(&voter)).await] {
            let refused = refused.is(StatusCode::CONFLICT);
            assert_eq!(refused.code(), "not_votable");
            assert!(text(&refused.json(), "detail").contains("#5 “Download”"), "{}", refused.text);
        }
        let lent = add(&team, &ids[2], dora()).await.is(StatusCode::CREATED).json();
        assert_eq!(lent["kind"], "on_behalf", "the merged request has lent it");
        take_back(&team, &ids[2], &id_of(&voter)).await.is(StatusCode::NO_CONTENT);
        assert_eq!(team.detail(&ids[2]).await.0["voters"]["on_behalf"], 0);
        assert_eq!(items(&team.read("/visitors").await).len(), 6, "a refused vote creates nobody");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_vote_on_behalf_does_not_say_that_its_visitor_was_here(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let wish = request(app, &team, "Dark mode").await;
        let vera = own_id(&known(app, &team, &secret, "vera", json!({})).await).await;
        let before = team.read(&format!("/visitors/{vera}")).await["seen_at"].clone();
        app.pass(3_600);
        add(&team, &wish, json!({"visitor": vera})).await.is(StatusCode::CREATED);
        assert_eq!(team.read(&format!("/visitors/{vera}")).await["seen_at"], before);
    }

    votes_on_behalf_stay_with_a_visitor_that_others_are_carried_to(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let wish = request(app, &team, "Dark mode").await;
        let facts = json!({"email": "vera@kunde.example", "email_verified": true});
        known(app, &team, &secret, "vera", facts.clone()).await;
        add(&team, &wish, json!({"email": "vera@kunde.example"})).await.is(StatusCode::CREATED);
        let mut anonymous = team.visitor(app);
        anonymous.vote(&wish).await.is(StatusCode::OK);
        let proof = anonymous.asker.token.clone();
        let token = signed(app, &team, &secret, "vera", facts);
        identify(&anonymous, &token, proof.as_deref()).await.is(StatusCode::OK);
        let (detail, _) = team.detail(&wish).await;
        assert_eq!((&detail["votes"], &detail["voters"]["on_behalf"]), (&json!(2), &json!(1)), "counted once");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_vote_on_behalf_is_added_once_for_each_key(app) {
        let team = app.owner().await;
        let request = request(app, &team, "Dark mode").await;
        let path = team.path(&format!("/requests/{request}/voters"));
        for replayed in [None, Some("true")] {
            let post = team.asker.request(Method::POST, &path).header("Idempotency-Key", "call-1");
            let answer = team.asker.send(post.json(&json!({"name": "Jo"}))).await.is(StatusCode::CREATED);
            assert_eq!(answer.header("idempotency-replayed"), replayed);
        }
        assert_eq!(team.detail(&request).await.0["votes"], 2);
    }
}
