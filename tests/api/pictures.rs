//! The pictures of a board: what is taken, who may choose them, and where they are shown.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    accounts::join,
    board::{opened, page, set},
    on_both,
    test_app::{Answer, Team, items, text},
};

/// A white picture of one pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

async fn put(team: &Team, kind: &str, file: &str) -> Answer {
    team.asker.put(&team.path("/pictures"), &json!({"kind": kind, "file": file})).await
}

on_both! {
    a_logo_and_a_picture_for_sharing_are_on_every_page_of_the_board(app) {
        let team = opened(app).await;
        assert!(!page(app, "/b/kontor/").await.text.contains("og:image"));
        let logo = put(&team, "logo", PNG).await.is(StatusCode::OK).json();
        let tag = text(&logo, "tag").to_owned();
        let html = page(app, "/b/kontor/roadmap").await.text;
        assert!(html.contains(&format!("<img class=\"logo\" src=\"/b/kontor/picture/logo?v={tag}\" alt=\"\">")), "{html}");
        assert!(html.contains(&format!("og:image\" content=\"http://yousaid.test/b/kontor/picture/logo?v={tag}\"")));
        let shown = page(app, &format!("/b/kontor/picture/logo?v={tag}")).await.is(StatusCode::OK);
        assert_eq!((shown.header("content-type"), shown.header("x-content-type-options")), (Some("image/png"), Some("nosniff")));
        put(&team, "sharing", PNG).await.is(StatusCode::OK);
        assert!(page(app, "/b/kontor/").await.text.contains("/b/kontor/picture/sharing?v="));
        let listed = team.read("/pictures").await;
        assert_eq!(items(&listed).iter().map(|one| text(one, "kind")).collect::<Vec<_>>(), ["logo", "sharing"]);
        team.asker.delete(&team.path("/pictures?kind=logo")).await.is(StatusCode::NO_CONTENT);
        team.asker.delete(&team.path("/pictures?kind=logo")).await.is(StatusCode::NOT_FOUND);
        page(app, "/b/kontor/picture/logo").await.is(StatusCode::NOT_FOUND);
        assert!(!page(app, "/b/kontor/").await.text.contains("class=\"logo\""));
        // A board that is off has no pictures.
        set(&team, json!({"board": "off"})).await.is(StatusCode::OK);
        page(app, "/b/kontor/picture/sharing").await.is(StatusCode::NOT_FOUND);
    }

    what_is_no_picture_is_refused_with_a_reason(app) {
        let team = opened(app).await;
        let svg = STANDARD.encode("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
        let mut large = STANDARD.decode(PNG).expect("base64");
        large.resize(64 * 1024 + 1, 0);
        for (file, says) in [("!", "base64"), ("", "PNG"), (svg.as_str(), "PNG"), (&STANDARD.encode(&large), "64 kB")] {
            let refused = put(&team, "logo", file).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
            assert_eq!(refused["errors"][0]["pointer"], "/file");
            assert!(text(&refused["errors"][0], "detail").contains(says), "{refused}");
        }
        put(&team, "sharing", &STANDARD.encode(&large)).await.is(StatusCode::OK);
        put(&team, "sharing", &"A".repeat(800 * 1024)).await.is(StatusCode::PAYLOAD_TOO_LARGE);
        put(&team, "favicon", PNG).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let triager = join(app, &team, "tina@kontor.example", "triager").await;
        let body = json!({"kind": "logo", "file": PNG});
        triager.put(&team.path("/pictures"), &body).await.is(StatusCode::FORBIDDEN);
        assert_eq!(team.read("/pictures").await["items"].as_array().map(Vec::len), Some(1));
    }
}
