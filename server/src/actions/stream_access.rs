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

/// Maximum number of passes that one statement checks.
const AT_ONCE: usize = 500;

/// How somebody authenticated.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proof {
    /// By a session of a member.
    Session(SecretHash, Id<id::Member>),
    /// By an API key.
    Key(Id<id::ApiKey>),
}

/// Somebody who may read a project, and by what.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pass {
    /// The project.
    pub project: Id<id::Project>,
    /// By what.
    pub proof: Proof,
}

impl Proof {
    /// The member or the key, however it came in.
    pub fn holder(&self) -> Uuid {
        match self {
            Self::Session(_, member) => member.uuid(),
            Self::Key(key) => key.uuid(),
        }
    }
}

/// The passes that are no longer valid: the session has ended, the member has no role in the project, or the key is revoked.
pub fn void(connection: &mut AnyConnection, passes: &[Pass], now: Time) -> Result<Vec<Pass>> {
    let mut void = Vec::new();
    for some in passes.chunks(AT_ONCE) {
        let (mut hashes, mut people, mut programs) = (Vec::new(), Vec::new(), Vec::new());
        let projects: Vec<_> = some.iter().map(|pass| pass.project).collect();
        for pass in some {
            match pass.proof {
                Proof::Session(hash, member) => {
                    hashes.push(hash.to_vec());
                    people.push(member);
                }
                Proof::Key(key) => programs.push(key),
            }
        }
        let sessions: HashSet<_> = sessions::alive(connection, &hashes, now)?.into_iter().collect();
        let roles: HashSet<_> = members::places_of(connection, &people)?.into_iter().collect();
        let keys: HashSet<_> = keys::alive(connection, &projects, &programs)?.into_iter().collect();
        void.extend(some.iter().filter(|pass| match pass.proof {
            Proof::Session(hash, member) => {
                !sessions.contains(&(hash.to_vec(), member)) || !roles.contains(&(pass.project, member))
            }
            Proof::Key(key) => !keys.contains(&(pass.project, key)),
        }));
    }
    Ok(void)
}
