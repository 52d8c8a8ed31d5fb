//! How is one call instrumented? The README's first program, with a collector beside it to look into.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::{Instrumentation, OtlpPipeline, PriceBook, track_llm_call};
use genai_otel_testkit::FakeCollector;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    // The README says `genai_otel::init()?`, which sets up both; here the collector's address is not the usual one.
    let telemetry =
        OtlpPipeline::from_env().service_name("first").endpoint(collector.url()).install()?;
    Instrumentation::builder().pricing(PriceBook::embedded()).install_global();

    let call = track_llm_call("openai", "gpt-4o").temperature(0.2).user_id("u-1").start();
    let response = call.run(ask("Why is the sky blue?")).await?; // an `Err` is recorded and passed on
    call.record_response(&response); // model, id, finish reasons, usage
    call.finish(); // or drop it

    // Sends what is left, and says what did not arrive. Dropping `telemetry` sends too, in silence.
    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("{}\n\n{}", collector.render_trace(), collector.render_metrics());
    Ok(())
}

/// Stands for your client: any future, any error that is `Display`, any response that is `Serialize`.
pub(crate) async fn ask(_question: &str) -> Result<Value, std::io::Error> {
    Ok(json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "gpt-4o-2024-08-06",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": "It scatters blue light most."},
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": 14, "completion_tokens": 6, "total_tokens": 20},
    }))
}
