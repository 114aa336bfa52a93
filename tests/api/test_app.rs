//! A running server for one test, with a database of its own, and clients by role.
//! Speaks HTTP only; the database is opened directly for one thing: the recount of `yousaid check`.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use crate::declared;
use diesel::connection::SimpleConnection;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use yousaid::{
    actions::check,
    app,
    base::time::{Clock, Time},
    config::Config,
    db::connection::Address,
    state::Context,
};

/// Where the host page of the tests is.
pub const HOST: &str = "https://kontor.example";
/// Where browsers reach the server under test.
pub const OWN: &str = "http://yousaid.test";
/// A password that the rule takes.
pub const PASSWORD: &str = "correct horse battery";

/// A running server with a database of its own.
pub struct TestApp {
    /// `http://127.0.0.1:port`.
    pub url: String,
    /// What the server runs with.
    pub context: Arc<Context>,
    server: actix_web::dev::ServerHandle,
    hands: Arc<TestClock>,
    folder: Option<tempfile::TempDir>,
    postgres: Option<Postgres>,
}

/// The app's clock: it follows the machine's until a test pauses or moves it.
#[derive(Default)]
struct TestClock {
    held: AtomicI64,
    ahead: AtomicI64,
}

impl TestClock {
    fn now(&self) -> Time {
        let held = self.held.load(Ordering::SeqCst);
        let base = if held == 0 { Clock::system().now().micros() } else { held };
        Time::from_micros(base + self.ahead.load(Ordering::SeqCst))
    }
}

/// A database of its own on the PostgreSQL server that `YOUSAID_TEST_POSTGRES_URL` names.
pub struct Postgres {
    admin: String,
    name: String,
    /// The URL of the database.
    pub url: String,
}

impl Postgres {
    /// Creates the database.
    pub fn create() -> Self {
        let admin = std::env::var("YOUSAID_TEST_POSTGRES_URL").expect(
            "YOUSAID_TEST_POSTGRES_URL names a PostgreSQL server to create databases in; tests/run starts one",
        );
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        let base = admin.rsplit_once('/').map_or(admin.as_str(), |(base, _)| base).to_owned();
        let made = Self { url: format!("{base}/{name}"), admin, name };
        made.command(&format!("CREATE DATABASE {}", made.name));
        made
    }

    /// The URL of the database through the pooler of the tests.
    pub fn pooled(&self) -> String {
        let pooler = std::env::var("YOUSAID_TEST_PGBOUNCER_URL").expect(
            "YOUSAID_TEST_PGBOUNCER_URL names a pgbouncer before the PostgreSQL of the tests; tests/run starts one",
        );
        format!("{pooler}/{}", self.name)
    }

