//! The crate from outside: what is shown, whatever others put into it, and how it is served.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod exposition;
mod hostile;
mod names;
mod parser;
#[cfg(feature = "axum")]
mod router;
#[cfg(feature = "server")]
mod server;
