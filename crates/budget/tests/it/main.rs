//! Budgets as calls meet them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crowd;
mod estimates;
mod file;
mod hostile;
mod refusals;
mod replay;
mod scene;
mod scopes;
mod state;
mod telemetry;
mod thresholds;
mod unpriced;
mod windows;
