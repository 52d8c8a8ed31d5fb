//! What a ledger is watched for, and made-up ledgers.
#![allow(clippy::unwrap_used, reason = "tests")]

mod anomalies;
mod hours;
mod limits;
mod sample;
mod support;
