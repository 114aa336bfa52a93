//! Tenants: what belongs to another project is answered like what does not exist, route by route as openapi.json has them.
//! And what nobody may set, and nobody may read.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    on_both,
    test_app::{Answer, Asker, PASSWORD, Team, TestApp, Visitor, report, text},
};

/// The document of all routes, as clients read it.
const DOCUMENT: &str = include_str!("../../openapi.json");

/// A project with one thing of every kind, and the names of those things by path parameter.
struct Estate {
    team: Team,
    visitor: Visitor,
    names: BTreeMap<&'static str, String>,
}

async fn estate(app: &TestApp, team: Team) -> Estate {
    let asker = &team.asker;
    let mut visitor = team.visitor(app);
    let id = |made: &Value| text(made, "id").to_owned();
    let mut names = BTreeMap::new();
    names.insert("project", team.project.clone());
    names.insert("request", id(&visitor.suggest("Dark mode").await));
    names.insert("report", id(&visitor.report("It broke").await.is(StatusCode::CREATED).json()));
    names.insert("visitor", id(&visitor.read("/me").await["visitor"]));
    names.insert("screen", id(&team.read("/screens").await["items"][0]));
    let pattern = asker.post(&team.path("/screen_patterns"), &json!({"pattern": "/private/*"})).await;
    names.insert("pattern", id(&pattern.is(StatusCode::CREATED).json()));
    let origin = asker.post(&team.path("/origins"), &json!({"origin": "https://more.example"})).await;
    names.insert("origin", id(&origin.is(StatusCode::CREATED).json()));
    let key = asker.post(&team.path("/keys"), &json!({"name": "CI", "scope": "write"})).await;
    let key = key.is(StatusCode::CREATED).json();
    names.insert("key", id(&key));
    names.insert("secret key", text(&key, "key").to_owned());
    let invite = json!({"email": format!("{}@guest.example", team.project), "role": "viewer"});
    let invite = asker.post(&team.path("/invites"), &invite).await;
    names.insert("invite", id(&invite.is(StatusCode::CREATED).json()));
    names.insert("member", id(&team.read("/members").await["items"][0]));
    let sessions = asker.get("/v1/session/sessions").await.is(StatusCode::OK).json();
    names.insert("session", id(&sessions["items"][0]));
    names.insert("other", id(&visitor.suggest("Light mode").await));
    let wake = json!({"action": {"type": "wake"}, "requests": [{"id": names["other"], "version": 1}]});
    let change = asker.post(&team.path("/triage"), &wake).await.is(StatusCode::CREATED).json();
    names.insert("change", text(&change, "change").to_owned());
    let note = team.path(&format!("/requests/{}/notes", names["request"]));
    let note = asker.post(&note, &json!({"body": "PRIVATE NOTE"})).await;
    names.insert("note", id(&note.is(StatusCode::CREATED).json()));
    let comment = visitor.path(&format!("/requests/{}/comments", names["request"]));
    let comment = visitor.asker.post(&comment, &json!({"body": "Please"})).await;
    names.insert("comment", id(&comment.is(StatusCode::CREATED).json()));
    let template = json!({"name": "Later", "reason_code": "not_now", "body": "PRIVATE TEMPLATE"});
    let template = asker.post(&team.path("/templates"), &template).await;
    names.insert("template", id(&template.is(StatusCode::CREATED).json()));
    let release = asker.post(&team.path("/release_notes"), &json!({"title": "PRIVATE RELEASE"})).await;
    names.insert("release_note", id(&release.is(StatusCode::CREATED).json()));
    let file = r#"[{"id": 1, "tag_name": "v1", "published_at": "2026-03-01T09:00:00Z"}]"#;
    let import = json!({"source": "github", "file": file, "dry_run": false});
    let import = asker.post(&team.path("/release_notes/import"), &import).await;
    names.insert("import", id(&import.is(StatusCode::CREATED).json()));
    let proposal = asker.post(&team.path("/proposals"), &json!({"question": "PRIVATE PROPOSAL"})).await;
    names.insert("proposal", id(&proposal.is(StatusCode::CREATED).json()));
    let view = asker.post(&team.path("/views"), &json!({"name": "PRIVATE VIEW"})).await;
    names.insert("view", id(&view.is(StatusCode::CREATED).json()));
    let deleted = id(&visitor.report("PRIVATE REPORT").await.is(StatusCode::CREATED).json());
    asker.delete(&team.path(&format!("/reports/{deleted}"))).await.is(StatusCode::NO_CONTENT);
    names.insert("deleted", deleted);
    Estate { team, visitor, names }
}

