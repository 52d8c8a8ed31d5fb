//! Two that want to read.
#![allow(unused)]

use genai_otel::llm_instrumented;

#[llm_instrumented(provider = "openai", tokens_from_response, response = observe)]
fn both(model: &str) {}

#[llm_instrumented(provider = "openai", stream = |_, _| Chunk::Output, response = observe)]
fn items_twice(model: &str) {}

#[llm_instrumented(provider = "openai", stream, response = |_, _| {})]
fn a_stream_as_a_response(model: &str) {}

fn main() {}
