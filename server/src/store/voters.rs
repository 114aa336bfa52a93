//! Who voted on a request: votes joined with their visitors, as lists, as groups and by one visitor.
//! Changes nothing; `intake::votes` casts votes.

use diesel::{
    dsl::{count_star, sum},
    prelude::*,
};
use uuid::Uuid;

use super::{
    on_behalf_notes::{self, AddedBy},
    page::{self, Page},
    projects::Project,
    schema::{screens, visitors, votes},
    visitor_list::contains_pattern,
    votes::{key_of, time_of},
};
use crate::{
    base::{
        cursor::{Cursor, Key},
        id::{self, Id},
        time::Time,
    },
    db::{connection::AnyConnection, functions::lower_if},
    domain::status::VoterKind,
    error::Result,
};

/// The name of the list's only order, for its cursors.
pub const ORDER: &str = "voters";

/// Screens that one statement asks for; SQLite takes so many values and no more.
const SCREENS: usize = 500;

/// What a list of voters is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this visitor.
    pub visitor: Option<Id<id::Visitor>>,
    /// Only this segment.
    pub segment: Option<String>,
    /// Only this company.
    pub company: Option<String>,
    /// Only votes of this kind.
    pub kind: Option<VoterKind>,
    /// Part of the name, the e-mail address or the company.
    pub text: Option<String>,
}

/// A vote with who cast it.
#[derive(Clone, Debug)]
pub struct Voter {
    /// The visitor.
    pub visitor: Id<id::Visitor>,
    /// Whether the host vouched for the visitor.
    pub identified: bool,
    /// The visitor's name.
    pub name: Option<String>,
    /// The visitor's e-mail address.
    pub email: Option<String>,
    /// The visitor's company.
    pub company: Option<String>,
    /// The visitor's segment.
    pub segment: Option<String>,
    /// What vouches for the vote.
    pub kind: VoterKind,
    /// How much it counts.
    pub weight: f64,
    /// When it was cast, to the second.
    pub at: Time,
    /// Route and title of the screen it came from.
    pub screen: Option<(String, Option<String>)>,
    /// The object it came from; empty for none.
    pub object_key: String,
    /// The number of the merged request that it was cast on.
    pub merged_from: Option<i64>,
    /// Who of the team added it, where somebody did since that is kept.
    pub added: Option<AddedBy>,
}

/// A vote as its row has it: number of the visitor, kind, weight, second, number of the screen, object, merged request.
type VoteRow = (i64, VoterKind, f64, i32, Option<i32>, String, Option<i32>);

