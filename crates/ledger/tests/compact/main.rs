//! Closed files of a month become one, and no call is lost or counted twice, whenever that is ended.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod following;
mod killed;
mod merged;
mod mortal;
mod refused;
mod scene;
