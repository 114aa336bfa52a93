//! Lists of requests: a page in an order, narrowed to what is asked for. Reads ranks by an index first, and then the rows.
//! Changes nothing.

mod faceted;
mod filter;
mod frequent;
mod phrases;
mod picked;
mod placed;
mod relevant;
pub mod walked;
pub mod what_if;

use diesel::prelude::*;
pub use filter::Filter;
use filter::{here, narrowed};
use picked::picked;
use placed::Asked;

use super::{
    numbers::whole,
    page::{self, Page},
    requests::Request,
    schema::requests,
    spellings,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
    },
    db::connection::AnyConnection,
    domain::{order::Order, wording::Query},
    error::Result,
};

/// Reads the first ranks of a boxed query of standings, joined or not, after one that was shown. Adding nothing to the column of the
/// order keeps PostgreSQL from walking all requests in this order until enough of the few that pass were met.
macro_rules! ranks {
    ($connection:expr, $query:expr, $order:expr, $after:expr) => {
        match $order {
            Order::Top => ranks!($connection, $query, $after, "standings.votes", I64, BigInt, i64),
            Order::Discussed => ranks!($connection, $query, $after, "standings.comments", I64, BigInt, i64),
            Order::Weighted => ranks!($connection, $query, $after, "standings.weight", F64, Double, f64),
            Order::Value => {
                let value = "standings.heat / COALESCE(standings.effort, 1000000)";
                ranks!($connection, $query, $after, value, F64, Double, f64)
            }
            Order::Hot | Order::New => {
                ranks!($connection, $query, $after, "standings.heat", F64, Double, f64)
            }
        }
    };
    ($connection:expr, $query:expr, $after:expr, $column:expr, $key:ident, $sql:ident, $type:ty) => {{
        let column = || diesel::dsl::sql::<diesel::sql_types::$sql>($column);
        let mut query = $query.select((standings::request, column()));
        if let Some((key, last)) = $after {
            let Key::$key(key) = key else { return Err(page::wrong_cursor()) };
            let after = column().lt(key).or(standings::request.lt(last));
            query = query.filter(column().le(key)).filter(after);
        }
        let walked_by_none = diesel::dsl::sql::<diesel::sql_types::$sql>(&format!("{} + 0", $column));
        let rows = query
            .order((walked_by_none.desc(), standings::request.desc()))
            .load::<(i64, $type)>($connection)?;
        rows.into_iter().map(|(number, key)| (number, Key::$key(key))).collect()
    }};
}
use ranks;

/// The terms that are a word of a query, as the ids of their requests. Ranges instead of LIKE: the same on both databases, and an
/// index. With an offset of nothing PostgreSQL reads all of them first; else it looks for the word among all terms of each request
/// in turn, which lie far apart there, and takes several times as long.
macro_rules! with_word {
    ($project:expr, $word:expr) => {{
        let from = |at: usize| $word.starts.get(at).cloned().unwrap_or_default();
        let to =
            |at: usize| $word.starts.get(at).map(|start| format!("{start}\u{10FFFF}")).unwrap_or_default();
        terms::table
            .filter(terms::project_id.eq($project))
            .filter(
                terms::term
                    .eq_any($word.terms.clone())
                    .or(terms::term.ge(from(0)).and(terms::term.lt(to(0))))
                    .or(terms::term.ge(from(1)).and(terms::term.lt(to(1)))),
            )
            .select(terms::request_id)
    }};
}
use with_word;

/// The terms of the request, of the query around, that are a word of a query.
macro_rules! has_word {
    ($project:expr, $word:expr) => {
        with_word!($project, $word).filter(terms::request_id.eq(requests::id))
    };
}
use has_word;

/// The number of a request, and its key in the order.
type Rank = (i64, Key);

/// The name by which the cursors of a list are told from those of other lists.
pub fn cursor_name(order: Order, query: Option<&Query>) -> &'static str {
    if query.is_some_and(|query| by_relevance(order, query)) { "relevance" } else { order.as_str() }
}

/// Whether a search is sorted by how well a request answers it.
fn by_relevance(order: Order, query: &Query) -> bool {
    order == Order::Hot || query.number.is_some()
}

/// One page of requests in an order.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    order: Order,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Request>> {
    let name = cursor_name(order, filter.query.as_ref());
    let query = match &filter.query {
        Some(query) => spellings::corrected(connection, project, query)?,
        None => None,
    };
    let corrected = query.map(|query| Filter { query: Some(query), ..filter.clone() });
    let filter = corrected.as_ref().unwrap_or(filter);
    let ranks = if let Some(query) = filter.query.as_ref().filter(|query| by_relevance(order, query)) {
        relevant::ranks(connection, project, query, filter, after, limit + 1)?
    } else if filter.query.is_some() {
        picked(connection, project, order, filter, after, limit + 1)?
    } else if let Some(screen) = filter.one_screen().filter(|_| order != Order::New) {
        let after = after.map(|cursor| shown(connection, project, cursor)).transpose()?;
        Asked { project, screen, order, filter }.ranks(connection, after, limit + 1)?
    } else if filter.is_more_than_facets(order) {
        walked::ranks(connection, project, order, filter, after, limit + 1, walked::BOUNDS)?
    } else {
        let facets = faceted::passing(connection, project, filter)?;
        if order == Order::New {
            faceted::latest(connection, project, &facets, filter.days(), after, limit + 1)?
        } else {
            let after = after.map(|cursor| shown(connection, project, cursor)).transpose()?;
            faceted::ranked(connection, project, order, &facets, after, limit + 1)?
        }
    };
    let mut rows: Vec<Request> = whole!(project)
        .filter(requests::number.eq_any(ranks.iter().map(|rank| rank.0)))
        .select(Request::as_select())
        .load(connection)?;
    rows.sort_by_key(|row| ranks.iter().position(|rank| rank.0 == row.number));
    Ok(Page::cut(rows, limit, |last| {
        // Votes may have been counted in the meantime: the next page begins where this one ended when it was selected.
        let rank = ranks.into_iter().find(|rank| rank.0 == last.number);
        let key = rank.map_or(Key::I64(last.created_at.micros()), |rank| rank.1);
        Cursor::new(name, key, last.id.uuid())
    }))
}

/// How many requests pass a filter, counted no further than `most` where no kept count says it; and whether there are, or may be,
/// more. Of a search those count that it finds by relevance.
pub fn count(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    filter: &Filter,
    most: i64,
) -> Result<(i64, bool)> {
    let Some(query) = &filter.query else {
        return walked::count(connection, project, filter, most, walked::BOUNDS);
    };
    let query = spellings::corrected(connection, project, query)?.unwrap_or_else(|| query.clone());
    let filter = Filter { query: Some(query.clone()), ..filter.clone() };
    let found = relevant::ranks(connection, project, &query, &filter, None, most)?;
    let found = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok((found, found >= most))
}

/// The key of the last request that was shown, and its number.
fn shown(connection: &mut AnyConnection, project: Id<id::Project>, cursor: &Cursor) -> Result<(Key, i64)> {
    let last = requests::table.find((project, Id::<id::Request>::from(cursor.id))).select(requests::number);
    Ok((cursor.key.clone(), last.first(connection).optional()?.ok_or_else(page::wrong_cursor)?))
}
