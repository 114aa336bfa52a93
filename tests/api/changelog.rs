//! The changelog on the board: order, months, what a release note answers, feeds, and addresses.

use feed_rs::parser;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    board::{opened, page},
    on_both,
    test_app::{Team, TestApp, items, text},
};

/// A release note that is published.
async fn published(team: &Team, body: Value) -> Value {
    let note = team.asker.post(&team.path("/release_notes"), &body).await.is(StatusCode::CREATED).json();
    let path = team.path(&format!("/release_notes/{}/publish", text(&note, "id")));
    let request = team.asker.request(Method::POST, &path).header("If-Match", "\"1\"").json(&json!({}));
    team.asker.send(request).await.is(StatusCode::OK).json()
}

async fn shown(app: &TestApp, rest: &str) -> String {
    page(app, &format!("/b/kontor/{rest}")).await.is(StatusCode::OK).text
}

on_both! {
    the_changelog_says_what_came_out_and_whose_request_it_answers(app) {
        let team = opened(app).await;
        app.hold_clock();
        let asked = text(&team.visitor(app).suggest("CSV <export>").await, "id").to_owned();
        team.decide(&asked, "shipped", "Done").await;
        assert!(shown(app, "changelog").await.contains("Nothing was published yet"));
        let body = json!({
            "title": "Faster <lists>", "version": "2.1", "body": "**Fast** now\n\n<b>no</b>", "thanks": ["Ada", "Bo <b>"],
            "requests": [asked],
        });
        published(&team, body).await;
        for rest in ["changelog", "changelog/faster-lists"] {
            let page = shown(app, rest).await;
            for part in ["Faster &#60;lists&#62;", "2.1", "<strong>Fast</strong>", "&lt;b&gt;no", "Thanks to Ada, Bo &#60;b&#62;",
                "href=\"/b/kontor/r/1/csv-export\"", "1 vote"] {
                assert!(page.contains(part), "{rest}: {part} in {page}");
            }
        }
        let request = shown(app, "r/1/csv-export").await;
        assert!(request.contains("Part of <a href=\"/b/kontor/changelog/faster-lists\""), "{request}");
        assert!(shown(app, "sitemap.xml").await.contains("/b/kontor/changelog/faster-lists</loc>"));
        assert!(shown(app, "changelog?lang=de").await.contains("Neues in Kontor"));
        for missing in ["changelog/unknown", "changelog/", "changelog/in/2026", "changelog/in/2026-13"] {
            page(app, &format!("/b/kontor/{missing}")).await.is(StatusCode::NOT_FOUND);
        }
    }

    the_archive_leads_to_each_month_and_pages_to_each_release_note(app) {
        let team = opened(app).await;
        let note = |n: i64| {
            let day = yousaid::base::time::date_of(20_454 + 4 * n);
            json!({"id": n + 1, "tag_name": format!("v{n}"), "name": format!("Release no {n}."), "body": "Text",
                "draft": false, "published_at": format!("{day}T09:00:00Z")})
        };
        let file = Value::from((0..23).map(note).collect::<Vec<_>>()).to_string();
        let import = json!({"source": "github", "file": file, "dry_run": false});
        team.asker.post(&team.path("/release_notes/import"), &import).await.is(StatusCode::CREATED);
        let (mut seen, mut rest) = (Vec::new(), Some("/b/kontor/changelog".to_owned()));
        let first = shown(app, "changelog").await;
        while let Some(here) = rest {
            let text = page(app, &here).await.is(StatusCode::OK).text;
            seen.extend((0..23).filter(|n| text.contains(&format!("Release no {n}.<"))));
            rest = text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..23).collect::<Vec<_>>());
        let months: Vec<_> = first.split("/b/kontor/changelog/in/").skip(1).map(|rest| rest.split('"').next().unwrap_or("").to_owned()).collect();
        assert_eq!(months, ["2026-03", "2026-02", "2026-01"]);
        let mut found = 0;
        for month in &months {
            let text = shown(app, &format!("changelog/in/{month}")).await;
            assert!(text.contains("aria-current=\"page\""), "{text}");
            found += (0..23).filter(|n| text.contains(&format!("Release no {n}.<"))).count();
        }
        assert_eq!(found, 23, "each is in one month");
        let empty = shown(app, "changelog/in/1999-01").await;
        assert!(empty.contains("Nothing was published in this month") && empty.contains("noindex"));
        page(app, "/b/kontor/changelog?cursor=abc").await.is(StatusCode::SEE_OTHER);
    }

    what_is_imported_with_a_time_to_come_is_a_draft(app) {
        let team = opened(app).await;
        let file = json!([{"id": 1, "tag_name": "v3", "name": "Of the future", "body": "Text", "draft": false, "published_at": "2095-01-01T00:00:00Z"}]);
        let import = json!({"source": "github", "file": file.to_string(), "dry_run": false});
        team.asker.post(&team.path("/release_notes/import"), &import).await.is(StatusCode::CREATED);
        assert!(!shown(app, "changelog").await.contains("Of the future"));
        assert_eq!(items(&team.read("/release_notes").await)[0]["state"], "draft");
    }

    a_long_release_note_is_cut_in_the_list_and_whole_on_its_page(app) {
        let team = opened(app).await;
        let body = format!("{}\n\n{}\n\nthe very end", "word ".repeat(300), "word ".repeat(300));
        published(&team, json!({"title": "Long", "body": body})).await;
        let list = shown(app, "changelog").await;
        assert!(list.contains("Read the whole release note") && !list.contains("the very end"));
        assert!(shown(app, "changelog/long").await.contains("the very end"));
    }

    its_feeds_are_read_by_others_and_follow_an_edit(app) {
        let team = opened(app).await;
        app.hold_clock();
        let asked = text(&team.visitor(app).suggest("Größe & <Maß>").await, "id").to_owned();
        let note = published(&team, json!({"title": "One & <two>", "version": "1.0", "body": "a & b", "requests": [asked]})).await;
        let read = async |ending: &str| {
            let text = shown(app, &format!("changelog.{ending}")).await;
            parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
        };
        let mut ids = Vec::new();
        for ending in ["atom", "rss", "json"] {
            let feed = read(ending).await;
            let entry = feed.entries.first().expect("an entry");
            assert_eq!(entry.title.as_ref().map(|title| title.content.as_str()), Some("1.0: One & <two>"));
            assert_eq!(entry.links[0].href, "http://yousaid.test/b/kontor/changelog/one-two");
            ids.push(entry.id.clone());
        }
        assert!(ids.iter().all(|id| id == &ids[0] && id.starts_with("tag:yousaid.test,")), "{ids:?}");
        let before = read("atom").await;
        app.pass(60);
        let path = team.path(&format!("/release_notes/{}", text(&note, "id")));
        let edit = team.asker.request(Method::PATCH, &path).header("If-Match", format!("\"{}\"", note["revision"]));
        team.asker.send(edit.json(&json!({"body": "changed"}))).await.is(StatusCode::OK);
        let after = read("atom").await;
        assert!(after.updated > before.updated && after.entries[0].id == before.entries[0].id);
        assert_eq!(after.entries[0].published, before.entries[0].published);
    }
}
