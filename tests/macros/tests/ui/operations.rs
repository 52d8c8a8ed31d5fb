//! Operations that there are not, or not here.
#![allow(unused)]

use genai_otel::llm_instrumented;

#[llm_instrumented(provider = "openai", operation = Chatt)]
fn unknown(model: &str) {}

#[llm_instrumented(provider = "openai", operation = 3)]
fn no_operation(model: &str) {}

#[llm_instrumented(operation = ExecuteTool)]
fn tool() {}

#[llm_instrumented(operation = "invoke_workflow")]
fn workflow() {}

fn main() {}
