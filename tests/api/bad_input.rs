//! Bad input of every kind on every route: a 4xx that says what is wrong, or the text kept as it was; never a 5xx.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Asker, Team, TestApp, Visitor, items, report, text},
};

/// One route that takes a body: who asks, how, where, and a body that it takes.
struct Writing {
    asker: Asker,
    method: Method,
    path: String,
    body: Value,
}

fn writing(asker: &Asker, method: Method, path: String, body: Value) -> Writing {
    Writing { asker: asker.clone(), method, path, body }
}

impl Writing {
    async fn send(&self, body: &Value) -> Answer {
        self.raw("application/json", body.to_string()).await
    }

    async fn encoded(&self, encoding: &str, body: impl Into<reqwest::Body>) -> Answer {
        let asked = self.asker.request(self.method.clone(), &self.path).header("If-Match", "\"1\"");
        let asked = asked.header("Content-Type", "application/json").header("Content-Encoding", encoding);
        self.asker.send(asked.body(body)).await
    }

    async fn raw(&self, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
        let asked = self.asker.request(self.method.clone(), &self.path).header("If-Match", "\"1\"");
        self.asker.send(asked.header("Content-Type", kind).body(body)).await
    }
}

/// Every route that takes a body, on a project with one request.
async fn writings(app: &TestApp, team: &Team) -> Vec<Writing> {
    let mut visitor: Visitor = team.visitor(app);
    let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
    let (widget, member) = (&visitor.asker, &team.asker);
    let screen = json!({"route": "/orders", "title": "Orders"});
    let object = json!({"type": "invoice", "id": "INV-7"});
    let mut full = report("It broke");
    full["object"] = object.clone();
    full["steps"][1]["value"] = json!({"type": "text", "length": 3});
    full["environment"]["referrer"] = json!("/");
    full["environment"]["time_zone"] = json!("UTC");
    full["environment"]["build"] = json!("1");
    let decision = json!({"status": "planned", "reason_code": "agreed", "reason": "Yes.", "evidence": "a", "alternatives": "b", "reopen_if": "c"});
    vec![
        writing(
            widget,
            Method::POST,
            visitor.path("/requests"),
            json!({"kind": "feature", "title": "A wish", "body": "b", "screen": screen, "object": object}),
        ),
        writing(
            widget,
            Method::PUT,
            visitor.path(&format!("/requests/{request}/vote")),
            json!({"screen": screen, "object": object}),
        ),
        writing(
            widget,
            Method::PUT,
            visitor.path("/answers"),
            json!({"screen": screen, "object": object, "helpful": false, "reason": "wrong", "comment": "c"}),
        ),
        writing(widget, Method::POST, visitor.path("/reports"), full),
        writing(
            widget,
            Method::POST,
            visitor.path("/identify"),
            json!({"token": "a", "anonymous_token": "b"}),
        ),
        writing(
            member,
            Method::POST,
            "/v1/setup".to_owned(),
            json!({"token": "a", "name": "b", "email": "c@d.example", "password": "a good password"}),
        ),
        writing(
            member,
            Method::POST,
            "/v1/session".to_owned(),
            json!({"email": "c@d.example", "password": "a good password"}),
        ),
        writing(
            member,
            Method::PUT,
            "/v1/session/password".to_owned(),
            json!({"current": "a wrong password", "password": "another good one"}),
        ),
        writing(member, Method::POST, "/v1/invites/look".to_owned(), json!({"token": "a"})),
        writing(
            member,
            Method::POST,
            "/v1/invites/accept".to_owned(),
            json!({"token": "a", "name": "b", "password": "a good password"}),
        ),
        writing(
            member,
            Method::POST,
            "/v1/projects".to_owned(),
            json!({"name": "a", "origins": ["https://a.example"]}),
        ),
        writing(member, Method::PATCH, team.path(""), json!({"name": "a", "accent": "#123456"})),
        writing(member, Method::POST, team.path("/origins"), json!({"origin": "https://b.example"})),
        writing(
            member,
            Method::PUT,
            team.path("/identity"),
            json!({"secret": "a secret of more than 32 bytes, really"}),
        ),
        writing(member, Method::POST, team.path("/keys"), json!({"name": "a", "scope": "read"})),
        writing(
            member,
            Method::POST,
            team.path("/invites"),
            json!({"email": "e@f.example", "role": "viewer"}),
        ),
        writing(
            member,
            Method::POST,
            team.path("/requests"),
            json!({"kind": "feature", "title": "t", "body": "b", "screen": screen}),
        ),
        writing(
            member,
            Method::PATCH,
            team.path(&format!("/requests/{request}")),
            json!({"title": "t", "body": "b"}),
        ),
        writing(member, Method::POST, team.path(&format!("/requests/{request}/decisions")), decision),
    ]
}

