//! Merging a screen into another one: what happened on it is as if it had happened there, and its route leads there from now on.
//! Moves no more than one transaction may hold up the others for, and cannot be undone.

use std::collections::HashSet;

use diesel::{prelude::*, sql_query};

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
        transaction,
    },
    error::{Code, Error, Result},
    intake::answers::{doubled, rehome},
    store::{
        places,
        projects::{self, Project},
        reports,
        schema::{
            answer_days, places as places_table, reports as reports_table, requests,
            screens as screens_table, votes,
        },
        screen_patterns, screen_routes,
        screens::{self, Delta, Screen},
        views,
        votes::key_of,
    },
};

/// The most answers, days, places, reports and routes that are moved, together.
pub const MOST_ROWS: i64 = 20_000;
/// The most votes that are moved.
pub const MOST_VOTES: i64 = 200_000;
/// Requests that one statement names.
const NAMED: usize = 500;

/// What a merge would move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    /// Answers of the screen that is merged.
    pub answers: i64,
    /// Answers that would be deleted, since their visitor answered on both screens: the later one stays. 0 for one that is too large.
    pub replaced: i64,
    /// Counted views.
    pub views: i64,
    /// Requests that were created or voted on there.
    pub requests: i64,
    /// Votes that were cast from there.
    pub votes: i64,
    /// Reports from there.
    pub reports: i64,
    /// Answers, days, places, reports and routes together.
    pub rows: i64,
    /// Whether it is more than one transaction moves.
    pub too_large: bool,
}

/// What a merge would move.
///
/// # Errors
/// Those of `merge`, but for that of a screen that is too large.
pub fn preview(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
) -> Result<Moving> {
    let (from, into) = both(connection, project, from, into)?;
    let size = size(connection, project, &from)?;
    let replaced =
        if size.too_large { 0 } else { count(doubled(connection, project, from.id, into.id)?.len()) };
    Ok(Moving { replaced, ..size })
}

/// Merges a screen into another one. One that was merged into it before is no error.
///
/// # Errors
/// Occurs at `/into` when that is the screen itself, or none; with 409 when too much is to be moved.
pub fn merge(
    connection: &mut AnyConnection,
    project: &Project,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let known = |connection: &mut _| {
        Ok::<_, Error>(screen_routes::merged_into(connection, project.id, from)? == Some(into))
    };
    if known(connection)? {
        return Ok(());
    }
    // Before so much is locked, and once more when nothing can be added.
    let (row, _) = both(connection, project.id, from, into)?;
    let fits = |connection: &mut _, row: &Screen| match size(connection, project.id, row)?.too_large {
        true => Err(too_large(row)),
        false => Ok(()),
    };
    fits(connection, &row)?;
    lock(connection, project.id, &[from], into)?;
    if known(connection)? {
        return Ok(());
    }
    let (from, into) = both(connection, project.id, from, into)?;
    fits(connection, &from)?;
    relocate(connection, project, &from, into.id, now)
}

fn too_large(from: &Screen) -> Error {
    let detail = format!(
        "“{}” has more than {MOST_ROWS} answers, reports, requests and routes or {MOST_VOTES} votes, which can't be moved at once. \
         Merge the other screen into this one instead.",
        from.route
    );
    Error::new(Code::Conflict, detail)
}

/// Locks what a merge of some screens into another one changes first: reports, the project and the screens, in this order, as everywhere.
pub(super) fn lock(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: &[Id<id::Screen>],
    into: Id<id::Screen>,
) -> Result<()> {
    // SQLite has a single writer.
    if matches!(connection, AnyConnection::Sqlite(_)) {
        return Ok(());
    }
    transaction::settle(connection, |connection| {
        let locked: HashSet<_> = reports::lock_at(connection, project, from)?.into_iter().collect();
        // No report is made and none comes back from the bin without this lock.
        projects::lock(connection, project)?;
        Ok(reports::at(connection, project, from)?.iter().all(|report| locked.contains(report)))
    })?;
    screens::lock_whole(connection, project, &[from, &[into]].concat())
}

/// Moves everything from one screen to another one, and deletes it. Both are locked, and it is not too large.
pub(super) fn relocate(
    connection: &mut AnyConnection,
    project: &Project,
    from: &Screen,
    into: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let days = rehome(connection, project, from.id, into, now)?;
    let touched = move_places(connection, project, from.id, into)?;
    move_reports(connection, project.id, from.id, into, now)?;
    let by = Delta { requests: from.requests, reports: from.reports };
    screens::move_counters(connection, project.id, into, by)?;
    rename_in_views(connection, project.id, from.id, into, now)?;
    // The screen of a pattern is many pages, and has the title of none.
    if let Some(title) = &from.title
        && screens::by_id(connection, project.id, into)?.title.is_none()
        && !screen_patterns::is_screen(connection, project.id, into)?
    {
        screens::rename(connection, project.id, into, Some(title))?;
    }
    screen_routes::merge(connection, project.id, (from.id, &from.route), into, now)?;
    // Nothing belongs to it any more; what a node still believes to be there is refused by the keys, and looked up again.
    diesel::delete(screens_table::table.find((project.id, from.id))).execute(connection)?;
    journal::note(connection, project.id, What::Answers, &[into], now)?;
    journal::note(connection, project.id, What::Requests, &touched, now)?;
    days.write(connection, project.id)
}

