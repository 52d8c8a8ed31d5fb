//! What the instrumentation costs, beside the program that it replaces.
//!
//! Two programs make the same call of a chat model and tell OpenTelemetry the same about it:
//!
//! - [`HandWritten`], the baseline: plain OpenTelemetry as its documentation teaches it;
//! - [`instrumented`], the same with genai-otel; [`annotated`] is that by attributes.
//!
//! `tests/agreement.rs` holds them to the same span and the same metric points. Then
//! `tests/allocations.rs` counts their allocations, `benches/instructions.rs` their instructions (run it
//! by `cargo xtask instructions`), and `benches/chunk.rs` takes the time of a streamed chunk.
//! `benches/wire.rs` takes that of reading responses from their bytes, beside a parser.
#![allow(clippy::exhaustive_enums, reason = "nothing here is published")]

pub mod annotated;
pub mod chat;
pub mod hand_written;
pub mod instrumented;
pub mod providers;
pub mod silent;
pub mod stream;
pub mod wire;

pub use self::hand_written::HandWritten;
