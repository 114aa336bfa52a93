//! Positions in PostgreSQL's log of changes, and how far a server is with it.
//! Compares those of one log alone; a server that never followed another has one of its own.

use std::{fmt, str::FromStr};

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Bool, Text},
};

use crate::{
    db::connection::AnyConnection,
    error::{Error, Result},
};

/// How far the log of changes was written: a server that has replayed it sees everything committed before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(u64);

impl Position {
    /// Past everything: only the primary will do.
    pub const PRIMARY: Self = Self(u64::MAX);

    /// The position with this number of bytes before it.
    pub(super) fn at(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The number of bytes before it.
    pub(super) fn raw(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Position {
    /// As PostgreSQL writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xffff_ffff)
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let half = |text| u32::from_str_radix(text, 16).map(u64::from).ok();
        let read = text.split_once('/').and_then(|(high, low)| Some(half(high)? << 32 | half(low)?));
        read.map(Self).ok_or_else(|| Error::internal(format!("{text} is no position of a log")))
    }
}

#[derive(QueryableByName)]
struct Where {
    #[diesel(sql_type = Text)]
    position: String,
}

/// How far a server is, whether it leads or follows.
const POSITION: &str =
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END";

/// How far a server is with its log.
pub fn position(connection: &mut AnyConnection) -> Result<Position> {
    let asked = sql_query(format!("SELECT ({POSITION})::text AS position"));
    asked.get_result::<Where>(connection)?.position.parse()
}

/// Whether a server has everything up to a position: what it is asked after this sees that.
pub(super) fn reached(connection: &mut AnyConnection, position: Position) -> Result<bool> {
    let asked = sql_query(format!("SELECT {POSITION} >= $1::pg_lsn AS reached"));
    Ok(asked.bind::<Text, _>(position.to_string()).get_result::<Reached>(connection)?.reached)
}

#[derive(QueryableByName)]
struct Reached {
    #[diesel(sql_type = Bool)]
    reached: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_written_as_postgresql_does_and_read_again() {
        for text in ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"] {
            assert_eq!(text.parse::<Position>().expect("a position").to_string(), text);
        }
        assert!("16/B374D848".parse::<Position>().unwrap() < "17/0".parse().unwrap());
        for wrong in ["", "1", "1/", "x/1", "1/2/3", "100000000/0", "-1/0"] {
            assert!(wrong.parse::<Position>().is_err(), "{wrong}");
        }
    }
}
