//! The feeds of the board, read by a library that others wrote, and what its pages tell search engines.
//! Does not cover who may read them; `board` does.

use feed_rs::{
    model::{Entry, Feed, FeedType},
    parser,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Asker, Team, TestApp, text},
};

/// A feed, read by a library that does not write ours.
fn parsed(feed: &str) -> Feed {
    parser::parse(feed.as_bytes()).unwrap_or_else(|error| panic!("{error}: {feed}"))
}

/// What a feed says of an entry: its id, title, address and content.
fn said(entry: &Entry) -> (String, String, String, String) {
    let content = entry.content.as_ref().and_then(|content| content.body.clone());
    let html = content.or(entry.summary.as_ref().map(|text| text.content.clone())).expect("content");
    let title = entry.title.as_ref().expect("a title").content.clone();
    (entry.id.clone(), title, entry.links[0].href.clone(), html)
}

async fn opened(app: &TestApp) -> (Team, String) {
    let team = app.owner().await;
    team.asker.patch(&team.path(""), &json!({"board": "public"})).await.is(StatusCode::OK);
    let made = text(&team.visitor(app).suggest("Größe & <Maß>").await, "id").to_owned();
    team.decide(&made, "planned", "First.\n\nSecond & <third>.").await.is(StatusCode::CREATED);
    (team, made)
}

async fn read(asker: &Asker, path: &str, kind: &str) -> String {
    let answer = asker.get(path).await.is(StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some(format!("{kind}; charset=utf-8").as_str()));
    answer.text
}

on_both! {
    the_three_formats_say_the_same_and_are_read_by_others(app) {
        let (_team, _) = opened(app).await;
        let asker = app.stranger();
        for rest in ["decisions.", "r/1/feed."] {
            let address = |ending: &str| format!("/b/kontor/{rest}{ending}");
            let atom = parsed(&read(&asker, &address("atom"), "application/atom+xml").await);
            let rss = parsed(&read(&asker, &address("rss"), "application/rss+xml").await);
            let raw = read(&asker, &address("json"), "application/feed+json").await;
            let json = parsed(&raw);
            let kinds = (&atom.feed_type, &rss.feed_type, &json.feed_type);
            assert_eq!(kinds, (&FeedType::Atom, &FeedType::RSS2, &FeedType::JSON));
            for (feed, ending) in [(&atom, "atom"), (&rss, "rss"), (&json, "json")] {
                let own = format!("http://yousaid.test{}", address(ending));
                assert!(feed.links.iter().any(|link| link.href == own), "{feed:?}");
                assert_eq!(feed.title, atom.title);
                assert_eq!(feed.entries.len(), if rest == "decisions." { 1 } else { 2 });
            }
            let (id, title, href, html) = said(&atom.entries[0]);
            assert!(id.starts_with("tag:yousaid.test,"), "{id}");
            assert_eq!((title.as_str(), href.as_str()), ("Planned: Größe & <Maß>", "http://yousaid.test/b/kontor/r/1/grosse-mass"));
            assert!(html.contains("Second &amp; &lt;third&gt;."), "{html}");
            assert_eq!((said(&rss.entries[0]), said(&json.entries[0])), (said(&atom.entries[0]), said(&atom.entries[0])));
            let raw: Value = serde_json::from_str(&raw).expect("JSON");
            assert_eq!(raw["version"], "https://jsonfeed.org/version/1.1");
        }
    }

    an_edit_moves_what_was_updated_and_keeps_the_ids(app) {
        let (team, made) = opened(app).await;
        let asker = app.stranger();
        let feed = async |rest: &str| parsed(&read(&asker, &format!("/b/kontor/{rest}.atom"), "application/atom+xml").await);
        let (before, own_before) = (feed("decisions").await, feed("r/1/feed").await);
        app.pass(3_600);
        let (_, etag) = team.detail(&made).await;
        let path = team.path(&format!("/requests/{made}"));
        let edit = team.asker.request(reqwest::Method::PATCH, &path).header("If-Match", etag);
        team.asker.send(edit.json(&json!({"title": "Another title"}))).await.is(StatusCode::OK);
        for (before, after) in [(before, feed("decisions").await), (own_before, feed("r/1/feed").await)] {
            assert_eq!(before.id, after.id);
            assert!(after.updated > before.updated, "{after:?}");
            let (old, new) = (&before.entries[0], &after.entries[0]);
            assert_eq!((&old.id, old.published), (&new.id, new.published));
            assert!(new.updated > old.updated && said(new).1.contains("Another title"), "{new:?}");
        }
    }

    a_request_is_a_posting_for_search_engines(app) {
        let (team, made) = opened(app).await;
        let mut visitor = team.visitor(app);
        visitor.vote(&made).await.is(StatusCode::OK);
        let (_, etag) = team.detail(&made).await;
        let edit = team.asker.request(reqwest::Method::PATCH, &team.path(&format!("/requests/{made}")));
        let edit = edit.header("If-Match", etag).json(&json!({"body": "For **every** [client](https://kontor.example/)."}));
        team.asker.send(edit).await.is(StatusCode::OK);
        let page = app.stranger().get("/b/kontor/r/1/grosse-mass").await.is(StatusCode::OK).text;
        let linked = page.split("<script type=\"application/ld+json\">").nth(1).expect("linked data");
        let linked = linked.split("</script>").next().expect("an end");
        assert!(!linked.contains('<'), "{linked}");
        let posting: Value = serde_json::from_str(linked).expect("JSON");
        assert_eq!(posting["@type"], "DiscussionForumPosting");
        assert_eq!(posting["text"], "For every client.");
        assert_eq!(posting["headline"], "Größe & <Maß>");
        assert_eq!(posting["interactionStatistic"]["userInteractionCount"], 2);
        assert_eq!(posting["url"], "http://yousaid.test/b/kontor/r/1/grosse-mass");
        assert_eq!(posting["author"]["name"], "A user of Kontor");
        for tag in [
            r#"<link rel="canonical" href="http://yousaid.test/b/kontor/r/1/grosse-mass">"#,
            r#"<meta property="og:type" content="article">"#,
            r#"<link rel="alternate" hreflang="de" href="http://yousaid.test/b/kontor/r/1/grosse-mass?lang=de">"#,
        ] {
            assert!(page.contains(tag), "{tag}");
        }
    }
}
