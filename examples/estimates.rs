//! What is told of the tokens of a call where its provider says nothing of them?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::OtlpPipeline;
use genai_otel::http::Tap;
use genai_otel::http::estimate::{BytesPerToken, Estimator, TokenCounter};
use genai_otel::http::exchange::RequestHead;
use genai_otel_testkit::{FakeCollector, FakeProvider, Reply, TraceTree};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let provider = FakeProvider::builder().otherwise(Reply::text("Because of the air.")).start()?;

    // A stream of this provider says what it used only if it is asked to.
    let estimates = Tap::builder().estimate(BytesPerToken::default()).build();
    let asks = Tap::builder().estimate(BytesPerToken::default()).include_usage(true).build();
    let counts_words = Tap::builder().estimate(Words).build();
    for tap in [estimates, asks, counts_words] {
        ask(&tap, provider.url().trim_start_matches("http://")).await?;
    }

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    let tree = TraceTree::new().hide_attributes(["gen_ai.operation.name", "gen_ai.provider.name"]);
    for (how, span) in ["estimated", "asked for", "by words"].iter().zip(collector.spans()) {
        println!("{how}: {}\n", tree.render(&[span]));
    }
    Ok(())
}

/// Asks for a stream and reads it. With a layer or a middleware, this is what they do.
async fn ask(tap: &Tap, host: &str) -> Result<(), Box<dyn Error>> {
    let path = "/v1/chat/completions";
    let asked = r#"{"model": "gpt-4o-mini", "stream": true,
        "messages": [{"role": "user", "content": "Why is the sky blue?"}]}"#;
    let head =
        RequestHead { method: "POST", authority: host, https: Some(false), path, query: None };
    let mut exchange = tap.exchange(&head, Some(asked.as_bytes())).ok_or("no call")?;
    let body = exchange.take_edited_body().unwrap_or_else(|| asked.into());
    let sent = reqwest::Client::new().post(format!("http://{host}{path}")).body(body).send().await;
    let mut response = match sent {
        Ok(response) => response,
        Err(error) => {
            exchange.fail(&error);
            return Err(error.into());
        }
    };
    let headers = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let mut reading = exchange.answer(response.status().as_u16(), headers);
    while let Some(bytes) = response.chunk().await? {
        reading.data(&bytes);
    }
    reading.end();
    Ok(())
}

/// Takes four tokens for three words.
struct Words;
#[derive(Default)]
struct Spaces(u64);

impl Estimator for Words {
    fn counter(&self, _model: Option<&str>) -> Box<dyn TokenCounter> {
        Box::<Spaces>::default()
    }
}

impl TokenCounter for Spaces {
    fn text(&mut self, part: &str) {
        self.0 += part.matches(' ').count() as u64;
    }
    fn tokens(&mut self) -> u64 {
        ((self.0 + 1) * 4).div_ceil(3)
    }
}
