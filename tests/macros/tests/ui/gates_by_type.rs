//! Refusals that have nowhere to go.
#![allow(unused)]

use genai_otel::workflow;

#[workflow(gate)]
fn no_conversion() -> Result<u8, String> {
    Ok(1)
}

#[workflow(gate)]
fn no_result() -> Option<u8> {
    None
}

fn main() {}
