//! How are the calls of `rig` told?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::OtlpPipeline;
use genai_otel::http::GenAiMiddleware;
use genai_otel_testkit::{FakeProvider, Reply, TokenCounts};
use reqwest_middleware::ClientBuilder;
use rig_core::completion::CompletionRequest;
use rig_core::providers::anthropic::AnthropicConfig;
use rig_reqwest::ReqwestMiddlewareClient;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().install()?;
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(1_240, 6).cached(1_024));
    let provider = FakeProvider::builder().reply(reply).start()?;

    // The only lines that know of telemetry. One such client does for all providers.
    let http = ClientBuilder::new(reqwest::Client::new()).with(GenAiMiddleware::new()).build();
    let http = ReqwestMiddlewareClient::from(http);

    let config = AnthropicConfig::new("secret").with_base_url(provider.url());
    let model = config.connect(http).completion("claude-sonnet-4-5");
    let question = CompletionRequest::new("What shall I pack for Lisbon?").max_tokens(64);
    println!("{}", model.call(question).await?.text());

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    Ok(())
}
