//! What has to be said.
#![allow(unused)]

use genai_otel::llm_instrumented;

#[llm_instrumented(model = "gpt-4o")]
fn provider() {}

#[llm_instrumented(provider = "openai")]
fn model(prompt: &str) {}

#[llm_instrumented(operation = Retrieval)]
fn data_source() {}

#[llm_instrumented(operation = Search, provider = "tavily")]
fn index() {}

#[llm_instrumented(operation = CreateAgent, provider = "openai")]
fn name() {}

fn main() {}
