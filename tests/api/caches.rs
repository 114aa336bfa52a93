//! What invalidates a cached list: writes that touch its project, and nothing else.
//! On SQLite alone, where a cached list has no maximum age and is rendered again only after a change.

use diesel::connection::SimpleConnection;
use reqwest::StatusCode;
use serde_json::json;
use yousaid::cache::stamps::Touches;

use crate::test_app::{Asker, Team, TestApp, items, text};

/// The titles in the widget's lists of two projects.
async fn titles(app: &TestApp, team: &Team, other: &Team) -> [String; 2] {
    let title = |list| text(&items(&list)[0], "title").to_owned();
    let lists = (team.visitor(app).read("/requests").await, other.visitor(app).read("/requests").await);
    [title(lists.0), title(lists.1)]
}

/// A server with two projects, whose lists are kept with a title that is another one in the database by now.
async fn behind() -> (TestApp, Team, Team, String) {
    let app = TestApp::sqlite().await;
    let team = app.owner().await;
    let other = Team::with_project(team.asker.clone(), "Other").await;
    let id = text(&team.visitor(&app).suggest("Kept").await, "id").to_owned();
    other.visitor(&app).suggest("Kept").await;
    assert_eq!(titles(&app, &team, &other).await, ["Kept", "Kept"]);
    let change = "UPDATE requests SET title = 'Changed'";
    let changed =
        app.context.db.write(Touches::Nothing, move |connection| Ok(connection.batch_execute(change)?));
    changed.await.expect("the titles are changed");
    (app, team, other, id)
}

#[actix_web::test]
async fn what_is_seen_or_used_leaves_every_list_as_it_is() {
    let (app, team, other, _) = behind().await;
    team.visitor(&app).read("/config").await;
    assert_eq!(team.read("/install").await["sightings"].as_array().map(Vec::len), Some(1));
    let made = team.asker.post(&team.path("/keys"), &json!({"name": "Job", "scope": "read"})).await.json();
    let program = Asker { token: Some(text(&made, "key").to_owned()), ..app.stranger() };
    program.get(&team.path("/requests")).await.is(StatusCode::OK);
    assert!(items(&team.read("/keys").await)[0]["last_used_at"].is_string());
    team.log_in().await;
    assert_eq!(titles(&app, &team, &other).await, ["Kept", "Kept"]);
    app.end().await;
}

#[actix_web::test]
async fn a_change_makes_the_lists_of_its_own_project_stale_and_no_others() {
    let (app, team, other, id) = behind().await;
    team.decide(&id, "planned", "Yes.").await.is(StatusCode::CREATED);
    assert_eq!(titles(&app, &team, &other).await, ["Changed", "Kept"]);
    other.visitor(&app).report("It broke").await.is(StatusCode::CREATED);
    assert_eq!(titles(&app, &team, &other).await, ["Changed", "Changed"]);
    app.end().await;
}
