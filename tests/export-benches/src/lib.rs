//! What the exporter costs, beside the one that it replaces: the SDK's batch processor with `opentelemetry-otlp`.
//!
//! ```text
//!  a process of its own: the same spans ─┬─► our pipeline ─────────────────────────┬─► the same collector
//!                                        ├─► our pipeline with a spool ────────────┤   in another process
//!                                        └─► batch processor + opentelemetry-otlp ─┘
//! ```
//!
//! `benches/throughput.rs` counts spans per second of CPU time, or instructions per span; `benches/call_path.rs` makes
//! calls while the collector does badly, so that valgrind can count what the caller pays for it; `benches/burst.rs` makes
//! more spans at once than a queue holds, and counts what arrives.
#![allow(clippy::exhaustive_enums, reason = "nothing here is published")]

mod callgrind;
mod pipeline;
mod work;

pub use self::callgrind::instructions;
pub use self::pipeline::{Pipeline, Running};
pub use self::work::Work;
