//! What is new for a visitor: decisions, release notes, proposals, replies of the team and answers to its reports, on what it asked for, since
//! it did.
//! Derived when it is read: nothing is written for anybody when the team decides, however many voted.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    domain::{news::Involvement, proposal::Phase, status::Status},
    error::Result,
    store::{
        ballots, comments, decisions, families, follows,
        proposals::{self, Proposal},
        release_notes::{self, ReleaseNote},
        report_replies,
        reports::{self, Report},
        requests::{self, Request},
        solved,
        visitors::Visitor,
        votes,
    },
};

/// The most of each kind of involvement that is looked at, latest first.
const MAX_INVOLVED: i64 = 300;

/// How often what a request was merged into may have been merged in turn; further ones are shown as merged.
const MAX_MERGES: usize = 16;

/// The most entries that are returned.
const MAX_NEWS: usize = 50;

/// How a visitor is involved in a request.
#[derive(Clone, Debug)]
pub struct Involved {
    /// The request that is shown: the one that stands for a merged family.
    pub request: Request,
    /// How.
    pub how: Involvement,
    /// Whether it asked for it: by a suggestion, a report or a vote, and not only by what it said or follows.
    pub asked: bool,
    /// Since when.
    pub since: Time,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When it happened.
    pub at: Time,
    /// What happened.
    pub what: What,
}

