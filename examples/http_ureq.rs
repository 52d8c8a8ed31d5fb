//! How are calls told that go through `ureq`, which blocks?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::OtlpPipeline;
use genai_otel::http::ureq::GenAiMiddleware;
use genai_otel_testkit::{FakeCollector, FakeProvider};
use ureq::Agent;

fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let provider = FakeProvider::start()?;

    let config = Agent::config_builder().middleware(GenAiMiddleware::new());
    let agent: Agent = config.http_status_as_error(false).build().into();

    let body = r#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "Blue?"}]}"#;
    let request = agent.post(format!("{}/v1/chat/completions", provider.url()));
    let mut answer = request.content_type("application/json").send(body)?;
    println!("{}", answer.body_mut().read_to_string()?);

    telemetry.shutdown(Duration::from_secs(5))?;
    println!("\n{}", collector.render_trace());
    Ok(())
}
