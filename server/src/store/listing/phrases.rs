//! Which of some requests say the phrases of a search. An index knows their words only, so their texts are read.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    domain::wording::Query,
    error::Result,
    store::{numbers::whole, schema::requests},
};

/// Texts that are read at a time.
const AT_ONCE: usize = 200;

/// The numbers of those that say all phrases.
pub fn saying(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    query: &Query,
    numbers: &[i64],
) -> Result<HashSet<i64>> {
    let mut saying = HashSet::new();
    for part in numbers.chunks(AT_ONCE) {
        let texts: Vec<(i64, String, String)> = whole!(project)
            .filter(requests::number.eq_any(part))
            .select((requests::number, requests::title, requests::body))
            .load(connection)?;
        let said = texts.into_iter().filter(|(_, title, body)| query.is_said_by(title, body));
        saying.extend(said.map(|(number, ..)| number));
    }
    Ok(saying)
}
