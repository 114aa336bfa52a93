//! What a visitor was and is told, as pages: all that `news` finds, also what its "What's new" has no place for any more.
//! Finds nothing by itself, so that the team reads what the visitor reads.

use super::news::{self, Entry};
use crate::{
    base::{
        cursor::{Cursor, Key},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
    store::{
        page::{Page, wrong_cursor},
        visitors::Visitor,
    },
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "told";

/// One page of what a visitor is told, newest first.
pub fn page(
    connection: &mut AnyConnection,
    visitor: &Visitor,
    after: Option<&Cursor>,
    limit: i64,
    now: Time,
) -> Result<Page<Entry>> {
    let place = match after {
        Some(Cursor { key: Key::I64(at), id, .. }) => Some((Time::from_micros(*at), *id)),
        Some(_) => return Err(wrong_cursor()),
        None => None,
    };
    let mut entries = news::all(connection, visitor, now)?.entries;
    entries.retain(|entry| place.is_none_or(|place| (entry.at, entry.id()) < place));
    Ok(Page::cut(entries, limit, |last| Cursor::new(ORDER, Key::I64(last.at.micros()), last.id())))
}