    /// Ends every connection to the database, as a restart of the server does.
    pub fn cut(&self) {
        let name = &self.name;
        self.command(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }

    /// Takes the database away.
    pub fn drop(self) {
        self.command(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }

    fn command(&self, statement: &str) {
        let mut admin = Address::Postgres(self.admin.clone()).connect().expect("the PostgreSQL of the tests");
        admin.batch_execute(statement).expect("the statement");
    }
}

fn config(folder: &tempfile::TempDir, database: Address) -> Config {
    let mut config = Config::load(None).expect("the default settings");
    config.listen = "127.0.0.1:0".parse().expect("an address");
    config.public_url = yousaid::domain::origin::Origin::parse(OWN).expect("an origin");
    config.data_dir = folder.path().to_owned();
    config.database = database;
    config.workers = 2;
    // Everything comes from one address here; the limits have tests of their own. A full bucket is a minute's worth, so
    // that a processor's clock which is some milliseconds behind another's refuses nothing.
    let much = |rate: &mut yousaid::limits::Rate| {
        rate.per_minute = std::num::NonZeroU32::new(1_000_000).expect("not zero");
        rate.burst = std::num::NonZeroU32::new(1_000_000).expect("not zero");
    };
    let limits = &mut config.limits;
    for rate in [
        &mut limits.visitor_write,
        &mut limits.address_write,
        &mut limits.mint,
        &mut limits.identify,
        &mut limits.read,
        &mut limits.login_address,
        &mut limits.login_pair,
        &mut limits.login_account,
        &mut limits.invite,
    ] {
        much(rate);
    }
    config
}

impl TestApp {
    /// A server on SQLite.
    pub async fn sqlite() -> Self {
        Self::sqlite_with(|_| {}).await
    }

    /// A server on SQLite with other settings.
    pub async fn sqlite_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = config(&folder, Address::Sqlite(folder.path().join("yousaid.db")));
        change(&mut config);
        Self::start(config, Arc::default(), Some(folder), None)
    }

    /// A server on a fresh database of PostgreSQL.
    pub async fn postgres() -> Self {
        Self::postgres_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn postgres_with(change: impl FnOnce(&mut Config)) -> Self {
        let postgres = Postgres::create();
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = config(&folder, Address::Postgres(postgres.url.clone()));
        change(&mut config);
        Self::start(config, Arc::default(), Some(folder), Some(postgres))
    }

    /// A server on a fresh database of PostgreSQL, behind the pgbouncer that `YOUSAID_TEST_PGBOUNCER_URL` names.
    pub async fn pooled() -> Self {
        let postgres = Postgres::create();
        let folder = tempfile::tempdir().expect("a folder");
        let config = config(&folder, Address::Pooled(postgres.pooled()));
        Self::start(config, Arc::default(), Some(folder), Some(postgres))
    }

    /// Another node on the same database, with the same secret and clock.
    pub fn second_node(&self) -> Self {
        Self::start(self.context.config.clone(), Arc::clone(&self.hands), None, None)
    }

    fn start(
        config: Config,
        hands: Arc<TestClock>,
        folder: Option<tempfile::TempDir>,
        postgres: Option<Postgres>,
    ) -> Self {
        let read = Arc::clone(&hands);
        let clock = Clock::new(move || read.now());
        let context = Arc::new(app::open(config, clock).expect("the server opens"));
        let (server, address) = app::serve(Arc::clone(&context), None).expect("the server listens");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { url: format!("http://{address}"), context, server: handle, hands, folder, postgres }
    }

    /// Pauses the clock at the beginning of this minute, so that what decays by the minute stays equal.
    pub fn hold_clock(&self) {
        let minute = 60_000_000;
        let now = self.context.clock.now().micros();
        self.hands.ahead.store(0, Ordering::SeqCst);
        self.hands.held.store(now - now % minute, Ordering::SeqCst);
    }

    /// Moves the clock forward.
    pub fn pass(&self, seconds: i64) {
        self.hands.ahead.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// The database, where it is one of PostgreSQL.
    pub fn database(&self) -> &Postgres {
        self.postgres.as_ref().expect("an app on PostgreSQL")
    }

    /// Recounts every counter; returns the differences.
    pub async fn check(&self) -> Vec<String> {
        self.context.db.read(check::run).await.expect("a recount")
    }

    /// Ends the server and drops its database.
    pub async fn end(self) {
        self.server.stop(false).await;
        let Self { context, postgres, folder, .. } = self;
        drop(context);
        if let Some(postgres) = postgres {
            postgres.drop();
        }
        drop(folder);
    }

    /// A client without any credentials.
    pub fn stranger(&self) -> Asker {
        Asker {
            client: Client::builder().cookie_store(true).build().expect("a client"),
            url: self.url.clone(),
            token: None,
            origin: None,
        }
    }

    /// Creates the first member and a project, and allows the host's origin.
    pub async fn owner(&self) -> Team {
        let link = app::setup_link(&self.context).await.expect("a link").expect("no member yet");
        let token = link.rsplit('=').next().expect("a token").to_owned();
        let asker = self.stranger();
        let body = json!({"token": token, "name": "Olga Owner", "email": "olga@kontor.example", "password": PASSWORD});
        asker.post("/v1/setup", &body).await.is(StatusCode::CREATED);
        Team::with_project(asker, "Kontor").await
    }
}

/// A client: a browser of a member, a visitor, a program.
#[derive(Clone)]
pub struct Asker {
    /// The browser, with its cookies.
    pub client: Client,
    /// Where the server is.
    pub url: String,
    /// What is sent as `Authorization: Bearer`.
    pub token: Option<String>,
    /// What is sent as `Origin`.
    pub origin: Option<String>,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let status = response.status();
        let headers = response.headers().clone();
        let text = response.text().await.expect("a body");
        Self { status, headers, text }
    }

    /// Requires a status; returns itself.
    #[track_caller]
    pub fn is(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The stable code of a problem.
    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().expect("a problem has a code").to_owned()
    }
}

impl Asker {
    /// A request with everything that this asker always sends.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        match &self.origin {
            Some(origin) => request = request.header("Origin", origin),
            None => request = request.header("Yousaid-Csrf", "1"),
        }
        request
    }

