//! The filters of the triage between the API and the lists: read from an address, and turned into what a list is narrowed to.
//! Reads no request.

use super::PageIn;
use crate::{
    auth::team::Actor,
    base::{
        invalid::Invalid,
        time::{DAY, Time},
    },
    db::connection::AnyConnection,
    domain::{
        narrowing::{Narrowing, Owner, values},
        triage::is_same_tag,
        wording::Query,
    },
    error::{Code, Error, Result},
    store::{listing::Filter, projects::Project, tags},
};

/// The values of a filter, each read. Fails with the name of the parameter.
fn each<T: std::str::FromStr<Err = Invalid>>(name: &str, text: Option<&str>) -> Result<Vec<T>> {
    values(text.unwrap_or_default())
        .iter()
        .map(|value| value.parse().map_err(|wrong| refused(name, wrong)))
        .collect()
}

/// True or false, where one is asked for. Fails with the name of the parameter.
fn either(name: &str, text: Option<&str>) -> Result<Option<bool>> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(refused(name, Invalid::at("", "Use true or false."))),
    }
}

/// What is wrong with a parameter, by its name.
fn refused(name: &str, wrong: Invalid) -> Error {
    let detail = format!("{name}: {}", wrong.detail);
    Error::field(&format!("/{name}"), &detail)
}

/// The filters of an address. Fails with the name of a parameter that is wrong, or of the one of somebody who is no member.
pub fn read(asked: &PageIn, actor: &Actor) -> Result<Narrowing> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let narrowing = Narrowing {
        status: each("status", asked.status.as_deref())?,
        kind: each("kind", asked.kind.as_deref())?,
        screen: each("screen", asked.screen.as_deref())?,
        assignee: each("assignee", asked.assignee.as_deref())?,
        tag: values(asked.tag.as_deref().unwrap_or_default()),
        segment: values(asked.segment.as_deref().unwrap_or_default()),
        suggested_from: given(&asked.suggested_from),
        suggested_to: given(&asked.suggested_to),
        reports: either("reports", asked.reports.as_deref())?,
        snoozed: either("snoozed", asked.snoozed.as_deref())?,
        // Searches of an address may be longer than those of a view: only their words count.
        q: None,
    };
    if narrowing.assignee.contains(&Owner::Me) && matches!(actor, Actor::Key(..)) {
        return Err(refused(
            "assignee",
            Invalid::at("", "Programs have no requests of their own: name a member."),
        ));
    }
    let narrowing = narrowing.checked().map_err(|wrong| {
        let name = wrong.pointer.trim_start_matches('/').to_owned();
        refused(&name, wrong)
    })?;
    Ok(Narrowing { q: asked.q.clone(), ..narrowing })
}

/// The filters of an address for a list that has an order and a length of its own, and no words.
pub fn without_order(asked: &PageIn, actor: &Actor) -> Result<Narrowing> {
    let given = [
        ("order", asked.order.is_some()),
        ("q", asked.q.is_some()),
        ("cursor", asked.cursor.is_some()),
        ("limit", asked.limit.is_some()),
    ];
    match given.iter().find(|(_, is_given)| *is_given) {
        Some((name, _)) => {
            Err(Error::new(Code::BadRequest, format!("{name} is not used here: leave it out.")))
        }
        None => read(asked, actor),
    }
}

/// What a list is narrowed to.
pub fn filter(
    connection: &mut AnyConnection,
    project: &Project,
    narrowing: &Narrowing,
    actor: &Actor,
) -> Result<Filter> {
    let mut tagged = None;
    if !narrowing.tag.is_empty() {
        let mut known = tags::spellings(connection, project.id)?;
        known.retain(|spelling| narrowing.tag.iter().any(|tag| is_same_tag(spelling, tag)));
        tagged = Some(known);
    }
    let owner = |owner: &Owner| match (owner, actor) {
        (Owner::Member(member), _) | (Owner::Me, Actor::Member(member, _)) => Some(Some(*member)),
        (Owner::Nobody, _) => Some(None),
        (Owner::Me, Actor::Key(..)) => None,
    };
    let (from, to) = narrowing.days()?;
    let start = |day: i64| Time::from_micros(day.saturating_mul(DAY));
    Ok(Filter {
        statuses: narrowing.status.clone(),
        kinds: narrowing.kind.clone(),
        screens: narrowing.screen.clone(),
        snoozed: narrowing.snoozed,
        assignees: narrowing.assignee.iter().filter_map(owner).collect(),
        tags: tagged,
        segments: narrowing.segment.clone(),
        since: from.map(start),
        before: to.map(|day| start(day.saturating_add(1))),
        reported: narrowing.reports,
        query: narrowing.q.as_deref().and_then(|typed| Query::read(typed, project.language())),
        ..Filter::default()
    })
}
