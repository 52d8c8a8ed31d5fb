//! Whole command lines and their whole answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod any;
mod binary;
mod check;
mod diff;
mod price;
mod providers;
mod reference;
mod search;
mod show;
mod support;
mod unpriced;
mod usage;
