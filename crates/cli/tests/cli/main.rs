//! Whole command lines and their whole answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod anomalies;
mod any;
mod asking;
mod binary;
mod check;
mod compact;
mod demo;
mod diff;
mod energies;
mod export;
mod guide;
mod limits;
mod outputs;
mod price;
mod providers;
mod reconcile;
mod reference;
mod reprice;
mod rotate;
mod search;
mod show;
mod support;
mod tail;
mod unpriced;
mod usage;
mod verify;
