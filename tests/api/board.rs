//! The public board: who may read it, where it is, in which language, and that nothing is on it that is not public.
//! Does not read the formats of feeds; `board_feeds` does.

use reqwest::{StatusCode, redirect::Policy};
use serde_json::{Value, json};

use crate::{
    identity::{secret, signed},
    on_both,
    test_app::{Answer, Asker, PASSWORD, Team, TestApp, text},
};

/// A browser that follows no redirect and has not said which language it wants.
pub fn reader(app: &TestApp) -> Asker {
    let client = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    Asker { client, ..app.stranger() }
}

pub async fn page(app: &TestApp, path: &str) -> Answer {
    reader(app).get(path).await
}

/// Changes the settings of the project.
pub async fn set(team: &Team, patch: Value) -> Answer {
    team.asker.patch(&team.path(""), &patch).await
}

/// An owner whose board everybody may read.
pub async fn opened(app: &TestApp) -> Team {
    let team = app.owner().await;
    set(&team, json!({"board": "public"})).await.is(StatusCode::OK);
    team
}

/// Every page and file of a board that needs no request.
pub const PAGES: [&str; 17] = [
    "",
    "?q=export",
    "?status=planned&order=top",
    "roadmap",
    "said",
    "changelog",
    "changelog/in/2026-03",
    "changelog.atom",
    "proposals",
    "measures",
    "credits",
    "suggest",
    "decisions.atom",
    "decisions.rss",
    "decisions.json",
    "sitemap.xml",
    "accent.css",
];

