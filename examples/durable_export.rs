//! How does telemetry survive a collector that is away, and the end of the process?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use genai_otel::otlp::{Spool, SpoolSync};
use genai_otel::{Instrumentation, OtlpPipeline, Telemetry};
use genai_otel_testkit::{FakeCollector, Reaction};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::temp_dir().join(format!("durable-export-{}", std::process::id()));

    // A process whose collector is out of order.
    let away = FakeCollector::builder().otherwise(Reaction::status(503)).start()?;
    let telemetry = start(&away, &directory)?;
    call(&telemetry);
    telemetry.flush(Duration::from_secs(5))?; // written: from here on it arrives, whatever happens
    println!("{}\n", telemetry.health());
    telemetry.shutdown(Duration::from_secs(5))?; // what the collector does not take stays

    // The next one, whose collector is there.
    let collector = FakeCollector::start()?;
    let telemetry = start(&collector, &directory)?;
    println!("{}", collector.wait_for_spans(1, Duration::from_secs(30))?[0].name);
    telemetry.shutdown(Duration::from_secs(5))?;
    println!("recovered: {}", telemetry.export_counts().spans_recovered);
    std::fs::remove_dir_all(directory)?;
    Ok(())
}

fn start(collector: &FakeCollector, directory: &Path) -> Result<Telemetry, Box<dyn Error>> {
    let pipeline = OtlpPipeline::from_env().endpoint(collector.url());
    let spool = Spool::at(directory).sync(SpoolSync::Always);
    Ok(pipeline.spool(spool).build()?)
}

fn call(telemetry: &Telemetry) {
    let instrumentation = Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .build();
    let call = instrumentation.track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(14, 6); // stands for the call itself
    call.finish();
}
