//! The context of every request: database, clock, keys, limits and other nodes.
//! Passed in, never global.

use std::{
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::Arc,
    time::Duration,
};

use tokio::sync::Notify;

use crate::{
    actions::{find_similar::Counts, stream_access::StreamAccess},
    base::{
        id::{self, Id},
        slug::Slug,
        time::Clock,
    },
    cache::{
        encoded::EncodedBody, expiring::Cache, listing::Listing, recent::Recent, responses::ResponseCache,
    },
    changes::live::Live,
    config::Config,
    credentials::{password::Hasher, token::VisitorKey},
    db::database::Db,
    domain::origin::Origin,
    error::{Error, Result},
    intake::Intake,
    limits::address::AddressSalt,
    nodes::{Nodes, event::Event},
    store::{
        boards, origins,
        projects::{self, Project},
        slugs,
    },
};

/// Seconds within which a change made on another node is seen.
const CACHE_SECONDS: u64 = 1;

/// Seconds for which the number of requests with a frequent word is kept.
const COUNTS_SECONDS: u64 = 600;

/// Seconds after which a tag seen at the same place is noted again.
const SIGHT_SECONDS: u64 = 60;

/// A project with its allow-list, as the widget's requests need them.
#[derive(Debug)]
pub struct Tenant {
    /// The project.
    pub project: Arc<Project>,
    /// The origins that its widget may write from.
    pub origins: Vec<String>,
}

/// A vote that a visitor cast or retracted a moment ago.
#[derive(Clone, Copy, Debug)]
pub struct OwnVote {
    /// On what.
    pub request: Id<id::Request>,
    /// Whether it was cast.
    pub cast: bool,
    /// The number of changes with it.
    pub stamp: u64,
}

/// Everything a request is answered with.
pub struct Context {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The queues of votes, answers and views.
    pub intake: Intake,
    /// The time.
    pub clock: Clock,
    /// Rate limits, and notices of changes to other nodes.
    pub nodes: Nodes,
    /// What visitor tokens are signed with.
    pub visitor_key: VisitorKey,
    /// What hides addresses.
    pub address_salt: AddressSalt,
    /// What hashes passwords.
    pub hasher: Hasher,
    /// The lists that widgets show.
    pub lists: ResponseCache<Listing>,
    /// The ranked lists that teams read.
    pub ranked: ResponseCache<EncodedBody>,
    /// The published release notes.
    pub release_notes: ResponseCache<EncodedBody>,
    /// What visitors voted on a moment ago.
    pub own_votes: Recent<Id<id::Visitor>, OwnVote>,
    /// How many requests have the words that many have.
    pub term_counts: Arc<Counts>,
    /// Wakes the task that indexes requests again: a project may have got another language.
    pub index_again: Arc<Notify>,
    /// Wakes the task that computes scores again: a project may have got another ranking.
    pub rank_again: Arc<Notify>,
    /// Wakes the task that merges screens: a project may have got a pattern of routes.
    pub merge_again: Arc<Notify>,
    /// The open event streams.
    pub live: Arc<Live<StreamAccess>>,
    tenants: Cache<String, Arc<Tenant>>,
    boards: Cache<String, Arc<Project>>,
    hosts: Cache<(), Arc<Vec<(String, String)>>>,
    sights: Cache<String, ()>,
}

