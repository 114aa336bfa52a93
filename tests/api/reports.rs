//! Reports: steps as they were sent, without what must not be kept, for the team's eyes only.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    on_both,
    test_app::{Team, Visitor, items, report, text},
};

async fn send(visitor: &mut Visitor, body: &Value) -> Value {
    let answer = visitor.asker.post(&visitor.path("/reports"), body).await.is(StatusCode::CREATED);
    visitor.keep(&answer);
    answer.json()
}

async fn stored(team: &Team, sent: &Value) -> Value {
    team.read(&format!("/reports/{}", text(sent, "id"))).await
}

/// A report that uses every field.
fn full() -> Value {
    let mut body = report("The total is wrong");
    body["object"] = json!({"type": "invoice", "id": "INV-7"});
    body["steps"] = json!([
        {"at_ms": 0, "kind": "navigate", "sentence": "Opened /invoices/42", "url": "/invoices/42?tab="},
        {"at_ms": 10, "kind": "click", "sentence": "Clicked “Save”", "target": {"role": "button", "name": "Save", "tag": "button",
            "selectors": ["testid=save", "role=button[name=\"Save\"]", "label=Save", "text=Save", "css=#a > b"]}},
        {"at_ms": 20, "kind": "double_click", "sentence": "Double-clicked a cell"},
        {"at_ms": 30, "kind": "change", "sentence": "Filled “Amount”", "value": {"type": "number", "length": 5, "filled": true}},
        {"at_ms": 40, "kind": "submit", "sentence": "Sent the form", "edited": true},
        {"at_ms": 50, "kind": "key", "sentence": "Pressed Enter", "key": "Enter"},
        {"at_ms": 60, "kind": "http", "sentence": "A request failed", "url": "/api/invoices", "method": "POST", "status": 500},
        {"at_ms": 70, "kind": "console_error", "sentence": "The page complained", "message": "total is NaN"},
        {"at_ms": 80, "kind": "rejection", "sentence": "The page gave up", "message": "TypeError: x"},
        {"at_ms": 90, "kind": "error", "sentence": "The page threw an error", "message": "RangeError: y"}
    ]);
    body["environment"] = json!({
        "url": "/invoices/42", "referrer": "https://kontor.example/", "user_agent": "Test/1.0", "language": "de",
        "languages": ["de", "en"], "viewport": {"width": 1280.0, "height": 720.5}, "screen": {"width": 2560.0, "height": 1440.0},
        "pixel_ratio": 2.0, "time_zone": "Europe/Berlin", "dark": true, "reduced_motion": false, "online": true,
        "connection": "4g", "build": "1.2.3"
    });
    body
}

