//! How does telemetry survive a collector that is away, and the end of the process?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::{error::Error, path::Path, time::Duration};

use genai_otel::otlp::{Spool, SpoolSync};
use genai_otel::{OtlpPipeline, track_llm_call};

fn one_call(collector: &str, directory: &Path) -> Result<(), Box<dyn Error>> {
    // How long is between two syncs, the default here. `Never` and `Always` are the other two.
    let spool = Spool::at(directory).sync(SpoolSync::Interval(Duration::from_secs(1)));
    let telemetry = OtlpPipeline::from_env().endpoint(collector).spool(spool).install()?;

    let call = track_llm_call("openai", "gpt-4o").start();
    call.set_token_usage(14, 6); // stands for the call itself
    call.finish();

    telemetry.flush(Duration::from_secs(5))?; // written: from here on it arrives, whatever happens
    println!("{}\n", telemetry.health());
    telemetry.shutdown(Duration::from_secs(5))?; // what the collector does not take stays
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    use genai_otel_testkit::{FakeCollector, Reaction};

    let directory = std::env::temp_dir().join(format!("durable-export-{}", std::process::id()));

    // A process whose collector is out of order.
    let away = FakeCollector::builder().otherwise(Reaction::status(503)).start()?;
    one_call(&away.url(), &directory)?;

    // The next one, whose collector is there.
    let collector = FakeCollector::start()?;
    let pipeline = OtlpPipeline::from_env().endpoint(collector.url());
    let telemetry = pipeline.spool(&directory).build()?;
    println!("{}", collector.wait_for_spans(1, Duration::from_secs(30))?[0].name);
    telemetry.shutdown(Duration::from_secs(5))?;
    println!("recovered: {}", telemetry.export_counts().spans_recovered);
    std::fs::remove_dir_all(directory)?;
    Ok(())
}