/// Who cast it: id, subject, name, e-mail address, company, segment.
type VisitorRow =
    (Id<id::Visitor>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// The votes of a request, by its number, with their visitors.
macro_rules! cast_on {
    ($project:expr, $request:expr) => {
        votes::table
            .inner_join(visitors::table.on(visitors::number.eq(votes::visitor)))
            .filter(votes::project.eq($project.number))
            .filter(votes::request.eq(key_of($request)?))
            .filter(visitors::project_id.eq($project.id))
    };
}

/// One page of the voters of a request, by its number, newest vote first.
pub fn page(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Voter>> {
    let mut query = cast_on!(project, request)
        .select((
            (
                votes::visitor,
                votes::kind,
                votes::weight,
                votes::cast_at,
                votes::screen,
                votes::object_key,
                votes::merged_from,
            ),
            (
                visitors::id,
                visitors::subject,
                visitors::name,
                visitors::email,
                visitors::company,
                visitors::segment,
            ),
        ))
        .into_boxed();
    if let Some(visitor) = filter.visitor {
        query = query.filter(visitors::id.eq(visitor));
    }
    if let Some(segment) = &filter.segment {
        query = query.filter(visitors::segment.eq(segment));
    }
    if let Some(company) = &filter.company {
        query = query.filter(visitors::company.eq(company));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(votes::kind.eq(kind));
    }
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
    if let Some(cursor) = after {
        let (second, visitor) = place(cursor)?;
        query = query
            .filter(votes::cast_at.lt(second).or(votes::cast_at.eq(second).and(votes::visitor.lt(visitor))));
    }
    let rows: Vec<(VoteRow, VisitorRow)> =
        query.order((votes::cast_at.desc(), votes::visitor.desc())).limit(limit + 1).load(connection)?;
    let page = Page::cut(rows, limit, |((visitor, _, _, second, ..), _)| {
        Cursor::new(ORDER, Key::I64(i64::from(*second)), Uuid::from_u64_pair(0, visitor.unsigned_abs()))
    });
    let titles = titles(connection, project, &page.items)?;
    let on_behalf: Vec<i64> =
        page.items.iter().filter(|(vote, _)| vote.1 == VoterKind::OnBehalf).map(|(vote, _)| vote.0).collect();
    let mut added = on_behalf_notes::on_request(connection, project, request, &on_behalf)?;
    Ok(page.map(|(vote, visitor)| {
        let added = added.remove(&vote.0);
        Voter { added, ..voter(vote, visitor, &titles) }
    }))
}

/// The second, and the number of the visitor or request, that a page of votes ended with.
pub(super) fn place(cursor: &Cursor) -> Result<(i32, i64)> {
    let Key::I64(second) = cursor.key else { return Err(page::wrong_cursor()) };
    let (_, visitor) = cursor.id.as_u64_pair();
    let place = (i32::try_from(second), i64::try_from(visitor));
    let (Ok(second), Ok(visitor)) = place else { return Err(page::wrong_cursor()) };
    Ok((second, visitor))
}

/// Screens by their numbers: route and title.
type Titles = std::collections::HashMap<i32, (String, Option<String>)>;

fn titles(
    connection: &mut AnyConnection,
    project: &Project,
    rows: &[(VoteRow, VisitorRow)],
) -> Result<Titles> {
    let mut numbers: Vec<i32> = rows.iter().filter_map(|((_, _, _, _, screen, ..), _)| *screen).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut titles = Titles::new();
    for some in numbers.chunks(SCREENS) {
        let rows: Vec<(i32, String, Option<String>)> = screens::table
            .filter(screens::project_id.eq(project.id))
            .filter(screens::number.eq_any(some))
            .select((screens::number, screens::route, screens::title))
            .load(connection)?;
        titles.extend(rows.into_iter().map(|(number, route, title)| (number, (route, title))));
    }
    Ok(titles)
}

fn voter(vote: VoteRow, visitor: VisitorRow, titles: &Titles) -> Voter {
    let (_, kind, weight, second, screen, object_key, merged_from) = vote;
    let (id, subject, name, email, company, segment) = visitor;
    Voter {
        visitor: id,
        identified: subject.is_some(),
        name,
        email,
        company,
        segment,
        kind,
        weight,
        at: time_of(second),
        screen: screen.and_then(|number| titles.get(&number).cloned()),
        object_key,
        merged_from: merged_from.map(i64::from),
        added: None,
    }
}

/// Voters who have something in common.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it is; `None` for those of whom it is not known.
    pub name: Option<String>,
    /// How many they are.
    pub voters: i64,
    /// Sum of the weights of their votes.
    pub weight: f64,
}

/// The largest groups of a request's voters by a column of the visitors.
macro_rules! grouped {
    ($connection:expr, $project:expr, $request:expr, $column:expr, $most:expr) => {{
        let rows: Vec<(Option<String>, i64, Option<f64>)> = cast_on!($project, $request)
            .group_by($column)
            .order((count_star().desc(), $column.asc()))
            .limit($most)
            .select(($column, count_star(), sum(votes::weight)))
            .load($connection)?;
        let group = |(name, voters, weight): (_, _, Option<f64>)| Group {
            name,
            voters,
            weight: weight.unwrap_or(0.0),
        };
        Ok(rows.into_iter().map(group).collect())
    }};
}

/// The segments of a request's voters, by its number, the largest first.
pub fn segments(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    most: i64,
) -> Result<Vec<Group>> {
    grouped!(connection, project, request, visitors::segment, most)
}

/// The companies of a request's voters, by its number, the largest first.
pub fn companies(
    connection: &mut AnyConnection,
    project: &Project,
    request: i64,
    most: i64,
) -> Result<Vec<Group>> {
    grouped!(connection, project, request, visitors::company, most)
}
