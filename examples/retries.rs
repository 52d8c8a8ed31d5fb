//! How do retries and a fallback inside one call keep their tokens?
//!
//! The span carries the sum; in metrics, the tokens of an attempt that went elsewhere count where they were
//! spent. Where a fallback shall have a span of its own, make it a call of its own, as the quickstart does.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::{Instrumentation, OtlpPipeline, track_llm_call};
use genai_otel_examples::{Anthropic, ApiError, ChatRequest, MessagesRequest, OpenAi};
use genai_otel_testkit::{Failure, FakeCollector, FakeProvider, Finish, MetricList, Reply};
use genai_otel_testkit::{TokenCounts, merge_metrics};

const QUESTION: &str = "Name three rivers.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    Instrumentation::builder().classify::<ApiError>().install_global();

    // One answer that is billed and useless, one refusal; then the other provider answers.
    let cut = Reply::text("The").usage(TokenCounts::new(9, 1)).finish(Finish::Length);
    let overloaded = Reply::failure(Failure::Overloaded);
    let rivers = Reply::text("Rhine, Rhône, Po.").usage(TokenCounts::new(11, 7));
    let openai = FakeProvider::builder().reply(cut).reply(overloaded).start()?;
    let anthropic = FakeProvider::builder().reply(rivers).start()?;
    println!("{}", ask(&openai.url(), &anthropic.url()).await?);

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("\n{}", collector.render_trace()); // 20 = 9 + 11 input tokens, 8 = 1 + 7 output tokens
    let mut metrics = merge_metrics(&collector.metrics());
    metrics.retain(|metric| metric.name == "genai_otel.attempts");
    println!("\n{}", MetricList::new().render(&metrics));
    Ok(())
}

/// One call of three attempts, the last of them elsewhere.
async fn ask(openai: &str, anthropic: &str) -> Result<String, ApiError> {
    let (openai, anthropic) = (OpenAi::new(openai), Anthropic::new(anthropic));
    let call = track_llm_call("openai", "gpt-4o").start();
    for _ in 0..2 {
        let attempt = call.attempt();
        // The attempt has recorded the error; a real program waits before the next one.
        let answer = attempt.run(openai.chat(&ChatRequest::new("gpt-4o", QUESTION))).await;
        let Ok(response) = answer else { continue };
        attempt.record_response(&response);
        if response.choices.iter().all(|choice| choice.finish_reason.as_deref() == Some("stop")) {
            return Ok(response.text().to_owned());
        }
    }
    let attempt = call.attempt_on("anthropic", "claude-haiku-4-5");
    let request = MessagesRequest::new("claude-haiku-4-5", 100, QUESTION);
    let message = attempt.run(anthropic.messages(&request)).await?;
    attempt.record_response(&message);
    Ok(message.text())
}
