//! Where a server keeps its data: a folder, and a PostgreSQL database unless SQLite is used.
//! Starts nothing; a place can be copied while no server uses it.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use yousaid::db::connection::{Address, AnyConnection};

use crate::{Result, postgres::Database, slow::Slow};

/// A folder that is deleted when this is dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// Creates a folder for this process in another one.
    pub fn make(within: &Path) -> Result<Self> {
        let scratch = Self(within.join(format!("yousaid-load-{}", std::process::id())));
        fs::create_dir_all(&scratch.0).map_err(|error| format!("{}: {error}", scratch.0.display()))?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // If it can't be deleted, it is in a folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The data of one contestant.
pub struct Place {
    folder: PathBuf,
    database: Option<Database>,
    slow: Option<Slow>,
    settings: Vec<(String, OsString)>,
    log: Option<PathBuf>,
}

impl Place {
    /// An empty place; on SQLite if there is no `postgres` to create a database in.
    pub fn make(folder: PathBuf, postgres: Option<&str>, slow: Option<Slow>) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let database = postgres.map(Database::make).transpose()?;
        Ok(Self { folder, database, slow, settings: Vec::new(), log: None })
    }

    /// A copy with all data and the same secret, so that the same tokens are valid.
    pub fn copy(&self, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for file in fs::read_dir(&self.folder).map_err(|error| error.to_string())? {
            let file = file.map_err(|error| error.to_string())?;
            fs::copy(file.path(), folder.join(file.file_name())).map_err(|error| error.to_string())?;
        }
        let database = self.database.as_ref().map(Database::copy).transpose()?;
        let (slow, settings, log) = (self.slow.clone(), self.settings.clone(), self.log.clone());
        Ok(Self { folder, database, slow, settings, log })
    }

    /// Has PostgreSQL analyse its tables; SQLite plans without statistics.
    pub fn look(&self) -> Result<()> {
        self.database.as_ref().map_or(Ok(()), Database::look)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Moves to another folder, which must exist.
    pub fn move_to(&mut self, folder: PathBuf) {
        self.folder = folder;
    }

    /// One more setting of the servers here; of two with the same name the later one applies.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.settings.push((name.to_owned(), value.into()));
    }

    /// Appends the servers' logs to a file, so that they do not mix with the results.
    pub fn log_to(&mut self, file: PathBuf) {
        self.log = Some(file);
    }

    /// The file of the log, open.
    pub fn log(&self) -> Result<Option<File>> {
        let open = |path: &PathBuf| File::options().create(true).append(true).open(path);
        self.log.as_ref().map(open).transpose().map_err(|error| error.to_string())
    }

    /// Its database is on another server now, which has taken over.
    pub fn moved(&mut self, admin: &str) -> Result<()> {
        self.database.as_mut().map_or(Ok(()), |database| database.moved(admin))
    }

    /// The servers' logs so far; empty if they are not kept.
    pub fn read_log(&self) -> Result<String> {
        let Some(path) = self.log.as_ref().filter(|path| path.exists()) else { return Ok(String::new()) };
        fs::read(path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(|error| error.to_string())
    }

    /// The URL of the PostgreSQL database, if it is one.
    pub fn url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.url.as_str())
    }

    /// Sets a server's data folder, the delay of its disk, and its other settings.
    pub fn apply(&self, command: &mut Command) {
        command.env("YOUSAID_DATA_DIR", &self.folder);
        if let Some(database) = &self.database {
            command.env("YOUSAID_DATABASE_URL", &database.url);
        }
        if let Some(slow) = &self.slow {
            slow.apply(command);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
    }

    /// A connection to the database, for data that is written without the server.
    pub fn connect(&self) -> Result<AnyConnection> {
        let address = match &self.database {
            Some(database) => Address::Postgres(database.url.clone()),
            None => Address::Sqlite(self.folder.join("yousaid.db")),
        };
        address.connect().map_err(|error| error.detail)
    }
}