on_both! {
    a_board_is_read_by_whom_its_project_says_and_else_does_not_exist(app) {
        let team = app.owner().await;
        let made = text(&team.visitor(app).suggest("CSV export").await, "id").to_owned();
        team.decide(&made, "planned", "Soon.").await.is(StatusCode::CREATED);
        let every = || PAGES.map(|rest| format!("/b/kontor/{rest}")).into_iter().chain(
            ["r/1/csv-export", "r/1", "r/1/feed.atom", "robots.txt"].map(|rest| format!("/b/kontor/{rest}")),
        );
        let unknown = page(app, "/b/nobody/").await.is(StatusCode::NOT_FOUND).text;
        assert!(unknown.contains("This page does not exist"), "{unknown}");
        for path in every() {
            let answer = page(app, &path).await.is(StatusCode::NOT_FOUND);
            assert_eq!((answer.text.as_str(), answer.header("etag")), (unknown.as_str(), None), "{path}");
        }
        set(&team, json!({"board": "members"})).await.is(StatusCode::OK);
        for path in every() {
            assert_eq!(page(app, &path).await.is(StatusCode::NOT_FOUND).text, unknown, "{path}");
        }
        let own = team.asker.get("/b/kontor/").await.is(StatusCode::OK);
        assert!(own.header("cache-control").expect("one").contains("private"));
        assert!(own.header("vary").expect("one").contains("Cookie"));
        assert!(own.text.contains("CSV export") && own.text.contains(r#"name="robots" content="noindex""#));
        // A member of another project is nobody here.
        let other = Team::with_project(team.asker.clone(), "Other").await;
        set(&other, json!({"board": "members"})).await.is(StatusCode::OK);
        let invited = json!({"email": "vera@kontor.example", "role": "viewer"});
        let invite = team.asker.post(&other.path("/invites"), &invited).await.is(StatusCode::CREATED).json();
        let guest = app.stranger();
        let link = text(&invite, "link").to_owned();
        let token = link.rsplit('=').next().expect("a token").to_owned();
        let joined = json!({"token": token, "name": "Vera Viewer", "password": PASSWORD});
        guest.post("/v1/invites/accept", &joined).await.is(StatusCode::OK);
        guest.get("/b/other/").await.is(StatusCode::OK);
        guest.get("/b/kontor/").await.is(StatusCode::NOT_FOUND);
        set(&team, json!({"board": "public", "publish_measures": true})).await.is(StatusCode::OK);
        for path in every().filter(|path| !path.ends_with("r/1")) {
            let answer = page(app, &path).await.is(StatusCode::OK);
            assert!(answer.header("etag").is_some(), "{path}");
        }
        set(&team, json!({"board": "off"})).await.is(StatusCode::OK);
        assert_eq!(page(app, "/b/kontor/").await.is(StatusCode::NOT_FOUND).text, unknown);
    }

    names_of_boards_are_made_kept_apart_and_lead_on_when_they_change(app) {
        let team = opened(app).await;
        assert_eq!(team.read("").await["slug"], "kontor");
        for (name, slug) in [("Kontor", "kontor-2"), ("Größe & Maß", "grosse-mass"), ("Привет", "privet")] {
            let other = Team::with_project(team.asker.clone(), name).await;
            assert_eq!(other.read("").await["slug"], slug);
        }
        let nameless = Team::with_project(team.asker.clone(), "—").await;
        let slug = text(&nameless.read("").await, "slug").to_owned();
        assert!(slug.starts_with("p-") && slug.len() == 10, "{slug}");
        for bad in ["a", "-ab", "Ab", "a b", "a/b", "ü1", "", &"a".repeat(61)] {
            let answer = set(&team, json!({"slug": bad})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], "/slug", "{bad}");
        }
        for taken in ["kontor-2", "privet"] {
            set(&team, json!({"slug": taken})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        set(&team, json!({"slug": "kontor"})).await.is(StatusCode::OK);
        set(&team, json!({"slug": "rechnungen"})).await.is(StatusCode::OK);
        let moved = page(app, "/b/kontor/roadmap?lang=de&tag=a%20b").await.is(StatusCode::MOVED_PERMANENTLY);
        assert_eq!(moved.header("location"), Some("/b/rechnungen/roadmap?tag=a+b&lang=de"));
        page(app, "/b/rechnungen/").await.is(StatusCode::OK);
        // Nobody takes a name over that still leads somewhere, but its own project may have it again.
        set(&nameless, json!({"slug": "kontor"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        set(&team, json!({"slug": "kontor"})).await.is(StatusCode::OK);
        page(app, "/b/kontor/").await.is(StatusCode::OK);
        page(app, "/b/rechnungen/").await.is(StatusCode::MOVED_PERMANENTLY);
        // A board that is off tells nobody that it moved.
        set(&team, json!({"board": "off"})).await.is(StatusCode::OK);
        page(app, "/b/rechnungen/").await.is(StatusCode::NOT_FOUND);
        assert_eq!(page(app, "/b/nobody?lang=de").await.header("location"), Some("/b/nobody/?lang=de"));
    }

    a_request_has_one_address_and_a_merged_one_leads_to_what_stands_for_it(app) {
        let team = opened(app).await;
        let mut visitor = team.visitor(app);
        let one = text(&visitor.suggest("請求書を複製する").await, "id").to_owned();
        let two = text(&visitor.suggest("🎉 !!!").await, "id").to_owned();
        let moved = |answer: &Answer| answer.header("location").map(str::to_owned);
        let first = page(app, "/b/kontor/r/1").await.is(StatusCode::MOVED_PERMANENTLY);
        let address = moved(&first).expect("an address");
        assert!(address.starts_with("/b/kontor/r/1/") && address.is_ascii(), "{address}");
        let wrong = page(app, "/b/kontor/r/1/something-else?lang=de").await.is(StatusCode::MOVED_PERMANENTLY);
        assert_eq!(moved(&wrong), Some(format!("{address}?lang=de")));
        assert!(page(app, &address).await.is(StatusCode::OK).text.contains("請求書を複製する"));
        for path in ["r/3", "r/0", "r/01", "r/x", "r/1/a/b", "r/99999999999999999999", "r/1/feed.csv", "x"] {
            page(app, &format!("/b/kontor/{path}")).await.is(StatusCode::NOT_FOUND);
        }
        let (detail, _) = team.detail(&two).await;
        let merged = json!({
            "action": {"type": "merge", "into": one},
            "requests": [{"id": two, "version": detail["version"]}],
        });
        team.asker.post(&team.path("/triage"), &merged).await.is(StatusCode::CREATED);
        assert_eq!(moved(&page(app, "/b/kontor/r/2").await.is(StatusCode::MOVED_PERMANENTLY)), Some(address));
        page(app, "/b/kontor/r/2/feed.atom").await.is(StatusCode::NOT_FOUND);
        assert!(!page(app, "/b/kontor/").await.text.contains("🎉"));
    }

    the_language_is_the_one_of_the_address_or_of_the_browser(app) {
        let _team = opened(app).await;
        let asked = async |path: &str, languages: &str| {
            let asker = reader(app);
            asker.send(asker.request(reqwest::Method::GET, path).header("Accept-Language", languages)).await
        };
        for (path, languages, tag) in [
            ("/b/kontor/", "de-AT,de;q=0.9,en;q=0.8", "de"),
            ("/b/kontor/", "fr,en;q=0.5", "en"),
            ("/b/kontor/", "ja", "en"),
            ("/b/kontor/", "en;q=0.1,de;q=0.9", "de"),
            ("/b/kontor/?lang=de", "en", "de"),
            ("/b/kontor/?lang=en", "de", "en"),
            ("/b/kontor/?lang=xx", "de", "de"),
            ("/b/kontor/decisions.atom", "de", "de"),
            ("/b/nobody/", "de", "de"),
        ] {
            let answer = asked(path, languages).await;
            assert_eq!(answer.header("content-language"), Some(tag), "{path} {languages}");
            assert!(answer.header("vary").expect("one").contains("Accept-Language"), "{path}");
            if !path.contains("atom") {
                assert!(answer.text.contains(&format!("<html lang=\"{tag}\"")), "{path} {languages}");
            }
        }
        // A language that was chosen stays chosen.
        let german = asked("/b/kontor/?lang=de", "en").await.text;
        assert!(german.contains("/b/kontor/roadmap?lang=de") && german.contains("name=\"lang\" value=\"de\""));
        assert!(german.contains(r#"hreflang="x-default" href="http://yousaid.test/b/kontor/""#));
    }

    a_page_that_did_not_change_is_not_sent_again_and_one_that_did_is(app) {
        let team = opened(app).await;
        let made = text(&team.visitor(app).suggest("CSV export").await, "id").to_owned();
        for path in ["/b/kontor/", "/b/kontor/roadmap", "/b/kontor/decisions.atom", "/b/kontor/r/1/csv-export", "/robots.txt"] {
            let first = page(app, path).await.is(StatusCode::OK);
            let etag = first.header("etag").expect("an ETag").to_owned();
            let again = async || {
                let asker = reader(app);
                asker.send(asker.request(reqwest::Method::GET, path).header("If-None-Match", &etag)).await
            };
            again().await.is(StatusCode::NOT_MODIFIED);
            if path == "/b/kontor/" {
                team.decide(&made, "planned", "Soon.").await.is(StatusCode::CREATED);
                assert!(again().await.is(StatusCode::OK).text.contains("Planned"));
            }
        }
    }

    what_people_write_is_text_on_every_page(app) {
        let team = opened(app).await;
        let evil = r#"</script><script>alert(1)</script><img src=x onerror=alert(1)> "'&"#;
        let visitor = team.visitor(app);
        let body = json!({
            "kind": "feature", "title": evil, "body": format!("{evil}\n\njavascript:alert(1) ]]> <!--"),
            "screen": {"route": "/a/<b>", "title": evil},
        });
        let made = visitor.asker.post(&visitor.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        let id = text(&made, "id").to_owned();
        let (_, etag) = team.detail(&id).await;
        let decision = json!({"status": "declined", "reason_code": "other", "reason": evil, "reopen_if": evil});
        let path = team.path(&format!("/requests/{id}/decisions"));
        let request = team.asker.request(reqwest::Method::POST, &path).header("If-Match", etag).json(&decision);
        team.asker.send(request).await.is(StatusCode::CREATED);
        set(&team, json!({"name": evil})).await.is(StatusCode::OK);
        let address = page(app, "/b/kontor/r/1").await.header("location").expect("one").to_owned();
        let files = ["", "roadmap", "said", "suggest", "decisions.atom", "decisions.rss", "sitemap.xml", "r/1/feed.rss"]
            .map(|rest| format!("/b/kontor/{rest}"));
        for path in files.into_iter().chain([address, format!("/b/kontor/?q={}", "%3Cscript%3Ealert(1)")]) {
            let answer = page(app, &path).await.is(StatusCode::OK);
            for markup in ["<script>alert", "<img", "<!--", "</script><script"] {
                assert!(!answer.text.contains(markup), "{path}: {markup} in {}", answer.text);
            }
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        }
    }

    an_own_host_name_has_the_board_at_its_top_and_nothing_else(app) {
        let team = opened(app).await;
        let mut visitor = team.visitor(app);
        visitor.suggest("CSV export").await;
        for bad in ["localhost", "127.0.0.1", "a.example:80", "https://a.example", "*.a.example", "yousaid.test", "a_b.example"] {
            let answer = set(&team, json!({"board_host": bad})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["errors"][0]["pointer"], "/board_host", "{bad}");
        }
        set(&team, json!({"board_host": "Feedback.Kontor.example"})).await.is(StatusCode::OK);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        set(&other, json!({"board_host": "feedback.kontor.example"})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let at = async |host: &str, path: &str| {
            let asker = reader(app);
            asker.send(asker.request(reqwest::Method::GET, path).header("Host", host)).await
        };
        let host = "feedback.kontor.example";
        let top = at(host, "/").await.is(StatusCode::OK);
        assert!(top.text.contains("href=\"/r/1/csv-export\""), "{}", top.text);
        assert!(top.text.contains("rel=\"canonical\" href=\"http://feedback.kontor.example/\""));
        assert!(top.header("content-security-policy").expect("one").contains("script-src 'self'"));
        at(&format!("{host}:8443"), "/r/1/csv-export").await.is(StatusCode::OK);
        // Not by `at`: the document has other answers of this path.
        let elsewhere = reader(app).request(reqwest::Method::GET, "/v1/session").header("Host", host).send().await;
        assert_eq!(elsewhere.expect("an answer").status(), StatusCode::NOT_FOUND);
        at(host, "/app/").await.is(StatusCode::NOT_FOUND);
        at(host, "/metrics").await.is(StatusCode::NOT_FOUND);
        at(host, &format!("/v1/p/{}/requests", team.key)).await.is(StatusCode::OK);
        let robots = at(host, "/robots.txt").await.is(StatusCode::OK).text;
        assert!(robots.contains("Sitemap: http://feedback.kontor.example/sitemap.xml"), "{robots}");
        // The board's own origin may write, as the server's own may.
        let origin = Some("http://feedback.kontor.example".to_owned());
        let on_board = crate::test_app::Visitor { asker: Asker { origin, ..app.stranger() }, key: team.key.clone() };
        let suggested = json!({"kind": "feature", "title": "From the board"});
        on_board.asker.post(&on_board.path("/requests"), &suggested).await.is(StatusCode::CREATED);
        // Elsewhere the canonical address is that of the host name.
        let plain = page(app, "/b/kontor/").await.is(StatusCode::OK).text;
        assert!(plain.contains("rel=\"canonical\" href=\"http://feedback.kontor.example/\""));
        for foreign in ["kontor.example", "feedback.kontor.example.evil.example", "evil.example"] {
            at(foreign, "/healthz").await.is(StatusCode::OK);
        }
        set(&team, json!({"board": "off"})).await.is(StatusCode::OK);
        on_board.asker.post(&on_board.path("/requests"), &suggested).await.is(StatusCode::FORBIDDEN);
        set(&team, json!({"board_host": null})).await.is(StatusCode::OK);
        assert_eq!(team.read("").await["board_host"], Value::Null);
    }

    search_engines_are_told_of_public_boards_that_want_it(app) {
        let team = opened(app).await;
        team.visitor(app).suggest("CSV export").await;
        let sitemap = "Sitemap: http://yousaid.test/b/kontor/sitemap.xml";
        assert!(page(app, "/robots.txt").await.text.contains(sitemap));
        let listed = page(app, "/b/kontor/sitemap.xml").await.is(StatusCode::OK).text;
        for told in ["r/1/csv-export", "credits"] {
            assert!(listed.contains(&format!("<loc>http://yousaid.test/b/kontor/{told}</loc>")), "{listed}");
        }
        assert!(!listed.contains("/measures<"), "{listed}");
        set(&team, json!({"publish_measures": true})).await.is(StatusCode::OK);
        assert!(page(app, "/b/kontor/sitemap.xml").await.text.contains("/b/kontor/measures</loc>"));
        assert!(!page(app, "/b/kontor/").await.text.contains("noindex"));
        set(&team, json!({"board_indexed": false})).await.is(StatusCode::OK);
        assert!(!page(app, "/robots.txt").await.text.contains("Sitemap"));
        page(app, "/b/kontor/sitemap.xml").await.is(StatusCode::NOT_FOUND);
        assert!(page(app, "/b/kontor/").await.text.contains("noindex"));
        set(&team, json!({"board_indexed": true, "board": "members"})).await.is(StatusCode::OK);
        assert!(!page(app, "/robots.txt").await.text.contains("Sitemap"));
    }

    what_is_wrong_in_an_address_is_ignored_or_leads_to_the_beginning(app) {
        let team = opened(app).await;
        let mut visitor = team.visitor(app);
        for n in 0..45 {
            visitor.suggest(&format!("Wish number {n}")).await;
        }
        let list = page(app, "/b/kontor/?order=new").await.is(StatusCode::OK).text;
        let next = list.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let mut seen: Vec<String> = Vec::new();
        let mut path = Some("/b/kontor/?order=new".to_owned());
        while let Some(here) = path {
            let text = page(app, &here).await.is(StatusCode::OK).text;
            seen.extend((0..45).filter(|n| text.contains(&format!(">Wish number {n}<"))).map(|n| n.to_string()));
            path = text
                .split("rel=\"next\" href=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45, "{next}");
        for query in ["order=bad", "order=value", "status=nope&kind=x", "utm_source=a", "q=%20%20", "status=merged", "screen=nowhere", "q=%00%F0%9F%92%A9"] {
            page(app, &format!("/b/kontor/?{query}")).await.is(StatusCode::OK);
        }
        page(app, &format!("/b/kontor/?q={}", "a".repeat(5_000))).await.is(StatusCode::OK);
        for bad in ["?cursor=abc", "said?cursor=abc"] {
            page(app, &format!("/b/kontor/{bad}")).await.is(StatusCode::SEE_OTHER);
        }
    }
}

on_both! {
    identified_visitors_come_in_by_a_proof_and_nobody_else(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        team.visitor(app).suggest("CSV export").await;
        let door = "/b/kontor/enter";
        let token = signed(app, &team, &secret, "user-1", json!({}));
        let browser = app.stranger();
        let knock = async |asker: &Asker, token: &str| asker.post(door, &json!({"token": token})).await;
        knock(&browser, &token).await.is(StatusCode::NOT_FOUND);
        set(&team, json!({"board": "identified"})).await.is(StatusCode::OK);
        // The page for it is the same for every name.
        let page_of = async |slug: &str| page(app, &format!("/b/{slug}/enter")).await.is(StatusCode::OK).text;
        assert_eq!(page_of("kontor").await, page_of("nobody").await);
        page(app, "/b/kontor/").await.is(StatusCode::NOT_FOUND);
        team.asker.get("/b/kontor/").await.is(StatusCode::OK);
        for bad in ["", "x", &token[..token.len() - 2], &signed(app, &team, &"f".repeat(64), "user-1", json!({}))] {
            knock(&browser, bad).await.is(StatusCode::UNAUTHORIZED);
        }
        // What another site sends is refused: without our header, or with its origin.
        let foreign = Asker { origin: Some("https://evil.example".to_owned()), ..app.stranger() };
        knock(&foreign, &token).await.is(StatusCode::FORBIDDEN);
        browser.get("/b/kontor/").await.is(StatusCode::NOT_FOUND);
        let entered = knock(&browser, &token).await.is(StatusCode::OK);
        let cookie = entered.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let read = browser.get("/b/kontor/").await.is(StatusCode::OK);
        assert!(read.header("cache-control").expect("one").contains("private") && read.text.contains("noindex"));
        browser.get("/b/kontor/decisions.atom").await.is(StatusCode::OK);
        // The token is that of one project.
        let other = Team::with_project(team.asker.clone(), "Other").await;
        set(&other, json!({"board": "identified"})).await.is(StatusCode::OK);
        browser.get("/b/other/").await.is(StatusCode::NOT_FOUND);
        browser.post("/b/other/enter", &json!({"token": token})).await.is(StatusCode::UNAUTHORIZED);
        // Another secret ends what the old one vouched for, and so does an hour.
        app.pass(3_700);
        browser.get("/b/kontor/").await.is(StatusCode::NOT_FOUND);
        let again = signed(app, &team, &secret, "user-1", json!({}));
        knock(&browser, &again).await.is(StatusCode::OK);
        browser.get("/b/kontor/").await.is(StatusCode::OK);
        crate::identity::secret(&team).await;
        browser.get("/b/kontor/").await.is(StatusCode::NOT_FOUND);
    }
}
