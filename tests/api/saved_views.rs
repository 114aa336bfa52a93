//! Saved views of the triage: who keeps, sees and changes which, what they count, and that others hear of them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    accounts::join,
    on_both,
    test_app::{Answer, Asker, Team, items, text},
};

async fn keep(asker: &Asker, team: &Team, body: &Value) -> Answer {
    asker.post(&team.path("/views"), body).await
}

async fn change(asker: &Asker, team: &Team, view: &Value, body: &Value) -> Answer {
    let path = team.path(&format!("/views/{}", text(view, "id")));
    let asked = asker.request(Method::PATCH, &path).header("If-Match", format!("\"{}\"", view["version"]));
    asker.send(asked.json(body)).await
}

async fn remove(asker: &Asker, team: &Team, view: &Value) -> Answer {
    let path = team.path(&format!("/views/{}", text(view, "id")));
    asker
        .send(asker.request(Method::DELETE, &path).header("If-Match", format!("\"{}\"", view["version"])))
        .await
}

/// The names of the views that somebody sees, in their order.
async fn names(asker: &Asker, team: &Team) -> Vec<String> {
    let list = asker.get(&team.path("/views")).await.is(StatusCode::OK).json();
    items(&list).iter().map(|view| text(view, "name").to_owned()).collect()
}