impl Context {
    /// Builds the context; fails with a sentence when the secret is invalid.
    pub fn new(
        config: Config,
        db: Db,
        intake: Intake,
        clock: Clock,
        secret: &str,
    ) -> std::result::Result<Self, String> {
        Ok(Self {
            nodes: Nodes::open(&config.limits, config.redis.as_ref(), secret.as_bytes())?,
            visitor_key: VisitorKey::derive(secret.as_bytes()).map_err(|error| error.to_string())?,
            address_salt: AddressSalt::derive(secret.as_bytes()).map_err(|error| error.to_string())?,
            hasher: Hasher::new(),
            lists: ResponseCache::default(),
            ranked: ResponseCache::default(),
            release_notes: ResponseCache::default(),
            term_counts: Arc::new(Cache::new(Duration::from_secs(COUNTS_SECONDS))),
            index_again: Arc::default(),
            rank_again: Arc::default(),
            merge_again: Arc::default(),
            own_votes: Recent::default(),
            live: Arc::new(Live::new(config.streams)),
            tenants: Cache::new(Duration::from_secs(CACHE_SECONDS)),
            boards: Cache::new(Duration::from_secs(CACHE_SECONDS)),
            hosts: Cache::new(Duration::from_secs(CACHE_SECONDS)),
            sights: Cache::new(Duration::from_secs(SIGHT_SECONDS)),
            config,
            db,
            intake,
            clock,
        })
    }

    /// The project with this widget key. Fails as not found for an unknown one.
    pub async fn tenant(&self, key: &str) -> Result<Arc<Tenant>> {
        if let Some(tenant) = self.tenants.find(key) {
            return Ok(tenant);
        }
        // A key of another shape can't exist, so it costs no query.
        if !crate::credentials::secret::is_widget_key(key) {
            return Err(Error::not_found());
        }
        let era = self.tenants.era();
        let wanted = key.to_owned();
        let tenant = self
            .db
            .read(move |connection| {
                let project = projects::find_by_key(connection, &wanted)?.ok_or_else(Error::not_found)?;
                let origins = origins::for_project(connection, project.id)?;
                let origins = origins.into_iter().map(|allowed| allowed.origin).collect();
                Ok(Tenant { project: Arc::new(project), origins })
            })
            .await?;
        let tenant = Arc::new(tenant);
        self.tenants.put(era, key.to_owned(), Arc::clone(&tenant));
        Ok(tenant)
    }

    /// The project whose board has or had this name in addresses. Fails as not found for an unknown one.
    pub async fn board(&self, slug: &str) -> Result<Arc<Project>> {
        if let Some(project) = self.boards.find(slug) {
            return Ok(project);
        }
        let era = self.boards.era();
        // A name of another shape can't exist, so it costs no query.
        let wanted = Slug::parse(slug).map_err(|_no_name| Error::not_found())?;
        let project = self
            .db
            .read(move |connection| {
                let (id, _) = slugs::find(connection, wanted.as_str())?.ok_or_else(Error::not_found)?;
                projects::by_id(connection, id)
            })
            .await?;
        let project = Arc::new(project);
        self.boards.put(era, slug.to_owned(), Arc::clone(&project));
        Ok(project)
    }

    /// The host names of boards, with the names of the boards in addresses. All at once: clients may send any host name.
    pub async fn board_hosts(&self) -> Result<Arc<Vec<(String, String)>>> {
        if let Some(hosts) = self.hosts.find(&()) {
            return Ok(hosts);
        }
        let era = self.hosts.era();
        let hosts = Arc::new(self.db.read(boards::hosts).await?);
        self.hosts.put(era, (), Arc::clone(&hosts));
        Ok(hosts)
    }

    /// Whether the tag was not seen at a place within the last minute; it is from now on. All places that are not allowed
    /// share a few turns a minute and project: a client can name as many as it likes.
    pub fn first_sight(&self, project: Id<id::Project>, place: &Origin, allowed: bool) -> bool {
        let what = if allowed {
            format!("{project} {place}")
        } else {
            let mut hasher = DefaultHasher::new();
            place.as_str().hash(&mut hasher);
            format!("{project} {}", hasher.finish() % origins::MAX_UNLISTED.unsigned_abs())
        };
        self.sights.is_first(what, ())
    }

    /// A project's settings were changed here: forgets what is cached of projects, and has the other nodes do so.
    pub fn settings_changed(&self, project: Id<id::Project>) {
        self.forget_tenants();
        self.nodes.publish(Event::Settings { project });
    }

    /// Forgets what is cached of projects: after a change of one, wherever it was made.
    pub fn forget_tenants(&self) {
        self.tenants.forget();
        self.boards.forget();
        self.hosts.forget();
    }
}
