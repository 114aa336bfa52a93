//! Redacts what the host said of a visitor in everything that the visitor wrote: texts stay, names and addresses are removed.
//! Does not change the texts of others.

use diesel::prelude::*;
use serde_json::Value;

use super::create_request;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    changes::journal::{self, What},
    db::{columns::Document, connection::AnyConnection},
    domain::wording::is_unspaced,
    error::Result,
    store::{
        comments, idempotency, requests,
        schema::{answers, reports, requests as requests_table},
        solved,
        visitors::Visitor,
    },
};

/// Shorter ones are words like any other; in scripts without spaces two characters are a name.
const MIN_CHARS: usize = 3;

/// Redacts the visitor's name, address, company and traits in its suggestions, reports and comments, and deletes its stored
/// responses.
pub fn forget(connection: &mut AnyConnection, visitor: &Visitor, now: Time) -> Result<()> {
    let known = facts(visitor);
    let mut named = vec![visitor.id.to_string()];
    let rows: Vec<(Id<id::Request>, String, String)> = requests_table::table
        .filter(requests_table::project_id.eq(visitor.project_id))
        .filter(requests_table::visitor_id.eq(visitor.id))
        .select((requests_table::id, requests_table::title, requests_table::body))
        .load(connection)?;
    for (id, title, body) in rows {
        named.push(id.to_string());
        let clean = (without(&title, &known), without(&body, &known));
        if clean != (title, body) {
            diesel::update(requests_table::table.find((visitor.project_id, id)))
                .set((requests_table::title.eq(clean.0), requests_table::body.eq(clean.1)))
                .execute(connection)?;
            let row = requests::by_id(connection, visitor.project_id, id)?;
            create_request::index(connection, &row)?;
            journal::note(connection, visitor.project_id, What::Requests, &[id], now)?;
        }
    }
    redact_reports(connection, visitor, &known, &mut named)?;
    redact_answers(connection, visitor, &known)?;
    redact_comments(connection, visitor, &known, &mut named)?;
    idempotency::forget(connection, visitor.project_id, &named)
}

/// What removes everything that the host said of a visitor from a value.
pub(super) fn cleaner(visitor: &Visitor) -> impl Fn(&mut Value) {
    let known = facts(visitor);
    move |value| clean(value, &known)
}

fn redact_reports(
    connection: &mut AnyConnection,
    visitor: &Visitor,
    known: &[Vec<char>],
    named: &mut Vec<String>,
) -> Result<()> {
    type Row = (Id<id::Report>, String, String, Option<String>, Document, Document);
    let rows: Vec<Row> = reports::table
        .filter(reports::project_id.eq(visitor.project_id))
        .filter(reports::visitor_id.eq(visitor.id))
        .select((
            reports::id,
            reports::title,
            reports::body,
            reports::failed,
            reports::steps,
            reports::environment,
        ))
        .load(connection)?;
    for (id, title, body, failed, mut steps, mut environment) in rows {
        named.push(id.to_string());
        clean(&mut steps.0, known);
        clean(&mut environment.0, known);
        diesel::update(reports::table.find((visitor.project_id, id)))
            .set((
                reports::title.eq(without(&title, known)),
                reports::body.eq(without(&body, known)),
                reports::failed.eq(failed.map(|text| without(&text, known))),
                reports::steps.eq(steps),
                reports::environment.eq(environment),
            ))
            .execute(connection)?;
    }
    Ok(())
}

fn redact_comments(
    connection: &mut AnyConnection,
    visitor: &Visitor,
    known: &[Vec<char>],
    named: &mut Vec<String>,
) -> Result<()> {
    for mut comment in comments::for_visitor(connection, visitor.project_id, visitor.id, i64::MAX)? {
        named.push(comment.id.to_string());
        comment.body = without(&comment.body, known);
        // The name that it chose to be shown by is personal, whatever the host said.
        comment.author = String::new();
        comments::update(connection, &comment)?;
    }
    for mut answer in solved::of_visitor(connection, visitor.project_id, visitor.id)? {
        answer.reason = without(&answer.reason, known);
        solved::put(connection, &answer)?;
    }
    Ok(())
}

fn redact_answers(connection: &mut AnyConnection, visitor: &Visitor, known: &[Vec<char>]) -> Result<()> {
    let own = || {
        answers::table
            .filter(answers::project_id.eq(visitor.project_id))
            .filter(answers::visitor_id.eq(visitor.id))
    };
    let rows: Vec<Option<String>> =
        own().filter(answers::comment.is_not_null()).select(answers::comment).distinct().load(connection)?;
    for comment in rows.into_iter().flatten() {
        diesel::update(own().filter(answers::comment.eq(Some(&comment))))
            .set(answers::comment.eq(Some(without(&comment, known))))
            .execute(connection)?;
    }
    Ok(())
}

/// What the host said of a visitor, in lower case, the longest first.
fn facts(visitor: &Visitor) -> Vec<Vec<char>> {
    // A subject follows its issuer, which is not personal.
    let subject =
        visitor.subject.as_deref().map(|text| text.rsplit('\u{1f}').next().unwrap_or(text).to_owned());
    let mut facts: Vec<String> =
        [&visitor.email, &visitor.name, &visitor.company, &subject].into_iter().flatten().cloned().collect();
    let mut open: Vec<&Value> = visitor.traits.iter().map(|traits| &traits.0).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => facts.push(text.clone()),
            Value::Array(values) => open.extend(values),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    let mut facts: Vec<Vec<char>> = facts
        .iter()
        .map(|fact| fact.trim().chars().map(lower).collect())
        .filter(|fact: &Vec<char>| {
            fact.len() >= MIN_CHARS || fact.len() == 2 && fact.iter().all(|c| joins(*c))
        })
        .collect();
    facts.sort_by_key(|fact| std::cmp::Reverse(fact.len()));
    facts
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Whether a character may directly follow or precede a name: in scripts without spaces, and before Korean particles.
fn joins(c: char) -> bool {
    is_unspaced(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

/// A text without these, where they occur as words.
fn without(text: &str, known: &[Vec<char>]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = characters.iter().copied().map(lower).collect();
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = characters.get(at) {
        let rest = folded.get(at..).unwrap_or_default();
        let inside = |place: Option<&char>| place.is_some_and(|c| c.is_alphanumeric() && !joins(*c));
        let apart = !inside(at.checked_sub(1).and_then(|before| folded.get(before)));
        let found =
            known.iter().find(|fact| apart && rest.starts_with(fact) && !inside(rest.get(fact.len())));
        match found {
            Some(fact) => {
                clean.extend(std::iter::repeat_n('•', fact.len().min(3)));
                at += fact.len();
            }
            None => {
                clean.push(*c);
                at += 1;
            }
        }
    }
    clean
}

fn clean(value: &mut Value, known: &[Vec<char>]) {
    match value {
        Value::String(text) => *text = without(text, known),
        Value::Array(values) => values.iter_mut().for_each(|value| clean(value, known)),
        Value::Object(members) => members.values_mut().for_each(|value| clean(value, known)),
        _ => {}
    }
}
