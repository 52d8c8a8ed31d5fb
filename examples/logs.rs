//! How do the application's logs get to the collector, beside the calls?
//!
//! As log records of OpenTelemetry, with the trace and the span in which they were made. They are printed as well: what
//! the exporter says of itself is never exported, or a failed export would be the cause of the next one.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::time::Duration;

use genai_otel::{OtlpPipeline, track_llm_call};
use genai_otel_testkit::FakeCollector;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::{layer::SubscriberExt, util::SubscriberInitExt};

fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    let telemetry = OtlpPipeline::from_env().endpoint(collector.url()).install()?;
    // Belongs to this version of OpenTelemetry: `opentelemetry-appender-tracing` 0.33.
    let appender = OpenTelemetryTracingBridge::new(telemetry.logger_provider());
    let printed = tracing_subscriber::fmt::layer().without_time();
    tracing_subscriber::registry().with(appender).with(printed).with(LevelFilter::INFO).init();

    let call = track_llm_call("openai", "gpt-4o").start();
    call.run_sync_value(|| tracing::warn!(orders = 3, "the answer names orders that nobody made"));
    call.finish();

    telemetry.shutdown(Duration::from_secs(5))?;
    let (logs, spans) = (collector.logs(), collector.spans());
    for log in logs {
        let span = spans.iter().find(|span| Some(&span.span_id) == log.span_id.as_ref());
        println!("arrived from within `{}`: {:?}", span.map_or("no span", |it| &it.name), log.body);
    }
    Ok(())
}
