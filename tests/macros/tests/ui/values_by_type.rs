//! Values of the wrong type.
#![allow(unused)]

use genai_otel::{llm_instrumented, workflow};

struct Opaque;

#[llm_instrumented(provider = "openai")]
fn model(model: Opaque) {}

#[llm_instrumented(provider = Opaque, model = "m")]
fn provider() {}

#[llm_instrumented(provider = "openai", model = "m")]
fn argument(temperature: &str) {}

#[llm_instrumented(provider = "openai", model = "m", max_tokens = 0.5)]
fn fraction_of_a_token() {}

#[workflow(user_id = 7)]
fn text() {}

#[workflow(fields(app.value = Opaque))]
fn field() {}

fn main() {}