impl Entry {
    /// The id of what happened, which tells it from others of the same moment.
    pub fn id(&self) -> Uuid {
        match &self.what {
            What::Decision(_, decision) => decision.id.uuid(),
            What::Reply(_, reply) => reply.id.uuid(),
            What::Release(_, note, _) => note.id.uuid(),
            What::Proposal(row, ..) => row.id.uuid(),
            What::ReportReply(_, reply) => reply.id.uuid(),
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// A decision on a request that the visitor is involved in.
    Decision(Box<Involved>, decisions::Decision),
    /// A reply of the team on such a request.
    Reply(Box<Involved>, comments::Comment),
    /// A release note that answers such requests, with the message of the decision that was made with it.
    Release(Vec<Involved>, Box<ReleaseNote>, Option<String>),
    /// A proposal about such a request that opened, or one that is over; whether the visitor took part in it.
    Proposal(Box<Proposal>, Phase, bool),
    /// An answer to a report of the visitor.
    ReportReply(Box<Report>, report_replies::Reply),
}

/// What is new for a visitor.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// The entries, newest first.
    pub entries: Vec<Entry>,
    /// The shipped requests that the visitor was not asked about yet or did not answer, with the versions of their decisions.
    pub unsolved: Vec<(Involved, i64)>,
}

/// What a visitor is involved in and did not choose to ignore, by the request that is shown.
pub fn involved(
    connection: &mut AnyConnection,
    visitor: &Visitor,
) -> Result<HashMap<Id<id::Request>, Involved>> {
    let own = own_reports(connection, visitor)?;
    involved_by(connection, visitor, &own)
}

/// The same, with the visitor's reports.
fn involved_by(
    connection: &mut AnyConnection,
    visitor: &Visitor,
    own: &[Report],
) -> Result<HashMap<Id<id::Request>, Involved>> {
    let (project, id) = (visitor.project_id, visitor.id);
    let mut found: Vec<(Id<id::Request>, Involvement, Time)> = Vec::new();
    for row in requests::for_visitor(connection, project, id, MAX_INVOLVED)? {
        found.push((row.id, Involvement::Suggested, row.created_at));
    }
    for report in own {
        found.extend(report.request_id.map(|request| (request, Involvement::Reported, report.created_at)));
    }
    for comment in comments::for_visitor(connection, project, id, MAX_INVOLVED)? {
        found.push((comment.request_id, Involvement::Commented, comment.created_at));
    }
    for (request, at) in votes::for_visitor(connection, project, id, MAX_INVOLVED)? {
        found.push((request, Involvement::Voted, at));
    }
    let chosen = follows::of_visitor(connection, project, id)?;
    for (request, (following, since)) in &chosen {
        if *following {
            found.push((*request, Involvement::Followed, *since));
        }
    }
    let mut ids: Vec<_> = found.iter().map(|(request, ..)| *request).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = requests::by_ids(connection, project, &ids)?;
    let shown = shown(connection, project, rows)?;
    let mut involved: HashMap<Id<id::Request>, Involved> = HashMap::new();
    for (request, how, since) in found {
        let Some(row) = shown.get(&request) else { continue };
        let ignored = [request, row.id].iter().any(|id| chosen.get(id).is_some_and(|(follows, _)| !follows));
        if ignored || !row.is_seen_by(Some(id)) {
            continue;
        }
        let known = involved.entry(row.id).or_insert_with(|| Involved {
            request: row.clone(),
            how,
            asked: false,
            since,
        });
        known.asked |= how.asks();
        known.how = known.how.min(how);
        known.since = known.since.min(since);
    }
    Ok(involved)
}

fn own_reports(connection: &mut AnyConnection, visitor: &Visitor) -> Result<Vec<Report>> {
    let filter = reports::Filter { visitor: Some(visitor.id), ..reports::Filter::default() };
    Ok(reports::page(connection, visitor.project_id, &filter, None, MAX_INVOLVED)?.items)
}

/// These requests by their ids, each as the request that stands for it.
pub fn shown(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    rows: Vec<Request>,
) -> Result<HashMap<Id<id::Request>, Request>> {
    let mut shown: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    // What a request was merged into may have been merged later: one more round for each time.
    for _ in 0..MAX_MERGES {
        let merged: Vec<_> =
            shown.values().filter(|row| row.status == Status::Merged).map(|row| row.id).collect();
        let into = families::standpoints(connection, project, &merged)?;
        let into: HashMap<_, _> = into.iter().filter_map(|one| Some((one.id, one.into?))).collect();
        if into.is_empty() {
            break;
        }
        let numbers: Vec<_> = into.values().copied().collect();
        let ids: Vec<_> =
            families::numbered(connection, project, &numbers)?.into_iter().map(|one| one.id).collect();
        let targets = requests::by_ids(connection, project, &ids)?;
        let targets: HashMap<_, _> = targets.into_iter().map(|row| (row.number, row)).collect();
        for row in shown.values_mut() {
            if let Some(target) = into.get(&row.id).and_then(|number| targets.get(number)) {
                *row = target.clone();
            }
        }
    }
    Ok(shown)
}

/// What is new for a visitor, the newest entries.
pub fn read(connection: &mut AnyConnection, visitor: &Visitor, now: Time) -> Result<News> {
    let mut news = all(connection, visitor, now)?;
    news.entries.truncate(MAX_NEWS);
    Ok(news)
}

/// The same with all entries.
pub(super) fn all(connection: &mut AnyConnection, visitor: &Visitor, now: Time) -> Result<News> {
    let project = visitor.project_id;
    let own = own_reports(connection, visitor)?;
    let involved = involved_by(connection, visitor, &own)?;
    let ids: Vec<_> = involved.keys().copied().collect();
    let mut entries = Vec::new();
    let mut decided = Vec::new();
    let mut latest = HashSet::new();
    let mut shipped: Vec<(Involved, i64)> = Vec::new();
    for decision in decisions::for_requests(connection, project, &ids)? {
        let Some(known) = involved.get(&decision.request_id) else { continue };
        let is_latest = latest.insert(decision.request_id);
        let is_shipped = decision.status == Status::Shipped && known.request.status == Status::Shipped;
        if is_latest && is_shipped && known.asked {
            shipped.push((known.clone(), decision.version));
        }
        if decision.decided_at > known.since {
            decided.push((known.clone(), decision));
        }
    }
    entries.extend(released(connection, project, &involved, &mut decided)?);
    entries.extend(decided.into_iter().map(|(known, decision)| Entry {
        at: decision.decided_at,
        what: What::Decision(Box::new(known), decision),
    }));
    for reply in comments::official(connection, project, &ids, MAX_INVOLVED)? {
        let Some(known) = involved.get(&reply.request_id).filter(|known| reply.created_at > known.since)
        else {
            continue;
        };
        entries.push(Entry { at: reply.created_at, what: What::Reply(Box::new(known.clone()), reply) });
    }
    entries.extend(proposed(connection, visitor, &involved, now)?);
    let reported: Vec<_> = own.iter().map(|report| report.id).collect();
    for reply in report_replies::for_reports(connection, project, &reported, MAX_INVOLVED)? {
        let Some(report) = own.iter().find(|report| report.id == reply.report_id) else { continue };
        let at = reply.created_at;
        entries.push(Entry { at, what: What::ReportReply(Box::new(report.clone()), reply) });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id())));
    let answered: Vec<_> = solved::of_visitor(connection, project, visitor.id)?;
    shipped.retain(|(known, version)| {
        !answered.iter().any(|one| one.request_id == known.request.id && one.version == *version)
    });
    Ok(News { entries, unsolved: shipped })
}

