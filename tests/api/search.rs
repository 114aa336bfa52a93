//! Finding requests by words: while they are typed, in every script, the most relevant first; and similar ones that nothing hides.

use diesel::{connection::SimpleConnection, prelude::*};
use reqwest::StatusCode;
use serde_json::{Value, json};
use yousaid::{
    base::time::Clock,
    cache::stamps::Touches,
    db::connection::AnyConnection,
    domain::status::Kind,
    store::{
        facets, projects,
        requests::{Counters, Request},
        schema,
    },
};

use crate::{
    on_both,
    test_app::{Team, TestApp, items, text},
};

async fn made(team: &Team, title: &str, body: &str, public: bool) -> Value {
    let sent = json!({"kind": "feature", "title": title, "body": body, "public": public});
    team.asker.post(&team.path("/requests"), &sent).await.is(StatusCode::CREATED).json()
}

/// Adds requests with the title "Mode" and their number, each hotter than the one before, as rows.
fn fill(connection: &mut AnyConnection, count: i64) -> yousaid::error::Result<()> {
    let project = projects::first(connection)?.expect("a project");
    let now = Clock::system().now();
    let rows: Vec<Request> = (2..=count)
        .map(|number| {
            let mut row = Request::new(project.id, number, Kind::Feature, format!("Mode {number}"), now);
            row.heat_votes = project.contribution(number as f64, now);
            row.heat = row.parts().heat(&project.weights());
            row
        })
        .collect();
    for rows in rows.chunks(1_000) {
        let standings: Vec<_> = rows.iter().map(|row| Counters::of(project.number, row)).collect();
        match connection {
            AnyConnection::Sqlite(inner) => {
                diesel::insert_into(schema::requests::table).values(rows).execute(inner)?;
                diesel::insert_into(schema::standings::table).values(&standings).execute(inner)?;
            }
            AnyConnection::Postgres(inner) => {
                diesel::insert_into(schema::requests::table).values(rows).execute(inner)?;
                diesel::insert_into(schema::standings::table).values(&standings).execute(inner)?;
            }
        }
    }
    analyze(connection)?;
    connection.batch_execute(&format!(
        "UPDATE requests SET facet = \
         (SELECT facet FROM standings WHERE project = {} AND request = requests.number); \
         INSERT INTO terms (project_id, term, request_id, in_title, in_body, title_terms, body_terms) \
         SELECT project_id, 'mode', id, 1, 0, 1, 0 FROM requests WHERE number > 1;",
        project.number
    ))?;
    analyze(connection)?;
    facets::recount(connection, project.number)
}

/// Counts rows for PostgreSQL's plans, as whatever loads so many at once does: with what its housekeeping counted when there were
/// a few, it walks a whole index for each of them.
fn analyze(connection: &mut AnyConnection) -> yousaid::error::Result<()> {
    if matches!(connection, AnyConnection::Postgres(_)) {
        connection.batch_execute("ANALYZE")?;
    }
    Ok(())
}

/// Four letters for a number, in the order of the alphabet.
fn spelled(n: usize) -> String {
    // None that an ending begins with.
    let letter = |n: usize| char::from(b"bcdfghjkmnpqrtvw"[n % 16]);
    [n / 4_096, n / 256, n / 16, n].map(letter).iter().collect()
}

async fn found(app: &TestApp, team: &Team, typed: &str) -> Vec<String> {
    let titles =
        |list: &Value| items(list).iter().map(|row| text(row, "title").to_owned()).collect::<Vec<_>>();
    let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let of_team = titles(&team.read(&format!("/requests?q={query}&limit=100")).await);
    let of_widget = titles(&team.visitor(app).read(&format!("/requests?q={query}&limit=100")).await);
    assert_eq!(of_team, of_widget, "{typed}");
    of_team
}

