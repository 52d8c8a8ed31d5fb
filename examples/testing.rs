//! How is an instrumented application tested?
//!
//! `Triage` is a small application that takes its `Instrumentation` from outside, as it takes its client.
//! Its tests, in `tests/testing.rs`, need the test kit alone: no network, no globals, no waiting.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;

use genai_otel::{ClassifyError, Instrumentation};
use genai_otel_examples::{ApiError, ChatRequest, OpenAi};
use genai_otel_testkit::{FakeProvider, Reply, TestTelemetry, TokenCounts};

/// Sorts messages of customers.
pub(crate) struct Triage {
    pub(crate) genai: Instrumentation,
    pub(crate) client: OpenAi,
}

impl Triage {
    /// Whether a message is urgent. Asks a second time when the provider has a bad moment.
    pub(crate) async fn is_urgent(&self, customer: &str, text: &str) -> Result<bool, ApiError> {
        let request = ChatRequest::new("gpt-4o-mini", &format!("Is this urgent? {text}"));
        let call = self.genai.track_llm_call("openai", &request.model).max_tokens(1);
        let call = call.user_id(customer).classify(ApiError::classify).start();
        let first = call.attempt();
        match first.run(self.client.chat(&request)).await {
            Err(error) if error.is_transient() => drop(first),
            answer => {
                let answer = answer?;
                first.record_response(&answer);
                return Ok(answer.text() == "yes");
            }
        }
        let second = call.attempt();
        let answer = second.run(self.client.chat(&request)).await?;
        second.record_response(&answer);
        Ok(answer.text() == "yes")
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let yes = Reply::text("yes").usage(TokenCounts::new(14, 1));
    let provider = FakeProvider::builder().reply(yes).start()?;
    let telemetry = TestTelemetry::new();
    let triage =
        Triage { genai: telemetry.instrumentation().clone(), client: OpenAi::new(&provider.url()) };

    println!("urgent: {}\n", triage.is_urgent("c-17", "My house is on fire.").await?);
    println!("{}\n\n{}", telemetry.render_trace(), telemetry.render_metrics());
    Ok(())
}