fn both(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
) -> Result<(Screen, Screen)> {
    let from = screens::by_id(connection, project, from)?;
    if from.id == into {
        return Err(Error::field("/into", "Choose another screen: one can't be merged into itself."));
    }
    let into = screens::by_ids(connection, project, &[into])?.pop();
    let into =
        into.ok_or_else(|| Error::field("/into", "There is no such screen. Choose one of the list."))?;
    Ok((from, into))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What is there to be moved of a screen.
pub(super) fn size(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    screen: &Screen,
) -> Result<Moving> {
    let days: i64 = answer_days::table
        .filter(answer_days::project_id.eq(project))
        .filter(answer_days::screen_id.eq(screen.id))
        .count()
        .get_result(connection)?;
    let cast: Vec<i64> = places_table::table
        .filter(places_table::project_id.eq(project))
        .filter(places_table::screen_id.eq(screen.id))
        .limit(MOST_ROWS + 1)
        .select(places_table::votes)
        .load(connection)?;
    let votes = cast.iter().sum();
    let led = screen_routes::count_leading_to(connection, project, screen.id)?;
    let requests =
        places::counts(connection, project, &[screen.id], MOST_ROWS)?.get(&screen.id).copied().unwrap_or(0);
    let rows = screen.answers + days + count(cast.len()) + screen.reports + led;
    Ok(Moving {
        answers: screen.answers,
        replaced: 0,
        views: screen.views,
        requests,
        votes,
        reports: screen.reports,
        rows,
        too_large: rows > MOST_ROWS || votes > MOST_VOTES,
    })
}

/// Ties the requests of a screen to another one, with the votes that were cast from there; returns these requests.
fn move_places(
    connection: &mut AnyConnection,
    project: &Project,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
) -> Result<Vec<Id<id::Request>>> {
    let here = || {
        places_table::table
            .filter(places_table::project_id.eq(project.id))
            .filter(places_table::screen_id.eq(from))
    };
    // Before the votes: a batch that has counted one of a place is waited for, so its votes are seen below, and one that has not
    // counted yet finds neither place nor screen and is written again.
    let mut numbers: Vec<i64> = match connection {
        AnyConnection::Sqlite(inner) => here().select(places_table::request).load(inner)?,
        AnyConnection::Postgres(inner) => here()
            .order((places_table::request.asc(), places_table::object_key.asc()))
            .select(places_table::request)
            .for_update()
            .load(inner)?,
    };
    numbers.sort_unstable();
    numbers.dedup();
    let (old, new) =
        (screens::number(connection, project.id, from)?, screens::number(connection, project.id, into)?);
    let mut touched = Vec::with_capacity(numbers.len());
    for some in numbers.chunks(NAMED) {
        let keys = some.iter().map(|number| key_of(*number)).collect::<Result<Vec<_>>>()?;
        let cast = votes::table
            .filter(votes::project.eq(project.number))
            .filter(votes::request.eq_any(keys))
            .filter(votes::screen.eq(old));
        diesel::update(cast).set(votes::screen.eq(new)).execute(connection)?;
        let ids: Vec<Id<id::Request>> = requests::table
            .filter(requests::project_id.eq(project.id))
            .filter(requests::number.eq_any(some))
            .select(requests::id)
            .load(connection)?;
        touched.extend(ids);
    }
    // A request is created at one place, so no two of them are the first.
    let copy = sql_query(
        "INSERT INTO places (project_id, request, screen_id, object_key, first, votes) \
         SELECT project_id, request, $1, object_key, first, votes FROM places \
         WHERE project_id = $2 AND screen_id = $3 \
         ON CONFLICT (project_id, request, screen_id, object_key) DO UPDATE \
         SET first = (places.first OR excluded.first), votes = places.votes + excluded.votes",
    )
    .bind::<Uid, _>(into)
    .bind::<Uid, _>(project.id)
    .bind::<Uid, _>(from);
    each!(connection, inner => copy.execute(inner))?;
    diesel::delete(here()).execute(connection)?;
    touched.sort_unstable();
    Ok(touched)
}

fn move_reports(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let here = reports_table::table
        .filter(reports_table::project_id.eq(project))
        .filter(reports_table::screen_id.eq(from));
    if diesel::update(here).set(reports_table::screen_id.eq(into)).execute(connection)? > 0 {
        journal::write::<id::Report>(connection, project, What::Reports, None, now)?;
    }
    Ok(())
}

/// Saved views that are narrowed to the screen are narrowed to the other one.
fn rename_in_views(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Screen>,
    into: Id<id::Screen>,
    now: Time,
) -> Result<()> {
    let mut changed = Vec::new();
    for mut view in views::of_project(connection, project)? {
        let mut filter = view.narrowing()?;
        if !filter.screen.contains(&from) {
            continue;
        }
        filter.screen.retain(|screen| *screen != from && *screen != into);
        filter.screen.push(into);
        view.filter = serde_json::to_string(&filter).map_err(Error::broken)?;
        view.version += 1;
        view.updated_at = now;
        views::update(connection, &view)?;
        changed.push(view.id);
    }
    journal::note(connection, project, What::Views, &changed, now)
}
