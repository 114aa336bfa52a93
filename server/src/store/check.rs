//! Recounts every counter from the facts and says where it differs.
//! Mends nothing: a difference is a bug to be found, not to be painted over.

use std::collections::HashMap;

use diesel::{
    dsl::{count_star, sum},
    prelude::*,
};

use super::{
    connection::AnyConnection,
    heats::{self, Signal},
    projects,
    schema::{answer_days, answers, places, reports, requests, screens, votes},
    screens::Screen,
};
use crate::{
    base::id::{self, Id},
    domain::status::VoterKind,
    error::Result,
};

/// Largest relative difference of a heat that is still called equal.
const EQUAL: f64 = 1e-9;

/// Rows read at a time.
const STRIDE: i64 = 1_000;

/// Every difference found, as a sentence; empty when all is well.
pub fn run(connection: &mut AnyConnection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let ids: Vec<Id<id::Project>> =
        super::schema::projects::table.select(super::schema::projects::id).load(connection)?;
    for id in ids {
        let project = projects::by_id(connection, id)?;
        requests_of(connection, &project, &mut found)?;
        screens_of(connection, id, &mut found)?;
    }
    Ok(found)
}

fn note<T: PartialEq + std::fmt::Display>(found: &mut Vec<String>, what: &str, kept: T, counted: T) {
    if kept != counted {
        found.push(format!("{what}: {kept} is kept, {counted} was counted"));
    }
}

fn note_heat(found: &mut Vec<String>, what: &str, kept: f64, counted: f64) {
    let scale = kept.abs().max(counted.abs());
    if (kept - counted).abs() > EQUAL * scale {
        found.push(format!("{what}: {kept:e} is kept, {counted:e} was counted"));
    }
}

fn requests_of(
    connection: &mut AnyConnection,
    project: &projects::Project,
    found: &mut Vec<String>,
) -> Result<()> {
    let mut after: Option<Id<id::Request>> = None;
    loop {
        let mut query = requests::table
            .filter(requests::project_id.eq(project.id))
            .order(requests::id.asc())
            .limit(STRIDE)
            .select(super::requests::Request::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(requests::id.gt(after));
        }
        let rows: Vec<super::requests::Request> = query.load(connection)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        for row in &rows {
            request(connection, project, row, found)?;
        }
    }
}

fn request(
    connection: &mut AnyConnection,
    project: &projects::Project,
    row: &super::requests::Request,
    found: &mut Vec<String>,
) -> Result<()> {
    let name = format!("project {} request {}", project.id, row.number);
    let of_request =
        votes::table.filter(votes::project_id.eq(project.id)).filter(votes::request_id.eq(row.id));
    let kinds: Vec<(VoterKind, i64)> =
        of_request.group_by(votes::kind).select((votes::kind, count_star())).load(connection)?;
    let of_kind = |kind| kinds.iter().filter(|(k, _)| *k == kind).map(|(_, n)| n).sum::<i64>();
    note(found, &format!("{name} votes"), row.votes, kinds.iter().map(|(_, n)| n).sum());
    note(found, &format!("{name} verified votes"), row.votes_verified, of_kind(VoterKind::Verified));
    note(found, &format!("{name} votes on behalf"), row.votes_on_behalf, of_kind(VoterKind::OnBehalf));
    let (heat, weight): (Option<f64>, Option<f64>) =
        of_request.select((sum(votes::heat), sum(votes::weight))).first(connection)?;
    note_heat(found, &format!("{name} heat of votes"), row.heat_votes, heat.unwrap_or(0.0));
    note_heat(found, &format!("{name} weight"), row.weight, weight.unwrap_or(0.0));

    let linked: i64 = reports::table
        .filter(reports::project_id.eq(project.id))
        .filter(reports::request_id.eq(row.id))
        .count()
        .get_result(connection)?;
    note(found, &format!("{name} reports"), row.reports, linked);
    let heat = heats::remaining(connection, project.id, row.id, Signal::Report)?;
    note_heat(found, &format!("{name} heat of reports"), row.heat_reports, heat);
    let heat = heats::remaining(connection, project.id, row.id, Signal::Unhelpful)?;
    note_heat(found, &format!("{name} heat of unhelpful answers"), row.heat_unhelpful, heat);
    note_heat(found, &format!("{name} heat"), row.heat, row.parts().heat(&project.weights()));

    let from: Vec<(Option<Id<id::Screen>>, String, i64)> = of_request
        .filter(votes::screen_id.is_not_null())
        .group_by((votes::screen_id, votes::object_key))
        .select((votes::screen_id, votes::object_key, count_star()))
        .load(connection)?;
    let kept: Vec<(Id<id::Screen>, String, i64)> = places::table
        .filter(places::project_id.eq(project.id))
        .filter(places::request_id.eq(row.id))
        .select((places::screen_id, places::object_key, places::votes))
        .load(connection)?;
    let mut counted: HashMap<(Id<id::Screen>, String), i64> =
        from.into_iter().filter_map(|(screen, key, n)| screen.map(|screen| ((screen, key), n))).collect();
    for (screen, key, n) in kept {
        let real = counted.remove(&(screen, key.clone())).unwrap_or(0);
        note(found, &format!("{name} votes from screen {screen} {key}"), n, real);
    }
    for ((screen, key), n) in counted {
        note(found, &format!("{name} votes from screen {screen} {key}"), 0, n);
    }
    Ok(())
}