/// Two projects of two owners who know nothing of each other.
async fn two(app: &TestApp) -> (Estate, Estate) {
    let olga = app.owner().await;
    let invite = json!({"email": "bea@other.example", "role": "admin"});
    let invite = olga.asker.post(&olga.path("/invites"), &invite).await.is(StatusCode::CREATED).json();
    let token = text(&invite, "link").rsplit('=').next().expect("a token").to_owned();
    let bea = app.stranger();
    let body = json!({"token": token, "name": "Bea", "password": PASSWORD});
    let session = bea.post("/v1/invites/accept", &body).await.is(StatusCode::OK).json();
    let other = Team::with_project(bea, "Other").await;
    let member = olga.path(&format!("/members/{}", text(&session["member"], "id")));
    olga.asker.delete(&member).await.is(StatusCode::NO_CONTENT);
    let login = json!({"email": "bea@other.example", "password": PASSWORD});
    other.asker.post("/v1/session", &login).await.is(StatusCode::OK);
    (estate(app, olga).await, estate(app, other).await)
}

/// Every operation of the document whose path names something: method, path, parameters.
fn operations() -> Vec<(Method, String, Vec<String>)> {
    let document: Value = serde_json::from_str(DOCUMENT).expect("a document");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let names: Vec<String> = path
            .split('{')
            .skip(1)
            .map(|part| part.split('}').next().unwrap_or_default().to_owned())
            .collect();
        for method in item.as_object().expect("operations").keys() {
            if let Ok(method) = method.to_uppercase().parse::<Method>()
                && !names.is_empty()
            {
                found.push((method, path.clone(), names.clone()));
            }
        }
    }
    assert!(found.len() >= 40, "the document has its routes: {}", found.len());
    found
}

