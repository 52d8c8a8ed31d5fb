//! How are calls told that a library makes with its `reqwest` client?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::http::GenAiMiddleware;
use genai_otel::{OtlpPipeline, track_llm_call};
use genai_otel_testkit::{FakeCollector, FakeProvider};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let provider = FakeProvider::start()?;

    let client = ClientBuilder::new(reqwest::Client::new()).with(GenAiMiddleware::new()).build();
    let library = Library { client, base: provider.url() };

    // One span, with model, parameters, usage and finish reasons.
    println!("{}", library.ask("Why is the sky blue?").await?);

    // What only the application knows, it says around the call. It is still one span.
    let call = track_llm_call("openai", "gpt-4o").user_id("u-1").start();
    let answer = call.run(library.ask("And the sea?")).await?; // the tap below finds the call
    call.finish();
    println!("{answer}");

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("\n{}", collector.render_trace());
    Ok(())
}

/// Stands for a library that knows nothing of telemetry.
struct Library {
    client: ClientWithMiddleware,
    base: String,
}

impl Library {
    async fn ask(&self, question: &str) -> Result<String, reqwest_middleware::Error> {
        let messages = serde_json::json!([{"role": "user", "content": question}]);
        let body = serde_json::json!({"model": "gpt-4o", "max_tokens": 99, "messages": messages});
        let request = self.client.post(format!("{}/v1/chat/completions", self.base));
        let answer = request.body(body.to_string()).send().await?;
        Ok(answer.text().await?)
    }
}
