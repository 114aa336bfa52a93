//! What becomes of a visitor in the bin who is identified as another one, or erased: what comes back later must not name somebody who is
//! gone.

use std::collections::HashSet;

use serde_json::Value;

use super::contents::{Contents, id_in, number_in};
use crate::{
    base::id::{self, Id},
    db::connection::AnyConnection,
    error::Result,
    store::{bin, rows::Row, visitors},
};

/// Who has what a visitor had.
#[derive(Clone, Copy, Debug)]
pub enum Heir {
    /// Another visitor, whom the host vouches for.
    Known(Id<id::Visitor>),
    /// Nobody whom anyone knows: votes and answers stay counted, texts have no author, and the rest goes.
    Nobody(Id<id::Visitor>),
}

/// Rows of which there is one for a visitor and these columns: the heir's own stays.
const SINGLE: [(&str, &[&str]); 5] = [
    ("on_behalf_notes", &["visitor"]),
    ("votes", &["visitor"]),
    ("follows", &["visitor_id"]),
    ("solved_answers", &["visitor_id", "version"]),
    ("credits", &["visitor_id", "fact"]),
];

/// Marks a row that was handed over, while it is being handed over.
const CARRIED: &str = "carried";

/// Anonymous votes, and those that the host vouches for, as the table has them.
const ANONYMOUS: i64 = 0;
const VERIFIED: i64 = 1;

/// Hands over what a visitor has in the bin, and cleans its texts; returns what that is. Both visitors are locked.
pub fn hand_over(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    from: Id<id::Visitor>,
    heir: Heir,
    clean: &dyn Fn(&mut Value),
) -> Result<Vec<String>> {
    let (Heir::Known(to) | Heir::Nobody(to)) = heir;
    let entries = bin::of_visitor(connection, project, from)?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = visitors::numbered(connection, project, &[from, to], &[])?;
    let mut touched = Vec::new();
    for id in entries {
        let Some(mut entry) = bin::find_locked(connection, project, id)? else { continue };
        let mut contents = Contents::read(&entry.contents)?;
        for (table, rows) in &mut contents.rows {
            for row in rows.iter_mut().filter(|row| id_in(row, "visitor_id") == Some(from)) {
                touched.extend(id_in::<id::Deleted>(row, "id").map(|id| id.to_string()));
                if let Heir::Nobody(_) = heir {
                    forget(row, clean);
                }
                let author = match heir {
                    Heir::Nobody(_) if table != "solved_answers" => Value::Null,
                    _ => Value::from(to.to_string()),
                };
                row.insert("visitor_id".to_owned(), author);
                row.insert(CARRIED.to_owned(), Value::from(true));
            }
        }
        if let (Some(old), Some(new)) = (numbers.get(&from), numbers.get(&to)) {
            for row in contents.rows.get_mut("votes").into_iter().flatten() {
                if number_in(row, "visitor") != Some(*old) {
                    continue;
                }
                row.insert("visitor".to_owned(), Value::from(*new));
                row.insert(CARRIED.to_owned(), Value::from(true));
                if matches!(heir, Heir::Known(_)) && number_in(row, "kind") == Some(ANONYMOUS) {
                    row.insert("kind".to_owned(), Value::from(VERIFIED));
                }
            }
            if matches!(heir, Heir::Nobody(_)) {
                contents.retain("on_behalf_notes", |row| number_in(row, "visitor") != Some(*old));
            }
            for row in contents.rows.get_mut("on_behalf_notes").into_iter().flatten() {
                if number_in(row, "visitor") == Some(*old) {
                    row.insert("visitor".to_owned(), Value::from(*new));
                    row.insert(CARRIED.to_owned(), Value::from(true));
                }
            }
        }
        for table in ["follows", "credits"] {
            contents.retain(table, |row| id_in::<id::Visitor>(row, "visitor_id").is_some());
        }
        single(&mut contents);
        contents.retain_notes();
        if let Some(title) =
            contents.of(table_of(&contents)).first().and_then(|row| row.get("title")).and_then(Value::as_str)
        {
            entry.title = title.to_owned();
        }
        entry.contents = contents.document()?;
        bin::rewrite(connection, &entry, from, Some(to))?;
    }
    Ok(touched)
}

/// The table of what was deleted itself.
fn table_of(contents: &Contents) -> &'static str {
    if contents.of("requests").is_empty() { "reports" } else { "requests" }
}

/// Removes what a visitor was and wrote about itself from its row.
fn forget(row: &mut Row, clean: &dyn Fn(&mut Value)) {
    for column in ["title", "body", "failed", "steps", "environment", "reason"] {
        if let Some(value) = row.get_mut(column) {
            clean(value);
        }
    }
    // The name that it chose to be shown by.
    if row.contains_key("author") {
        row.insert("author".to_owned(), Value::from(""));
    }
}

/// Keeps one row where there must be one: the heir's own before one that was handed over.
fn single(contents: &mut Contents) {
    for (table, columns) in SINGLE {
        let Some(rows) = contents.rows.get_mut(table) else { continue };
        rows.sort_by_key(|row| row.contains_key(CARRIED));
        let mut seen = HashSet::new();
        rows.retain(|row| {
            let key = columns.iter().map(|column| row.get(*column).cloned().unwrap_or_default());
            seen.insert(Value::from_iter(key).to_string())
        });
    }
    contents.rows.values_mut().flatten().for_each(|row| drop(row.remove(CARRIED)));
}
