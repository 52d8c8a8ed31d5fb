//! Telemetry for the eyes of whoever develops: call trees and a table of metrics, on standard output.
//!
//! ```text
//!   spans ──► line (no content) ──► forest: held until their root ended ──► tree ──┐
//!                                                                                  ├─► page ──► output
//!   metrics ──► row ──► table: what changed since the last one ────────────────────┘   escaped   one write
//! ```
//!
//! Only a page is ever written, and everything that comes from elsewhere gets onto it escaped.

mod amount;
mod color;
mod content;
mod cost;
mod forest;
mod line;
mod metrics;
mod output;
mod page;
mod spans;
mod table;
mod tree;

pub use color::Color;
pub use metrics::ConsoleMetricExporter;
pub(crate) use output::Output;
pub use spans::ConsoleSpanExporter;
