//! The screens table: places in the host product, with their counters.
//! Creates a screen when it is first named; a route whose screen was merged leads to the one that it was merged into.

use diesel::prelude::*;

use super::{
    page::{self, Page},
    schema::screens,
    screen_patterns, screen_routes,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::{AnyConnection, each},
    domain::{route::Route, wilson},
    error::{Error, Result},
};

/// A screen with its counters.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = screens)]
pub struct Screen {
    /// The project.
    pub project_id: Id<id::Project>,
    /// Names the screen.
    pub id: Id<id::Screen>,
    /// Its normalised route.
    pub route: String,
    /// The title of the page: the first that the host gave, or what a member made of it.
    pub title: Option<String>,
    /// Current helpful answers.
    pub helpful: i64,
    /// Current unhelpful answers.
    pub unhelpful: i64,
    /// Both, which orders by "most answers".
    pub answers: i64,
    /// Views counted with consent.
    pub views: i64,
    /// Requests whose first place it is.
    pub requests: i64,
    /// Reports made from it.
    pub reports: i64,
    /// What orders by "needs attention".
    pub attention: f64,
    /// Wilson lower bound of the helpful share; −1 where there are no answers.
    pub score: f64,
    /// When it was first named.
    pub created_at: Time,
}

/// The screen of a route, created if it is not there yet. The first title stays until a member changes it: a visitor who opens the
/// page may send any other, and everybody would read it.
pub fn ensure(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &Route,
    title: Option<&str>,
    now: Time,
) -> Result<Id<id::Screen>> {
    if let Some((known, own)) = named(connection, project, route)? {
        return entitle(connection, project, known, (title, own));
    }
    if let Some(target) = screen_patterns::target(connection, project, route)?.filter(|other| other != route)
    {
        // Its title would be that of one page of many, so no page gives it one.
        let screen = ensure(connection, project, &target, None, now)?;
        screen_routes::lead(connection, project, route.as_str(), screen, now)?;
        return Ok(screen);
    }
    let fresh = Screen {
        project_id: project,
        id: Id::new(now),
        route: route.as_str().to_owned(),
        title: title.map(str::to_owned),
        helpful: 0,
        unhelpful: 0,
        answers: 0,
        views: 0,
        requests: 0,
        reports: 0,
        attention: 0.0,
        score: -1.0,
        created_at: now,
    };
    let made = each!(connection, inner => diesel::insert_into(screens::table)
        .values(&fresh)
        .on_conflict((screens::project_id, screens::route))
        .do_nothing()
        .execute(inner))?;
    if made == 1 {
        return Ok(fresh.id);
    }
    let (known, own) = named(connection, project, route)?.ok_or_else(Error::not_found)?;
    entitle(connection, project, known, (title, own))
}

/// A screen and its title.
type Titled = (Id<id::Screen>, Option<String>);

/// The screen of a route and its title, also where its own was merged; and whether the route is the screen's own. It stays until the
/// transaction ends.
fn named(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &Route,
) -> Result<Option<(Titled, bool)>> {
    let columns = (screens::id, screens::title);
    let of_project = || screens::table.filter(screens::project_id.eq(project)).select(columns);
    let own = of_project().filter(screens::route.eq(route.as_str()));
    let found: Option<Titled> = match connection {
        AnyConnection::Sqlite(inner) => own.first(inner).optional()?,
        AnyConnection::Postgres(inner) => own.for_key_share().first(inner).optional()?,
    };
    if let Some(found) = found {
        return Ok(Some((found, true)));
    }
    let Some(into) = screen_routes::screen_of(connection, project, route.as_str())? else { return Ok(None) };
    let other = of_project().filter(screens::id.eq(into));
    let found: Option<Titled> = match connection {
        AnyConnection::Sqlite(inner) => other.first(inner).optional()?,
        AnyConnection::Postgres(inner) => other.for_key_share().first(inner).optional()?,
    };
    Ok(found.map(|found| (found, false)))
}

/// Gives a screen the title that a page sent, if it has none yet; `own` says whether the page has the screen's own route. The screen of a
/// pattern is many pages, and has the title of none of the others.
fn entitle(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    (id, old): Titled,
    (title, own): (Option<&str>, bool),
) -> Result<Id<id::Screen>> {
    if title.is_some() && old.is_none() && (own || !screen_patterns::is_screen(connection, project, id)?) {
        diesel::update(screens::table.find((project, id)))
            .set(screens::title.eq(title))
            .execute(connection)?;
    }
    Ok(id)
}

/// Gives a screen another title, or none: then the next one that is sent stays. False when there is no such screen.
pub fn rename(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Screen>,
    title: Option<&str>,
) -> Result<bool> {
    let renamed = diesel::update(screens::table.find((project, id))).set(screens::title.eq(title));
    Ok(renamed.execute(connection)? == 1)
}

/// The number that names a screen inside the votes table.
pub fn number(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Screen>) -> Result<i32> {
    Ok(screens::table.find((project, id)).select(screens::number).first(connection)?)
}

/// The ids of screens by their numbers, in no order.
pub fn by_numbers(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    numbers: &[i32],
) -> Result<Vec<(i32, Id<id::Screen>)>> {
    let rows = screens::table
        .filter(screens::number.eq_any(numbers))
        .filter(screens::project_id.eq(project))
        .select((screens::number, screens::id))
        .load(connection)?;
    Ok(rows)
}

