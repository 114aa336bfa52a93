//! Files of other versions: a page that was opened before an upgrade still finds its own, whatever node it asks.

use reqwest::StatusCode;
use yousaid::{api::site, cache::stamps::Touches, store::served};

use crate::{on_both, test_app::TestApp};

/// What a node of another version keeps at its start.
async fn keep(app: &TestApp, files: &[(&str, &str)]) {
    let files: Vec<_> =
        files.iter().map(|(path, body)| ((*path).to_owned(), body.as_bytes().to_vec())).collect();
    let now = app.context.clock.now();
    app.context
        .db
        .write(Touches::Nothing, move |connection| served::keep(connection, &files, now))
        .await
        .expect("they are kept");
}

async fn kept(app: &TestApp) -> Vec<String> {
    app.context.db.read(served::paths).await.expect("paths")
}

on_both! {
    files_of_other_versions_are_served_like_the_own_ones(app) {
        // SQLite has one node.
        let other = app.context.db.is_shared().then(|| app.second_node());
        keep(app, &[("widget/panel-OLDOLDOL.js", "export default 1"), ("app/assets/main-OLDOLDOL.css", "a{}")]).await;
        for node in std::iter::once(app).chain(&other) {
            let chunk = node.stranger().get("/widget/panel-OLDOLDOL.js").await.is(StatusCode::OK);
            assert_eq!(chunk.text, "export default 1");
            assert_eq!(chunk.header("content-type"), Some("text/javascript; charset=utf-8"));
            assert_eq!(chunk.header("cache-control"), Some("public, max-age=31536000, immutable"));
            assert_eq!(chunk.header("access-control-allow-origin"), Some("*"));
            let style = node.stranger().get("/app/assets/main-OLDOLDOL.css").await.is(StatusCode::OK);
            assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
            node.stranger().get("/widget/main-OLDOLDOL.css").await.is(StatusCode::NOT_FOUND);
        }
        if let Some(other) = other {
            other.end().await;
        }
    }

    a_node_keeps_the_files_that_it_serves(app) {
        let own: Vec<String> = site::lasting().into_iter().map(|(path, _)| path).collect();
        assert!(own.iter().any(|path| path.starts_with("widget/panel-")), "{own:?}");
        assert!(own.iter().any(|path| path.starts_with("app/assets/main-")), "{own:?}");
        let kept = kept(app).await;
        assert!(own.iter().all(|path| kept.contains(path)), "{kept:?}");
        assert_eq!(kept.len(), own.len());
    }

    files_that_no_node_has_any_more_are_forgotten_after_months(app) {
        keep(app, &[("widget/panel-OLDOLDOL.js", "1")]).await;
        app.pass(80 * 86_400);
        keep(app, &[("widget/panel-NEWNEWNE.js", "2")]).await;
        assert!(kept(app).await.contains(&"widget/panel-OLDOLDOL.js".to_owned()));
        app.pass(11 * 86_400);
        keep(app, &[("widget/panel-NEWNEWNE.js", "2")]).await;
        let left = kept(app).await;
        assert_eq!(left, ["widget/panel-NEWNEWNE.js"], "it was served ten days ago, the others were not");
    }

    names_that_no_build_gives_are_not_found(app) {
        for path in [
            "/widget/panel-ABC.js", "/widget/panel-ABCDEFGH.html", "/widget/panel.js", "/widget/a%2Fb-ABCDEFGH.js",
            "/widget/..%2Fpanel-ABCDEFGH.js", "/app/assets/x-ABCDEFGH.js", "/widget/x-ABCDEFGH.js",
        ] {
            assert_eq!(app.stranger().get(path).await.is(StatusCode::NOT_FOUND).code(), "not_found", "{path}");
        }
    }

    the_loader_is_at_most_an_hour_old(app) {
        let loader = app.stranger().get("/widget.js").await.is(StatusCode::OK);
        assert_eq!(loader.header("cache-control"), Some("public, max-age=300, stale-while-revalidate=3600"));
    }
}
