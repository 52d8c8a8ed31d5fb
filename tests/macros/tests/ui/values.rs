//! Values that are missing, or too many.
#![allow(unused)]

use genai_otel::{llm_instrumented, workflow};

#[llm_instrumented(provider)]
fn key_without_a_value(model: &str) {}

#[llm_instrumented(provider = "openai", tokens_from_response = true)]
fn word_with_a_value(model: &str) {}

#[llm_instrumented(provider = "openai", skip = temperature)]
fn skip_without_brackets(model: &str) {}

#[workflow(fields = 3)]
fn fields_without_brackets() {}

#[workflow(fields(app.kind))]
fn field_without_a_value() {}

#[workflow(gate(refusal))]
fn gate_with_brackets() {}

#[workflow(crate = "genai_otel")]
fn crate_that_is_no_path() {}

fn main() {}
