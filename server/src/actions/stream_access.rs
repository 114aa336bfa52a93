//! How a member or a program authenticated, kept while its event stream is open, and whether that is still valid.
//! Keeps no secret, only what the database stores of it.

use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    credentials::secret::SecretHash,
    db::connection::AnyConnection,
    error::Result,
    store::{keys, members, sessions},
};

/// Maximum number of accesses that one statement checks.
const MAX_PER_STATEMENT: usize = 500;

/// How somebody authenticated.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// By a session of a member.
    Session(SecretHash, Id<id::Member>),
    /// By an API key.
    Key(Id<id::ApiKey>),
}

/// Somebody who may read a project, and by what.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamAccess {
    /// The project.
    pub project: Id<id::Project>,
    /// By what.
    pub credential: Credential,
}

impl Credential {
    /// The member or the key, however it came in.
    pub fn holder(&self) -> Uuid {
        match self {
            Self::Session(_, member) => member.uuid(),
            Self::Key(key) => key.uuid(),
        }
    }
}

/// The accesses that are no longer valid: the session has ended, the member has no role in the project, or the key is revoked.
pub fn revoked(
    connection: &mut AnyConnection,
    accesses: &[StreamAccess],
    now: Time,
) -> Result<Vec<StreamAccess>> {
    let mut revoked = Vec::new();
    for some in accesses.chunks(MAX_PER_STATEMENT) {
        let (mut hashes, mut people, mut programs) = (Vec::new(), Vec::new(), Vec::new());
        let projects: Vec<_> = some.iter().map(|access| access.project).collect();
        for access in some {
            match access.credential {
                Credential::Session(hash, member) => {
                    hashes.push(hash.to_vec());
                    people.push(member);
                }
                Credential::Key(key) => programs.push(key),
            }
        }
        let sessions: HashSet<_> = sessions::alive(connection, &hashes, now)?.into_iter().collect();
        let roles: HashSet<_> = members::projects_of(connection, &people)?.into_iter().collect();
        let keys: HashSet<_> = keys::alive(connection, &projects, &programs)?.into_iter().collect();
        revoked.extend(some.iter().filter(|access| match access.credential {
            Credential::Session(hash, member) => {
                !sessions.contains(&(hash.to_vec(), member)) || !roles.contains(&(access.project, member))
            }
            Credential::Key(key) => !keys.contains(&(access.project, key)),
        }));
    }
    Ok(revoked)
}