/// A body that the operation would take. A new route with a body needs its line here.
fn body(method: &Method, path: &str) -> Option<Value> {
    let tail = path.rsplit_once('}').map_or(path, |(_, tail)| tail);
    let of_widget = path.starts_with("/v1/p/");
    Some(match (method.as_str(), tail) {
        ("DELETE", "") if path.ends_with("{project}") => json!({"name": "Other"}),
        ("GET" | "DELETE", _) => return None,
        ("PUT", "/vote") => json!({}),
        ("PUT", "/answers") => json!({"screen": {"route": "/a"}, "helpful": true}),
        ("POST", "/views") if of_widget => json!({"screen": {"route": "/a"}, "consent": true}),
        ("POST", "/views") => json!({"name": "Stolen"}),
        ("POST", "/reports") if of_widget => report("It broke"),
        ("POST", "/requests") => json!({"kind": "feature", "title": "A wish"}),
        ("POST", "/identify") => json!({"token": "x"}),
        ("PATCH", "") if path.ends_with("{project}") => json!({"name": "Renamed"}),
        ("PATCH", "") if path.ends_with("{request}") => json!({"title": "Renamed"}),
        ("PATCH", "") if path.ends_with("{screen}") => json!({"title": "Renamed"}),
        ("POST", "/screen_patterns") => json!({"pattern": "/stolen/*"}),
        ("POST", "/merge") if path.contains("/screens/") => json!({"into": uuid::Uuid::now_v7()}),
        ("PATCH", "") if path.ends_with("{member}") => json!({"role": "viewer"}),
        ("POST", "/decisions") => json!({"status": "planned", "reason_code": "agreed", "reason": "Yes."}),
        ("PUT", "") if path.ends_with("{report}") || path.ends_with("{other}") => json!({}),
        ("POST", "/triage") => json!({
            "action": {"type": "wake"},
            "requests": [{"id": "01890000-0000-7000-8000-000000000000", "version": 1}]
        }),
        ("POST", "/restore") => return None,
        ("POST", "/undo") => json!({}),
        ("PUT", "/merge") => json!({"into": Uuid::now_v7()}),
        ("POST", "/split") => json!({"title": "A part", "reports": []}),
        ("POST", "/voters") => json!({"email": "eve@evil.example", "note": "EVIL"}),
        ("POST", "/comments" | "/replies") => json!({"body": "Said"}),
        ("PATCH", "") if path.ends_with("{comment}") => json!({"body": "Changed"}),
        ("PUT", "/shown") => json!({"shown": false}),
        ("PUT", "/comments/lock") => json!({"locked": true}),
        ("PUT", "/news/seen") => json!({"until": "2026-11-21T12:00:00Z"}),
        ("PUT", "/news/wanted") => json!({"wanted": true}),
        ("PUT", "/follow") => json!({"following": true}),
        ("PUT", "/solved") => json!({"answer": "no"}),
        ("POST", "/notes") => json!({"body": "Noted"}),
        ("POST", "/templates") => {
            json!({"name": "No", "status": "declined", "reason_code": "not_now", "body": "No."})
        }
        ("PATCH", "") if path.ends_with("{template}") => json!({"status": "planned"}),
        ("PUT", "/pictures") => json!({"kind": "logo", "file": "iVBORw0KGgo="}),
        ("POST", "/release_notes") => json!({"title": "Stolen"}),
        ("PATCH", "") if path.ends_with("{release_note}") => json!({"title": "Renamed"}),
        ("POST", "/publish" | "/unpublish" | "/end") => json!({}),
        ("POST", "/proposals") => json!({"question": "Stolen?"}),
        ("PATCH", "") if path.ends_with("{proposal}") => json!({"question": "Renamed?"}),
        ("PATCH", "") if path.ends_with("{view}") => json!({"name": "Renamed"}),
        ("PUT", "/presence") => json!({"request": Uuid::now_v7()}),
        ("PUT", "/outcome") => json!({"text": "Stolen."}),
        ("PUT", "/me/credit") => json!({"name": "Eve"}),
        ("PUT", "/credits") => json!({"fact": "translated", "visitor": Uuid::now_v7(), "recorded": true}),
        ("PUT", "/ballot") => json!({"choices": [0]}),
        ("POST", "/release_notes/import") => json!({"source": "github", "file": "[]", "dry_run": true}),
        ("POST", "/markdown") => json!({"text": "**now**"}),
        ("POST", "/origins") => json!({"origin": "https://evil.example"}),
        ("PUT", "/identity") => json!({}),
        ("PUT" | "POST", "/ranking" | "/ranking/try") => json!({
            "weights": {"votes": 2.0, "reports": 3.0, "unhelpful": 0.2, "comments": 0.2}, "half_life_days": 30.0
        }),
        ("PUT", "/segment_weights") => json!({"segment": "EVIL", "weight": 2.0}),
        ("POST", "/keys") => json!({"name": "Stolen", "scope": "read"}),
        ("POST", "/invites") => json!({"email": "eve@evil.example", "role": "viewer"}),
        _ => panic!("{method} {path} needs a body in this test"),
    })
}

