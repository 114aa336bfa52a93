//! Log lines and metrics of the program. Contains no personal data: what is logged is chosen where it is logged.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt,
    prelude::*,
};

use crate::config::{Config, LogFormat};

/// Starts logging to standard error; standard output is the answer of a command. Fails when the level can't be read.
pub fn logging(config: &Config) -> Result<(), String> {
    let mut filter: Targets = config.log_level.parse().map_err(|error| {
        format!("YOUSAID_LOG_LEVEL is {:?}: {error}. Write it as in info,yousaid=debug.", config.log_level)
    })?;
    // The HTTP library logs an error when a client sends something that is not HTTP, which would fill the log. It is logged
    // when the setting names the library.
    if !config.log_level.contains("actix_http") {
        filter = filter.with_target("actix_http", LevelFilter::OFF);
    }
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    let registry = tracing_subscriber::registry().with(filter);
    match config.log_format {
        LogFormat::Text => registry.with(lines.with_target(false)).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    }
    .map_err(|error| error.to_string())
}

/// Bounds of the request time histogram, in seconds.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// Starts counting; the handle renders what was counted in Prometheus' text format.
pub fn metrics() -> Result<PrometheusHandle, String> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| error.to_string())
}
