//! The program put together: database, context, HTTP server; and its end, which drains the writer.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_http::{HttpService, Protocol, error::DispatchError};
use actix_service::{ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App,
    dev::{AppConfig, Extensions, Server},
    middleware::from_fn,
    rt::net::TcpStream,
    web,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpSocket;
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    actions::check,
    api::{
        connection::Connection,
        routes,
        security::secure,
        site::{self, Document, Files},
        strict::{Declared, strict},
        trace::trace,
    },
    base::time::Clock,
    board::{self, Boards},
    cache::encoded::EncodedBody,
    cache::stamps::Touches,
    config::Config,
    credentials::{secret::Secret, token},
    db::{
        connection::{Address, AnyConnection},
        database::Db,
        migrate, private,
    },
    error::Error,
    intake::{self, Intake},
    jobs,
    state::Context,
    store::{installation, members, served, sessions},
};

/// How long the first request of a connection may take to come.
const REQUEST_PATIENCE: Duration = Duration::from_secs(10);
/// How long what a client still sends is read after a refusal: hanging up at once would take the refusal from it.
const LEAVE_PATIENCE: Duration = Duration::from_secs(1);
/// How long a connection may be idle: longer than proxies keep theirs (a minute is usual), so that none sends a request into
/// a connection that is being closed.
const IDLE_PATIENCE: Duration = Duration::from_secs(75);
/// Connections that may wait to be taken over.
const BACKLOG: u32 = 1_024;
/// Seconds that open requests get at shutdown.
const GRACE_SECONDS: u64 = 10;

/// Opens the database and brings it up to date. Fails with a sentence that says what to do.
fn prepare(config: &Config) -> Result<AnyConnection, String> {
    if let Address::Sqlite(path) = &config.database
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        private::folder(folder, folder == config.data_dir).map_err(|error| {
            format!(
                "Can't create the data folder {}: {error}. Set YOUSAID_DATA_DIR to another one.",
                folder.display()
            )
        })?;
        private::database(path);
    }
    let mut connection = config.database.connect().map_err(|error| unusable(config, &error))?;
    let applied = migrate::run(&mut connection).map_err(|error| unusable(config, &error))?;
    if applied > 0 {
        tracing::info!(applied, database = ?config.database, "the database was brought up to date");
    }
    Ok(connection)
}

fn unusable(config: &Config, error: &Error) -> String {
    format!("The database {:?} can't be used: {}. Set YOUSAID_DATABASE_URL.", config.database, error.line())
}

/// Opens the database, brings it up to date and puts the context together.
/// Fails with a sentence that says what to do.
pub fn open(config: Config, clock: Clock) -> Result<Context, String> {
    token::self_test()?;
    // Kept until others are open: SQLite takes its log away with the last connection and locks while it makes a new one.
    let mut connection = prepare(&config)?;
    let secret = config.server_secret()?;
    let (db, intake) = Db::open(config.database.clone(), config.replica.clone())
        .and_then(|db| Ok((Intake::open(db.clone(), &clock, config.cores())?, db)))
        .and_then(|(intake, db)| {
            installation::served(&mut connection)?;
            served::keep_at_start(&mut connection, &site::lasting(), clock.now())?;
            Ok((db, intake))
        })
        .map_err(|error| unusable(&config, &error))?;
    drop(connection);
    Context::new(config, db, intake, clock, &secret)
}

/// Brings the database up to date and nothing more. Fails with a sentence.
pub fn migrate(config: &Config) -> Result<(), String> {
    prepare(config).map(drop)
}

/// Recounts every counter, also beside a running server; returns the differences. Fails with a sentence.
pub fn recount(config: &Config) -> Result<Vec<String>, String> {
    let mut connection = prepare(config)?;
    intake::claim(&config.database, &mut connection, &Clock::system())
        .map(drop)
        .and_then(|()| check::at_one_moment(&mut connection))
        .map_err(|error| unusable(config, &error))
}

/// The link that creates the first member; `None` when there is one. Each start invalidates earlier links.
pub async fn setup_link(context: &Context) -> Result<Option<String>, Error> {
    if context.db.read(members::any).await? {
        return Ok(None);
    }
    let (token, hash) = Secret::new("").into_parts();
    let now = context.clock.now();
    context
        .db
        .write(Touches::Nothing, move |connection| sessions::put_setup_link(connection, &hash, now))
        .await?;
    Ok(Some(format!("{}/app/setup#token={token}", context.config.public_url.as_str())))
}

/// Starts the HTTP server. Fails when the port is in use, with a sentence.
pub fn serve(
    context: Arc<Context>,
    metrics: Option<PrometheusHandle>,
) -> Result<(Server, SocketAddr), String> {
    jobs::start(&context);
    let listen = context.config.listen;
    let cores = context.config.cores();
    let document = routes::openapi();
    let text = document.to_pretty_json().map_err(|error| error.to_string())?;
    let declared = web::Data::new(Arc::new(Declared::from_document(&document)));
    let text = web::Data::new(Document(EncodedBody::for_long(text.into_bytes())));
    // The text is served; the tree that it was generated from takes several megabytes.
    drop(document);
    let metrics = web::Data::new(metrics);
    let files = web::Data::new(Files::default());
    let boards = web::Data::new(Boards::load()?);
    let context = web::Data::from(context);
    let listener = bind(listen).map_err(|error| refused(listen, &error))?;
    let address = listener.local_addr().map_err(|error| refused(listen, &error))?;
    let builder = Server::build().workers(cores).shutdown_timeout(GRACE_SECONDS);
    let ending = builder.graceful_shutdown_signal();
    let serving = move || {
        let app = App::new()
            .app_data(context.clone())
            .app_data(metrics.clone())
            .app_data(files.clone())
            .app_data(declared.clone())
            .app_data(boards.clone())
            .app_data(text.clone());
        let app = routes::mount(app)
            .configure(board::mount)
            .service(SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json")))
            .wrap(from_fn(strict))
            .wrap(from_fn(secure))
            .wrap(from_fn(board::host::own_host))
            .wrap(from_fn(trace));
        let ending = ending.clone();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ending = ending.clone();
                async move { ending.notified().await }
            })
            .keep_alive(IDLE_PATIENCE)
            .client_request_timeout(REQUEST_PATIENCE)
            .client_disconnect_timeout(LEAVE_PATIENCE)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection, data: &mut Extensions| {
                data.insert(connection.traffic());
            })
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(async |io: TcpStream| {
            let peer = io.peer_addr().ok();
            // The end of an answer that takes two writes would wait for the reader's acknowledgement, which takes its time: 40 ms.
            io.set_nodelay(true).ok();
            Ok::<_, DispatchError>((Connection::new(io), Protocol::Http1, peer))
        })
        .and_then(http)
    };
    let server = builder.listen("yousaid", listener, serving).map_err(|error| refused(listen, &error))?;
    Ok((server.run(), address))
}

/// Listens; a port that was in use a moment ago is free.
fn bind(listen: SocketAddr) -> io::Result<TcpListener> {
    let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Elsewhere this would let another program share the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(listen)?;
    socket.listen(BACKLOG)?.into_std()
}

fn refused(listen: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{listen} is in use by another program. Set YOUSAID_LISTEN to another address, as in 127.0.0.1:8081."
        ),
        _ => format!("Listening on {listen} failed: {error}. Set YOUSAID_LISTEN."),
    }
}
