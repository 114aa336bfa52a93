//! Merging requests and undoing it: every voter counts once over the family, and after undo all is as before.
//! Does not cover how duplicates are proposed; `similar` does.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    identity::{become_known, identify, secret, signed},
    on_both,
    test_app::{Answer, Dice, Team, TestApp, Visitor, items, text},
};

async fn suggested(app: &TestApp, team: &Team, title: &str) -> String {
    text(&team.visitor(app).suggest(title).await, "id").to_owned()
}

/// Merges, or with `None` undoes it, as somebody who has just read the request.
pub async fn merge(team: &Team, child: &str, into: Option<&str>) -> Answer {
    let (_, etag) = team.detail(child).await;
    let path = team.path(&format!("/requests/{child}/merge"));
    let asked = match into {
        Some(into) => team.asker.request(Method::PUT, &path).json(&json!({"into": into})),
        None => team.asker.request(Method::DELETE, &path),
    };
    team.asker.send(asked.header("If-Match", etag)).await
}

async fn vote_from(voter: &mut Visitor, request: &str, route: &str) {
    let path = voter.path(&format!("/requests/{request}/vote"));
    let answer = voter.asker.put(&path, &json!({"screen": {"route": route}})).await.is(StatusCode::OK);
    voter.keep(&answer);
}

/// What a merge must bring back exactly.
async fn state(team: &Team, ids: &[String]) -> Vec<Value> {
    let mut state = Vec::new();
    for id in ids {
        let (detail, _) = team.detail(id).await;
        state.push(json!([
            detail["status"],
            detail["votes"],
            detail["voters"],
            detail["reports"],
            detail["unhelpful"],
            detail["places"],
            (detail["heat"].as_f64().expect("a heat") * 1e6).round(),
            detail["votes_by_day"],
        ]));
    }
    state
}

