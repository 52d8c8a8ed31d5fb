//! What becomes of calls that another library traces itself?
//!
//! They are mended and counted on their way through the exporter: numbers that `tracing` turned into text, names of
//! earlier conventions. Once, even where a call of yours stands around.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::opentelemetry::trace::TracerProvider;
use genai_otel::{Instrumentation, OtlpPipeline, track_llm_call};
use genai_otel_testkit::FakeCollector;
use tracing::{Instrument, info_span};
use tracing_subscriber::{layer::SubscriberExt, util::SubscriberInitExt};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    let tracer = telemetry.tracer_provider().tracer("application");
    let spans = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false);
    let spans = spans.with_threads(false).with_target(false).with_tracked_inactivity(false);
    tracing_subscriber::registry().with(spans).init();

    // Inside an agent of ours, their call counts like one of ours.
    let agent = Instrumentation::global().track_agent("guide").user_id("u-1").start();
    agent.run_value(their_client()).await;
    agent.finish();
    // Inside a model call of ours, it does not count again: ours learns its usage from it.
    track_llm_call("mistral_ai", "mistral-large").start().run_value(their_client()).await;

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("{}\n\n{}", collector.render_trace(), collector.render_metrics());
    Ok(())
}

/// What a client does that traces itself.
async fn their_client() {
    let span = info_span!(
        "chat",
        gen_ai.operation.name = "chat",
        gen_ai.system = "mistral",
        gen_ai.request.model = "mistral-large",
        gen_ai.usage.prompt_tokens = 12_u64, // arrives as the text "12"
        gen_ai.usage.completion_tokens = 4_u64,
    );
    async { "the request" }.instrument(span).await;
}
