//! Erasing a visitor: nothing personal stays in any answer, nor in the bytes of any file.

use diesel::connection::SimpleConnection;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Team, TestApp, Visitor, items, report, text},
};

/// What the host says of somebody; `n` makes each distinct.
fn facts(n: usize) -> Value {
    json!({
        "email": format!("planted-{n}@kunde.example"), "email_verified": true, "name": format!("Planted Name {n}"),
        "segment": format!("planted-segment-{n}"), "company": format!("Planted Company {n}"),
        "traits": {"desk": format!("planted-desk-{n}"), "list": [{"deep": format!("planted-deep-{n}")}]},
    })
}

async fn known(app: &TestApp, team: &Team, secret: &str, n: usize) -> Visitor {
    let visitor = team.visitor(app);
    let token = signed(app, team, secret, &format!("planted-subject-{n}"), facts(n));
    become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK))
}

/// The contents of all files in the data folder.
fn bytes(app: &TestApp) -> String {
    let folder = std::fs::read_dir(&app.context.config.data_dir).expect("the folder");
    let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read(entry.expect("an entry").path());
    folder.map(|entry| String::from_utf8_lossy(&read(entry).expect("a file")).into_owned()).collect()
}

on_both! {
    nothing_personal_of_an_erased_visitor_stays_in_any_byte(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        for n in 100..160 {
            known(app, &team, &secret, n).await;
        }
        let visitor = known(app, &team, &secret, 777).await;
        for n in 200..260 {
            known(app, &team, &secret, n).await;
        }
        let statement = "I am PLANTED NAME 777 of Planted Company 777 at planted-desk-777";
        let body = json!({"kind": "feature", "title": "Call Planted Name 777", "body": statement});
        let post = visitor.asker.request(Method::POST, &visitor.path("/requests")).header("Idempotency-Key", "k-1");
        let made = visitor.asker.send(post.json(&body)).await.is(StatusCode::CREATED).json();
        let mut sent = report(statement);
        sent["steps"][1]["sentence"] = json!("Clicked “Planted Name 777”");
        let post = visitor.asker.request(Method::POST, &visitor.path("/reports")).header("Idempotency-Key", "k-2");
        let reported = visitor.asker.send(post.json(&sent)).await.is(StatusCode::CREATED).json();
        let answer = json!({"screen": {"route": "/a"}, "helpful": false, "comment": statement});
        visitor.asker.put(&visitor.path("/answers"), &answer).await.is(StatusCode::OK);
        let me = visitor.read("/me").await;
        let id = text(&me["visitor"], "id");
        team.asker.delete(&team.path(&format!("/visitors/{id}"))).await.is(StatusCode::NO_CONTENT);

        let (kept, _) = team.detail(text(&made, "id")).await;
        assert_eq!((&kept["title"], &kept["body"]), (&json!("Call •••"), &json!("I am ••• of ••• at •••")));
        let read = team.read(&format!("/reports/{}", text(&reported, "id"))).await;
        assert_eq!(read["title"], "I am ••• of ••• at •••");
        assert_eq!(read["steps"][1]["sentence"], "Clicked “•••”");
        assert_eq!(kept["votes"], 1);
        let all = bytes(app).to_lowercase();
        for at in all.match_indices("777").map(|(at, _)| at) {
            let begin = all[..at].char_indices().rev().nth(30).map_or(0, |(begin, _)| begin);
            assert!(!all[begin..at].contains("planted"), "{:?}", &all[begin..at]);
        }
        assert!(app.context.db.is_shared() || all.contains("planted-150@kunde.example"), "others stay");
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_write_of_a_visitor_that_was_erased_writes_nothing(app) {
        let team = app.owner().await;
        let mut visitor = team.visitor(app);
        let request = text(&visitor.suggest("Dark mode").await, "id").to_owned();
        let me = visitor.read("/me").await;
        team.asker.delete(&team.path(&format!("/visitors/{}", text(&me["visitor"], "id")))).await.is(StatusCode::NO_CONTENT);
        let before = items(&team.read("/screens").await).len();
        let screen = json!({"route": "/ghost", "title": "Ghost"});
        let vote = visitor.path(&format!("/requests/{request}/vote"));
        visitor.asker.put(&vote, &json!({"screen": screen})).await.is(StatusCode::UNAUTHORIZED);
        let answer = json!({"screen": screen, "helpful": false});
        visitor.asker.put(&visitor.path("/answers"), &answer).await.is(StatusCode::UNAUTHORIZED);
        assert_eq!(items(&team.read("/screens").await).len(), before);
    }

    a_name_is_erased_where_no_space_stands_around_it(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        for (name, title, clean) in [
            ("田中太郎", "担当は田中太郎さん", "担当は•••さん"),
            ("田中", "田中の請求書", "••の請求書"),
            ("김철수", "김철수가 만든 보고서", "•••가 만든 보고서"),
            ("Ann", "Anna likes Ann", "Anna likes •••"),
        ] {
            let visitor = team.visitor(app);
            let token = signed(app, &team, &secret, name, json!({"name": name}));
            let mut visitor = become_known(&visitor, &identify(&visitor, &token, None).await.is(StatusCode::OK));
            let made = visitor.suggest(title).await;
            let me = visitor.read("/me").await;
            let path = format!("/visitors/{}", text(&me["visitor"], "id"));
            team.asker.delete(&team.path(&path)).await.is(StatusCode::NO_CONTENT);
            assert_eq!(team.detail(text(&made, "id")).await.0["title"], clean);
        }
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn a_folder_that_holds_other_things_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;
    let shared = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(shared.path(), std::fs::Permissions::from_mode(0o755)).expect("rights");
    let file = shared.path().join("feedback.db");
    let database = yousaid::db::connection::Address::Sqlite(file.clone());
    let app = TestApp::sqlite_with(|config| config.database = database).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(shared.path()), mode(&file)), (0o755, 0o600));
    app.end().await;
}

#[cfg(unix)]
#[actix_web::test]
async fn only_the_owner_may_read_the_files_of_a_database() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::sqlite_with(|config| {
        // An earlier version created them readable for everybody.
        let file = config.data_dir.join("yousaid.db");
        std::fs::write(&file, "").expect("a file");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("rights");
        std::fs::set_permissions(&config.data_dir, std::fs::Permissions::from_mode(0o755)).expect("rights");
    })
    .await;
    let team = app.owner().await;
    team.visitor(&app).suggest("Dark mode").await;
    let folder = &app.context.config.data_dir;
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(folder), 0o700);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 3);
    app.end().await;
}

#[actix_web::test]
async fn what_is_erased_while_the_log_is_read_leaves_it_later_without_another_erasure() {
    let app = TestApp::sqlite().await;
    let team = app.owner().await;
    let secret = secret(&team).await;
    let visitor = known(&app, &team, &secret, 777).await;
    let me = visitor.read("/me").await;
    let mut reader = app.context.db.address().connect().expect("a connection");
    reader.batch_execute("BEGIN; SELECT count(*) FROM visitors;").expect("a snapshot");
    let path = team.path(&format!("/visitors/{}", text(&me["visitor"], "id")));
    team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
    assert!(bytes(&app).contains("planted-777"), "it is read");
    yousaid::jobs::sweep::erase_log(&app.context).await;
    assert!(bytes(&app).contains("planted-777"), "it is still read");
    reader.batch_execute("COMMIT").expect("the end");
    yousaid::jobs::sweep::erase_log(&app.context).await;
    assert!(!bytes(&app).contains("planted-777"));
    app.end().await;
}
