//! Journals on a simulated file system and on the real one.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cuts;
mod damage;
mod directories;
mod disks;
mod faults;
mod format;
mod fuzzed;
mod keeping;
mod lines;
mod model;
mod permissions;
mod power;
mod removal;
mod scene;
mod speed;
mod writers;
