//! What is asked of ledgers, and answered.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "reading/broken.rs"]
mod broken;
#[path = "reading/energies.rs"]
mod energies;
#[path = "reading/filters.rs"]
mod filters;
#[path = "reading/groups.rs"]
mod groups;
#[path = "reading/lines.rs"]
mod lines;
#[path = "reading/names.rs"]
mod names;
#[path = "reading/sources.rs"]
mod sources;
