//! The interceptor in the client that AWS publishes.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod failures;
mod guards;
mod recordings;
mod secrets;
mod server;
