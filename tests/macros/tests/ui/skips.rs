//! What need not be skipped.
#![allow(unused)]

use genai_otel::llm_instrumented;

#[llm_instrumented(provider = "openai", skip(prompt))]
fn not_read(model: &str, prompt: &str) {}

#[llm_instrumented(provider = "openai", skip(temperature))]
fn no_argument(model: &str) {}

fn main() {}
