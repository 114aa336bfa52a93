//! What one visitor voted on, newest vote first.
//! Changes nothing; `intake::votes` casts votes.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::{
    numbers::{visitor, whole},
    on_behalf_notes::{self, AddedBy},
    page::Page,
    projects::Project,
    requests::Request,
    schema::{requests, votes},
    voters::place,
    votes::{key_of, time_of},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::status::VoterKind,
    error::Result,
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "voted";

/// A vote with its request.
#[derive(Clone, Debug)]
pub struct Voted {
    /// The request.
    pub request: Request,
    /// What vouches for the vote.
    pub kind: VoterKind,
    /// How much it counts.
    pub weight: f64,
    /// When it was cast, to the second.
    pub at: Time,
    /// The number of the merged request that has lent it.
    pub merged_from: Option<i64>,
    /// Who of the team added it, where somebody did since that is kept.
    pub added: Option<AddedBy>,
}

/// A vote as its row has it: number of the request, kind, weight, second, merged request.
type Row = (i32, VoterKind, f64, i32, Option<i32>);

/// One page of the votes of a visitor.
pub fn page(
    connection: &mut AnyConnection,
    project: &Project,
    visitor: Id<id::Visitor>,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Voted>> {
    let mut query = votes::table
        .filter(votes::project.eq(project.number))
        .filter(votes::visitor.eq(visitor!(project.id, visitor)))
        .select((votes::request, votes::kind, votes::weight, votes::cast_at, votes::merged_from))
        .into_boxed();
    if let Some(cursor) = after {
        let (second, request) = place(cursor)?;
        let request = key_of(request)?;
        query = query
            .filter(votes::cast_at.lt(second).or(votes::cast_at.eq(second).and(votes::request.lt(request))));
    }
    let rows: Vec<Row> =
        query.order((votes::cast_at.desc(), votes::request.desc())).limit(limit + 1).load(connection)?;
    let page = Page::cut(rows, limit, |(request, _, _, second, _)| {
        let request = Uuid::from_u64_pair(0, u64::from(request.unsigned_abs()));
        Cursor::new(ORDER, Key::I64(i64::from(*second)), request)
    });
    let numbers: Vec<i64> = page.items.iter().map(|(request, ..)| i64::from(*request)).collect();
    let found: Vec<Request> = whole!(project.id, project.number)
        .filter(requests::number.eq_any(&numbers))
        .select(Request::as_select())
        .load(connection)?;
    let found: HashMap<i64, Request> = found.into_iter().map(|row| (row.number, row)).collect();
    let mut added = on_behalf_notes::of_visitor(connection, project, &numbers, visitor)?;
    let items = page.items.into_iter().filter_map(|(request, kind, weight, second, merged_from)| {
        let number = i64::from(request);
        Some(Voted {
            request: found.get(&number)?.clone(),
            kind,
            weight,
            at: time_of(second),
            merged_from: merged_from.map(i64::from),
            added: added.remove(&number),
        })
    });
    Ok(Page { items: items.collect(), next: page.next })
}