fn screens_of(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    found: &mut Vec<String>,
) -> Result<()> {
    let rows: Vec<Screen> = screens::table
        .filter(screens::project_id.eq(project))
        .select(Screen::as_select())
        .load(connection)?;
    let answered: Vec<(Id<id::Screen>, bool, i64)> = answers::table
        .filter(answers::project_id.eq(project))
        .group_by((answers::screen_id, answers::helpful))
        .select((answers::screen_id, answers::helpful, count_star()))
        .load(connection)?;
    let days: Vec<(Id<id::Screen>, i64, i64)> = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .select((answer_days::screen_id, answer_days::helpful, answer_days::unhelpful))
        .load(connection)?;
    let reported: Vec<(Id<id::Screen>, i64)> = reports::table
        .filter(reports::project_id.eq(project))
        .group_by(reports::screen_id)
        .select((reports::screen_id, count_star()))
        .load(connection)?;
    let asked: Vec<(Id<id::Screen>, i64)> = places::table
        .filter(places::project_id.eq(project))
        .filter(places::first.eq(true))
        .group_by(places::screen_id)
        .select((places::screen_id, count_star()))
        .load(connection)?;
    for row in rows {
        let name = format!("project {project} screen {}", row.route);
        let of = |helpful| {
            answered.iter().filter(|(id, h, _)| *id == row.id && *h == helpful).map(|(.., n)| n).sum::<i64>()
        };
        note(found, &format!("{name} helpful answers"), row.helpful, of(true));
        note(found, &format!("{name} unhelpful answers"), row.unhelpful, of(false));
        let by_day = days.iter().filter(|(id, ..)| *id == row.id);
        let (yes, no) = by_day.fold((0, 0), |(yes, no), (_, y, n)| (yes + y, no + n));
        note(found, &format!("{name} helpful answers by day"), yes, row.helpful);
        note(found, &format!("{name} unhelpful answers by day"), no, row.unhelpful);
        let n = reported.iter().filter(|(id, _)| *id == row.id).map(|(_, n)| n).sum::<i64>();
        note(found, &format!("{name} reports"), row.reports, n);
        let n = asked.iter().filter(|(id, _)| *id == row.id).map(|(_, n)| n).sum::<i64>();
        note(found, &format!("{name} requests"), row.requests, n);
    }
    Ok(())
}
