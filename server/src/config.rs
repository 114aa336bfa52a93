//! The settings: `config.default.toml`, then a file, then `YOUSAID_*`, each winning over the one before.
//! Refuses unknown names, unknown database schemes and weak secrets with a sentence that says what to do.

use std::{
    fs,
    io::Write,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use ipnet::IpNet;
use serde::Deserialize;

use crate::{
    changes::live::StreamSettings,
    credentials::secret::Secret,
    db::{connection::Address, replica},
    domain::origin::Origin,
    limits::LimitSettings,
    nodes::redis::Target,
};

/// Every setting with its meaning and default.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Characters that a secret has at least.
const MIN_SECRET: usize = 32;

/// How log lines look.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The pooler between this program and PostgreSQL, if any.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Pooler {
    /// Nothing, or what keeps a connection for as long as its client does.
    None,
    /// What lends a connection for one transaction.
    Transaction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: SocketAddr,
    public_url: String,
    data_dir: PathBuf,
    database_url: String,
    database_pooler: Pooler,
    database_replica_url: String,
    database_replica_lag_seconds: NonZeroU32,
    redis_url: String,
    redis_timeout_ms: NonZeroU32,
    secret: String,
    trusted_proxies: Vec<IpNet>,
    log_format: LogFormat,
    log_level: String,
    workers: usize,
    streams: StreamSettings,
    limits: LimitSettings,
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The origin under which browsers reach it.
    pub public_url: Origin,
    /// Where files are kept.
    pub data_dir: PathBuf,
    /// Where the data is.
    pub database: Address,
    /// Where the dashboard's lists are read; `None` for the database itself.
    pub replica: Option<replica::Settings>,
    /// What nodes share limits and events over; `None` for a node by itself.
    pub redis: Option<Target>,
    /// The secret as set; `None` means the one kept in `data_dir`.
    pub secret: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Which log lines are written.
    pub log_level: String,
    /// Threads that serve HTTP; 0 for one a core.
    pub workers: usize,
    /// How many event streams there may be.
    pub streams: StreamSettings,
    /// How often one may act.
    pub limits: LimitSettings,
}

impl Config {
    /// Cores that this node is to use: as many as it has threads that serve HTTP.
    pub fn cores(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        }
    }

    /// Reads the settings. Errors with a sentence that names the setting and says what to do.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(format!("The settings file {} was not found.", file.display()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let raw: Raw = figment
            .merge(
                Env::prefixed("YOUSAID_")
                    .ignore(&[
                        "config",
                        "test_postgres_url",
                        "test_pgbouncer_url",
                        "test_replica_url",
                        "test_redis_url",
                        "bin",
                    ])
                    .split("__"),
            )
            .extract()
            .map_err(|error| {
                format!("Invalid setting: {error}. See config.default.toml for all settings.")
            })?;
        raw.check()
    }

    /// Whether browsers reach it by https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_str().starts_with("https://")
    }

    /// Whether browsers reach the server itself by a host name.
    pub fn is_own_host(&self, host: &str) -> bool {
        let rest = self.public_url.as_str().split_once("://").map_or("", |(_, rest)| rest);
        rest == host || rest.strip_prefix(host).is_some_and(|rest| rest.starts_with(':'))
    }

    /// The server's secret: as set, or as kept in `data_dir`, made on the first start.
    pub fn server_secret(&self) -> Result<String, String> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        let path = self.data_dir.join("secret");
        let failed =
            |error: std::io::Error| format!("{}: {error}. Make it readable and writable.", path.display());
        match fs::read_to_string(&path) {
            Ok(secret) if secret.trim().len() >= MIN_SECRET => Ok(secret.trim().to_owned()),
            Ok(_) => Err(format!("{} is shorter than {MIN_SECRET} characters.", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.data_dir).map_err(failed)?;
                let (secret, _) = Secret::new("").into_parts();
                let mut options = fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(&path).map_err(failed)?;
                file.write_all(secret.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
                Ok(secret)
            }
            Err(error) => Err(failed(error)),
        }
    }
}

/// Maximum number of threads that serve HTTP; actix-server takes no more.
const MAX_WORKERS: usize = 512;

impl Raw {
    fn check(self) -> Result<Config, String> {
        let public_url = if self.public_url.is_empty() {
            format!("http://{}", self.listen)
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        };
        let public_url = Origin::parse(&public_url)
            .map_err(|invalid| format!("YOUSAID_PUBLIC_URL is {public_url:?}: {}", invalid.detail))?;
        let database = if self.database_url.is_empty() {
            Address::Sqlite(self.data_dir.join("yousaid.db"))
        } else {
            let parsed = self.database_url.parse();
            parsed.map_err(|why: String| format!("YOUSAID_DATABASE_URL: {why}"))?
        };
        let database = match (self.database_pooler, database) {
            (Pooler::None, database) => database,
            (Pooler::Transaction, Address::Postgres(url) | Address::Pooled(url)) => Address::Pooled(url),
            (Pooler::Transaction, Address::Sqlite(_)) => {
                return Err(
                    "YOUSAID_DATABASE_POOLER is transaction, but the database is SQLite, which has no pooler: set \
                     YOUSAID_DATABASE_URL, or leave the pooler out."
                        .to_owned(),
                );
            }
        };
        let replica = match (self.database_replica_url.as_str(), &database) {
            ("", _) => None,
            (url, Address::Postgres(_) | Address::Pooled(_)) => {
                let named = |why: String| format!("YOUSAID_DATABASE_REPLICA_URL: {why}");
                let address = match url.parse().map_err(named)? {
                    Address::Postgres(url) if self.database_pooler == Pooler::Transaction => {
                        Address::Pooled(url)
                    }
                    Address::Sqlite(_) => return Err(named("a replica is PostgreSQL.".to_owned())),
                    address => address,
                };
                let lag = Duration::from_secs(u64::from(self.database_replica_lag_seconds.get()));
                Some(replica::Settings { address, lag })
            }
            (_, Address::Sqlite(_)) => {
                return Err(
                    "YOUSAID_DATABASE_REPLICA_URL is set, but the database is SQLite, which has no replica: set \
                     YOUSAID_DATABASE_URL, or leave the replica out."
                        .to_owned(),
                );
            }
        };
        let redis = Some(self.redis_url.as_str()).filter(|url| !url.is_empty());
        let patience = Duration::from_millis(u64::from(self.redis_timeout_ms.get()));
        let redis = redis.map(|url| Target::parse(url, patience)).transpose()?;
        if !self.secret.is_empty() && self.secret.len() < MIN_SECRET {
            return Err(format!(
                "YOUSAID_SECRET is shorter than {MIN_SECRET} characters. Make one with: openssl rand -base64 32"
            ));
        }
        if self.workers > MAX_WORKERS {
            return Err(format!(
                "YOUSAID_WORKERS is {}: use at most {MAX_WORKERS}, or 0 for all cores.",
                self.workers
            ));
        }
        Ok(Config {
            listen: self.listen,
            public_url,
            data_dir: self.data_dir,
            database,
            replica,
            redis,
            secret: Some(self.secret).filter(|secret| !secret.is_empty()),
            trusted_proxies: self.trusted_proxies,
            log_format: self.log_format,
            log_level: self.log_level,
            workers: self.workers,
            streams: self.streams,
            limits: self.limits,
        })
    }
}