on_both! {
    every_voter_counts_once_over_the_family_and_undoing_brings_all_back(app) {
        let team = app.owner().await;
        app.hold_clock();
        let mut dice = Dice::new(11);
        let mut ids = Vec::new();
        for title in ["CSV export", "Export as CSV", "Download a table", "Save a table"] {
            ids.push(suggested(app, &team, title).await);
        }
        let first = team.visitor(app);
        let mut voters: Vec<Visitor> = (0..12).map(|_| first.another()).collect();
        let mut cast = vec![Vec::new(); ids.len()];
        for (n, voter) in voters.iter_mut().enumerate() {
            for (at, id) in ids.iter().enumerate() {
                if dice.roll(2) == 0 {
                    vote_from(voter, id, &format!("/screen-{}", dice.roll(3))).await;
                    cast[at].push(n);
                }
            }
        }
        let reported = team.visitor(app).report("It broke").await;
        let report = text(&reported.json(), "id").to_owned();
        team.asker.put(&team.path(&format!("/requests/{}/reports/{report}", ids[1])), &json!({})).await;
        let before = state(&team, &ids).await;

        merge(&team, &ids[1], Some(&ids[0])).await.is(StatusCode::OK);
        merge(&team, &ids[2], Some(&ids[0])).await.is(StatusCode::OK);
        let mut family: Vec<_> = cast[..3].concat();
        family.sort_unstable();
        family.dedup();
        let (whole, _) = team.detail(&ids[0]).await;
        assert_eq!(whole["votes"], family.len() + 3, "and the three authors");
        assert_eq!(whole["reports"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());

        // In another order than they were merged in.
        merge(&team, &ids[1], None).await.is(StatusCode::OK);
        assert_eq!(app.check().await, Vec::<String>::new());
        merge(&team, &ids[2], None).await.is(StatusCode::OK);
        assert_eq!(state(&team, &ids).await, before);
        assert_eq!(app.check().await, Vec::<String>::new());
        assert_eq!(items(&team.read("/requests?status=merged").await).len(), 0);
    }

    a_merged_request_takes_no_votes_and_a_vote_taken_back_stays_so_after_undoing(app) {
        let team = app.owner().await;
        let (child, into) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Export as CSV").await);
        let mut voter = team.visitor(app);
        voter.vote(&child).await.is(StatusCode::OK);
        merge(&team, &child, Some(&into)).await.is(StatusCode::OK);
        voter.vote(&child).await.is(StatusCode::CONFLICT);
        assert_eq!(voter.vote(&into).await.is(StatusCode::OK).json()["changed"], false, "it counts there already");
        voter.unvote(&into).await.is(StatusCode::OK);
        merge(&team, &child, None).await.is(StatusCode::OK);
        assert_eq!(team.detail(&child).await.0["votes"], 1, "its author's");
        assert_eq!(team.detail(&into).await.0["votes"], 1);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    what_can_not_be_merged_is_refused_and_nothing_changes(app) {
        let team = app.owner().await;
        let mut ids = Vec::new();
        for title in ["One", "Two", "Three"] {
            ids.push(suggested(app, &team, title).await);
        }
        let pointer = |answer: Answer| answer.json()["errors"][0]["pointer"].clone();
        let itself = merge(&team, &ids[0], Some(&ids[0])).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(pointer(itself), "/into");
        merge(&team, &ids[0], None).await.is(StatusCode::CONFLICT);
        merge(&team, &ids[0], Some(&ids[1])).await.is(StatusCode::OK);
        merge(&team, &ids[0], Some(&ids[2])).await.is(StatusCode::CONFLICT);
        let merged = merge(&team, &ids[2], Some(&ids[0])).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(pointer(merged), "/into");
        merge(&team, &ids[1], Some(&ids[2])).await.is(StatusCode::OK);
        merge(&team, &ids[0], None).await.is(StatusCode::CONFLICT);
        let other = Team::with_project(team.asker.clone(), "Other").await;
        let foreign = suggested(app, &other, "Foreign").await;
        merge(&team, &ids[2], Some(&foreign)).await.is(StatusCode::NOT_FOUND);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_merged_text_finds_the_request_that_stands_for_it(app) {
        let team = app.owner().await;
        let into = suggested(app, &team, "Offer the tables for download").await;
        let child = suggested(app, &team, "Spreadsheet export of invoices").await;
        let other = suggested(app, &team, "Dark mode for the evening").await;
        merge(&team, &child, Some(&into)).await.is(StatusCode::OK);
        let visitor = team.visitor(app);
        let found = visitor.read("/requests/similar?q=spreadsheet+export+invoices").await;
        let ids: Vec<_> = items(&found).iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, [json!(into)], "not the merged one, which nobody can vote on");
        let proposed = team.read("/similar?title=Spreadsheet+export").await;
        assert_eq!(items(&proposed)[0]["id"], into);
        // What stands for it is merged, too.
        merge(&team, &into, Some(&other)).await.is(StatusCode::OK);
        let found = visitor.read("/requests/similar?q=spreadsheet+export+invoices").await;
        assert_eq!(items(&found)[0]["id"], other);
        // Also where the text between them is found along with both.
        let first = suggested(app, &team, "Wombat burrow inspection calendar").await;
        let second = suggested(app, &team, "Wombat burrow inspection dates").await;
        let last = suggested(app, &team, "Burrow inspection for every wombat").await;
        merge(&team, &first, Some(&second)).await.is(StatusCode::OK);
        merge(&team, &second, Some(&last)).await.is(StatusCode::OK);
        let found = visitor.read("/requests/similar?q=wombat+burrow+inspection+calendar").await;
        let ids: Vec<_> = items(&found).iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, [json!(last)], "the last one, once");
    }

    sixty_private_ones_of_the_same_title_hide_no_public_one(app) {
        let team = app.owner().await;
        let public = suggested(app, &team, "CSV export fails").await;
        for _ in 0..65 {
            let private = json!({"kind": "problem", "title": "CSV export fails", "public": false});
            team.asker.post(&team.path("/requests"), &private).await.is(StatusCode::CREATED);
        }
        let found = team.visitor(app).read("/requests/similar?q=csv+export+fails").await;
        assert_eq!(items(&found)[0]["id"], public);
    }

    somebody_who_voted_twice_as_two_visitors_can_log_in_after_a_merge_which_can_still_be_undone(app) {
        let team = app.owner().await;
        let secret = secret(&team).await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Export as CSV").await);
        let mut anonymous = team.visitor(app);
        vote_from(&mut anonymous, &one, "/orders").await;
        let token = signed(app, &team, &secret, "user-1", json!({}));
        let mut known = become_known(&anonymous, &identify(&anonymous, &token, None).await.is(StatusCode::OK));
        vote_from(&mut known, &one, "/orders").await;
        let before = state(&team, std::slice::from_ref(&two)).await;
        merge(&team, &one, Some(&two)).await.is(StatusCode::OK);
        let proof = anonymous.asker.token.clone().expect("a token");
        identify(&anonymous, &token, Some(&proof)).await.is(StatusCode::OK);
        assert_eq!(team.detail(&two).await.0["votes"], 3, "two authors and one voter");
        merge(&team, &one, None).await.is(StatusCode::OK);
        assert_eq!(state(&team, std::slice::from_ref(&two)).await, before);
        assert_eq!(team.detail(&one).await.0["votes"], 2);
        assert_eq!(app.check().await, Vec::<String>::new());
    }

    a_merged_request_takes_no_report(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "Export as CSV").await);
        merge(&team, &one, Some(&two)).await.is(StatusCode::OK);
        let report = text(&team.visitor(app).report("It broke").await.is(StatusCode::CREATED).json(), "id").to_owned();
        let path = team.path(&format!("/requests/{one}/reports/{report}"));
        team.asker.put(&path, &json!({})).await.is(StatusCode::CONFLICT);
        assert_eq!(team.detail(&two).await.0["reports"], 0);
    }

    the_first_two_requests_of_a_project_are_likely_duplicates_where_they_share_their_words(app) {
        let team = app.owner().await;
        let one = suggested(app, &team, "Dark mode for the whole app").await;
        suggested(app, &team, "A dark mode for the app").await;
        let proposed = team.read(&format!("/requests/{one}/similar")).await;
        assert_eq!(items(&proposed)[0]["likely"], json!(true), "{proposed}");
    }

    two_requests_that_are_no_duplicates_are_not_proposed_again(app) {
        let team = app.owner().await;
        let (one, two) = (suggested(app, &team, "CSV export").await, suggested(app, &team, "CSV export of tables").await);
        let proposed = async |of: &str| items(&team.read(&format!("/requests/{of}/similar")).await).len();
        assert_eq!((proposed(&one).await, proposed(&two).await), (1, 1));
        let path = team.path(&format!("/requests/{two}/distinct/{one}"));
        team.asker.put(&path, &json!({})).await.is(StatusCode::NO_CONTENT);
        assert_eq!((proposed(&one).await, proposed(&two).await), (0, 0));
        team.asker.delete(&path).await.is(StatusCode::NO_CONTENT);
        assert_eq!((proposed(&one).await, proposed(&two).await), (1, 1));
        let itself = team.path(&format!("/requests/{two}/distinct/{two}"));
        team.asker.put(&itself, &json!({})).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}
