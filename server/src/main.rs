//! The program `yousaid`: reads the command line and runs one command. Without one it serves.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use yousaid::{
    api::routes,
    app,
    base::time::Clock,
    config::Config,
    db::connection::Address,
    jobs,
    state::Context,
    telemetry,
    tools::{demo, moving},
};

// A request makes some hundred small allocations; the C library's allocator took an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Collect, rank and decide on feedback from your product.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    /// A settings file; config.default.toml lists every setting.
    #[arg(long, global = true, env = "YOUSAID_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve widget, API, dashboard and demo (the default).
    Serve,
    /// Bring the database up to date and exit.
    Migrate,
    /// Recount every counter and report differences.
    Check,
    /// Copy an installation's data to an empty database of the other kind, or bring an earlier copy up to date.
    Move(moving::Order),
    /// Fill an empty installation with a project full of plausible data, then serve.
    Demo,
    /// Print the OpenAPI document.
    Openapi,
}

#[actix_web::main]
async fn main() -> ExitCode {
    small_pages();
    match run(Line::parse()).await {
        Ok(code) => code,
        Err(sentence) => {
            complain(&sentence);
            ExitCode::FAILURE
        }
    }
}

/// Asks the system for small pages: with huge ones the allocator kept some 25 MB that an idle server does not use.
fn small_pages() {
    // Where the system knows no such wish, it has no huge pages to give.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

async fn run(line: Line) -> Result<ExitCode, String> {
    let command = line.command.unwrap_or(Command::Serve);
    if matches!(command, Command::Openapi) {
        say(&routes::openapi().to_pretty_json().map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::load(line.config.as_deref())?;
    telemetry::logging(&config)?;
    if let (Command::Check, Address::Sqlite(path)) = (&command, &config.database)
        && !path.is_file()
    {
        return Err(format!(
            "There is no database {}. Set YOUSAID_DATABASE_URL or YOUSAID_DATA_DIR.",
            path.display()
        ));
    }
    let is_demo = matches!(command, Command::Demo);
    match command {
        Command::Migrate => {
            app::migrate(&config)?;
            say("The database is up to date.");
            return Ok(ExitCode::SUCCESS);
        }
        Command::Check => return check(&config),
        Command::Move(order) => {
            say(&moving::run(&order)?);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Demo | Command::Serve | Command::Openapi => {}
    }
    let metrics = telemetry::metrics()?;
    let context = Arc::new(app::open(config, Clock::system())?);
    if is_demo && let Some(account) = demo::fill(&context).await.map_err(|error| error.detail)? {
        say(&format!("Log in as {} with the password {}", account.email, account.password));
    }
    serve(context, metrics).await
}

fn check(config: &Config) -> Result<ExitCode, String> {
    let found = app::recount(config)?;
    if found.is_empty() {
        say("All counters are correct.");
        return Ok(ExitCode::SUCCESS);
    }
    for sentence in &found {
        say(sentence);
    }
    Err(format!("{} counters are wrong.", found.len()))
}

async fn serve(
    context: Arc<Context>,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
) -> Result<ExitCode, String> {
    tokio::spawn(jobs::metrics::run(metrics.clone()));
    open_many_files();
    context.nodes.first_attempt().await;
    let (server, address) = app::serve(Arc::clone(&context), Some(metrics))?;
    let url = context.config.public_url.as_str().to_owned();
    tracing::info!(%address, "listening");
    if let Some(link) = app::setup_link(&context).await.map_err(|error| error.detail)? {
        say(&format!("Set up Yousaid here (the link works once): {link}"));
    } else {
        say(&format!("The dashboard is at {url}/app/"));
    }
    say(&format!("The demo is at {url}/demo/"));
    tokio::spawn(jobs::sweep::run(Arc::downgrade(&context)));
    tokio::spawn(jobs::end_streams::run(Arc::downgrade(&context)));
    server.await.map_err(|error| format!("The server stopped: {error}"))?;
    // Dropping the last handle waits until the writer has committed what it took in.
    drop(context);
    Ok(ExitCode::SUCCESS)
}

/// Lets this process have as many files open as it may at all: each connection takes one, and each event stream keeps its own.
fn open_many_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Nofile).maximum;
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}

// A command's answer goes to standard output; there is no log line for it.
#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}

// Logging may not be up yet when a setting is wrong.
#[allow(clippy::print_stderr)]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}
