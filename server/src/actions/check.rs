//! Recounts every counter from the facts and says where it differs.
//! Corrects nothing: a difference is a bug to be found, not to be hidden.

use std::collections::{BTreeSet, HashMap};

use diesel::{connection::SimpleConnection, dsl::count_star, prelude::*};

use super::ballot;
use crate::{
    base::{
        id::{self, Id},
        time::date_of,
    },
    db::connection::AnyConnection,
    domain::{facet::Facet, overview::DayCounts, status::VoterKind},
    error::Result,
    store::{
        comments, day_totals, deleted_projects, facets,
        numbers::whole,
        on_behalf_notes, projects, reranking,
        schema::{answer_days, answers, places, reports, requests, screens, standings},
        screen_routes,
        screens::Screen,
        signals::{self, Signal},
        votes, weights,
    },
};

/// Largest relative difference of a heat that is still called equal.
const EQUAL: f64 = 1e-9;

/// Rows read at a time.
const STRIDE: i64 = 1_000;

/// Every difference found, as a sentence; empty when all is well.
pub fn run(connection: &mut AnyConnection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let ids: Vec<Id<id::Project>> =
        crate::store::schema::projects::table.select(crate::store::schema::projects::id).load(connection)?;
    for id in ids {
        if deleted_projects::is_purging(connection, id)? {
            continue;
        }
        let project = projects::by_id(connection, id)?;
        requests_of(connection, &project, &mut found)?;
        screens_of(connection, id, &mut found)?;
        ballot::check(connection, id, &mut found)?;
        days_of(connection, &project, &mut found)?;
    }
    Ok(found)
}

fn days_of(
    connection: &mut AnyConnection,
    project: &projects::Project,
    found: &mut Vec<String>,
) -> Result<()> {
    let kept = day_totals::since(connection, project.id, i64::MIN)?;
    let counted = day_totals::counted(connection, project)?;
    let days: BTreeSet<_> = kept.keys().chain(counted.keys()).collect();
    for (figure, day) in days {
        let of = |counts: &DayCounts| counts.get(&(*figure, *day)).copied().unwrap_or(0);
        let what = format!("project {} {figure} of {}", project.id, date_of(*day));
        note(found, &what, of(&kept), of(&counted));
    }
    Ok(())
}

/// As `run`, on a snapshot, for a connection without a transaction: writes during the recount make no difference.
pub fn at_one_moment(connection: &mut AnyConnection) -> Result<Vec<String>> {
    connection.batch_execute(match connection {
        AnyConnection::Sqlite(_) => "BEGIN",
        AnyConnection::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    })?;
    let found = run(connection);
    connection.batch_execute("ROLLBACK")?;
    found
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
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
    let screens: Vec<(i32, Id<id::Screen>)> = screens::table
        .filter(screens::project_id.eq(project.id))
        .select((screens::number, screens::id))
        .load(connection)?;
    let screens = screens.into_iter().collect();
    for (what, n) in votes::orphans(connection, project)? {
        note(found, &format!("project {} votes of no {what}", project.id), n, 0);
    }
    let astray = on_behalf_notes::astray(connection, project)?;
    note(found, &format!("project {} notes on personal votes", project.id), astray, 0);
    let made = requests::table.filter(requests::project_id.eq(project.id)).count().get_result(connection)?;
    let stand: i64 =
        standings::table.filter(standings::project.eq(project.number)).count().get_result(connection)?;
    note(found, &format!("project {} requests with a standing", project.id), stand, made);
    let totals = facets::totals(connection, project.id)?;
    let counted: HashMap<i16, i64> = facets::counted(connection, project.number)?.into_iter().collect();
    for facet in Facet::all() {
        let kept = totals.iter().find(|(known, _)| *known == facet).map_or(0, |(_, n)| *n);
        let counted = counted.get(&facet.code()).copied().unwrap_or(0);
        note(found, &format!("project {} requests with {facet:?}", project.id), kept, counted);
    }
    // Scores that are not computed again by a new ranking yet are neither right nor wrong.
    let scored = reranking::left(connection, project.id)?.is_none();
    if scored {
        let astray = weights::astray(connection, project)?;
        note(
            found,
            &format!("project {} votes that weigh something else than their voters", project.id),
            astray,
            0,
        );
    }
    let mut after: Option<Id<id::Request>> = None;
    loop {
        let mut query = whole!(project.id)
            .order(requests::id.asc())
            .limit(STRIDE)
            .select(crate::store::requests::Request::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(requests::id.gt(after));
        }
        let rows: Vec<crate::store::requests::Request> = query.load(connection)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.id);
        for row in &rows {
            let votes = request(connection, project, row, &screens, found)?;
            if scored {
                heat_of(connection, project, row, &votes, found)?;
            }
        }
    }
}

