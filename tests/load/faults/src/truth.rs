//! What is in the database, read past the server, and whether every counter equals it.
//! Writes nothing, and compares with nothing: that is the ledger's.

use std::collections::{HashMap, HashSet};

use diesel::{connection::SimpleConnection, prelude::*};
use yousaid::{
    base::id::{self, Id},
    db::connection::{Address, AnyConnection},
    store::{
        projects,
        schema::{requests, visitors, votes},
    },
};
use yousaid_load::{Result, fixture::Fixture};

use crate::{crowd::Names, ledger::Pair};

/// Knows the rows of a fixture by their numbers.
pub struct Truth {
    address: Address,
    project: i32,
    requests: HashMap<i32, usize>,
    visitors: HashMap<i64, usize>,
}

impl Truth {
    /// Learns the numbers of a fixture's requests and visitors.
    pub fn of(address: Address, fixture: &Fixture, names: &Names) -> Result<Self> {
        let mut connection = connect(&address)?;
        let project = projects::find_by_key(&mut connection, &fixture.key)
            .map_err(|error| error.detail)?
            .ok_or("the project is gone")?;
        let rows: Vec<(i64, Id<id::Request>)> = requests::table
            .filter(requests::project_id.eq(project.id))
            .select((requests::number, requests::id))
            .load(&mut connection)
            .map_err(told)?;
        let place = |id: String, of: &[String]| of.iter().position(|known| *known == id);
        let by_number = rows.into_iter().filter_map(|(number, id)| {
            Some((i32::try_from(number).ok()?, place(id.to_string(), &fixture.requests)?))
        });
        let requests: HashMap<_, _> = by_number.collect();
        let rows: Vec<(i64, Id<id::Visitor>)> = visitors::table
            .filter(visitors::project_id.eq(project.id))
            .select((visitors::number, visitors::id))
            .load(&mut connection)
            .map_err(told)?;
        let by_number =
            rows.into_iter().filter_map(|(number, id)| Some((number, place(id.to_string(), &names.0)?)));
        let visitors: HashMap<_, _> = by_number.collect();
        if requests.len() != fixture.requests.len() || visitors.len() != names.0.len() {
            return Err("the database does not hold the fixture that was created".to_owned());
        }
        Ok(Self { address, project: project.number, requests, visitors })
    }

    /// Goes on with the same data elsewhere.
    pub fn move_to(&mut self, address: Address) {
        self.address = address;
    }

    /// The votes of the fixture's visitors on its requests.
    pub fn votes(&self) -> Result<HashSet<Pair>> {
        let mut connection = connect(&self.address)?;
        if matches!(connection, AnyConnection::Postgres(_)) {
            // A server that was killed may have left a commit under way: it holds a lock until it is made or undone.
            connection.batch_execute("BEGIN; LOCK TABLE votes IN SHARE MODE").map_err(told)?;
        }
        let rows: Vec<(i32, i64)> = votes::table
            .filter(votes::project.eq(self.project))
            .select((votes::request, votes::visitor))
            .load(&mut connection)
            .map_err(told)?;
        let pair = |(request, visitor): (i32, i64)| {
            Some((*self.requests.get(&request)?, *self.visitors.get(&visitor)?))
        };
        Ok(rows.into_iter().filter_map(pair).collect())
    }
}

/// Whether SQLite finds its file whole; `ok` then.
pub fn integrity(address: &Address) -> Result<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        integrity_check: String,
    }
    let row: Row =
        diesel::sql_query("PRAGMA integrity_check(1)").get_result(&mut connect(address)?).map_err(told)?;
    Ok(row.integrity_check)
}

/// A connection as the server's own.
pub fn connect(address: &Address) -> Result<AnyConnection> {
    address.connect().map_err(|error| error.detail)
}

fn told(error: diesel::result::Error) -> String {
    error.to_string()
}