    /// Sends a request; the OpenAPI document must declare the answer.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let (client, request) = request.build_split();
        let request = request.expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = Answer::read(client.execute(request).await.expect("an answer")).await;
        declared::check(&method, &path, answer.status, answer.header("content-type"));
        answer
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUT with JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// PATCH with JSON.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
}

/// A member's browser in a project.
pub struct Team {
    /// The browser.
    pub asker: Asker,
    /// The project's id.
    pub project: String,
    /// The project's widget key.
    pub key: String,
}

impl Team {
    /// A new project of this member, with the host's origin allowed.
    pub async fn with_project(asker: Asker, name: &str) -> Self {
        let made = asker.post("/v1/projects", &json!({"name": name, "origins": [HOST]})).await;
        let made = made.is(StatusCode::CREATED).json();
        let text = |field: &str| made[field].as_str().expect("text").to_owned();
        Self { project: text("id"), key: text("widget_key"), asker }
    }

    /// Logs the owner in again: after more days than a session lives.
    pub async fn log_in(&self) {
        let body = json!({"email": "olga@kontor.example", "password": PASSWORD});
        self.asker.post("/v1/session", &body).await.is(StatusCode::OK);
    }

    /// A path below the project.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/projects/{}{rest}", self.project)
    }

    /// A visitor of the project's widget that has not acted yet.
    pub fn visitor(&self, app: &TestApp) -> Visitor {
        let asker = Asker { origin: Some(HOST.to_owned()), ..app.stranger() };
        Visitor { asker, key: self.key.clone() }
    }

    /// A list or a detail below the project, read.
    pub async fn read(&self, rest: &str) -> Value {
        self.asker.get(&self.path(rest)).await.is(StatusCode::OK).json()
    }

    /// GET of a detail with its ETag.
    pub async fn detail(&self, request: &str) -> (Value, String) {
        let answer = self.asker.get(&self.path(&format!("/requests/{request}"))).await.is(StatusCode::OK);
        let etag = answer.header("etag").expect("an ETag").to_owned();
        (answer.json(), etag)
    }

    /// Decides on a request as it is now.
    pub async fn decide(&self, request: &str, status: &str, reason: &str) -> Answer {
        let (_, etag) = self.detail(request).await;
        let body = json!({"status": status, "reason_code": "other", "reason": reason});
        let path = self.path(&format!("/requests/{request}/decisions"));
        self.asker.send(self.asker.request(Method::POST, &path).header("If-Match", etag).json(&body)).await
    }
}

/// A visitor of a widget.
#[derive(Clone)]
pub struct Visitor {
    /// The browser.
    pub asker: Asker,
    /// The project's widget key.
    pub key: String,
}

