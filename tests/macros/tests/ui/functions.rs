//! What no call can be made of.
#![allow(unused)]

use genai_otel::{llm_instrumented, tool_instrumented, workflow};

#[workflow]
const fn constant() {}

#[workflow]
extern "C" fn foreign() {}

trait Chat {
    #[llm_instrumented(provider = "openai")]
    fn without_a_body(&self, model: &str);
}

#[tool_instrumented]
struct Tool;

#[tool_instrumented]
impl Tool {
    fn method(&self) {}
}

fn main() {}
