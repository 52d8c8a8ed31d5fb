//! Errors in a body are where they are without the attribute.
#![allow(unused)]

use genai_otel::{llm_instrumented, workflow};

#[workflow]
fn of_type() -> Result<u8, String> {
    "no"
}

#[llm_instrumented(provider = "openai")]
async fn of_type_later(model: &str) -> Result<u8, String> {
    let count: u8 = model.len();
    Ok(count)
}

#[llm_instrumented(provider = "openai", user_id = name)]
async fn of_name(model: &str) {}

fn main() {}