/// Changes the language of a project, and waits until its requests are indexed by it.
async fn speaks(app: &TestApp, team: &Team, language: Value) {
    team.asker.patch(&team.path(""), &json!({"language": language})).await.is(StatusCode::OK);
    let waiting = |connection: &mut _| projects::in_new_language(connection);
    while app.context.db.read(waiting).await.expect("a project").is_some() {
        tokio::task::yield_now().await;
    }
}

on_both! {
    requests_are_found_while_a_word_is_typed_in_every_script(app) {
        let team = app.owner().await;
        let long: String = (0..200).map(|n| format!("word{n} ")).collect();
        for (title, body) in [
            ("Push notifications", ""), ("CSVエクスポート", ""), ("暗色模式", ""), ("Übersicht der Rechnungen", ""),
            ("Straße im Adressfeld", ""), ("Long one", long.as_str()),
        ] {
            made(&team, title, body, true).await;
        }
        for (typed, title) in [
            ("notifi", "Push notifications"), ("notificatio", "Push notifications"), ("notifications", "Push notifications"),
            ("CSV", "CSVエクスポート"), ("式", "暗色模式"), ("模式", "暗色模式"), ("ubersicht", "Übersicht der Rechnungen"),
            ("übersicht", "Übersicht der Rechnungen"), ("Rechnung", "Übersicht der Rechnungen"),
            ("strasse", "Straße im Adressfeld"), ("word150", "Long one"), ("#2", "CSVエクスポート"), ("3", "暗色模式"),
        ] {
            assert!(found(app, &team, typed).await.contains(&title.to_owned()), "{typed}");
        }
        for nothing in ["the", "of the", "🎉", "?!", "#", "notificationes2", "zyxwvuts"] {
            assert_eq!(found(app, &team, nothing).await, Vec::<String>::new(), "{nothing}");
        }
        assert_eq!(found(app, &team, " ").await.len(), 6);
    }

    a_better_answer_comes_before_a_hotter_one_on_every_page(app) {
        let team = app.owner().await;
        let hot = made(&team, "Colours", "There is no dark mode.", true).await;
        for title in ["Modes that are darker", "A dark mode for mails", "Dark mode"] {
            made(&team, title, "", true).await;
        }
        team.visitor(app).vote(text(&hot, "id")).await.is(StatusCode::OK);
        let order = ["Dark mode", "A dark mode for mails", "Modes that are darker", "Colours"];
        assert_eq!(found(app, &team, "dark mode").await, order);
        let mut paged = Vec::new();
        let mut next = String::new();
        loop {
            let list = team.read(&format!("/requests?q=dark%20mode&limit=1{next}")).await;
            paged.extend(items(&list).iter().map(|row| text(row, "title").to_owned()));
            let Some(cursor) = list["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(paged, order);
        let first = team.read("/requests?q=dark%20mode&limit=1").await;
        let other = format!("/requests?limit=1&cursor={}", text(&first, "next"));
        let path = format!("/v1/projects/{}{other}", team.project);
        team.asker.get(&path).await.is(StatusCode::BAD_REQUEST);
        team.visitor(app).asker.get(&team.visitor(app).path(&other)).await.is(StatusCode::BAD_REQUEST);
    }

    what_visitors_do_not_see_hides_nothing_that_they_do(app) {
        let team = app.owner().await;
        made(&team, "CSV export fails", "", true).await;
        for n in 0..65 {
            made(&team, "CSV export fails", &format!("Private {n}"), false).await;
        }
        for n in 0..65 {
            made(&team, &format!("CSV export fails on day {n}"), "", true).await;
        }
        for typed in ["CSV export fails", "csv EXPORT fails"] {
            let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            let list = team.visitor(app).read(&format!("/requests/similar?q={query}")).await;
            assert_eq!(items(&list)[0]["title"], "CSV export fails", "{typed}");
        }
        let list = team.visitor(app).read("/requests/similar?q=csv%20expor").await;
        assert!(!items(&list).is_empty());
    }

    requests_of_an_earlier_version_are_indexed_again(app) {
        let team = app.owner().await;
        for n in 0..45 {
            made(&team, &format!("Push notifications {n}"), "", true).await;
        }
        let forget = "UPDATE requests SET terms_version = 0; DELETE FROM terms;";
        let done = app.context.db.write(Touches::Nothing, move |connection| {
            Ok(connection.batch_execute(forget)?)
        });
        done.await.expect("terms are deleted");
        assert_eq!(found(app, &team, "notifica").await.len(), 0);
        let mut rounds = 0;
        let round = |connection: &mut _| yousaid::actions::create_request::index_again(connection, 20);
        while app.context.db.write(Touches::Everything, round).await.expect("a round") {
            rounds += 1;
        }
        assert_eq!(rounds, 2);
        assert_eq!(found(app, &team, "notifica").await.len(), 45);
    }

    word_forms_and_filler_words_are_those_of_the_projects_language(app) {
        let team = app.owner().await;
        speaks(app, &team, json!("de")).await;
        made(&team, "Rechnung als PDF exportiert", "", true).await;
        made(&team, "Dunkler Modus für das Handy", "", true).await;
        for (typed, title) in [
            ("Rechnungen exportieren", "Rechnung als PDF exportiert"), ("die Rechnungen", "Rechnung als PDF exportiert"),
            ("dunkles", "Dunkler Modus für das Handy"), ("FUR modus", "Dunkler Modus für das Handy"),
        ] {
            assert_eq!(found(app, &team, typed).await, [title], "{typed}");
        }
        assert_eq!(found(app, &team, "für das").await, Vec::<String>::new());
        let list = team.visitor(app).read("/requests/similar?q=exportierte%20Rechnungen").await;
        assert_eq!(items(&list)[0]["title"], "Rechnung als PDF exportiert");
        speaks(app, &team, json!("fr")).await;
        made(&team, "Exporter l’écran partagé", "", true).await;
        for typed in ["ecran", "Écrans", "l'ecran", "exportées", "les écrans partagées"] {
            assert_eq!(found(app, &team, typed).await, ["Exporter l’écran partagé"], "{typed}");
        }
    }

    without_a_language_words_are_found_whole_and_scripts_without_spaces_by_pairs(app) {
        let team = app.owner().await;
        speaks(app, &team, Value::Null).await;
        for title in ["請求書をPDFで出力", "导出CSV文件", "The exports"] {
            made(&team, title, "", true).await;
        }
        for (typed, title) in [
            ("請求書", "請求書をPDFで出力"), ("PDF", "請求書をPDFで出力"), ("出力", "請求書をPDFで出力"), ("请求", ""),
            ("csv文件", "导出CSV文件"), ("文", "导出CSV文件"), ("the", "The exports"), ("expo", "The exports"), ("exporting", ""),
        ] {
            let expected: Vec<&str> = Some(title).filter(|title| !title.is_empty()).into_iter().collect();
            assert_eq!(found(app, &team, typed).await, expected, "{typed}");
        }
    }

    a_change_of_the_language_reaches_all_requests_in_the_background(app) {
        let team = app.owner().await;
        for n in 0..50 {
            made(&team, &format!("Dunklen Rechnungen {n}"), "", true).await;
        }
        assert_eq!(found(app, &team, "dunkleres").await.len(), 0);
        let change = async |patch: Value| team.asker.patch(&team.path(""), &patch).await;
        change(json!({"language": "de"})).await.is(StatusCode::OK);
        let waiting = |connection: &mut _| projects::in_new_language(connection);
        while app.context.db.read(waiting).await.expect("a project").is_some() {
            assert_eq!(found(app, &team, "Rechnungen").await.len(), 50);
            tokio::task::yield_now().await;
        }
        assert_eq!(found(app, &team, "dunkleres Rechnung").await.len(), 50);
        for wrong in [json!("nl"), json!("Deutsch"), json!(7)] {
            change(json!({"language": wrong})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let refused = change(json!({"language": "nl"})).await.is(StatusCode::UNPROCESSABLE_ENTITY).json();
        assert_eq!(refused["errors"][0]["pointer"], "/language");
        assert!(text(&refused["errors"][0], "detail").contains("en"), "{refused}");
    }

    a_round_of_indexing_that_is_lost_is_done_again(app) {
        use yousaid::{actions::create_request, base::id::Id};
        let team = app.owner().await;
        for n in 0..45 {
            made(&team, &format!("Dunklen Rechnungen {n}"), "", true).await;
        }
        // As the change of the language writes it, without waking the task.
        let done = app.context.db.write(Touches::Nothing, |connection| {
            let project = projects::first(connection)?.expect("a project").id;
            diesel::update(schema::projects::table.find(project)).set(schema::projects::language.eq("de")).execute(connection)?;
            projects::note_indexed_up_to(connection, project, Some(Id::from(uuid::Uuid::nil())))
        });
        done.await.expect("the language is changed");
        app.context.forget_tenants();
        let lost = app.context.db.write(Touches::Nothing, |connection| -> yousaid::error::Result<()> {
            create_request::index_in_new_language(connection, 20)?;
            Err(yousaid::error::Error::not_found())
        });
        lost.await.expect_err("the process is killed");
        assert_eq!(found(app, &team, "dunkleres").await.len(), 0);
        for indexed in [20, 40, 45] {
            let round = |connection: &mut _| create_request::index_in_new_language(connection, 20);
            assert!(app.context.db.write(Touches::Everything, round).await.expect("a round"));
            assert_eq!(found(app, &team, "dunkleres").await.len(), indexed);
        }
        let round = |connection: &mut _| create_request::index_in_new_language(connection, 20);
        assert!(!app.context.db.write(Touches::Everything, round).await.expect("no round"));
    }

    a_misspelled_word_finds_the_nearest_known_ones(app) {
        let team = app.owner().await;
        for title in ["Export as CSV", "Exports of invoices", "Expert mode", "Notifications", "Dark mode", "Dart mode"] {
            made(&team, title, "", true).await;
        }
        for (typed, titles) in [
            ("exprot", &["Export as CSV", "Exports of invoices"][..]),
            ("Exprot CSV", &["Export as CSV"]),
            ("epxort csv", &["Export as CSV"]),
            ("exporrts invocies", &["Exports of invoices"]),
            ("notificaitosn", &["Notifications"]),
            // A known word stays what it is, however near others are.
            ("expert", &["Expert mode"]),
            ("dark", &["Dark mode"]),
            // Too short, with a digit, or too far.
            ("csw", &[]),
            ("mode2", &[]),
            ("expretr", &[]),
        ] {
            let mut titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            let mut answer = found(app, &team, typed).await;
            titles.sort();
            answer.sort();
            assert_eq!(answer, titles, "{typed}");
        }
        let by_votes = team.read("/requests?q=notificaitosn&order=top").await;
        assert_eq!(items(&by_votes).len(), 1);
    }

    a_misspelled_word_reads_a_bounded_part_of_the_index(app) {
        use yousaid::store::spellings;
        let team = app.owner().await;
        let words: Vec<String> = (0..1_500).map(|n| format!("exp{}", spelled(n))).collect();
        for part in words.chunks(100) {
            made(&team, &part[0], &part[1..].join(" "), true).await;
        }
        let near = async |word: &'static str| {
            let read = move |connection: &mut _| {
                let project = projects::first(connection)?.expect("a project").id;
                spellings::near(connection, project, word)
            };
            app.context.db.read(read).await.expect("near words")
        };
        // The words are read in the order of the alphabet, and no further than the first thousand.
        assert!(words.contains(&"expbbdd".to_owned()) && words.contains(&"expbgdd".to_owned()));
        assert!(!near("expbbdz").await.is_empty());
        assert!(near("expbgdz").await.is_empty());
    }

    words_in_quotes_stand_next_to_each_other(app) {
        let team = app.owner().await;
        for (title, body) in [
            ("Dark mode", ""), ("Mode that is dark", ""), ("Colours", "We would love a Dark-Mode, please."), ("Dark modes", ""),
            ("Mode", "Everything is dark. Mode of the day"), ("暗色模式", ""), ("State of the art", ""), ("L’export CSV", ""),
        ] {
            made(&team, title, body, true).await;
        }
        for (typed, titles) in [
            ("\"dark mode\"", &["Dark mode", "Colours", "Mode"][..]),
            ("“Dark  Mode”", &["Dark mode", "Colours", "Mode"]),
            ("\"dark mode\" love", &["Colours"]),
            ("\"mode that is\" dark", &["Mode that is dark"]),
            ("\"that mode is\"", &[]),
            ("\"state of the art\"", &["State of the art"]),
            ("\"色模\"", &["暗色模式"]),
            ("\"modes\"", &["Dark modes"]),
            ("\"drak mode\"", &[]),
            ("\"of the\"", &[]),
            // Not finished: words.
            ("\"dark mode", &["Dark mode", "Mode that is dark", "Colours", "Dark modes", "Mode"]),
        ] {
            let mut titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            let mut answer = found(app, &team, typed).await;
            titles.sort();
            answer.sort();
            assert_eq!(answer, titles, "{typed}");
        }
    }

    pages_of_a_phrase_go_on_where_they_ended_in_every_order(app) {
        let team = app.owner().await;
        for n in 0..230 {
            let title = if n % 23 == 0 { format!("Dark mode {n}") } else { format!("Mode, dark {n}") };
            made(&team, &title, "", true).await;
        }
        for order in ["hot", "top", "new"] {
            let mut paged = Vec::new();
            let mut next = String::new();
            loop {
                let path = format!("/requests?q=%22dark%20mode%22&order={order}&limit=3{next}");
                let list = team.read(&path).await;
                paged.extend(items(&list).iter().map(|row| text(row, "title").to_owned()));
                let Some(cursor) = list["next"].as_str() else { break };
                assert!(paged.len() < 20, "{order}");
                next = format!("&cursor={cursor}");
            }
            let expected: Vec<String> = (0..10).rev().map(|n| format!("Dark mode {}", n * 23)).collect();
            assert_eq!(paged, expected, "{order}");
        }
    }

    a_word_that_very_many_requests_have_finds_the_hottest_of_them(app) {
        let team = app.owner().await;
        made(&team, "Dark mode of the zebra", "", true).await;
        app.context.db.write(Touches::Everything, |connection| fill(connection, 20_100)).await.expect("many requests");
        let list = team.read("/requests?q=mode&limit=3").await;
        let titles: Vec<_> = items(&list).iter().map(|row| text(row, "title")).collect();
        assert_eq!(titles, ["Mode 20100", "Mode 20099", "Mode 20098"]);
        let next = team.read(&format!("/requests?q=mode&limit=2&cursor={}", text(&list, "next"))).await;
        let titles: Vec<_> = items(&next).iter().map(|row| text(row, "title")).collect();
        assert_eq!(titles, ["Mode 20097", "Mode 20096"]);
        // A rare word beside it finds the coldest of all.
        for typed in ["zebra", "zebra mode", "mode zebra", "\"dark mode\""] {
            assert_eq!(found(app, &team, typed).await, ["Dark mode of the zebra"], "{typed}");
        }
        let lists = team.read("/requests?q=mode&status=planned").await;
        assert!(items(&lists).is_empty());
    }

    the_team_finds_people_and_reports_by_every_letter(app) {
        let team = app.owner().await;
        team.visitor(app).report("ÜBERSICHT ist leer").await.is(StatusCode::CREATED);
        let list = team.read("/reports?q=%C3%BCbersicht").await;
        assert_eq!(items(&list).len(), 1);
    }
}
