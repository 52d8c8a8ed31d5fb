//! How do calls and `tracing` go together?
//!
//! Both ways: calls inside a `tracing` span are its children, and a `tracing` span inside a call is the
//! call's child. Beside that, every finished call can be one line of the log.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::opentelemetry::trace::TracerProvider;
use genai_otel::{Instrumentation, OtlpPipeline, TracingEvents, track_llm_call};
use genai_otel_testkit::{FakeCollector, TraceTree};
use tracing::{Instrument, info_span};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::{Layer, layer::SubscriberExt, util::SubscriberInitExt};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;

    // The application's spans go through the same exporter as the calls. Needs tracing-opentelemetry 0.34,
    // the version that belongs to this version of OpenTelemetry; an other one connects nothing.
    let spans = tracing_opentelemetry::layer()
        .with_tracer(telemetry.tracer_provider().tracer("application"))
        .with_filter(LevelFilter::INFO);
    // The log shows finished calls, and what the instrumentation has to complain about.
    let log = tracing_subscriber::fmt::layer()
        .without_time()
        .with_filter(Targets::new().with_target("genai_otel", LevelFilter::INFO));
    tracing_subscriber::registry().with(spans).with(log).init();
    Instrumentation::builder().sink(TracingEvents).install_global();

    serve().instrument(info_span!("http request")).await;

    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    let shown = ["gen_ai.request.model", "gen_ai.usage.input_tokens", "rows"];
    println!("\n{}", TraceTree::new().only_attributes(shown).render(&collector.spans()));
    Ok(())
}

/// A request of the application: `http request` > `chat gpt-4o` > `look up`.
async fn serve() {
    let call = track_llm_call("openai", "gpt-4o").user_id("u-1").start();
    call.run_value(async {
        let rows = 3_i64; // integers as `i64`: others arrive as text
        async { "a client's own span, a cache, a database" }
            .instrument(info_span!("look up", rows))
            .await
    })
    .await;
    call.set_token_usage(120, 30);
}
