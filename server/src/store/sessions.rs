//! The sessions and setup_links tables: who is logged in where, and the link that creates the first member.
//! Keeps hashes of tokens only, and of a browser only its name and that of its system.

use diesel::prelude::*;
use uuid::Uuid;

use super::schema::{members, sessions, setup_links};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// Maximum number of sessions of a member that are listed, and can be ended one by one.
pub const MAX_LISTED: i64 = 100;

/// A session as its member sees it.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// When it was opened.
    pub created_at: Time,
    /// The browser that it was opened in.
    pub browser: Option<String>,
    /// The system of that browser.
    pub system: Option<String>,
    /// When it was last used, to the hour; `None` for one that was opened before this was kept.
    pub seen_at: Option<Time>,
}

impl Session {
    /// Its name outside: the first half of the stored hash, from which nobody can find the token.
    pub fn id(&self) -> Option<Id<id::Session>> {
        let half = self.token_hash.get(..16)?;
        Uuid::from_slice(half).ok().map(Id::from)
    }

    /// When it was last used, as far as that is known.
    pub fn last_used(&self) -> Time {
        self.seen_at.unwrap_or(self.created_at)
    }
}

/// Opens a session in a browser on a system.
pub fn open(
    connection: &mut AnyConnection,
    hash: &[u8],
    member: Id<id::Member>,
    (browser, system): (Option<String>, Option<String>),
    (now, expires): (Time, Time),
) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(connection)?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(hash),
            sessions::member_id.eq(member),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(expires),
            sessions::browser.eq(browser),
            sessions::system.eq(system),
            sessions::seen_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

/// The member of a session that has not expired, and when it was last used, to the hour.
pub fn member(
    connection: &mut AnyConnection,
    hash: &[u8],
    now: Time,
) -> Result<Option<(super::members::Member, Option<Time>)>> {
    let found = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::token_hash.eq(hash))
        .filter(sessions::expires_at.gt(now))
        .select((super::members::Member::as_select(), sessions::seen_at))
        .first(connection)
        .optional()?;
    Ok(found)
}

/// Notes that a session is used now, unless it was noted after `before`.
pub fn used(connection: &mut AnyConnection, hash: &[u8], before: Time, now: Time) -> Result<()> {
    let stale = sessions::seen_at.is_null().or(sessions::seen_at.lt(before));
    diesel::update(sessions::table.find(hash).filter(stale))
        .set(sessions::seen_at.eq(now))
        .execute(connection)?;
    Ok(())
}

/// The sessions of a member that have not expired, the latest opened first, at most [`MAX_LISTED`].
pub fn of_member(connection: &mut AnyConnection, member: Id<id::Member>, now: Time) -> Result<Vec<Session>> {
    let rows = sessions::table
        .filter(sessions::member_id.eq(member))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::token_hash.asc()))
        .limit(MAX_LISTED)
        .select(Session::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Those of some sessions that have not ended, with their members.
pub fn alive(
    connection: &mut AnyConnection,
    hashes: &[Vec<u8>],
    now: Time,
) -> Result<Vec<(Vec<u8>, Id<id::Member>)>> {
    let rows = sessions::table
        .filter(sessions::token_hash.eq_any(hashes))
        .filter(sessions::expires_at.gt(now))
        .select((sessions::token_hash, sessions::member_id))
        .load(connection)?;
    Ok(rows)
}

/// Ends one session.
pub fn close(connection: &mut AnyConnection, hash: &[u8]) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash))).execute(connection)?;
    Ok(())
}

/// Ends the sessions of a member, but for the one with the hash `but`.
pub fn close_others(connection: &mut AnyConnection, member: Id<id::Member>, but: &[u8]) -> Result<()> {
    diesel::delete(
        sessions::table.filter(sessions::member_id.eq(member)).filter(sessions::token_hash.ne(but)),
    )
    .execute(connection)?;
    Ok(())
}

/// Ends every session of a member.
pub fn close_all(connection: &mut AnyConnection, member: Id<id::Member>) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::member_id.eq(member))).execute(connection)?;
    Ok(())
}

/// Replaces the set-up link; older ones stop working.
pub fn put_setup_link(connection: &mut AnyConnection, hash: &[u8], now: Time) -> Result<()> {
    diesel::delete(setup_links::table).execute(connection)?;
    diesel::insert_into(setup_links::table)
        .values((setup_links::token_hash.eq(hash), setup_links::created_at.eq(now)))
        .execute(connection)?;
    Ok(())
}

/// Uses the set-up link up; false when it is not this one.
pub fn take_setup_link(connection: &mut AnyConnection, hash: &[u8]) -> Result<bool> {
    let deleted =
        diesel::delete(setup_links::table.filter(setup_links::token_hash.eq(hash))).execute(connection)?;
    Ok(deleted == 1)
}

/// Whether this is the set-up link; it is not used up by asking.
pub fn is_setup_link(connection: &mut AnyConnection, hash: &[u8]) -> Result<bool> {
    let link = setup_links::table.filter(setup_links::token_hash.eq(hash));
    Ok(diesel::select(diesel::dsl::exists(link)).get_result(connection)?)
}
