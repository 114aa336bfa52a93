//! The sessions and setup_links tables: who is logged in, and the link that creates the first member.
//! Keeps hashes of tokens only.

use diesel::prelude::*;

use super::schema::{members, sessions, setup_links};
use crate::{
    base::{
        id::{self, Id},
        time::Time,
    },
    db::connection::AnyConnection,
    error::Result,
};

/// Opens a session.
pub fn open(
    connection: &mut AnyConnection,
    hash: &[u8],
    member: Id<id::Member>,
    now: Time,
    expires: Time,
) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(connection)?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(hash),
            sessions::member_id.eq(member),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(expires),
        ))
        .execute(connection)?;
    Ok(())
}

/// The member of a session that has not expired.
pub fn member(
    connection: &mut AnyConnection,
    hash: &[u8],
    now: Time,
) -> Result<Option<super::members::Member>> {
    let found = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::token_hash.eq(hash))
        .filter(sessions::expires_at.gt(now))
        .select(super::members::Member::as_select())
        .first(connection)
        .optional()?;
    Ok(found)
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
