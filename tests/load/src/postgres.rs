//! Databases for one run on an existing PostgreSQL server: created, copied, and dropped when the run ends.
//! Touches no database that it did not create.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use url::Url;

use crate::{Result, complain};

/// A database of this run; deleted when this is dropped.
pub struct Database {
    admin: String,
    name: String,
    /// Its URL.
    pub url: String,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// Creates an empty one; `admin` names any database of a user that may create others.
    pub fn make(admin: &str) -> Result<Self> {
        Self::from(admin, "template0")
    }

    /// A copy of this one, which nobody may be using.
    pub fn copy(&self) -> Result<Self> {
        Self::from(&self.admin, &self.name)
    }

    /// Has PostgreSQL analyse its tables, as autovacuum does within a minute: a database in use has been analysed.
    pub fn look(&self) -> Result<()> {
        run(&self.url, "VACUUM (ANALYZE)")
    }

    /// It is on another server now, which has taken over with all its databases.
    pub fn moved(&mut self, admin: &str) -> Result<()> {
        let mut url = Url::parse(admin).map_err(|error| format!("{admin}: {error}"))?;
        url.set_path(&self.name);
        (self.admin, self.url) = (admin.to_owned(), url.into());
        Ok(())
    }

    fn from(admin: &str, template: &str) -> Result<Self> {
        let mut url = Url::parse(admin).map_err(|error| format!("--postgres {admin}: {error}"))?;
        let name = format!("yousaid_load_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        url.set_path(&name);
        run(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        Ok(Self { admin: admin.to_owned(), name, url: url.into() })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = run(&self.admin, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            complain(&format!("the database {} stays behind: {error}", self.name));
        }
    }
}

fn run(admin: &str, statement: &str) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| format!("PostgreSQL: {error}");
    let mut connection = PgConnection::establish(admin).map_err(|error| failed(&error))?;
    connection.batch_execute(statement).map_err(|error| failed(&error))
}
