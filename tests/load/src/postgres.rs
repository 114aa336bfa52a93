//! Databases for one run on a PostgreSQL that somebody else keeps: made, copied, and dropped when the run ends.
//! Touches no database that it did not make.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use url::Url;

use crate::{Result, complain};

/// A database of this run; dropped with this.
pub struct Database {
    admin: String,
    name: String,
    /// How a server reaches it.
    pub url: String,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// Makes an empty one; `admin` names any database of a user that may make others.
    pub fn make(admin: &str) -> Result<Self> {
        Self::from(admin, "template0")
    }

    /// A copy of this one, which nobody may be using.
    pub fn copy(&self) -> Result<Self> {
        Self::from(&self.admin, &self.name)
    }

    /// Has PostgreSQL look at what its tables hold, as it does by itself within the minute: a database that is in use has
    /// been looked at.
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
