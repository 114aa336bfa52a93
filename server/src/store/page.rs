//! One page of a list and where the next begins.
//! Knows no order: the caller says what the cursor contains.

use crate::{
    base::cursor::Cursor,
    error::{Code, Error},
};

/// One page of a list.
#[derive(Debug)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Cuts rows that were read with `limit + 1`; `cursor` gives a row's position in the order.
    pub fn cut(mut items: Vec<T>, limit: i64, cursor: impl FnOnce(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }
}

/// The error for a cursor that no page of this list returned.
pub fn wrong_cursor() -> Error {
    Error::new(Code::BadRequest, "This cursor is not valid for this list. Start again without it.")
}
