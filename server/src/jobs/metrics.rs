//! Folds what was measured into histograms.

use metrics_exporter_prometheus::PrometheusHandle;

/// Seconds between two tidyings of what was counted.
const TIDY_SECONDS: u64 = 5;

/// Folds the times that were recorded into their histograms, for ever: between two scrapes, or without any, they would
/// pile up one by one.
pub async fn run(handle: PrometheusHandle) {
    let mut tick = tokio::time::interval(std::time::Duration::from_secs(TIDY_SECONDS));
    loop {
        tick.tick().await;
        handle.run_upkeep();
    }
}
