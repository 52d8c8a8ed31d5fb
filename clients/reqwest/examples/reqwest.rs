//! How are calls of Anthropic and Gemini told that a program makes with `reqwest` itself?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::OtlpPipeline;
use genai_otel::http::GenAiMiddleware;
use genai_otel_testkit::{FakeProvider, Reply, TokenCounts};
use reqwest_middleware::ClientBuilder;
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    // Stands for both providers.
    let provider = FakeProvider::builder()
        .reply_at(MESSAGES, Reply::text("21 °C.").usage(TokenCounts::new(1_240, 6).cached(1_024)))
        .reply_at(STREAM, Reply::raw(200, "text/event-stream", STREAMED))
        .start()?;

    // The only line that knows of telemetry.
    let client = ClientBuilder::new(reqwest::Client::new()).with(GenAiMiddleware::new()).build();

    let asked = json!({
        "model": "claude-sonnet-4-5",
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "How warm is it in Lisbon?"}],
    });
    let response = client
        .post(format!("{}{MESSAGES}", provider.url()))
        .header("x-api-key", "secret")
        .json(&asked)
        .send()
        .await?;
    let answer: Value = response.json().await?;
    println!("{}", answer["content"][0]["text"]);

    let asked = json!({"contents": [{"parts": [{"text": "And in Oslo?"}]}]});
    let url = format!("{}{STREAM}?alt=sse&key=secret", provider.url());
    let mut response = client.post(url).json(&asked).send().await?;
    while let Some(piece) = response.chunk().await? {
        println!("{} bytes", piece.len());
    }

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}

const MESSAGES: &str = "/v1/messages";
const STREAM: &str = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
const STREAMED: &str = r#"data: {"candidates": [{"content": {"parts": [{"text": "Minus "}]}, "index": 0}], "modelVersion": "gemini-2.5-flash"}

data: {"candidates": [{"content": {"parts": [{"text": "4 °C."}]}, "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 5, "thoughtsTokenCount": 20, "totalTokenCount": 36}, "modelVersion": "gemini-2.5-flash", "responseId": "r-1"}

"#;
