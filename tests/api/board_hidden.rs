//! That nothing pending, internal, private, withdrawn, unpublished or merged away is in any public answer: pages, feeds, the
//! sitemap, searches, and the widget's API.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    board::{PAGES, opened, page, set},
    on_both,
    test_app::{Dice, text},
};

/// Words that must be on no page: each is written into something that is not public.
const HIDDEN: [&str; 12] = [
    "privatewish",
    "withdrawnreason",
    "internalnote",
    "mergedaway",
    "pendingcomment",
    "deletedcomment",
    "rejectedcomment",
    "draftrelease",
    "laterrelease",
    "draftproposal",
    "laterproposal",
    "privatename",
];

on_both! {
    nothing_that_is_not_public_is_in_any_answer_of_the_board(app) {
        let team = opened(app).await;
        let mut dice = Dice::new(7);
        let mut visitor = team.visitor(app);
        let (mut public, mut private) = (Vec::new(), Vec::new());
        for n in 0..30 {
            let hidden = dice.roll(3) == 0;
            let title = if hidden { format!("privatewish {n}") } else { format!("Wish {n}") };
            let id = text(&visitor.suggest(&title).await, "id").to_owned();
            if dice.roll(2) == 0 {
                let status = ["planned", "in_progress", "shipped", "declined"][dice.roll(4)];
                team.decide(&id, status, &format!("Reason of {title}.")).await.is(StatusCode::CREATED);
            }
            let note = json!({"body": format!("internalnote {n}")});
            team.asker.post(&team.path(&format!("/requests/{id}/notes")), &note).await.is(StatusCode::CREATED);
            if hidden {
                let (_, etag) = team.detail(&id).await;
                let path = team.path(&format!("/requests/{id}"));
                let body = json!({"public": false});
                let patch = team.asker.request(reqwest::Method::PATCH, &path).header("If-Match", etag).json(&body);
                team.asker.send(patch).await.is(StatusCode::OK);
                private.push(id);
            } else {
                public.push(id);
            }
        }
        // A decision that is taken back, and a request that is merged.
        let act = async |id: &str, action: Value| {
            let (detail, _) = team.detail(id).await;
            let body = json!({"action": action, "requests": [{"id": id, "version": detail["version"]}]});
            team.asker.post(&team.path("/triage"), &body).await.is(StatusCode::CREATED).json()
        };
        let decided = act(&public[0], json!({"type": "decide", "status": "declined", "message": "withdrawnreason"})).await;
        let undo = team.path(&format!("/triage/{}/undo", text(&decided, "change")));
        team.asker.post(&undo, &json!({})).await.is(StatusCode::OK);
        // Comments that wait, were deleted or refused; and what was said on a private one.
        set(&team, json!({"approve_comments": true})).await.is(StatusCode::OK);
        let comment = async |request: &str, words: &str| {
            let path = visitor.path(&format!("/requests/{request}/comments"));
            visitor.asker.post(&path, &json!({"body": words})).await.is(StatusCode::CREATED).json()
        };
        for id in &public {
            comment(id, "pendingcomment").await;
            let rejected = text(&comment(id, "rejectedcomment").await, "id").to_owned();
            let path = team.path(&format!("/requests/{id}/comments/{rejected}/shown"));
            team.asker.put(&path, &json!({"shown": false})).await.is(StatusCode::OK);
        }
        let deleted = text(&comment(&public[0], "deletedcomment").await, "id").to_owned();
        visitor.asker.delete(&visitor.path(&format!("/requests/{}/comments/{deleted}", public[0]))).await.is(StatusCode::NO_CONTENT);
        // Release notes: one that is public and answers what is private, a draft, and one that comes later.
        let answered: Vec<_> = public.iter().take(3).chain(&private).collect();
        let note = async |title: &str| {
            let body = json!({"title": title, "body": title, "requests": answered});
            team.asker.post(&team.path("/release_notes"), &body).await.is(StatusCode::CREATED).json()
        };
        let publish = async |note: &Value, body: Value| {
            let path = team.path(&format!("/release_notes/{}/publish", text(note, "id")));
            let request = team.asker.request(reqwest::Method::POST, &path);
            let request = request.header("If-Match", format!("\"{}\"", note["revision"])).json(&body);
            team.asker.send(request).await.is(StatusCode::OK);
        };
        note("draftrelease").await;
        publish(&note("laterrelease").await, json!({"at": "2035-01-01T00:00:00Z"})).await;
        publish(&note("Version two").await, json!({})).await;
        let child = text(&visitor.suggest("mergedaway").await, "id").to_owned();
        act(&child, json!({"type": "merge", "into": public[1]})).await;

        // Proposals: a draft, and one that opens later. Somebody who chose a name, and whose only request is private.
        for (question, opens) in [("draftproposal", None), ("laterproposal", Some("2035-01-01T00:00:00Z"))] {
            let body = json!({
                "question": question, "options": ["A", "B"], "opens_at": opens, "closes_at": "2035-02-01T00:00:00Z"
            });
            let made = team.asker.post(&team.path("/proposals"), &body).await.is(StatusCode::CREATED).json();
            if opens.is_some() {
                let path = team.path(&format!("/proposals/{}/publish", text(&made, "id")));
                let request = team.asker.request(reqwest::Method::POST, &path);
                let request = request.header("If-Match", format!("\"{}\"", made["revision"])).json(&json!({}));
                team.asker.send(request).await.is(StatusCode::OK);
            }
        }
        let mut named = team.visitor(app);
        let only = text(&named.suggest("privatewish of somebody").await, "id").to_owned();
        named.asker.put(&named.path("/me/credit"), &json!({"name": "privatename"})).await.is(StatusCode::OK);
        let (_, etag) = team.detail(&only).await;
        let patch = team.asker.request(reqwest::Method::PATCH, &team.path(&format!("/requests/{only}")));
        team.asker.send(patch.header("If-Match", etag).json(&json!({"public": false}))).await.is(StatusCode::OK);
        private.push(only);
        set(&team, json!({"publish_measures": true})).await.is(StatusCode::OK);

        let tags = team.asker.get(&team.path("/requests?limit=100")).await.is(StatusCode::OK).json();
        assert!(tags["items"].as_array().is_some_and(|rows| rows.len() > 25));
        let mut paths: Vec<String> = PAGES.iter().map(|rest| format!("/b/kontor/{rest}")).collect();
        paths.extend(["?order=new", "?order=top", "?screen=/invoices/:id", "?q=privatewish", "?q=wish", "?status=declined"]
            .map(|query| format!("/b/kontor/{query}")));
        for number in 1..=32 {
            for rest in ["", "/feed.atom", "/feed.rss", "/feed.json"] {
                paths.push(format!("/b/kontor/r/{number}{rest}"));
            }
        }
        paths.extend(["changelog/version-two", "changelog/draftrelease", "changelog/laterrelease", "proposals/draftproposal", "proposals/laterproposal", "changelog.rss", "changelog.json"]
            .map(|rest| format!("/b/kontor/{rest}")));
        // And what the widget's API tells everybody.
        let api = |rest: &str| format!("/v1/p/{}/{rest}", team.key);
        paths.extend(["requests?limit=100", "requests?q=wish", "requests?order=discussed", "requests/similar?title=Wish", "release_notes", "proposals"].map(api));
        paths.extend(public.iter().chain(&private).map(|id| api(&format!("requests/{id}/comments"))));
        let mut visited = 0;
        while let Some(path) = paths.pop() {
            let answer = page(app, &path).await;
            visited += usize::from(answer.status == StatusCode::OK);
            if let Some(location) = answer.header("location") {
                assert!(!HIDDEN.iter().any(|word| location.contains(word)), "{path} leads to {location}");
                if path != location {
                    paths.push(location.to_owned());
                }
            }
            for word in HIDDEN {
                let asked = path.contains(word);
                let shown = answer.text.matches(word).count();
                // What was searched for stands in the field of the search.
                assert!(shown == 0 || asked, "{word} in {path}: {}", answer.text);
            }
            assert!(!answer.text.contains("Olga") && !answer.text.contains("@kontor.example"), "{path}");
            if let Some(next) = answer.text.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()) {
                paths.push(next.replace("&#38;", "&").replace("&amp;", "&"));
            }
        }
        assert!(visited > 100, "{visited} pages");
    }

    a_refusal_names_no_request_that_is_private(app) {
        let team = opened(app).await;
        let visitor = team.visitor(app);
        let mut author = team.visitor(app);
        let merged = text(&author.suggest("Merged").await, "id").to_owned();
        let standing = text(&author.suggest("privatewish").await, "id").to_owned();
        let (detail, _) = team.detail(&merged).await;
        let action = json!({"action": {"type": "merge", "into": standing}, "requests": [{"id": merged, "version": detail["version"]}]});
        team.asker.post(&team.path("/triage"), &action).await.is(StatusCode::CREATED);
        let comment = async || {
            let path = visitor.path(&format!("/requests/{merged}/comments"));
            visitor.asker.post(&path, &json!({"body": "Me too"})).await.is(StatusCode::CONFLICT).text
        };
        assert!(comment().await.contains("privatewish"), "a public one is named, so that one finds it");
        let (_, etag) = team.detail(&standing).await;
        let patch = team.asker.request(reqwest::Method::PATCH, &team.path(&format!("/requests/{standing}")));
        team.asker.send(patch.header("If-Match", etag).json(&json!({"public": false}))).await.is(StatusCode::OK);
        let refused = comment().await;
        assert!(!refused.contains("privatewish") && !refused.contains('#'), "{refused}");
    }

    head_is_answered_as_get_without_the_body(app) {
        let team = opened(app).await;
        for path in ["/b/kontor/", "/b/kontor/changelog.atom", "/b/kontor/sitemap.xml", "/widget.js", "/healthz", &team.path("/requests")] {
            let get = team.asker.get(path).await.is(StatusCode::OK);
            let head = team.asker.send(team.asker.request(reqwest::Method::HEAD, path)).await.is(StatusCode::OK);
            assert_eq!((head.text.as_str(), head.header("etag"), head.header("content-type")), ("", get.header("etag"), get.header("content-type")), "{path}");
        }
    }
}
