//! How are the calls of `async-openai` told?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use async_openai::config::OpenAIConfig;
use async_openai::middleware::{HttpRequestFactory, retry::OpenAIRetryLayer};
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
use async_openai::{Client, error::OpenAIError};
use futures_util::StreamExt;
use genai_otel::OtlpPipeline;
use genai_otel::http::GenAiLayer;
use genai_otel_testkit::{FakeProvider, Reply};
use tower::{Layer, ServiceExt, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    let provider = FakeProvider::builder()
        .reply(Reply::rate_limited(Duration::ZERO))
        .reply(Reply::text("Light layers."))
        .start()?;

    // The client's hook replaces what sends its requests: `reqwest` again, with the tap around it ...
    let http = GenAiLayer::new().layer(reqwest::Client::new());
    let service = service_fn(move |request: HttpRequestFactory| {
        let http = http.clone();
        async move { Ok::<_, OpenAIError>(http.oneshot(request.build().await?).await?) }
    });
    // ... and its retries, which are no part of that.
    let service = OpenAIRetryLayer::default().layer(service);
    let config = OpenAIConfig::new().with_api_base(format!("{}/v1", provider.url()));
    let client = Client::with_config(config.with_api_key("secret")).with_http_service(service);

    let message = ChatCompletionRequestUserMessage::from("What shall I pack for Lisbon?");
    let request = CreateChatCompletionRequestArgs::default()
        .model("gpt-4o")
        .messages([message.into()])
        .build()?;
    let mut chunks = client.chat().create_stream(request).await?;
    while let Some(chunk) = chunks.next().await {
        for choice in chunk?.choices {
            print!("{}", choice.delta.content.unwrap_or_default());
        }
    }
    println!();

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}
