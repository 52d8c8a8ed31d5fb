//! How are calls told that go through hyper, or through another client that is a `tower` service?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use genai_otel::OtlpPipeline;
use genai_otel::http::{GenAiLayer, Tap};
use genai_otel_testkit::{FakeCollector, FakeProvider, Reply};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{BoxError, ServiceBuilder, ServiceExt};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let reply = Reply::text("It scatters blue light most.").pace(Duration::from_millis(4));
    let provider = FakeProvider::builder().otherwise(reply).start()?;

    let client = Client::builder(TokioExecutor::new()).build_http();
    let tap = Tap::builder()
        .propagate_to(["gateway.internal"]) // W3C trace context, to these hosts alone
        .build();
    let client = ServiceBuilder::new()
        .layer(GenAiLayer::with_tap(tap))
        .map_err(BoxError::from) // so that the tap can ask an error for its reasons
        .service(client);

    let body = r#"{"model": "gpt-4o", "stream": true, "stream_options": {"include_usage": true},
        "messages": [{"role": "user", "content": "Why is the sky blue?"}]}"#;
    let request = Request::post(format!("{}/v1/chat/completions", provider.url()));
    let request = request.body(Full::new(Bytes::from(body)))?;
    let mut stream = client.oneshot(request).await?.into_body();
    while let Some(frame) = stream.frame().await {
        if let Ok(data) = frame?.into_data() {
            print!("{}", String::from_utf8_lossy(&data));
        }
    }

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("{}", collector.render_trace());
    Ok(())
}