/// The screen that a vote names by its number.
pub fn by_number(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    number: i32,
) -> Result<Id<id::Screen>> {
    let row = screens::table.filter(screens::number.eq(number)).filter(screens::project_id.eq(project));
    Ok(row.select(screens::id).first(connection)?)
}

/// The screen of a route, if it was ever named; the one that it was merged into.
pub fn find(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    route: &Route,
) -> Result<Option<Id<id::Screen>>> {
    let found = screens::table
        .filter(screens::project_id.eq(project))
        .filter(screens::route.eq(route.as_str()))
        .select(screens::id)
        .first(connection)
        .optional()?;
    match found {
        Some(found) => Ok(Some(found)),
        None => match screen_routes::screen_of(connection, project, route.as_str())? {
            Some(into) => Ok(Some(into)),
            None => match screen_patterns::target(connection, project, route)?.filter(|other| other != route)
            {
                Some(target) => find(connection, project, &target),
                None => Ok(None),
            },
        },
    }
}

/// The screen with this id.
pub fn by_id(connection: &mut AnyConnection, project: Id<id::Project>, id: Id<id::Screen>) -> Result<Screen> {
    Ok(screens::table.find((project, id)).select(Screen::as_select()).first(connection)?)
}

/// The screens with these ids, in no order.
pub fn by_ids(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Screen>],
) -> Result<Vec<Screen>> {
    let rows = screens::table
        .filter(screens::project_id.eq(project))
        .filter(screens::id.eq_any(ids))
        .select(Screen::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Locks screens until the transaction ends: their counters are updated before any other row of theirs.
pub fn lock(connection: &mut AnyConnection, project: Id<id::Project>, ids: &[Id<id::Screen>]) -> Result<()> {
    // SQLite has a single writer.
    if let AnyConnection::Postgres(inner) = connection {
        let rows = screens::table.filter(screens::project_id.eq(project)).filter(screens::id.eq_any(ids));
        // In the order in which they are also created and renamed, to avoid deadlocks.
        rows.order(screens::route.asc())
            .select(screens::id)
            .for_no_key_update()
            .load::<Id<id::Screen>>(inner)?;
    }
    Ok(())
}

/// Locks screens for their deletion: nothing that names one of them is written meanwhile.
pub fn lock_whole(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Screen>],
) -> Result<()> {
    if let AnyConnection::Postgres(inner) = connection {
        let rows = screens::table.filter(screens::project_id.eq(project)).filter(screens::id.eq_any(ids));
        let rows = rows.order(screens::route.asc()).select(screens::id).for_update();
        rows.load::<Id<id::Screen>>(inner)?;
    }
    Ok(())
}

/// Updates the counters of a screen that answers do not change.
pub fn move_counters(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    id: Id<id::Screen>,
    by: Delta,
) -> Result<()> {
    diesel::update(screens::table.find((project, id)))
        .set((
            screens::requests.eq(screens::requests + by.requests),
            screens::reports.eq(screens::reports + by.reports),
        ))
        .execute(connection)?;
    Ok(())
}

/// What orders by score: the lower bound, or −1 where nobody answered.
pub fn score(helpful: i64, n: i64) -> f64 {
    wilson::interval(helpful, n).map_or(-1.0, |interval| interval.low)
}

/// By how much the counters of a screen move.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delta {
    /// Requests.
    pub requests: i64,
    /// Reports.
    pub reports: i64,
}

/// An order of screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What needs attention first.
    Attention,
    /// The best score first.
    Score,
    /// Most answers first.
    Answers,
    /// By route.
    Route,
}

impl Order {
    /// The word in addresses and cursors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Score => "score",
            Self::Answers => "answers",
            Self::Route => "route",
        }
    }
}

/// One page of screens, and the cursor of the next.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Screen>> {
    let mut query =
        screens::table.filter(screens::project_id.eq(project)).select(Screen::as_select()).into_boxed();
    query = match order {
        Order::Attention => query.order((screens::attention.desc(), screens::id.desc())),
        Order::Score => query.order((screens::score.desc(), screens::id.desc())),
        Order::Answers => query.order((screens::answers.desc(), screens::id.desc())),
        Order::Route => query.order((screens::route.asc(), screens::id.asc())),
    };
    if let Some(cursor) = after {
        let id = Id::<id::Screen>::from(cursor.id);
        query = match (order, &cursor.key) {
            (Order::Attention, Key::F64(key)) => query
                .filter(screens::attention.lt(*key).or(screens::attention.eq(*key).and(screens::id.lt(id)))),
            (Order::Score, Key::F64(key)) => {
                query.filter(screens::score.lt(*key).or(screens::score.eq(*key).and(screens::id.lt(id))))
            }
            (Order::Answers, Key::I64(key)) => {
                query.filter(screens::answers.lt(*key).or(screens::answers.eq(*key).and(screens::id.lt(id))))
            }
            (Order::Route, Key::Text(key)) => query.filter(screens::route.gt(key.clone())),
            _ => return Err(page::wrong_cursor()),
        };
    }
    let rows: Vec<Screen> = query.limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| {
        let key = match order {
            Order::Attention => Key::F64(last.attention),
            Order::Score => Key::F64(last.score),
            Order::Answers => Key::I64(last.answers),
            Order::Route => Key::Text(last.route.clone()),
        };
        Cursor::new(order.as_str(), key, last.id.uuid())
    }))
}
