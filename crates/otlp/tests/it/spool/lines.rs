//! What is logged: the first of a row, and each kind of loss once in a while.

use std::{process::Command, sync::Mutex};

use genai_otel_otlp::{OtlpPipeline, Signal, Spool};
use genai_otel_testkit::{FakeCollector, Reaction};
use opentelemetry::{
    KeyValue,
    trace::{Span as _, Tracer as _, TracerProvider as _},
};

use super::{folder, wait_sent, wait_until};
use crate::AMPLE;

#[test]
fn each_kind_of_trouble_is_logged_once() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "spool::lines::logs_its_troubles", "--ignored"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// In a process of its own, whose logger it is.
#[test]
#[ignore = "runs in a process of its own"]
fn logs_its_troubles() {
    static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

    /// Keeps what the export says.
    struct Lines;

    impl log::Log for Lines {
        fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
            metadata.target() == "genai_otel::export"
        }

        fn log(&self, record: &log::Record<'_>) {
            if self.enabled(record.metadata()) {
                LINES.lock().unwrap().push(format!("{} {}", record.level(), record.args()));
            }
        }

        fn flush(&self) {}
    }

    log::set_logger(&Lines).unwrap();
    log::set_max_level(log::LevelFilter::Info);
    let (_folder, directory) = folder();
    let mut builder = FakeCollector::builder()
        .when(|offer| offer.spans.iter().any(|span| span.name == "bad"), Reaction::status(400));
    for _ in 0..4 {
        builder = builder.reaction(Reaction::status(503));
    }
    let collector = builder.start().unwrap();
    let spool = Spool::at(&directory).max_bytes(1_024 * 1_024);
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(collector.url()).spool(spool);
    let telemetry = pipeline.without_metrics().build().unwrap();
    let tracer = telemetry.tracer_provider().tracer("test");
    let end = |name: &'static str, bytes: usize| {
        let mut span = tracer.start(name);
        span.set_attribute(KeyValue::new("text", "x".repeat(bytes)));
        span.end();
        telemetry.flush(AMPLE).is_ok()
    };
    // More than there is room for at any time: refused twice, told once.
    assert!(!end("large", 2 * 1_024 * 1_024));
    assert!(!end("large", 2 * 1_024 * 1_024));
    // Two are set aside, told once.
    end("bad", 1);
    end("bad", 1);
    end("good", 1);
    wait_sent(&telemetry, 1);
    wait_until(|| telemetry.export_counts().spans_lost == 2);
    assert!(telemetry.shutdown(AMPLE).is_err());

    let lines = LINES.lock().unwrap();
    let begins = |line: &str| line.split([':', ';']).next().unwrap().to_owned();
    let mut shown: Vec<_> = lines.iter().map(|line| begins(line)).collect();
    shown.sort();
    let expected = [
        "INFO telemetry is delivered again signal=\"traces\" endpoint=\"http",
        "WARN telemetry is lost signal=\"traces\" kind=\"set_aside\" reason=\"the collector answered with HTTP status 400",
        "WARN telemetry is lost signal=\"traces\" kind=\"spool_full\" reason=\"1 are dropped",
        "WARN telemetry stays in the spool until the collector takes it",
    ];
    assert_eq!(shown, expected, "{lines:#?}");
    let recovery = lines.iter().find(|line| line.starts_with("INFO")).unwrap();
    let again = telemetry.health().of(Signal::Traces).unwrap().retried;
    assert!(again >= 4, "{again}");
    assert!(recovery.ends_with(&format!(" failures={again}")), "{again} {lines:#?}");
}
