//! The list of visitors, last seen first: what it is narrowed to, how much each of them did, and which segments there are.
//! Changes no visitor.

use std::collections::HashMap;

use diesel::{
    dsl::count_star,
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{
    page::{self, Page},
    schema::{reports, requests, visitors},
    visitors::Visitor,
    votes,
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{
        columns::Uid,
        connection::{AnyConnection, each},
        functions::lower_if,
    },
    error::Result,
};

/// What a list of visitors is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name, an e-mail address or a company.
    pub text: Option<String>,
    /// Only this segment.
    pub segment: Option<String>,
    /// Only this company.
    pub company: Option<String>,
    /// Only those for whom the host vouched, or only the others.
    pub identified: Option<bool>,
}

/// One page of visitors, last seen first.
pub fn page(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Visitor>> {
    let mut query =
        visitors::table.filter(visitors::project_id.eq(project)).select(Visitor::as_select()).into_boxed();
    if let Some(segment) = &filter.segment {
        query = query.filter(visitors::segment.eq(segment));
    }
    if let Some(company) = &filter.company {
        query = query.filter(visitors::company.eq(company));
    }
    query = match filter.identified {
        Some(true) => query.filter(visitors::subject.is_not_null()),
        Some(false) => query.filter(visitors::subject.is_null()),
        None => query,
    };
    if let Some(text) = &filter.text {
        let pattern = contains_pattern(text);
        query = query.filter(
            lower_if(visitors::name)
                .like(lower_if(pattern.clone()))
                .escape('\\')
                .or(lower_if(visitors::email).like(lower_if(pattern.clone())).escape('\\'))
                .or(lower_if(visitors::company).like(lower_if(pattern)).escape('\\')),
        );
    }
    if let Some(Cursor { key, id, .. }) = after {
        let Key::I64(seen) = key else { return Err(page::wrong_cursor()) };
        let (seen, id) = (Time::from_micros(*seen), Id::<id::Visitor>::from(*id));
        query =
            query.filter(visitors::seen_at.lt(seen).or(visitors::seen_at.eq(seen).and(visitors::id.lt(id))));
    }
    let rows: Vec<Visitor> =
        query.order((visitors::seen_at.desc(), visitors::id.desc())).limit(limit + 1).load(connection)?;
    Ok(Page::cut(rows, limit, |last| Cursor::new("seen", Key::I64(last.seen_at.micros()), last.id.uuid())))
}

/// Maximum characters of search text, longer than any searched column; SQLite fails past 50 000 bytes.
const MAX_SEARCH_CHARS: usize = 1_000;

/// A LIKE pattern for columns that contain this text: `%`, `_` and the escape character are escaped.
pub fn contains_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len().min(MAX_SEARCH_CHARS) + 2);
    pattern.push('%');
    for c in text.chars().take(MAX_SEARCH_CHARS) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// How much a visitor did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Current votes.
    pub votes: i64,
    /// Reports sent.
    pub reports: i64,
    /// Requests suggested.
    pub requests: i64,
}

/// How much each of these visitors did.
pub fn counts(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    ids: &[Id<id::Visitor>],
) -> Result<HashMap<Id<id::Visitor>, Counts>> {
    let mut counts: HashMap<Id<id::Visitor>, Counts> = HashMap::new();
    for (visitor, n) in votes::counts(connection, project, ids)? {
        counts.entry(visitor).or_default().votes = n;
    }
    let reported: Vec<(Option<Id<id::Visitor>>, i64)> = reports::table
        .filter(reports::project_id.eq(project))
        .filter(reports::visitor_id.eq_any(ids.iter().copied().map(Some)))
        .group_by(reports::visitor_id)
        .select((reports::visitor_id, count_star()))
        .load(connection)?;
    for (visitor, n) in reported {
        if let Some(visitor) = visitor {
            counts.entry(visitor).or_default().reports = n;
        }
    }
    let suggested: Vec<(Option<Id<id::Visitor>>, i64)> = requests::table
        .filter(requests::project_id.eq(project))
        .filter(requests::visitor_id.eq_any(ids.iter().copied().map(Some)))
        .group_by(requests::visitor_id)
        .select((requests::visitor_id, count_star()))
        .load(connection)?;
    for (visitor, n) in suggested {
        if let Some(visitor) = visitor {
            counts.entry(visitor).or_default().requests = n;
        }
    }
    Ok(counts)
}

#[derive(QueryableByName)]
struct SegmentName {
    #[diesel(sql_type = Text)]
    segment: String,
}

/// The segments of a project's visitors, each once, in the order of the alphabet. Steps from one to the next in the index: there are
/// many visitors and few segments.
pub fn segments(connection: &mut AnyConnection, project: Id<id::Project>, most: i64) -> Result<Vec<String>> {
    let steps = diesel::sql_query(
        "WITH RECURSIVE named (segment) AS (SELECT MIN(segment) FROM visitors WHERE project_id = $1 AND segment IS NOT NULL \
         UNION ALL SELECT (SELECT MIN(segment) FROM visitors WHERE project_id = $1 AND segment > named.segment) FROM named \
         WHERE named.segment IS NOT NULL) SELECT segment FROM named WHERE segment IS NOT NULL LIMIT $2",
    )
    .bind::<Uid, _>(project)
    .bind::<BigInt, _>(most);
    let rows: Vec<SegmentName> = each!(connection, inner => steps.load(inner))?;
    Ok(rows.into_iter().map(|row| row.segment).collect())
}
