//! Keeping a pattern of routes: the screens that belong to it are merged into one, by the same action as by hand.
//! Merges no more than one transaction may hold up the others for.

use diesel::prelude::*;

use super::merge_screens::{self, MOST_ROWS};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::screen_pattern::{MOST, Pattern},
    error::{Code, Error, Result},
    store::{
        projects::{self, Project},
        schema::screens as screens_table,
        screen_patterns::{self, Kept},
        screens::{self, Screen},
    },
};

/// The most screens that keeping a pattern merges.
pub const MOST_SCREENS: usize = 100;

/// The screens that a pattern would merge.
#[derive(Clone, Debug)]
pub struct Matching {
    /// Those with another route than the pattern's, most answers first.
    pub screens: Vec<Screen>,
    /// Their answers.
    pub answers: i64,
    /// Whether they are more than one transaction moves.
    pub too_large: bool,
}

/// The screens that a pattern would merge. Those that an older pattern has are left out.
pub fn preview(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    pattern: &Pattern,
) -> Result<Matching> {
    let older: Vec<Pattern> = screen_patterns::of_project(connection, project)?
        .iter()
        .filter_map(|kept| Pattern::parse(&kept.pattern).ok())
        .take_while(|kept| kept != pattern)
        .collect();
    let routes: Vec<(Id<id::Screen>, String)> = screens_table::table
        .filter(screens_table::project_id.eq(project))
        .order((screens_table::answers.desc(), screens_table::id.desc()))
        .select((screens_table::id, screens_table::route))
        .load(connection)?;
    let ids: Vec<_> = routes
        .into_iter()
        .filter(|(_, route)| {
            pattern.matches(route)
                && route != pattern.as_str()
                && older.iter().all(|kept| !kept.matches(route) && kept.as_str() != route)
        })
        .map(|(id, _)| id)
        .collect();
    let mut found = Matching { screens: Vec::new(), answers: 0, too_large: ids.len() > MOST_SCREENS };
    let some = ids.get(..MOST_SCREENS).unwrap_or(&ids);
    found.screens = screens::by_ids(connection, project, some)?;
    found.screens.sort_by_key(|screen| std::cmp::Reverse((screen.answers, screen.id)));
    let mut rows = 0;
    for screen in &found.screens {
        let size = merge_screens::size(connection, project, screen)?;
        found.answers += size.answers;
        found.too_large |= size.too_large;
        rows += size.rows;
    }
    found.too_large |= rows > MOST_ROWS;
    Ok(found)
}

/// Keeps a pattern, and merges the screens that belong to it into the one that has its route.
///
/// # Errors
/// Occurs at `/pattern` when the project has it already or has too many; with 409 when too much is to be moved.
pub fn create(
    connection: &mut AnyConnection,
    project: &Project,
    pattern: &Pattern,
    now: Time,
) -> Result<Kept> {
    projects::lock(connection, project.id)?;
    let kept = screen_patterns::of_project(connection, project.id)?;
    if i64::try_from(kept.len()).unwrap_or(i64::MAX) >= MOST {
        let detail = format!("A project has at most {MOST} patterns. Delete one first.");
        return Err(Error::field("/pattern", &detail));
    }
    let first = kept.iter().find(|one| {
        Pattern::parse(&one.pattern).is_ok_and(|older| older != *pattern && older.covers(pattern))
    });
    if let Some(first) = first {
        let detail =
            format!("“{}” is compared first and has these routes already. Delete it first.", first.pattern);
        return Err(Error::field("/pattern", &detail));
    }
    let row = Kept {
        project_id: project.id,
        id: Id::new(now),
        pattern: pattern.as_str().to_owned(),
        created_at: now,
    };
    let matching = preview(connection, project.id, pattern)?;
    if !screen_patterns::insert(connection, &row)? {
        return Err(Error::field("/pattern", "The project has this pattern already."));
    }
    if matching.too_large {
        let detail = format!(
            "The screens of this pattern have more than can be moved at once: {MOST_SCREENS} screens, or {MOST_ROWS} answers, \
             reports and requests. Write a narrower pattern first."
        );
        return Err(Error::new(Code::Conflict, detail));
    }
    let into = screens::ensure(connection, project.id, pattern.route(), None, now)?;
    for screen in &matching.screens {
        merge_screens::merge(connection, project, screen.id, into, now)?;
    }
    Ok(row)
}