/// JSON pointers of every text in a value.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| texts(value, &format!("{at}/{name}"), found))
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| texts(value, &format!("{at}/{n}"), found))
        }
        _ => {}
    }
}

/// A refusal that a client can act on.
fn plain(answer: &Answer, what: &str) {
    assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.text);
    if answer.status.is_client_error() {
        let problem = answer.json();
        for field in ["type", "title", "code", "detail", "request_id"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{what}: {problem}");
        }
        assert_eq!(problem["status"], answer.status.as_u16(), "{what}");
        assert!(answer.text.len() < 10_000, "{what}: a refusal does not repeat what it refuses");
    }
}

on_both! {
    odd_texts_in_every_field_are_kept_or_refused(app) {
        let team = app.owner().await;
        let odd = [
            String::new(),
            " ".to_owned(),
            "x".repeat(10_000),
            "é".repeat(1_001),
            "a\u{0}b".to_owned(),
            "\u{0}".to_owned(),
            "\u{202e}txet\u{200f}مرحبا".to_owned(),
            "👩‍👩‍👧👍🏽".to_owned(),
            "<script>alert(1)</script>".to_owned(),
            "'; DROP TABLE votes; --".to_owned(),
            "\u{feff}\u{fffe}\u{10ffff}".to_owned(),
            "a\r\nb\u{2028}c\u{1b}[0m\u{7f}\u{85}".to_owned(),
            "../../../etc/passwd%00".to_owned(),
            "{{7*7}} ${7*7} %s %n".to_owned(),
        ];
        for writing in writings(app, &team).await {
            let mut fields = Vec::new();
            texts(&writing.body, "", &mut fields);
            for field in fields {
                for value in &odd {
                    let mut body = writing.body.clone();
                    *body.pointer_mut(&field).expect("the field") = json!(value);
                    let begin: String = value.chars().take(20).collect();
                    let what = format!("{} {} {field} = {begin:?}", writing.method, writing.path);
                    plain(&writing.send(&body).await, &what);
                }
            }
        }
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_field_of_another_type_is_refused_by_pointer(app) {
        let team = app.owner().await;
        for writing in writings(app, &team).await {
            let mut fields = Vec::new();
            texts(&writing.body, "", &mut fields);
            for field in fields {
                for value in [json!(7), json!(true), json!([]), json!({}), json!(1e308), json!([["x"]])] {
                    let mut body = writing.body.clone();
                    *body.pointer_mut(&field).expect("the field") = value;
                    let what = format!("{} {} {field}", writing.method, writing.path);
                    let answer = writing.send(&body).await;
                    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text);
                    plain(&answer, &what);
                    let pointer = answer.json()["errors"][0]["pointer"].as_str().expect("a pointer").to_owned();
                    assert!(pointer.starts_with(&field) || field.starts_with(&pointer), "{what}: {pointer}");
                }
            }
        }
    }

    bodies_that_are_no_json_are_refused(app) {
        let team = app.owner().await;
        for writing in writings(app, &team).await {
            let what = format!("{} {}", writing.method, writing.path);
            let good = writing.body.to_string();
            for body in ["", "x", "{", "}", "null", "[]", "7", "\"x\"", "{\"a\":}", "{'a':1}", "{\"a\":1,}", "NaN", "\u{feff}{}", "{}{}", "<xml/>", "a=b"] {
                let answer = writing.raw("application/json", body).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what} {body}: {}", answer.text);
                plain(&answer, &what);
            }
            for bytes in [vec![0xff, 0xfe], vec![b'{', b'"', 0xc3, b'"', b':', b'1', b'}'], b"{\"\\ud800\":1}".to_vec(), vec![0; 100]] {
                let answer = writing.raw("application/json", bytes).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text);
            }
            let cut = writing.raw("application/json", good[..good.len() - 1].to_owned()).await;
            assert_eq!(cut.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", cut.text);
            let twice = writing.raw("application/json", format!("{good} x")).await;
            assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", twice.text);
            for deep in ["[".repeat(2_000), format!("{}{}", "[".repeat(1_000), "]".repeat(1_000)), "{\"a\":".repeat(700)] {
                let answer = writing.raw("application/json", deep).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text);
                plain(&answer, &what);
            }
            for kind in ["text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data", "*/*", "application", ""] {
                let answer = writing.raw(kind, good.clone()).await;
                assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{what} as {kind}: {}", answer.text);
                plain(&answer, &what);
            }
            for encoding in ["gzip", "br", "identity, gzip", "unknown"] {
                let answer = writing.encoded(encoding, good.clone()).await;
                assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{what} in {encoding}: {}", answer.text);
                plain(&answer, &what);
            }
        }
        assert_eq!(items(&team.read("/requests").await).len(), 1, "nothing was written");
        assert_eq!(items(&team.read("/reports").await).len(), 0);
        assert_eq!(items(&team.read("/keys").await).len(), 0);
    }

    large_and_deep_bodies_are_refused_before_they_are_read_whole(app) {
        let team = app.owner().await;
        for writing in writings(app, &team).await {
            let what = format!("{} {}", writing.method, writing.path);
            for body in ["x".repeat(1_000_000), "[".repeat(1_000_000), json!({"title": "x".repeat(1_000_000)}).to_string()] {
                let answer = writing.raw("application/json", body).await;
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{what}: {}", answer.text);
                plain(&answer, &what);
            }
            // Ten thousand levels: within the size of some routes, beyond that of others.
            let deep = writing.raw("application/json", format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))).await;
            let refused = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::PAYLOAD_TOO_LARGE].contains(&deep.status);
            assert!(refused, "{what}: {} {}", deep.status, deep.text);
        }
        app.stranger().get("/healthz").await.is(StatusCode::OK);
    }

    a_search_for_anything_finds_something_or_nothing(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.suggest("100 % of under_score \"quotes\" 🎉 מילה").await;
        visitor.report("100 % of under_score").await.is(StatusCode::CREATED);
        let long = ["x".repeat(10_000), "x ".repeat(5_000), "%".repeat(10_000), "é".repeat(5_000), "\\".repeat(10_000), "%_".repeat(15_000), "x".repeat(60_000)];
        let short = [
            "%", "_", "\\", "%%%", "\\%", "'", "\"", "\"quotes\"", "a AND b", "NEAR(a b)", "a*", "-a", "a OR", "(", ")", "^", "$", "*", "🎉", "מילה", "\u{202e}abc",
            "\u{0}", "a\u{0}b", "--", ";", "/*", "{", "a:b", "title:x", "\u{10ffff}", "\u{fffd}", "ﬀ", "İ", "日本語の検索", " ", "",
        ];
        for q in short.into_iter().map(str::to_owned).chain(long) {
            for (asker, path) in [
                (&visitor.asker, visitor.path("/requests")),
                (&visitor.asker, visitor.path("/requests/similar")),
                (&team.asker, team.path("/requests")),
                (&team.asker, team.path("/reports")),
                (&team.asker, team.path("/visitors")),
            ] {
                let begun = std::time::Instant::now();
                let answer = asker.send(asker.request(Method::GET, &path).query(&[("q", &q)])).await;
                let what = format!("{path} q={:?} of {} bytes", q.chars().take(20).collect::<String>(), q.len());
                plain(&answer, &what);
                assert!([200, 400, 414].contains(&answer.status.as_u16()), "{what}: {}", answer.text);
                assert!(begun.elapsed().as_secs() < 5, "{what} took {:?}", begun.elapsed());
            }
        }
        for raw in ["q=%FF", "q=%", "q=%C3", "q=%zz", "%FF=1", "q[]=a", "q", "&&&", "q=a;b=c", "=", "?", "q=a%00"] {
            for path in [visitor.path("/requests"), visitor.path("/requests/similar")] {
                plain(&visitor.asker.get(&format!("{path}?{raw}")).await, raw);
            }
            for path in ["/requests", "/reports", "/visitors", "/screens"] {
                plain(&team.asker.get(&team.path(&format!("{path}?{raw}"))).await, raw);
            }
        }
        assert_eq!(items(&team.read("/reports?q=under_score").await).len(), 1);
    }

    forged_cursors_are_values_and_never_more(app) {
        use yousaid::base::cursor::{Cursor, Key};
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        visitor.suggest("Dark mode").await;
        visitor.report("It broke").await.is(StatusCode::CREATED);
        let keys = [
            Key::I64(i64::MIN), Key::I64(i64::MAX), Key::I64(0), Key::F64(f64::MAX), Key::F64(-0.0), Key::F64(f64::MIN_POSITIVE),
            Key::Text(String::new()), Key::Text("' OR 1=1 --".to_owned()), Key::Text("/\u{10ffff}".to_owned()),
        ];
        for (path, orders) in [
            (team.path("/requests"), vec!["hot", "top", "new"]),
            (team.path("/screens"), vec!["attention", "score", "answers", "route"]),
            (team.path("/reports"), vec!["reports"]),
            (team.path("/visitors"), vec!["seen"]),
            ("/v1/projects".to_owned(), vec!["projects"]),
        ] {
            for order in orders {
                for key in &keys {
                    for id in [uuid::Uuid::nil(), uuid::Uuid::max()] {
                        let cursor = Cursor::new(order, key.clone(), id).encode();
                        let named = ["reports", "seen", "projects"].contains(&order);
                        let order = if named { String::new() } else { format!("order={order}&") };
                        let answer = team.asker.get(&format!("{path}?{order}cursor={cursor}")).await;
                        plain(&answer, &format!("{path} {order} {key:?}"));
                        assert!([200, 400].contains(&answer.status.as_u16()));
                    }
                }
            }
        }
    }

    unknown_paths_and_methods_are_told_apart(app) {
        let team = app.owner().await;
        for path in ["/nothing", "/v1/nothing", "/v1/projects/x/nothing", "/v1/p/x", "/widget/nothing.js", "/app/assets/nothing.js", "/demo/nothing.css", "/.env", "/v2/projects"] {
            assert_eq!(team.asker.get(path).await.is(StatusCode::NOT_FOUND).code(), "not_found", "{path}");
        }
        for (method, path) in [
            (Method::DELETE, "/v1/projects".to_owned()),
            (Method::PATCH, team.path("/requests")),
            (Method::POST, team.path("")),
            (Method::GET, format!("/v1/p/{}/answers", team.key)),
            (Method::POST, format!("/v1/p/{}/me", team.key)),
            (Method::PUT, "/v1/setup".to_owned()),
        ] {
            let answer = team.asker.send(team.asker.request(method.clone(), &path)).await;
            assert!([404, 405].contains(&answer.status.as_u16()), "{method} {path}: {}", answer.text);
            plain(&answer, &path);
        }
    }
}
