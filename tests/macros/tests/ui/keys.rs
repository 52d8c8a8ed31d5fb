//! Keys that there are not.
#![allow(unused)]

use genai_otel::{llm_instrumented, tool_instrumented, workflow};

#[llm_instrumented(provider = "openai", modell = "gpt-4o")]
fn unknown(model: &str) {}

#[tool_instrumented(provider = "openai")]
fn unknown_to_tools() {}

#[workflow(agent = "guide")]
fn unknown_to_workflows() {}

#[workflow("nightly")]
fn no_key() {}

#[llm_instrumented(provider = "openai", user_id = "u-1", user_id = "u-2")]
fn given_twice(model: &str) {}

#[llm_instrumented(provider = "openai" user_id = "u-1")]
fn without_a_comma(model: &str) {}

#[llm_instrumented(provider = "openai", operation = Chat, embedding_dimensions = 3)]
fn of_another_operation(model: &str) {}

fn main() {}
