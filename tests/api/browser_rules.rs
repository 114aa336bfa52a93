//! Headers for browsers: which pages may read a response or write, and what a response may do when it is opened.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Answer, Asker, HOST, OWN, items, text},
};

/// Origins that look like the allowed one, or like nothing.
const FOREIGN: [&str; 18] = [
    "https://evil.example",
    "null",
    "https://kontor.example.evil.example",
    "https://evilkontor.example",
    "https://sub.kontor.example",
    "http://kontor.example",
    "https://kontor.example:8443",
    "https://kontor.example@evil.example",
    "https://kontor.example/",
    "https://kontor.example, https://evil.example",
    "https://kontor.example https://evil.example",
    "https://kontor.example#.evil.example",
    "https://kontor.example%2eevil.example",
    "https://kontor.example.",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "https://*",
    "*",
];

fn with(asker: &Asker, method: Method, path: &str, headers: &[(&str, &str)]) -> RequestBuilder {
    let mut request = asker.client.request(method, format!("{}{path}", asker.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
}

fn hidden_from_scripts(answer: &Answer, origin: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), None, "{origin}");
    never_with_credentials(answer);
}

fn never_with_credentials(answer: &Answer) {
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let vary: Vec<_> =
        answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(vary.join(",").to_lowercase().contains("origin"), "{vary:?}");
}

/// What every answer carries, whatever its status.
fn sound(answer: &Answer, path: &str) {
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path} has no policy"));
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{path}: {policy}"
    );
    assert!(
        !policy.contains("'unsafe-eval'") && !policy.contains("script-src 'unsafe-inline'"),
        "{path}: {policy}"
    );
    assert!(answer.header("x-request-id").is_some(), "{path}");
    if !answer.text.is_empty() {
        let kind = answer.header("content-type").unwrap_or_else(|| panic!("{path} has no content type"));
        let written = kind.starts_with("text/")
            || kind.contains("json")
            || kind.contains("javascript")
            || kind.contains("svg");
        assert!(!written || kind.contains("charset=utf-8"), "{path}: {kind}");
    }
}

