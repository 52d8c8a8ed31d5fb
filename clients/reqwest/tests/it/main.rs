//! Calls that a program makes with `reqwest` itself, with a middleware that watches them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod anthropic;
mod gemini;
mod transport;
