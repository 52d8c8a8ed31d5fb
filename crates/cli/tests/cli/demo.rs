//! `demo`.

use std::fs;

use genai_otel_cli::Exit;
use genai_otel_ledger::Entry;
use genai_otel_pricing::PriceBook;
use genai_otel_testkit::FakeCollector;

use crate::support::{ran, ran_in, world};

/// A new folder, and a path in it that is not there yet.
fn target() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger").to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn a_demo_is_a_file_of_calls_that_can_be_read() {
    let (_folder, path) = target();
    let ran = ran(["demo", &path, "--calls", "1k", "--days", "3", "--until", "2026-11-29"]);
    let file = format!("{path}/demo.jsonl");
    let bytes = fs::read(&file).unwrap();
    let size = fs::metadata(&file).unwrap().len();
    let size = format!("{},{:03}", size / 1000, size % 1000);
    assert_eq!(
        (ran.exit, ran.out, ran.err),
        (
            Exit::Answered,
            format!("1,000 calls, {size} bytes: {file}\n"),
            format!("try: genai-otel summary {path}\n"),
        )
    );
    let entries: Vec<_> = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| Entry::from_line(line).unwrap())
        .collect();
    assert_eq!(entries.len(), 1000);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let line = ["demo", "-", "--calls", "300", "--until", "2026-11-29T12:00:00Z"];
    let first = ran(line).answer();
    assert_eq!(first, ran(line).answer());
    // Without an end it is the last full hour, which it is noon in this world.
    assert_eq!(first, ran(["demo", "-", "--calls", "300"]).answer());
    assert!(first != ran(["demo", "-", "--calls", "300", "--seed", "2"]).answer());
    assert!(first != ran(["demo", "-", "--calls", "300", "--days", "9"]).answer());
}

#[test]
fn a_ledger_of_somebody_else_is_left_alone() {
    let (_folder, path) = target();
    let demo = ["demo", &path, "--calls", "10"];
    assert_eq!(ran(demo).exit, Exit::Answered);
    // A demo may be made anew.
    assert_eq!(ran(demo).exit, Exit::Answered);
    let own = format!("{path}/calls.jsonl");
    fs::write(&own, "precious\n").unwrap();
    assert_eq!(
        ran(demo).refusal(Exit::Failed),
        format!(
            "error: {path} has a ledger already, such as calls.jsonl: name another directory, or say \
             --force to put demo.jsonl beside it\n"
        )
    );
    assert_eq!(ran(["demo", &path, "--calls", "10", "--force"]).exit, Exit::Answered);
    assert_eq!(fs::read_to_string(&own).unwrap(), "precious\n");
}

#[test]
fn a_directory_that_cannot_be_written_to_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let path = file.to_str().unwrap();
    let error = ran(["demo", path]).refusal(Exit::Failed);
    assert!(error.starts_with(&format!("error: cannot write {path}: ")), "{error}");
    let wrong = ran(["demo", "-", "--until", "soon"]).refusal(Exit::Failed);
    assert_eq!(
        wrong,
        "error: --until: `soon` is neither a day such as `2026-10-01` nor a moment such as `2026-10-01T20:00:00Z`\n"
    );
}

#[test]
fn the_same_calls_go_to_a_collector() {
    let collector = FakeCollector::start().unwrap();
    let otlp = format!("--otlp={}", collector.url());
    let ran = ran(["demo", "-", "--calls", "1500", "--days", "7", &otlp]);
    assert_eq!(
        (ran.exit, &*ran.err),
        (Exit::Answered, "1,500 spans, and metrics of them, sent to the collector\n")
    );
    let spans = collector.spans();
    assert_eq!(spans.len(), 1500);
    // Each line names its span.
    let ids: Vec<_> =
        ran.out.lines().map(|line| Entry::from_line(line.as_bytes()).unwrap().span_id).collect();
    assert!(ids.iter().all(Option::is_some));
    let metrics: Vec<_> = collector.metrics().into_iter().map(|metric| metric.name).collect();
    assert!(metrics.iter().any(|name| name == "gen_ai.client.token.usage"), "{metrics:?}");
}

#[test]
fn the_environment_names_the_collector() {
    let collector = FakeCollector::start().unwrap();
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url().into())];
    let world = world(PriceBook::embedded(), &variables);
    let ran = ran_in(&world, ["demo", "-", "--calls", "20", "--otlp"]);
    assert_eq!((ran.exit, collector.spans().len()), (Exit::Answered, 20), "{ran:?}");
}

#[test]
fn a_collector_that_is_away_is_told_and_the_ledger_is_written_all_the_same() {
    let collector = FakeCollector::start().unwrap();
    let otlp = format!("--otlp={}", collector.url());
    drop(collector);
    let variables = [("OTEL_EXPORTER_OTLP_TIMEOUT", "50".into())];
    let world = world(PriceBook::embedded(), &variables);
    let ran = ran_in(&world, ["demo", "-", "--calls", "20", &otlp]);
    assert_eq!((ran.exit, ran.out.lines().count()), (Exit::Failed, 20), "{ran:?}");
    assert!(ran.err.starts_with("error: not all calls arrived at the collector: "), "{ran:?}");
}
