//! Fills an empty installation with Kontor, an invoicing product that does not exist, and what its users said.
//! Does not touch an installation that has a member, and writes only through the functions of the API.

mod acts;
mod asking;
mod browsers;
mod data;
mod dice;
mod naming;
mod people;
mod polls;
mod receipt;
mod stage;
mod story;
mod talk;
mod telling;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    cache::stamps::Touches,
    credentials::secret::{self, Secret},
    db::connection::AnyConnection,
    domain::{board::Board, origin::Origin, role::Role},
    error::{Error, Result},
    state::Context,
    store::{
        members::{self, Member},
        origins,
        projects::{self, Project},
    },
};

/// Seconds in a day.
const DAY: i64 = 86_400;

/// Days since the project was created, and decay's landmark.
const PROJECT_DAYS: i64 = 63;

/// The login of the first member.
const EMAIL: &str = "demo@kontor.example";

/// The name of the first member, which signs the decisions.
const NAME: &str = "Nora Feld";

/// The first member's login, to be shown once.
pub struct Account {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Creates the first member, a project and its data; does nothing, and returns `None`, when there is a member.
pub async fn fill(context: &Context) -> Result<Option<Account>> {
    if context.db.read(members::any).await? {
        return Ok(None);
    }
    let password = readable(&Secret::new(""));
    let hash = context.hasher.hash(password.clone()).await.map_err(Error::broken)?;
    let now = context.clock.now();
    let origin = context.config.public_url.as_str().to_owned();
    let filled = context
        .db
        .write(Touches::Everything, move |connection| {
            // Somebody may have been faster.
            if members::any(connection)? {
                return Ok(false);
            }
            tell(connection, hash, &origin, now)?;
            Ok(true)
        })
        .await?;
    Ok(filled.then(|| Account { email: EMAIL.to_owned(), password }))
}

/// Everything, in one transaction.
fn tell(connection: &mut AnyConnection, password_hash: String, origin: &str, now: Time) -> Result<()> {
    let data = data::data()?;
    let (project, member) = found(connection, password_hash, now)?;
    let stage = stage::Stage { project, now, origin, member: (NAME, member), people: &data.people };
    stage::play(connection, &stage, &story::scenes(data))
}

/// The member and the project, nine weeks ago.
fn found(
    connection: &mut AnyConnection,
    password_hash: String,
    now: Time,
) -> Result<(Arc<Project>, Id<id::Member>)> {
    let start = now.plus_seconds(-PROJECT_DAYS * DAY);
    let member = Member {
        id: Id::new(start),
        email: EMAIL.to_owned(),
        name: NAME.to_owned(),
        password_hash,
        created_at: start,
    };
    members::insert(connection, &member)?;
    let mut project = Project::new("Kontor".to_owned(), secret::widget_key(), start);
    project.board = Board::Public;
    project.publish_measures = true;
    // The team of the demo is past its first hour.
    project.first_steps_hidden = true;
    projects::insert(connection, &mut project)?;
    members::set_role(connection, project.id, member.id, Role::Owner, start)?;
    // The demo's own pages may always write; this one shows what a list looks like.
    origins::allow(connection, project.id, &Origin::parse("https://app.kontor.example")?, start)?;
    Ok((Arc::new(project), member.id))
}

/// Sixty-four random bits as four words that can be read out (proquints: Wilkerson, arXiv:0901.4016).
fn readable(secret: &Secret) -> String {
    const CONSONANTS: [char; 16] =
        ['b', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
    const VOWELS: [char; 4] = ['a', 'i', 'o', 'u'];
    let word = |pair: &[u8]| -> String {
        let bits = pair.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        let consonant = |shift: u32| CONSONANTS.get(bits >> shift & 15).copied();
        let vowel = |shift: u32| VOWELS.get(bits >> shift & 3).copied();
        [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].into_iter().flatten().collect()
    };
    let words: Vec<String> = secret.hash().chunks(2).take(4).map(word).collect();
    words.join("-")
}
