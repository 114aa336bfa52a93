//! Where a server keeps its data: a folder, and a database of PostgreSQL where SQLite is not meant.
//! Starts nothing; a place can be copied while nobody uses it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use yousaid::store::connection::{Address, AnyConnection};

use crate::{Result, postgres::Database, slow::Slow};

/// A folder that goes when this does.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// Makes a folder of this process in another one.
    pub fn make(within: &Path) -> Result<Self> {
        let scratch = Self(within.join(format!("yousaid-load-{}", std::process::id())));
        fs::create_dir_all(&scratch.0).map_err(|error| format!("{}: {error}", scratch.0.display()))?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be taken away lies in a folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The data of one contestant.
pub struct Place {
    folder: PathBuf,
    database: Option<Database>,
    slow: Option<Slow>,
}

impl Place {
    /// An empty place; on SQLite where there is no `postgres` to make a database in.
    pub fn make(folder: PathBuf, postgres: Option<&str>, slow: Option<Slow>) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        Ok(Self { folder, database: postgres.map(Database::make).transpose()?, slow })
    }

    /// A copy with all data and the same secret, so that the same tokens are good.
    pub fn copy(&self, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for file in fs::read_dir(&self.folder).map_err(|error| error.to_string())? {
            let file = file.map_err(|error| error.to_string())?;
            fs::copy(file.path(), folder.join(file.file_name())).map_err(|error| error.to_string())?;
        }
        let database = self.database.as_ref().map(Database::copy).transpose()?;
        Ok(Self { folder, database, slow: self.slow.clone() })
    }

    /// Tells a server where its data is, and how slow its disk.
    pub fn apply(&self, command: &mut Command) {
        command.env("YOUSAID_DATA_DIR", &self.folder);
        if let Some(database) = &self.database {
            command.env("YOUSAID_DATABASE_URL", &database.url);
        }
        if let Some(slow) = &self.slow {
            slow.apply(command);
        }
    }

    /// A connection to the database, for what is written past the server.
    pub fn connect(&self) -> Result<AnyConnection> {
        let address = match &self.database {
            Some(database) => Address::Postgres(database.url.clone()),
            None => Address::Sqlite(self.folder.join("yousaid.db")),
        };
        address.connect().map_err(|error| error.detail)
    }
}
