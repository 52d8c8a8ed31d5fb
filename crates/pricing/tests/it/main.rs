//! The book that is shipped: that it is what its files say, whom it knows, and what calls cost by it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod compiled;
mod exact;
mod grid;
mod names;
mod own;
mod question;
mod siblings;
mod sources;
