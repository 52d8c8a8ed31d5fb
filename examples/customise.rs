//! How do a sink, a gate and a classifier of your own join what `init()` set up?
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use genai_otel::{
    Admission, CallRecord, ClassifyError, ErrorClass, Gate, Instrumentation, OtlpPipeline,
    PriceBook, RecordSink, Refusal, track_llm_call,
};
use genai_otel_testkit::FakeCollector;

/// How many tokens the process may use, and has used: a sink that counts them and a gate in one.
struct Allowance {
    limit: u64,
    used: AtomicU64,
}

impl RecordSink for Allowance {
    fn record(&self, record: &Arc<CallRecord>) {
        self.used.fetch_add(record.usage.total().unwrap_or(0), Ordering::Relaxed);
    }
}

/// Asked before a call starts, by those who ask.
impl Gate for Allowance {
    fn name(&self) -> &str {
        "allowance"
    }

    fn admit(&self, _admission: &Admission<'_>) -> Result<(), Refusal> {
        match self.used.load(Ordering::Relaxed) {
            used if used < self.limit => Ok(()),
            used => Err(Refusal::new(self.name(), &format!("{used} tokens are used"))),
        }
    }
}

/// The error of a client.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the provider answered with status {0}")]
struct Refused(u16);

impl ClassifyError for Refused {
    fn classify(&self) -> Option<ErrorClass> {
        Some(ErrorClass::http_status(self.0))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let collector = FakeCollector::start()?;
    // `genai_otel::init()?` in an application: it sets the same globals.
    let telemetry =
        OtlpPipeline::from_env().service_name("customise").endpoint(collector.url()).install()?;

    let allowance = Arc::new(Allowance { limit: 1_000, used: AtomicU64::new(0) });
    Instrumentation::builder()
        .pricing(PriceBook::embedded()) // as `init()` does
        .sink(Arc::clone(&allowance))
        .gate(allowance)
        .classify::<Refused>()
        .install_global();

    for answer in [Ok(700), Err(Refused(429)), Ok(400), Ok(200)] {
        match track_llm_call("openai", "gpt-4o").admit() {
            Ok(call) => match call.run_sync(|| answer) {
                Ok(tokens) => call.set_token_usage(tokens, 0),
                Err(error) => println!("{error}"),
            },
            Err(refusal) => println!("{refusal}"),
        }
    }
    telemetry.shutdown_async(Duration::from_secs(5)).await?;
    println!("\n{}", collector.render_trace());
    Ok(())
}