fn filled(path: &str, names: &BTreeMap<&str, String>) -> String {
    names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

async fn ask(asker: &Asker, method: &Method, path: &str, body: Option<&Value>) -> Answer {
    let mut request = asker.request(method.clone(), path).header("If-Match", "\"1\"");
    if let Some(body) = body {
        request = request.json(body);
    }
    asker.send(request).await
}

fn stripped(answer: &Answer) -> Value {
    let mut problem = answer.json();
    problem["request_id"] = Value::Null;
    problem
}

/// All that the owner can read of a project, to see that nothing was changed.
async fn snapshot(estate: &Estate) -> Vec<String> {
    let mut all = Vec::new();
    for rest in [
        "",
        "/origins",
        "/keys",
        "/members",
        "/invites",
        "/requests",
        "/reports",
        "/screens",
        "/screen_patterns",
        "/visitors",
        "/templates",
        "/release_notes",
        "/pictures",
        "/proposals",
        "/views",
        "/bin",
    ] {
        all.push(estate.team.read(rest).await.to_string());
    }
    for rest in ["", "/voters", "/notes"] {
        let request = format!("/requests/{}{rest}", estate.names["request"]);
        all.push(estate.team.read(&request).await.to_string());
    }
    all
}

on_both! {
    every_id_of_another_project_is_answered_like_an_unknown_one(app) {
        let (own, foreign) = two(app).await;
        app.hold_clock();
        let before = snapshot(&foreign).await;
        let mut asked = 0;
        for (method, path, parameters) in operations() {
            let of_widget = path.starts_with("/v1/p/");
            let asker = if of_widget { &own.visitor.asker } else { &own.team.asker };
            let body = body(&method, &path);
            let mut base = own.names.clone();
            if of_widget {
                base.insert("key", own.team.key.clone());
            }
            for parameter in &parameters {
                let parameter = parameter.as_str();
                assert!(base.contains_key(parameter), "{path} needs {{{parameter}}} in this test");
                // Another project's public key is no secret: its page is as good as any.
                if of_widget && parameter == "key" {
                    continue;
                }
                let mut swapped = base.clone();
                swapped.insert(parameter, foreign.names[parameter].clone());
                if parameter == "project" {
                    // The whole path of the other project, as its owner would write it.
                    swapped = foreign.names.clone();
                }
                let mut unknown = swapped.clone();
                unknown.insert(parameter, Uuid::now_v7().to_string());
                let theirs = ask(asker, &method, &filled(&path, &swapped), body.as_ref()).await;
                let nobodys = ask(asker, &method, &filled(&path, &unknown), body.as_ref()).await;
                assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{method} {path} by {parameter}: {}", theirs.text);
                assert_eq!(nobodys.status, StatusCode::NOT_FOUND, "{method} {path} by {parameter}: {}", nobodys.text);
                assert_eq!(stripped(&theirs), stripped(&nobodys), "{method} {path} by {parameter}");
                let no_id = BTreeMap::from_iter(swapped.into_iter().map(|(name, value)| {
                    if name == parameter { (name, "no-id".to_owned()) } else { (name, value) }
                }));
                let junk = ask(asker, &method, &filled(&path, &no_id), body.as_ref()).await;
                assert_eq!(stripped(&junk), stripped(&nobodys), "{method} {path} by {parameter}");
                asked += 1;
            }
        }
        assert!(asked >= 40, "{asked}");
        assert_eq!(snapshot(&foreign).await, before);
    }

    an_unknown_widget_key_is_answered_alike_everywhere(app) {
        let (own, _) = two(app).await;
        for (method, path, _) in operations() {
            if !path.starts_with("/v1/p/") {
                continue;
            }
            let body = body(&method, &path);
            let mut names = own.names.clone();
            for key in ["pk_AAAAAAAAAAAAAAAAAAAAAA", "pk_", "x", "sk_x", "%00", "pk_%F0%9F%98%80"] {
                names.insert("key", key.to_owned());
                let target = format!("{}?q=dark", filled(&path, &names));
                let target = if path.ends_with("/similar") { target } else { filled(&path, &names) };
                let answer = ask(&own.visitor.asker, &method, &target, body.as_ref()).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}: {}", answer.text);
                assert_eq!(answer.code(), "not_found");
            }
        }
    }

    keys_and_tokens_of_one_project_are_nothing_in_another(app) {
        let (own, foreign) = two(app).await;
        app.hold_clock();
        let before = snapshot(&foreign).await;
        let program = Asker { token: Some(own.names["secret key"].clone()), ..app.stranger() };
        let forger = Asker { token: Some(format!("{}x", own.names["secret key"])), ..app.stranger() };
        let nobody = app.stranger();
        for (method, path, _) in operations() {
            let body = body(&method, &path);
            let path = if path.starts_with("/v1/p/") {
                let mut names = foreign.names.clone();
                names.insert("key", foreign.team.key.clone());
                let guest = &own.visitor.asker;
                let filled = filled(&path, &names);
                if !filled.ends_with("/config") && !filled.ends_with("/identify") {
                    let answer = ask(guest, &method, &filled, body.as_ref()).await;
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", answer.text);
                }
                continue;
            } else {
                filled(&path, &foreign.names)
            };
            let answer = ask(&program, &method, &path, body.as_ref()).await;
            // What belongs to a member and to no project takes no key at all.
            let of_member = path.starts_with("/v1/session/") || path.starts_with("/v1/bin/");
            let refused = if of_member { StatusCode::UNAUTHORIZED } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, refused, "{method} {path} with a foreign key: {}", answer.text);
            for (asker, who) in [(&forger, "a forged key"), (&nobody, "nothing"), (&own.visitor.asker, "a visitor token")] {
                let answer = ask(asker, &method, &path, body.as_ref()).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} with {who}: {}", answer.text);
            }
        }
        assert_eq!(snapshot(&foreign).await, before);
    }

    fields_that_nobody_may_set_are_refused_and_change_nothing(app) {
        let (own, _) = two(app).await;
        app.hold_clock();
        let before = snapshot(&own).await;
        for (method, path, _) in operations() {
            let Some(good) = body(&method, &path) else { continue };
            // Linking two things takes no body at all.
            if path.ends_with("/reports/{report}") || path.ends_with("/distinct/{other}") {
                continue;
            }
            let of_widget = path.starts_with("/v1/p/");
            let asker = if of_widget { &own.visitor.asker } else { &own.team.asker };
            let mut names = own.names.clone();
            if of_widget {
                names.insert("key", own.team.key.clone());
            }
            let target = filled(&path, &names);
            for field in ["votes", "status", "verified", "project_id", "role", "id", "visitor_id", "heat", "public", "created_at", "__proto__"] {
                // What the route knows as its own is no intrusion.
                let own_field = good.get(field).is_some() || (field == "public" && !of_widget && target.contains("/requests"));
                if own_field {
                    continue;
                }
                let mut bad = good.clone();
                bad[field] = json!(1);
                let answer = ask(asker, &method, &target, Some(&bad)).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {path} {field}: {}", answer.text);
                let told = answer.json()["errors"][0].clone();
                assert!(told.to_string().contains(field), "{method} {path}: the field is named: {told}");
            }
        }
        assert_eq!(snapshot(&own).await, before);
    }

    public_answers_hold_nothing_that_is_not_public(app) {
        let (own, _) = two(app).await;
        let team = &own.team;
        let secret = team.asker.put(&team.path("/identity"), &json!({})).await.is(StatusCode::OK).json();
        let request = &own.names["request"];
        let etag = team.detail(request).await.1;
        let path = team.path(&format!("/requests/{request}/decisions"));
        let decision = json!({"status": "planned", "reason_code": "agreed", "reason": "A public reason.",
            "evidence": "EVIDENCE", "alternatives": "ALTERNATIVES", "reopen_if": "REOPEN"});
        let asked = team.asker.request(Method::POST, &path).header("If-Match", etag).json(&decision);
        team.asker.send(asked).await.is(StatusCode::CREATED);
        let hidden = json!({"kind": "feature", "title": "HIDDEN dark mode", "public": false, "screen": {"route": "/invoices/1"}});
        team.asker.post(&team.path("/requests"), &hidden).await.is(StatusCode::CREATED);
        let mut reader = team.visitor(app);
        reader.answer("/hello", true).await.is(StatusCode::OK);
        let mut all = String::new();
        for rest in ["/config", "/requests", "/requests?q=hidden", "/requests?screen=/invoices/1", "/requests/similar?q=dark%20mode", "/me"] {
            for visitor in [&reader, &reader.another()] {
                all.push_str(&visitor.asker.get(&visitor.path(rest)).await.text);
            }
        }
        assert!(all.contains("A public reason."));
        for private in [
            "@", "Olga", "Bea", "EVIDENCE", "ALTERNATIVES", "REOPEN", "HIDDEN", "It broke", "PRIVATE", text(&secret, "secret"),
            &own.names["visitor"], &own.names["secret key"], "\"email\"", "\"subject\"", "\"heat\"", "decided_by",
        ] {
            assert!(!all.contains(private), "{private} is in {all}");
        }
    }
}