on_both! {
    only_origins_on_the_list_may_read_the_widgets_answers(app) {
        let team = app.owner().await;
        let asker = app.stranger();
        let path = format!("/v1/p/{}/requests", team.key);
        for origin in [HOST, OWN] {
            let answer = asker.send(with(&asker, Method::GET, &path, &[("Origin", origin)])).await.is(StatusCode::OK);
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
            assert!(answer.header("access-control-expose-headers").is_some_and(|list| list.contains("Yousaid-Visitor-Token")));
            never_with_credentials(&answer);
        }
        for origin in FOREIGN {
            for rest in ["/requests", "/config", "/requests/similar?q=a", "/me", "/nothing"] {
                let path = format!("/v1/p/{}{rest}", team.key);
                let answer = asker.send(with(&asker, Method::GET, &path, &[("Origin", origin)])).await;
                hidden_from_scripts(&answer, origin);
            }
            let unknown = asker.send(with(&asker, Method::GET, "/v1/p/pk_AAAAAAAAAAAAAAAAAAAAAA/config", &[("Origin", origin)])).await;
            hidden_from_scripts(&unknown, origin);
        }
        let twice = with(&asker, Method::GET, &path, &[("Origin", "https://evil.example"), ("Origin", HOST)]);
        let answer = asker.send(twice).await;
        assert_ne!(answer.header("access-control-allow-origin"), Some("https://evil.example"));
        hidden_from_scripts(&asker.send(with(&asker, Method::GET, &path, &[])).await, "none");
    }

    an_origin_counts_as_soon_as_it_is_on_the_list_and_no_longer(app) {
        let team = app.owner().await;
        let asker = app.stranger();
        let path = format!("/v1/p/{}/config", team.key);
        let reads = || async {
            let answer = asker.send(with(&asker, Method::GET, &path, &[("Origin", "https://new.example")])).await;
            answer.header("access-control-allow-origin").map(str::to_owned)
        };
        assert_eq!(reads().await, None);
        let body = json!({"origin": "https://NEW.example:443"});
        let made = team.asker.post(&team.path("/origins"), &body).await.is(StatusCode::CREATED).json();
        assert_eq!(reads().await.as_deref(), Some("https://new.example"));
        let entry = team.path(&format!("/origins/{}", text(&made, "id")));
        team.asker.delete(&entry).await.is(StatusCode::NO_CONTENT);
        assert_eq!(reads().await, None);
    }

    preflights_are_answered_for_the_list_alone(app) {
        let team = app.owner().await;
        let asker = app.stranger();
        let path = format!("/v1/p/{}/answers", team.key);
        let ask = |origin: &'static str| {
            let headers = [("Origin", origin), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization,content-type")];
            asker.send(with(&asker, Method::OPTIONS, &path, &headers))
        };
        let answer = ask(HOST).await.is(StatusCode::NO_CONTENT);
        assert_eq!(answer.header("access-control-allow-origin"), Some(HOST));
        let list = |name: &str| answer.header(name).unwrap_or_default().to_lowercase();
        assert!(["get", "post", "put", "patch", "delete"].iter().all(|method| list("access-control-allow-methods").contains(method)));
        assert!(["authorization", "content-type", "idempotency-key"].iter().all(|name| list("access-control-allow-headers").contains(name)));
        never_with_credentials(&answer);
        for origin in FOREIGN {
            hidden_from_scripts(&ask(origin).await, origin);
        }
        for path in [team.path("/requests"), "/v1/session".to_owned(), "/v1/setup".to_owned(), "/healthz".to_owned()] {
            let headers = [("Origin", HOST), ("Access-Control-Request-Method", "POST")];
            let answer = asker.send(with(&asker, Method::OPTIONS, &path, &headers)).await;
            assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    }

    a_visitors_write_needs_an_origin_on_the_list(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let token = format!("Bearer {}", visitor.asker.token.clone().expect("a token"));
        let writes = [
            (Method::PUT, format!("/requests/{request}/vote"), json!({})),
            (Method::DELETE, format!("/requests/{request}/vote"), Value::Null),
            (Method::POST, "/requests".to_owned(), json!({"kind": "feature", "title": "Eve's wish"})),
            (Method::PUT, "/answers".to_owned(), json!({"screen": {"route": "/a"}, "helpful": true})),
            (Method::POST, "/reports".to_owned(), crate::test_app::report("Eve's report")),
            (Method::POST, "/identify".to_owned(), json!({"token": "x"})),
        ];
        let asker = app.stranger();
        for (method, rest, body) in writes {
            let path = visitor.path(&rest);
            for origin in FOREIGN.into_iter().map(Some).chain([None]) {
                let mut asked = with(&asker, method.clone(), &path, &[("Authorization", &token)]).json(&body);
                if let Some(origin) = origin {
                    asked = asked.header("Origin", origin);
                }
                let answer = asker.send(asked).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {rest} from {origin:?}: {}", answer.text);
                assert_eq!(answer.code(), "origin_not_allowed");
            }
        }
        assert_eq!(team.detail(&request).await.0["votes"], 1);
        assert_eq!(items(&team.read("/requests").await).len(), 1);
        assert_eq!(items(&team.read("/reports").await).len(), 0);
    }

    another_site_cannot_act_for_a_logged_in_member(app) {
        let team = app.owner().await;
        let asker = &team.asker;
        let path = team.path("/requests");
        let body = json!({"kind": "feature", "title": "Planted"}).to_string();
        let form = "kind=feature&title=Planted";
        let json = ("Content-Type", "application/json");
        let own = ("Yousaid-Csrf", "1");
        let attempts = [
            ("a form", vec![("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://evil.example")], form),
            ("a form without origin", vec![("Content-Type", "application/x-www-form-urlencoded")], form),
            ("plain text", vec![("Content-Type", "text/plain")], body.as_str()),
            ("plain text with the header", vec![("Content-Type", "text/plain"), own], body.as_str()),
            ("a file form", vec![("Content-Type", "multipart/form-data; boundary=x"), own], "--x--"),
            ("no content type", vec![own], body.as_str()),
            ("json in another dress", vec![("Content-Type", "text/json"), own], body.as_str()),
            ("no own header", vec![json], body.as_str()),
            ("another value", vec![json, ("Yousaid-Csrf", "0")], body.as_str()),
            ("a foreign origin", vec![json, own, ("Origin", "https://evil.example")], body.as_str()),
            ("a null origin", vec![json, own, ("Origin", "null")], body.as_str()),
            ("the host's origin", vec![json, own, ("Origin", HOST)], body.as_str()),
            ("cross-site", vec![json, own, ("Sec-Fetch-Site", "cross-site")], body.as_str()),
            ("same-site", vec![json, own, ("Sec-Fetch-Site", "same-site")], body.as_str()),
            ("typed", vec![json, own, ("Sec-Fetch-Site", "none")], body.as_str()),
            ("cross-site with our origin", vec![json, own, ("Sec-Fetch-Site", "cross-site"), ("Origin", OWN)], body.as_str()),
            ("an override", vec![json, ("X-HTTP-Method-Override", "POST")], body.as_str()),
        ];
        for (what, headers, body) in attempts {
            let answer = asker.send(with(asker, Method::POST, &path, &headers).body(body.to_owned())).await;
            let refused = [StatusCode::FORBIDDEN, StatusCode::UNSUPPORTED_MEDIA_TYPE].contains(&answer.status);
            assert!(refused, "{what}: {} {}", answer.status, answer.text);
        }
        for headers in [vec![("X-HTTP-Method-Override", "DELETE")], vec![("X-Method-Override", "DELETE")]] {
            asker.send(with(asker, Method::GET, &format!("{path}?_method=POST"), &headers)).await.is(StatusCode::BAD_REQUEST);
            asker.send(with(asker, Method::GET, "/v1/session", &headers)).await.is(StatusCode::OK);
        }
        for (method, path, body) in [
            (Method::POST, "/v1/session".to_owned(), json!({"email": "olga@kontor.example", "password": crate::test_app::PASSWORD})),
            (Method::DELETE, "/v1/session".to_owned(), Value::Null),
            (Method::PUT, team.path("/identity"), json!({})),
            (Method::POST, team.path("/keys"), json!({"name": "x", "scope": "read"})),
        ] {
            let asked = with(asker, method.clone(), &path, &[own, ("Sec-Fetch-Site", "cross-site")]).json(&body);
            asker.send(asked).await.is(StatusCode::FORBIDDEN);
        }
        assert_eq!(items(&team.read("/requests").await).len(), 0, "nothing was planted, and the session is still valid");
        let good = [json, own, ("Sec-Fetch-Site", "same-origin"), ("Origin", OWN)];
        asker.send(with(asker, Method::POST, &path, &good).body(body.clone())).await.is(StatusCode::CREATED);
    }

    every_answer_is_safe_to_open(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("<script>alert(1)</script>").await, "id").to_owned();
        for path in [
            "/", "/app", "/app/", "/app/p/1/requests?next=//evil.example", "/app/assets/nothing.js", "/demo/", "/demo/settings", "/demo/invoices/7",
            "/demo/tokens.css", "/demo/nothing.css", "/docs/", "/docs/nothing", "/openapi.json", "/widget.js", "/widget/nothing.js", "/healthz",
            "/readyz", "/metrics", "/nothing", "/v1", "/v1/nothing", "/v1/session", "/v1/projects", "/%00", "/..%2f..%2fetc/passwd", "/app/..%2f..",
            &team.path("/requests"), &team.path(&format!("/requests/{request}")), &visitor.path("/requests"), &visitor.path("/config"),
            &visitor.path("/me"), &visitor.path("/requests?order=x"), "/v1/p/x/config", "/v1/p//config", &format!("/nothing?{}", "x".repeat(5_000)),
        ] {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::HEAD] {
                let answer = team.asker.send(team.asker.request(method.clone(), path)).await;
                assert!(!answer.status.is_server_error(), "{method} {path}: {} {}", answer.status, answer.text);
                sound(&answer, &format!("{method} {path}"));
                // The pages of the API documentation come from a crate, with answers of their own.
                let ours = !path.starts_with("/docs/");
                if ours && method == Method::GET && answer.status.is_client_error() {
                    assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"), "{path}");
                    assert_eq!(answer.header("x-request-id"), answer.json()["request_id"].as_str(), "{path}");
                }
            }
        }
    }

    pages_are_not_framed_and_run_their_own_files_only(app) {
        app.owner().await;
        let asker = app.stranger();
        for path in ["/app/", "/app/setup", "/demo/", "/demo/settings"] {
            let page = asker.get(path).await.is(StatusCode::OK);
            let policy = page.header("content-security-policy").expect("a policy");
            for part in ["frame-ancestors 'none'", "script-src 'self'", "base-uri 'none'", "require-trusted-types-for 'script'"] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(page.header("x-frame-options"), Some("DENY"));
            assert!(!page.text.contains("<style") && !page.text.contains(" style=") && !page.text.contains(" onclick="), "{path}");
            for script in page.text.split("<script").skip(1) {
                let tag = script.split('>').next().unwrap_or_default();
                assert!(tag.contains("src=") || tag.contains("application/json"), "{path}: an inline script {tag}");
            }
        }
    }

    the_host_header_never_gets_into_an_answer(app) {
        let team = app.owner().await;
        let invite = json!({"email": "guest@kontor.example", "role": "viewer"}).to_string();
        for (name, value) in [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"), ("X-Forwarded-Proto", "gopher"), ("X-Original-URL", "/evil.example")] {
            for path in [team.path("/install"), "/app/".to_owned(), "/demo/".to_owned(), "/".to_owned(), "/openapi.json".to_owned(), format!("/v1/p/{}/config", team.key)] {
                let answer = team.asker.send(with(&team.asker, Method::GET, &path, &[(name, value)])).await;
                assert!(!answer.text.contains("evil.example") && !format!("{:?}", answer.headers).contains("evil.example"), "{name} {path}");
            }
            let headers = [(name, value), ("Yousaid-Csrf", "1"), ("Content-Type", "application/json")];
            let asked = with(&team.asker, Method::POST, &team.path("/invites"), &headers).body(invite.clone());
            let made = team.asker.send(asked).await.is(StatusCode::CREATED).json();
            assert!(text(&made, "link").starts_with(&format!("{OWN}/app/invite#token=")), "{made}");
        }
        assert!(text(&team.read("/install").await, "snippet").contains(&format!("src=\"{OWN}/widget.js\"")));
    }

    the_session_cookie_is_out_of_reach_of_scripts(app) {
        let team = app.owner().await;
        let body = json!({"email": "olga@kontor.example", "password": crate::test_app::PASSWORD});
        let answer = app.stranger().post("/v1/session", &body).await.is(StatusCode::OK);
        let cookie = answer.header("set-cookie").expect("a cookie");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        let value = cookie.split(['=', ';']).nth(1).expect("a value");
        assert!(!answer.text.contains(value), "the token is in the cookie alone");
        drop(team);
    }

    behind_https_the_cookie_is_secure_and_of_this_host_alone(app, |config| {
        config.public_url = yousaid::domain::origin::Origin::parse("https://feedback.kontor.example").expect("an origin");
    }) {
        let link = yousaid::app::setup_link(&app.context).await.expect("a link").expect("no member yet");
        assert!(link.starts_with("https://feedback.kontor.example/app/setup#token="));
        let token = link.rsplit('=').next().expect("a token");
        let body = json!({"token": token, "name": "Olga", "email": "olga@kontor.example", "password": crate::test_app::PASSWORD});
        let answer = app.stranger().post("/v1/setup", &body).await.is(StatusCode::CREATED);
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(cookie.starts_with("__Host-yousaid=") && cookie.contains("Secure"), "{cookie}");
    }
}
