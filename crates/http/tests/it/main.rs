//! The framing of responses, as the taps will use it.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod exchange;
mod garbage;
mod recordings;
mod seen;
