//! Everything besides the API: health, metrics, documents and built files, with their headers.

use reqwest::{Method, StatusCode};

use crate::{on_both, test_app::Answer, test_app::Asker};

async fn packed(asker: &Asker, path: &str, accepted: &str) -> Answer {
    asker.send(asker.request(Method::GET, path).header("Accept-Encoding", accepted)).await
}

/// The files that a page of ours names.
fn named(page: &str, begin: &str) -> Vec<String> {
    page.split(['"', '\'', '`']).filter(|part| part.starts_with(begin)).map(str::to_owned).collect()
}

on_both! {
    health_and_readiness_are_told(app) {
        let asker = app.stranger();
        assert_eq!(asker.get("/healthz").await.is(StatusCode::OK).text, "ok\n");
        assert_eq!(asker.get("/readyz").await.is(StatusCode::OK).text, "ready\n");
        let metrics = asker.get("/metrics").await.is(StatusCode::OK);
        assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    }

    the_document_is_openapi_and_has_pages(app) {
        let asker = app.stranger();
        let document = asker.get("/openapi.json").await.is(StatusCode::OK);
        assert!(document.json()["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        let kept: serde_json::Value = serde_json::from_str(include_str!("../../openapi.json")).expect("a document");
        assert_eq!(document.json(), kept);
        let page = asker.get("/docs/").await.is(StatusCode::OK);
        assert!(page.text.contains("swagger"));
        let moved = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        for (from, to) in [("/", "/app/"), ("/app", "/app/"), ("/demo", "/demo/"), ("/docs", "/docs/")] {
            let answer = moved.get(format!("{}{from}", app.url)).send().await.expect("an answer");
            assert!(answer.status().is_redirection(), "{from}");
            assert_eq!(answer.headers().get("location").and_then(|value| value.to_str().ok()), Some(to));
        }
    }

    the_loader_is_short_lived_and_its_chunks_are_for_ever(app) {
        let asker = app.stranger();
        let loader = asker.get("/widget.js").await.is(StatusCode::OK);
        assert_eq!(loader.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert!(loader.header("cache-control").is_some_and(|cache| cache.contains("max-age=300")));
        for (name, value) in [("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")] {
            assert_eq!(loader.header(name), Some(value), "pages of other origins load it");
        }
        assert_eq!(loader.header("access-control-allow-credentials"), None);
        let chunks: serde_json::Value = serde_json::from_str(include_str!("../../widget/dist/integrity.json")).expect("names");
        let chunks: Vec<&String> = chunks.as_object().expect("names").keys().filter(|name| name.contains("widget/")).collect();
        assert!(!chunks.is_empty(), "the loader loads the rest on intent");
        for chunk in chunks {
            let path = format!("/widget/{}", chunk.rsplit('/').next().expect("a name"));
            let answer = asker.get(&path).await.is(StatusCode::OK);
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
            assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"), "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        }
        for path in ["/widget/nothing.js", "/widget/..%2fwidget.js", "/widget/integrity.json%00"] {
            asker.get(path).await.is(StatusCode::NOT_FOUND);
        }
    }

    the_dashboard_is_one_page_for_all_its_paths(app) {
        let asker = app.stranger();
        let page = asker.get("/app/").await.is(StatusCode::OK);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        for path in ["/app/setup", "/app/p/1/requests/2", "/app/invite?x=1"] {
            assert_eq!(asker.get(path).await.is(StatusCode::OK).text, page.text, "{path}");
        }
        let assets = named(&page.text, "/app/assets/");
        assert!(!assets.is_empty());
        for asset in assets {
            let answer = asker.get(&asset).await.is(StatusCode::OK);
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"), "{asset}");
            assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{asset}");
        }
    }

    files_come_packed_to_who_takes_that_and_once(app) {
        let asker = app.stranger();
        for path in ["/widget.js", "/app/", "/openapi.json", "/demo/tokens.css"] {
            let plain = packed(&asker, path, "identity").await.is(StatusCode::OK);
            assert_eq!(plain.header("content-encoding"), None, "{path}");
            let small = asker.request(Method::GET, path).header("Accept-Encoding", "gzip, br;q=1.0").send().await.expect("an answer");
            assert_eq!(small.headers().get("content-encoding").and_then(|value| value.to_str().ok()), Some("br"), "{path}");
            assert!(small.headers().get("vary").is_some_and(|value| value.to_str().is_ok_and(|vary| vary.contains("Accept-Encoding"))));
            let etag = small.headers().get("etag").and_then(|value| value.to_str().ok()).expect("an ETag").to_owned();
            let bytes = small.bytes().await.expect("a body");
            assert!(bytes.len() * 2 < plain.text.len(), "{path}: {} of {}", bytes.len(), plain.text.len());
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut bytes.as_ref(), &mut unpacked).expect("brotli");
            assert_eq!(String::from_utf8_lossy(&unpacked), plain.text, "{path}");
            let again = asker.send(asker.request(Method::GET, path).header("If-None-Match", etag)).await;
            assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
            let refused = packed(&asker, path, "br;q=0, gzip").await.is(StatusCode::OK);
            assert_eq!(refused.header("content-encoding"), None, "{path}: br was refused");
        }
    }

    the_demo_carries_the_tag_of_the_first_project(app) {
        let asker = app.stranger();
        let before = asker.get("/demo/").await.is(StatusCode::OK);
        assert!(!before.text.contains("pk_"));
        let team = app.owner().await;
        for path in ["/demo/", "/demo/settings", "/demo/invoices/7"] {
            let page = asker.get(path).await.is(StatusCode::OK);
            assert!(page.text.contains(&team.key) && page.text.contains("widget.js"), "{path}");
            assert!(!page.text.contains("__WIDGET_KEY__"), "{path}");
        }
    }

    the_demo_leads_to_the_board_only_while_everybody_may_read_that(app) {
        let asker = app.stranger();
        let team = app.owner().await;
        for (board, leads) in [("off", false), ("members", false), ("public", true), ("identified", false)] {
            let body = serde_json::json!({ "board": board, "slug": "our-board" });
            team.asker.patch(&team.path(""), &body).await.is(StatusCode::OK);
            for path in ["/demo/", "/demo/settings", "/demo/invoices/7"] {
                let page = asker.get(path).await.is(StatusCode::OK);
                assert_eq!(page.text.contains("href=\"/b/our-board/\""), leads, "{path}, {board}");
                assert!(!page.text.contains("/b/__") && !page.text.contains("/b//"), "{path}, {board}");
            }
        }
    }
}
