//! Metrics in Prometheus' format.

use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::logs::Logs;
use crate::trouble::{Result, Trouble};

/// How often recorded durations are sorted into their buckets, whether anybody asks for them or not.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
/// Upper bounds of durations, in seconds.
const DURATIONS_S: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 20.0];

/// Prints the metrics.
pub type Render = Arc<dyn Fn() -> String + Send + Sync>;

/// Records metrics for the whole process from here on. Must be called within a tokio runtime.
///
/// # Errors
/// A sentence when that was done before.
pub fn start(logs: &Logs) -> Result<Render> {
    let told = |error: &dyn std::fmt::Display| Trouble::new(format!("metrics: {error}"));
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &DURATIONS_S)
        .map_err(|error| told(&error))?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|error| told(&error))?;
    tokio::spawn(upkeep(handle.clone()));
    let dropped = logs.counter();
    Ok(Arc::new(move || {
        metrics::counter!("log_lines_dropped_total").absolute(dropped());
        handle.render()
    }))
}

async fn upkeep(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP_EVERY).await;
        handle.run_upkeep();
    }
}