impl Visitor {
    /// A path below the project's key.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/p/{}{rest}", self.key)
    }

    /// Another visitor with the same browser software that has not acted yet.
    pub fn another(&self) -> Self {
        let asker = Asker { token: None, ..self.asker.clone() };
        Self { asker, key: self.key.clone() }
    }

    /// A list below the key, as this visitor sees it.
    pub async fn read(&self, rest: &str) -> Value {
        self.asker.get(&self.path(rest)).await.is(StatusCode::OK).json()
    }

    /// Keeps the token that an answer brought, as the widget does.
    pub fn keep(&mut self, answer: &Answer) {
        if let Some(token) = answer.header("yousaid-visitor-token") {
            self.asker.token = Some(token.to_owned());
        }
    }

    /// Suggests something and answers it.
    pub async fn suggest(&mut self, title: &str) -> Value {
        let body = json!({
            "kind": "feature", "title": title,
            "screen": {"route": "/invoices/42", "title": "Invoice"},
            "object": {"type": "invoice", "id": "INV-7"}
        });
        let answer = self.asker.post(&self.path("/requests"), &body).await.is(StatusCode::CREATED);
        self.keep(&answer);
        answer.json()
    }

    /// Votes for a request.
    pub async fn vote(&mut self, request: &str) -> Answer {
        let path = self.path(&format!("/requests/{request}/vote"));
        let answer = self.asker.put(&path, &json!({"screen": {"route": "/invoices/42"}})).await;
        self.keep(&answer);
        answer
    }

    /// Takes the vote back.
    pub async fn unvote(&mut self, request: &str) -> Answer {
        self.asker.delete(&self.path(&format!("/requests/{request}/vote"))).await
    }

    /// Answers "Was this helpful?" on a screen.
    pub async fn answer(&mut self, route: &str, helpful: bool) -> Answer {
        let body = json!({"screen": {"route": route}, "helpful": helpful});
        let answer = self.asker.put(&self.path("/answers"), &body).await;
        self.keep(&answer);
        answer
    }

    /// Reports a problem with three steps.
    pub async fn report(&mut self, title: &str) -> Answer {
        let answer = self.asker.post(&self.path("/reports"), &report(title)).await;
        self.keep(&answer);
        answer
    }
}

/// A report with three steps.
pub fn report(title: &str) -> Value {
    json!({
        "title": title,
        "body": "It happened twice.",
        "screen": {"route": "/invoices/42", "title": "Invoice"},
        "steps": [
            {"at_ms": 0, "kind": "navigate", "sentence": "Opened /invoices/42", "url": "/invoices/42"},
            {"at_ms": 900, "kind": "click", "sentence": "Clicked the “Download PDF” button",
             "target": {"role": "button", "name": "Download PDF", "tag": "button", "selectors": ["role=button[name=\"Download PDF\"]"]}},
            {"at_ms": 950, "kind": "error", "sentence": "The page threw an error", "message": "TypeError: pdf is undefined"}
        ],
        "environment": {
            "url": "/invoices/42", "user_agent": "Test/1.0", "language": "en", "viewport": {"width": 1280, "height": 720}
        },
        "receipt": {"version": "1", "purposes": ["text", "steps", "environment"], "shown_sha256": "a".repeat(64)}
    })
}

/// What an id of the answers says.
#[track_caller]
pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value}"))
}

/// The rows of a list.
#[track_caller]
pub fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().unwrap_or_else(|| panic!("no items in {list}"))
}

/// Numbers that only look random: the same in every run.
pub struct Dice(u64);

impl Dice {
    /// Dice that begin at a place.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX constants; the low bits are poor, so the high ones are taken.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

/// Runs a test on a fresh server, twice: on SQLite and on PostgreSQL; with other settings where they are given.
#[macro_export]
macro_rules! on_both {
    (@change) => { |_: &mut yousaid::config::Config| {} };
    (@change $change:expr) => { $change };
    ($($name:ident($app:ident $(, $change:expr)?) $body:block)*) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($app: &$crate::test_app::TestApp) $body

            #[actix_web::test]
            async fn sqlite() {
                let app = $crate::test_app::TestApp::sqlite_with($crate::on_both!(@change $($change)?)).await;
                run(&app).await;
                app.end().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let app = $crate::test_app::TestApp::postgres_with($crate::on_both!(@change $($change)?)).await;
                run(&app).await;
                app.end().await;
            }
        }
    )* };
}
