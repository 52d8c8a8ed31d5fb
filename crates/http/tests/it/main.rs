//! Framing, readers and whole exchanges, as taps use them.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod exchange;
mod fuzzed;
mod garbage;
mod passed;
mod recordings;
mod seen;
