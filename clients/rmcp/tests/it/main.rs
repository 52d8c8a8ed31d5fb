//! Client and server of `rmcp`, connected in memory and over HTTP.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod failures;
mod over_http;
mod trace_context;
