//! What a writer of the ledger does: to lines, to those who wait, to a disk that takes nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod disks;
mod environment;
mod gaps;
mod gated;
mod ids;
mod rotation;
mod scene;
mod threads;