/// The proposals about what the visitor is involved in, while they are open; and those that are over, also where it took part for
/// another reason: at the end, and again when the decision is recorded.
fn proposed(
    connection: &mut AnyConnection,
    visitor: &Visitor,
    involved: &HashMap<Id<id::Request>, Involved>,
    now: Time,
) -> Result<Vec<Entry>> {
    let project = visitor.project_id;
    let ids: Vec<_> = involved.keys().copied().collect();
    let mut found = proposals::for_requests(connection, project, &ids, MAX_INVOLVED)?;
    let own: HashSet<_> = ballots::of_visitor(connection, project, visitor.id, MAX_INVOLVED)?
        .into_iter()
        .map(|ballot| ballot.proposal_id)
        .collect();
    let others: Vec<_> = own.iter().copied().filter(|id| found.iter().all(|row| row.id != *id)).collect();
    found.extend(proposals::by_ids(connection, project, &others)?);
    let entry = |row: Proposal| {
        let (phase, took_part) = (row.phase(now), own.contains(&row.id));
        let at = match phase {
            // Who took part knows that it opened.
            Phase::Open if !took_part => row.opens_at?,
            Phase::Closed => row.outcome_at.or(row.closes_at)?,
            _ => return None,
        };
        let since = row.request_id.and_then(|request| involved.get(&request)).map(|known| known.since);
        let is_news = took_part || since.is_some_and(|since| at > since);
        is_news.then(|| Entry { at, what: What::Proposal(Box::new(row), phase, took_part) })
    };
    Ok(found.into_iter().filter_map(entry).collect())
}

/// The release notes that answer what the visitor is involved in, each once. One that was published with the decisions on its
/// requests takes these out of `decided`: it is one thing that happened.
fn released(
    connection: &mut AnyConnection,
    project: Id<id::Project>,
    involved: &HashMap<Id<id::Request>, Involved>,
    decided: &mut Vec<(Involved, decisions::Decision)>,
) -> Result<Vec<Entry>> {
    let Some(since) = involved.values().map(|known| known.since).min() else { return Ok(Vec::new()) };
    // A release note may be linked to what was merged since.
    let by_number: HashMap<_, _> = involved.values().map(|known| (known.request.number, known)).collect();
    let numbers: Vec<_> = by_number.keys().copied().collect();
    let mut standing: HashMap<_, &Involved> = involved.iter().map(|(id, known)| (*id, known)).collect();
    for (child, number) in families::merged_into(connection, project, &numbers)? {
        standing.extend(by_number.get(&number).map(|known| (child, *known)));
    }
    let ids: Vec<_> = standing.keys().copied().collect();
    let rows = release_notes::for_requests_since(connection, project, &ids, Some(since), MAX_INVOLVED)?;
    let mut found: Vec<(ReleaseNote, Vec<Involved>)> = Vec::new();
    for (request, note) in rows {
        let Some(known) = standing.get(&request) else { continue };
        if note.published_at.is_none_or(|at| at <= known.since) {
            continue;
        }
        let answered = match found.iter_mut().find(|(listed, _)| listed.id == note.id) {
            Some((_, answered)) => answered,
            None => &mut found.push_mut((note, Vec::new())).1,
        };
        if answered.iter().all(|one| one.request.id != known.request.id) {
            answered.push((*known).clone());
        }
    }
    let entry = |(note, mut answered): (ReleaseNote, Vec<Involved>)| {
        let at = note.published_at?;
        answered.sort_by_key(|known| known.since);
        let with_it = |known: &Involved, decision: &decisions::Decision| {
            decision.decided_at == at && answered.iter().any(|one| one.request.id == known.request.id)
        };
        // All of them are taken out, and each says the same.
        let made: Vec<_> = decided.extract_if(.., |(known, decision)| with_it(known, decision)).collect();
        let message = made.into_iter().map(|(_, decision)| decision.reason).find(|reason| !reason.is_empty());
        Some(Entry { at, what: What::Release(answered, Box::new(note), message) })
    };
    Ok(found.into_iter().filter_map(entry).collect())
}
