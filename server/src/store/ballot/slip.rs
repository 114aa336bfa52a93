//! What of a ballot is kept in the inbox until it is counted: everything but the project's settings.
//! The format has a number, since a newer program must be able to count what an older one took in.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::Ballot;
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    domain::{route::Route, status::VoterKind},
    error::{Error, Result},
    store::{connection::AnyConnection, projects, visitors::Visitor},
};

/// The number of this format.
pub const FORMAT: i32 = 1;

#[derive(Serialize, Deserialize)]
struct Slip {
    project: Id<id::Project>,
    request: Id<id::Request>,
    visitor: Id<id::Visitor>,
    mint: bool,
    cast: bool,
    kind: VoterKind,
    weight: f64,
    screen: Option<(String, Option<String>)>,
    object_key: String,
    at: i64,
    seat: Option<i64>,
}

/// Packs ballots for the inbox.
pub fn pack(ballots: &[Ballot]) -> Result<Vec<u8>> {
    let slips: Vec<Slip> = ballots.iter().map(Slip::of).collect();
    postcard::to_allocvec(&slips).map_err(|error| Error::internal(error.to_string()))
}

/// Unpacks ballots that were taken in before this program started, with their projects as they are now.
pub fn unpack(connection: &mut AnyConnection, format: i32, packed: &[u8]) -> Result<Vec<Ballot>> {
    if format != FORMAT {
        return Err(Error::unavailable(format!(
            "the inbox holds votes in the format {format}, which this program does not know: start the program that \
             wrote them once more"
        )));
    }
    let slips: Vec<Slip> =
        postcard::from_bytes(packed).map_err(|error| Error::unavailable(format!("the inbox: {error}")))?;
    let mut known: HashMap<Id<id::Project>, Arc<projects::Project>> = HashMap::new();
    let mut ballots = Vec::with_capacity(slips.len());
    for slip in slips {
        let project = match known.get(&slip.project) {
            Some(project) => Arc::clone(project),
            None => {
                let project = Arc::new(projects::by_id(connection, slip.project)?);
                known.insert(project.id, Arc::clone(&project));
                project
            }
        };
        ballots.push(slip.into_ballot(project)?);
    }
    Ok(ballots)
}

impl Slip {
    fn of(ballot: &Ballot) -> Self {
        let screen = ballot.screen.as_ref();
        Self {
            project: ballot.project.id,
            request: ballot.request,
            visitor: ballot.visitor,
            mint: ballot.mint.is_some(),
            cast: ballot.cast,
            kind: ballot.kind,
            weight: ballot.weight,
            screen: screen.map(|(route, title)| (route.as_str().to_owned(), title.clone())),
            object_key: ballot.object_key.clone(),
            at: ballot.at.micros(),
            seat: ballot.seat,
        }
    }

    fn into_ballot(self, project: Arc<projects::Project>) -> Result<Ballot> {
        let at = Time::from_micros(self.at);
        let fresh = || Box::new(Visitor { id: self.visitor, ..Visitor::anonymous(project.id, at) });
        let screen = match self.screen {
            Some((route, title)) => {
                let route = Route::parse(&route).map_err(|invalid| {
                    Error::internal(format!("a route in the inbox: {}", invalid.detail))
                })?;
                Some((route, title))
            }
            None => None,
        };
        Ok(Ballot {
            request: self.request,
            visitor: self.visitor,
            mint: self.mint.then(fresh),
            cast: self.cast,
            kind: self.kind,
            weight: self.weight,
            screen,
            object_key: self.object_key,
            at,
            by_author: false,
            seat: self.seat,
            project,
        })
    }
}