on_both! {
    steps_environment_and_receipt_are_kept_as_they_were_sent(app) {
        let team = app.owner().await;
        let body = full();
        let sent = send(&mut team.visitor(app), &body).await;
        assert_eq!((&sent["number"], &sent["removed"]), (&json!(1), &json!([])));
        let kept = stored(&team, &sent).await;
        for field in ["title", "body", "steps", "environment", "object"] {
            assert_eq!(kept[field], body[field], "{field}");
        }
        assert_eq!(kept["screen"]["route"], "/invoices/:id");
        for field in ["version", "purposes", "shown_sha256"] {
            assert_eq!(kept["receipt"][field], body["receipt"][field], "{field}");
        }
        assert_eq!(kept["receipt"]["at"], sent["created_at"]);
        assert_eq!(kept["failed"], "POST /api/invoices: 500", "the first fault");
        let row = items(&team.read("/reports").await)[0].clone();
        assert_eq!((&row["steps"], &row["failed"]), (&json!(10), &kept["failed"]));
        assert_eq!(row["visitor"]["kind"], "anonymous");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    secrets_are_removed_again_and_the_sender_is_told(app) {
        let team = app.owner().await;
        let mut body = full();
        let secrets = [
            "anna@kontor.example", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "hunter2hunter2", "geheim123",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "abc123def456ghi",
        ];
        body["title"] = json!(format!("{} can't log in", secrets[0]));
        body["body"] = json!(format!("Card {} and account {}", secrets[1], secrets[2]));
        body["steps"][0]["url"] = json!(format!("/login?password={}", secrets[3]));
        body["steps"][0]["sentence"] = json!(format!("Opened /login?password={}", secrets[3]));
        body["steps"][1]["target"]["name"] = json!(format!("password: {}", secrets[4]));
        body["steps"][1]["target"]["selectors"] = json!([format!("text={}", secrets[0])]);
        body["steps"][7]["message"] = json!(format!("bad key {}", secrets[5]));
        body["environment"]["url"] = json!(format!("/cb?access_token={}", secrets[6]));
        let mut visitor = team.visitor(app);
        let sent = send(&mut visitor, &body).await;
        let mut kinds: Vec<&str> = sent["removed"].as_array().expect("kinds").iter().map(|row| text(row, "kind")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["card", "email", "iban", "secret", "token"], "{sent}");
        let kept = stored(&team, &sent).await;
        assert_eq!(kept["removed"], sent["removed"]);
        for place in [kept.to_string(), team.read("/reports").await.to_string(), visitor.read("/me").await.to_string()] {
            for secret in secrets {
                assert!(!place.contains(secret), "{secret} is still in {place}");
            }
        }
    }

    what_is_over_a_limit_is_refused_by_pointer_and_leaves_nothing(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let step = json!({"at_ms": 0, "kind": "click", "sentence": "Clicked"});
        let long = |n: usize| json!("x".repeat(n));
        for (place, value, pointer) in [
            ("/steps", json!(vec![step.clone(); 51]), "/steps"),
            ("/steps/1/sentence", long(501), "/steps/1/sentence"),
            ("/steps/1/target/name", long(201), "/steps/1/target/name"),
            ("/steps/1/target/selectors", json!(vec!["a"; 9]), "/steps/1/target/selectors"),
            ("/steps/1/target/selectors/0", long(501), "/steps/1/target/selectors/0"),
            ("/steps/7/message", long(1_001), "/steps/7/message"),
            ("/steps/0/url", long(2_001), "/steps/0/url"),
            ("/steps/0/at_ms", json!(-1), "/steps/0/at_ms"),
            ("/steps/0/kind", json!("teleport"), "/steps/0/kind"),
            ("/steps/3/value/length", json!("5"), "/steps/3/value/length"),
            ("/steps/3/value", json!({"type": "text", "length": 3, "text": "abc"}), "/steps/3/value/text"),
            ("/title", json!(""), "/title"),
            ("/title", long(201), "/title"),
            ("/body", long(10_001), "/body"),
            ("/environment/url", long(2_001), "/environment/url"),
            ("/environment/user_agent", long(1_001), "/environment/user_agent"),
            ("/environment/viewport/width", json!(-1), "/environment/viewport"),
            ("/receipt/shown_sha256", json!("abc"), "/receipt/shown_sha256"),
            ("/receipt/version", json!(""), "/receipt/version"),
            ("/screen/route", json!("invoices"), "/screen/route"),
            ("/object/type", json!("in voice"), "/object/type"),
            ("/object/id", json!(""), "/object/id"),
        ] {
            let mut body = full();
            *body.pointer_mut(place).expect("the place") = value;
            let refused = visitor.asker.post(&visitor.path("/reports"), &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {}", refused.text);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.text);
        }
        let mut most = full();
        most["steps"] = json!(vec![step; 50]);
        send(&mut visitor.another(), &most).await;
        assert_eq!(items(&team.read("/reports").await).len(), 1);
        assert_eq!(items(&team.read("/visitors").await).len(), 1);
    }

    a_report_without_steps_is_taken(app) {
        let team = app.owner().await;
        let mut body = report("I deleted every step");
        body["steps"] = json!([]);
        let sent = send(&mut team.visitor(app), &body).await;
        let kept = stored(&team, &sent).await;
        assert_eq!((&kept["steps"], &kept["failed"]), (&json!([]), &Value::Null));
    }

    reports_are_seen_by_the_team_and_their_sender_alone(app) {
        let team = app.owner().await;
        let mut sender = team.visitor(app);
        let sent = send(&mut sender, &report("Private matter")).await;
        assert_eq!(sender.read("/me").await["reports"][0]["title"], "Private matter");
        let mut other = team.visitor(app);
        other.answer("/orders", true).await.is(StatusCode::OK);
        for rest in ["/me", "/requests", "/config", "/requests/similar?q=private%20matter"] {
            assert!(!other.read(rest).await.to_string().contains("Private matter"), "{rest}");
        }
        let path = team.path(&format!("/reports/{}", text(&sent, "id")));
        sender.asker.get(&path).await.is(StatusCode::UNAUTHORIZED);
        app.stranger().get(&path).await.is(StatusCode::UNAUTHORIZED);
    }

    a_linked_report_shows_its_request_to_its_sender_while_it_is_public(app) {
        let team = app.owner().await;
        let mut sender = team.visitor(app);
        let sent = send(&mut sender, &report("It broke")).await;
        let body = json!({"kind": "problem", "title": "Empty PDFs", "report_id": sent["id"]});
        let made = team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::CREATED).json();
        let kept = stored(&team, &sent).await;
        assert_eq!(kept["request"], json!({"id": made["id"], "number": 1, "title": "Empty PDFs"}));
        assert_eq!(sender.read("/me").await["reports"][0]["request"]["title"], "Empty PDFs");
        let path = team.path(&format!("/requests/{}", text(&made, "id")));
        let etag = team.detail(text(&made, "id")).await.1;
        let hide = team.asker.request(reqwest::Method::PATCH, &path).header("If-Match", etag).json(&json!({"public": false}));
        team.asker.send(hide).await.is(StatusCode::OK);
        assert_eq!(sender.read("/me").await["reports"][0]["request"], Value::Null);
    }

    the_list_is_narrowed_by_screen_link_and_words_whatever_their_case(app) {
        let team = app.owner().await;
        let visitor = team.visitor(app);
        let mut sent = Vec::new();
        for (title, route) in [("The PDF is empty", "/invoices/7"), ("100 % of the total_sum is gone", "/orders"), ("Slow search", "/orders")] {
            let mut body = report(title);
            body["screen"] = json!({"route": route});
            sent.push(text(&send(&mut visitor.another(), &body).await, "id").to_owned());
        }
        let body = json!({"kind": "problem", "title": "Totals", "report_id": sent[1]});
        team.asker.post(&team.path("/requests"), &body).await.is(StatusCode::CREATED);
        let screens = team.read("/screens").await;
        let orders = items(&screens).iter().find(|row| row["route"] == "/orders").expect("the screen").clone();
        let orders = text(&orders, "id");
        for (filter, wanted) in [
            (String::new(), vec![2, 1, 0]),
            ("linked=true".to_owned(), vec![1]),
            ("linked=false".to_owned(), vec![2, 0]),
            (format!("screen={orders}"), vec![2, 1]),
            (format!("screen={orders}&linked=false"), vec![2]),
            ("q=pdf".to_owned(), vec![0]),
            ("q=THE".to_owned(), vec![1, 0]),
            ("q=%25".to_owned(), vec![1]),
            ("q=_".to_owned(), vec![1]),
            ("q=%5C".to_owned(), vec![]),
            ("q=total_s".to_owned(), vec![1]),
        ] {
            let list = team.read(&format!("/reports?{filter}")).await;
            let found: Vec<&str> = items(&list).iter().map(|row| text(row, "id")).collect();
            let wanted: Vec<&str> = wanted.into_iter().map(|at: usize| sent[at].as_str()).collect();
            assert_eq!(found, wanted, "{filter}");
        }
        let first = team.read("/reports?limit=2").await;
        let rest = team.read(&format!("/reports?limit=2&cursor={}", text(&first, "next"))).await;
        assert_eq!((items(&first).len(), items(&rest).len(), &rest["next"]), (2, 1, &Value::Null));
        for wrong in ["linked=maybe", "linked=", "screen=orders", "order=new", "cursor=x"] {
            team.asker.get(&team.path(&format!("/reports?{wrong}"))).await.is(StatusCode::BAD_REQUEST);
        }
    }
}
