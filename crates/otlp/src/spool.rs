//! Telemetry kept on disk until the collector has taken it.
//!
//! ```text
//!   span ends ──► encode ──► intake (8 MiB) ──► writer ──► journal ──► dispatcher ──► shipper ──► collector
//!                            full: dropped,     ≤ 5 ms,    <dir>/      oldest and      one attempt
//!                            counted            one write  traces      newest in turn      │
//!   metrics collected ──► encode ──────────────────────►   metrics          ▲              │
//!                                                                           └── acknowledge, split, try again
//! ```

mod bell;
mod compose;
mod depot;
mod dispatch;
mod doubt;
mod encode;
mod intake;
mod log;
mod metric;
mod notices;
mod record;
mod settings;
mod span;
mod wire;
mod writer;

pub use self::settings::Spool;
pub(crate) use self::{
    depot::{Depot, Depots},
    dispatch::Dispatcher,
    intake::Intake,
    log::SpoolLogProcessor,
    metric::{SpoolMetricExporter, keeps, preamble},
    settings::ResolvedSpool,
    span::SpoolProcessor,
};

use std::time::{Duration, Instant, SystemTime};

#[allow(
    clippy::disallowed_methods,
    reason = "the seam: the one place that reads the clocks for the spool"
)]
fn now() -> (SystemTime, Instant) {
    (SystemTime::now(), Instant::now())
}

/// How long ago that was; nothing where a clock went back.
pub(crate) fn age(time: SystemTime) -> Duration {
    now().0.duration_since(time).unwrap_or_default()
}