fn request(
    connection: &mut AnyConnection,
    project: &projects::Project,
    row: &crate::store::requests::Request,
    screens: &HashMap<i32, Id<id::Screen>>,
    found: &mut Vec<String>,
) -> Result<Vec<votes::Vote>> {
    let name = format!("project {} request {}", project.id, row.number);
    let kept: (i16, i16, Option<i64>) = whole!(project.id)
        .filter(requests::id.eq(row.id))
        .select((requests::facet, standings::facet, standings::effort))
        .first(connection)?;
    note(found, &format!("{name} facet"), kept.0, row.facet().code());
    note(found, &format!("{name} facet of its standing"), kept.1, row.facet().code());
    note(found, &format!("{name} effort of its standing"), kept.2.unwrap_or(0), row.effort.unwrap_or(0));
    let cast = votes::for_request(connection, project, row.number)?;
    let of_kind = |kind| count(cast.iter().filter(|vote| vote.kind == kind).count());
    note(found, &format!("{name} votes"), row.votes, count(cast.len()));
    note(found, &format!("{name} verified votes"), row.votes_verified, of_kind(VoterKind::Verified));
    note(found, &format!("{name} votes on behalf"), row.votes_on_behalf, of_kind(VoterKind::OnBehalf));
    note_heat(found, &format!("{name} weight"), row.weight, cast.iter().map(|vote| vote.weight).sum());

    let (mut counts, mut parts) = (row.counts(), row.parts());
    for kind in Signal::ALL {
        let (count, _) = signals::remaining(connection, project.id, row.id, kind)?;
        let (kept, _) = kind.fields(&mut counts, &mut parts);
        note(found, &format!("{name} {} signals", kind.as_str()), *kept, count);
    }
    let linked: i64 = reports::table
        .filter(reports::project_id.eq(project.id))
        .filter(reports::request_id.eq(row.id))
        .count()
        .get_result(connection)?;
    // Those of merged requests stay linked to these, and count here too.
    let lent = signals::lent(connection, project.id, row.id, Signal::Report)?;
    note(found, &format!("{name} reports"), row.reports - lent, linked);

    let written = comments::shown(connection, project.id, row.id)?;
    let lent = signals::lent(connection, project.id, row.id, Signal::Comment)?;
    note(found, &format!("{name} comments"), row.comments - lent, written);

    let kept: Vec<(Id<id::Screen>, String, i64)> = places::table
        .filter(places::project_id.eq(project.id))
        .filter(places::request.eq(row.number))
        .select((places::screen_id, places::object_key, places::votes))
        .load(connection)?;
    let mut counted: HashMap<(Id<id::Screen>, String), i64> = HashMap::new();
    for vote in &cast {
        if let Some(screen) = vote.screen.and_then(|number| screens.get(&number)) {
            *counted.entry((*screen, vote.object_key.clone())).or_default() += 1;
        } else if let Some(number) = vote.screen {
            found.push(format!("{name} has a vote from screen {number}, which does not exist"));
        }
    }
    for (screen, key, n) in kept {
        let real = counted.remove(&(screen, key.clone())).unwrap_or(0);
        note(found, &format!("{name} votes from screen {screen} {key}"), n, real);
    }
    for ((screen, key), n) in counted {
        note(found, &format!("{name} votes from screen {screen} {key}"), 0, n);
    }
    Ok(cast)
}

/// Sums the parts of a request's heat from its votes and signals.
fn heat_of(
    connection: &mut AnyConnection,
    project: &projects::Project,
    row: &crate::store::requests::Request,
    votes: &[votes::Vote],
    found: &mut Vec<String>,
) -> Result<()> {
    let name = format!("project {} request {}", project.id, row.number);
    let heat: f64 = votes.iter().map(|vote| project.contribution(vote.weight, vote.at)).sum();
    note_heat(found, &format!("{name} heat of votes"), row.heat_votes, heat);
    let (mut counts, mut parts) = (row.counts(), row.parts());
    for kind in Signal::ALL {
        let (_, heat) = signals::remaining(connection, project.id, row.id, kind)?;
        let (_, part) = kind.fields(&mut counts, &mut parts);
        note_heat(found, &format!("{name} heat of {} signals", kind.as_str()), *part, heat);
    }
    note_heat(found, &format!("{name} heat"), row.heat, row.parts().heat(&project.weights()));
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
    let days: Vec<(Id<id::Screen>, i64, i64, i64)> = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .select((answer_days::screen_id, answer_days::helpful, answer_days::unhelpful, answer_days::views))
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
    let doubled = screen_routes::doubled(connection, project)?;
    note(found, &format!("project {project} routes that lead to two screens"), doubled, 0);
    for row in rows {
        let name = format!("project {project} screen {}", row.route);
        let of = |helpful| {
            answered.iter().filter(|(id, h, _)| *id == row.id && *h == helpful).map(|(.., n)| n).sum::<i64>()
        };
        note(found, &format!("{name} helpful answers"), row.helpful, of(true));
        note(found, &format!("{name} unhelpful answers"), row.unhelpful, of(false));
        let by_day = days.iter().filter(|(id, ..)| *id == row.id);
        let (yes, no, views) =
            by_day.fold((0, 0, 0), |(yes, no, views), (_, y, n, v)| (yes + y, no + n, views + v));
        note(found, &format!("{name} views by day"), views, row.views);
        note(found, &format!("{name} helpful answers by day"), yes, row.helpful);
        note(found, &format!("{name} unhelpful answers by day"), no, row.unhelpful);
        let n = reported.iter().filter(|(id, _)| *id == row.id).map(|(_, n)| n).sum::<i64>();
        note(found, &format!("{name} reports"), row.reports, n);
        let n = asked.iter().filter(|(id, _)| *id == row.id).map(|(_, n)| n).sum::<i64>();
        note(found, &format!("{name} requests"), row.requests, n);
    }
    Ok(())
}
