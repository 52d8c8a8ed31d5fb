//! The tap as a layer over a service that answers from memory.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod corpus;
mod estimates;
mod guards;
mod include_usage;
mod memory;
mod protocols;
mod secrets;
mod splits;
mod threads;