on_both! {
    a_view_keeps_its_filters_and_order_and_is_changed_by_its_version(app) {
        let team = app.owner().await;
        let filter = json!({
            "status": ["new", "planned"], "kind": ["problem"], "assignee": ["me", "none"], "tag": ["Q1, late"],
            "segment": ["enterprise"], "suggested_from": "2026-01-01", "reports": true, "q": "pdf"
        });
        let body = json!({"name": " My week ", "shared": true, "filter": filter, "order": "top"});
        let view = keep(&team.asker, &team, &body).await.is(StatusCode::CREATED).json();
        assert_eq!((text(&view, "name"), &view["shared"], &view["own"], text(&view, "order")), ("My week", &json!(true), &json!(true), "top"));
        for (name, value) in filter.as_object().expect("filters") {
            assert_eq!(&view["filter"][name], value, "{name}");
        }
        let list = team.read("/views").await;
        assert_eq!(items(&list), std::slice::from_ref(&view));

        let changed = change(&team.asker, &team, &view, &json!({"name": "Mine", "filter": {}})).await;
        let etag = changed.header("etag").expect("an ETag").to_owned();
        let changed = changed.is(StatusCode::OK).json();
        assert_eq!((&changed["version"], etag.starts_with("\"2")), (&json!(2), true));
        assert_eq!((&changed["filter"]["status"], text(&changed, "order")), (&json!([]), "top"));
        change(&team.asker, &team, &view, &json!({"name": "Late"})).await.is(StatusCode::PRECONDITION_FAILED);
        remove(&team.asker, &team, &view).await.is(StatusCode::PRECONDITION_FAILED);
        let path = team.path(&format!("/views/{}", text(&view, "id")));
        team.asker.patch(&path, &json!({"name": "x"})).await.is(StatusCode::PRECONDITION_REQUIRED);
        remove(&team.asker, &team, &changed).await.is(StatusCode::NO_CONTENT);
        remove(&team.asker, &team, &changed).await.is(StatusCode::NOT_FOUND);
        assert_eq!(names(&team.asker, &team).await, Vec::<String>::new());
    }

    private_views_are_of_one_member_and_shared_ones_of_those_who_triage(app) {
        let team = app.owner().await;
        let (viewer, triager) = (join(app, &team, "viewer@kontor.example", "viewer").await, join(app, &team, "triager@kontor.example", "triager").await);
        let own = keep(&viewer, &team, &json!({"name": "Mine"})).await.is(StatusCode::CREATED).json();
        keep(&viewer, &team, &json!({"name": "Ours", "shared": true})).await.is(StatusCode::FORBIDDEN);
        let ours = keep(&triager, &team, &json!({"name": "Ours", "shared": true})).await.is(StatusCode::CREATED).json();
        assert_eq!(names(&viewer, &team).await, ["Mine", "Ours"]);
        assert_eq!(names(&team.asker, &team).await, ["Ours"]);
        // What one does not see is not there; what one sees is not always one's own to change.
        change(&team.asker, &team, &own, &json!({"name": "Seen"})).await.is(StatusCode::NOT_FOUND);
        remove(&triager, &team, &own).await.is(StatusCode::NOT_FOUND);
        change(&viewer, &team, &ours, &json!({"name": "Taken"})).await.is(StatusCode::FORBIDDEN);
        remove(&viewer, &team, &ours).await.is(StatusCode::FORBIDDEN);
        change(&viewer, &team, &own, &json!({"shared": true})).await.is(StatusCode::FORBIDDEN);
        change(&team.asker, &team, &ours, &json!({"shared": false})).await.is(StatusCode::FORBIDDEN);
        let ours = change(&team.asker, &team, &ours, &json!({"name": "All of ours"})).await.is(StatusCode::OK).json();
        change(&triager, &team, &ours, &json!({"shared": false})).await.is(StatusCode::OK);
        assert_eq!(names(&team.asker, &team).await, Vec::<String>::new());

        // Programs share theirs.
        let key = team.asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "write"})).await;
        let program = Asker { token: Some(text(&key.is(StatusCode::CREATED).json(), "key").to_owned()), ..app.stranger() };
        let refused = keep(&program, &team, &json!({"name": "CI"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/shared");
        keep(&program, &team, &json!({"name": "CI", "shared": true})).await.is(StatusCode::CREATED);
        assert_eq!(names(&program, &team).await, ["CI"]);

        // Who leaves takes along what was private, and its name is free again.
        let members = team.read("/members").await;
        let gone = items(&members).iter().find(|member| member["role"] == "viewer").expect("the viewer");
        let path = team.path(&format!("/members/{}", text(gone, "id")));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        keep(&team.asker, &team, &json!({"name": "mine"})).await.is(StatusCode::CREATED);
    }

    the_name_of_a_private_view_is_nobody_elses_to_know(app) {
        let team = app.owner().await;
        let ann = join(app, &team, "ann@kontor.example", "triager").await;
        let secret = keep(&ann, &team, &json!({"name": "Layoffs"})).await.is(StatusCode::CREATED).json();
        let own = keep(&team.asker, &team, &json!({"name": "LAYOFFS"})).await.is(StatusCode::CREATED).json();
        keep(&ann, &team, &json!({"name": "layoffs"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        // Once shared, everybody sees it; a member with a private one of that name keeps it, and can move and rename it.
        change(&team.asker, &team, &own, &json!({"shared": true})).await.is(StatusCode::OK);
        assert_eq!(names(&ann, &team).await, ["Layoffs", "LAYOFFS"]);
        keep(&team.asker, &team, &json!({"name": "Layoffs"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let moved = change(&ann, &team, &secret, &json!({"before": null})).await.is(StatusCode::OK).json();
        change(&ann, &team, &moved, &json!({"shared": true})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        change(&ann, &team, &moved, &json!({"name": "Plans", "shared": true})).await.is(StatusCode::OK);
    }

    names_numbers_and_filters_are_limited(app) {
        let team = app.owner().await;
        keep(&team.asker, &team, &json!({"name": "Ärger"})).await.is(StatusCode::CREATED);
        let id = "01890000-0000-7000-8000-000000000000";
        for (body, pointer) in [
            (json!({"name": "ÄRGER"}), "/name"),
            (json!({"name": " "}), "/name"),
            (json!({"name": "x".repeat(61)}), "/name"),
            (json!({"name": "x", "filter": {"status": ["open"]}}), "/filter/status/0"),
            (json!({"name": "x", "filter": {"assignee": ["olga"]}}), "/filter/assignee/0"),
            (json!({"name": "x", "filter": {"screen": vec![id; 11]}}), "/filter/screen"),
            (json!({"name": "x", "filter": {"suggested_to": "2026-02-30"}}), "/filter/suggested_to"),
            (json!({"name": "x", "filter": {"q": "x".repeat(201)}}), "/filter/q"),
        ] {
            let refused = keep(&team.asker, &team, &body).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], pointer, "{body}: {refused}");
        }
        for body in [json!({"name": "x", "colour": "red"}), json!({"name": "x", "filter": {"votes": 3}})] {
            keep(&team.asker, &team, &body).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        for number in 1..50 {
            keep(&team.asker, &team, &json!({"name": format!("View {number}")})).await.is(StatusCode::CREATED);
        }
        let refused = keep(&team.asker, &team, &json!({"name": "One more"})).await.is(StatusCode::CONFLICT).json();
        assert!(text(&refused, "detail").contains("at most 50 private views"), "{refused}");

        // What one member keeps for itself takes no room of others, nor of what all see.
        let ann = join(app, &team, "ann@kontor.example", "triager").await;
        let own = keep(&ann, &team, &json!({"name": "Mine"})).await.is(StatusCode::CREATED).json();
        for number in 1..=50 {
            let shared = json!({"name": format!("Shared {number}"), "shared": true});
            keep(&ann, &team, &shared).await.is(StatusCode::CREATED);
        }
        let one_more = json!({"name": "One more", "shared": true});
        let refused = keep(&ann, &team, &one_more).await.is(StatusCode::CONFLICT).json();
        assert!(text(&refused, "detail").contains("at most 50 views that all members see"), "{refused}");
        change(&ann, &team, &own, &json!({"shared": true})).await.is(StatusCode::CONFLICT);
        change(&ann, &team, &own, &json!({"name": "Still mine"})).await.is(StatusCode::OK);
    }

    the_same_key_again_saves_one_view(app) {
        let team = app.owner().await;
        let send = async || {
            let asked = team.asker.request(Method::POST, &team.path("/views")).header("Idempotency-Key", "once");
            team.asker.send(asked.json(&json!({"name": "Mine"}))).await.is(StatusCode::CREATED)
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.json()["id"].clone(), again.header("idempotency-replayed")), (again.json()["id"].clone(), Some("true")));
        assert_eq!(names(&team.asker, &team).await, ["Mine"]);
    }

    views_are_moved_before_others_and_to_the_end(app) {
        let team = app.owner().await;
        let mut made = Vec::new();
        for name in ["A", "B", "C"] {
            made.push(keep(&team.asker, &team, &json!({"name": name, "shared": true})).await.is(StatusCode::CREATED).json());
        }
        let before = json!({"before": made[0]["id"]});
        change(&team.asker, &team, &made[2], &before).await.is(StatusCode::OK);
        assert_eq!(names(&team.asker, &team).await, ["C", "A", "B"]);
        change(&team.asker, &team, &made[0], &json!({"before": null})).await.is(StatusCode::OK);
        assert_eq!(names(&team.asker, &team).await, ["C", "B", "A"]);
        let nothing = json!({"before": "01890000-0000-7000-8000-000000000000"});
        let refused = change(&team.asker, &team, &made[1], &nothing).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/before");
    }

    each_view_counts_what_its_list_has(app) {
        let team = app.owner().await;
        for number in 0..3 {
            team.visitor(app).suggest(&format!("Wish {number}")).await;
        }
        let first = items(&team.read("/requests?order=new").await)[2].clone();
        let action = json!({"type": "tag", "add": ["Mobile"]});
        let body = json!({"action": action, "requests": [{"id": first["id"], "version": 1}]});
        team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED);
        for (name, filter) in [
            ("All", json!({})),
            ("Declined", json!({"status": ["declined"]})),
            ("Mobile", json!({"tag": ["mobile", "desk"]})),
            ("Mine", json!({"assignee": ["me"]})),
            ("Nobody's", json!({"assignee": ["me", "none"]})),
            ("Words", json!({"q": "wish"})),
            ("No words", json!({"q": "zebra"})),
        ] {
            keep(&team.asker, &team, &json!({"name": name, "filter": filter})).await.is(StatusCode::CREATED);
        }
        let totals = team.read("/views/totals").await;
        let counted: Vec<_> = items(&totals).iter().map(|total| total["requests"].as_i64().expect("a number")).collect();
        assert_eq!(counted, [3, 0, 1, 0, 3, 3, 0]);
        assert!(items(&totals).iter().all(|total| total["more"] == false));
    }
}
