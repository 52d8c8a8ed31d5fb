#[cfg(unix)]
use std::io::{self, BufRead as _, BufReader};
use std::{
    collections::BTreeSet,
    process::{Command, Stdio},
    time::Duration,
};

use genai_otel_otlp::{FlushError, OtlpPipeline};
use genai_otel_testkit::{FakeCollector, Fault, Reaction};
use opentelemetry::trace::{Tracer as _, TracerProvider as _};

use crate::{AMPLE, accepted, end_both, end_span, waiting::wait_until};

/// One of the ignored tests below by itself, with these variables.
fn child(test: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_clear().envs(variables.iter().copied());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command
}

/// What it prints, without what differs from run to run and what the test harness says.
fn printed(test: &str, variables: &[(&str, &str)]) -> String {
    let output = child(test, variables).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let line = |line: &str| {
        // The harness begins a line of its own before the first tree.
        let line = line.split_once(" ... ").map_or(line, |(_, line)| line);
        if let Some(rest) = line.strip_prefix("trace ") {
            return Some(format!("trace{}\n", rest.get(32..)?));
        }
        let is_ours =
            ["metrics ·", "calls", "└─", "├─", "   "].iter().any(|it| line.starts_with(it));
        // The time comes last.
        let timeless = line.rsplit_once(" · ").filter(|_| line.contains("─ "));
        let line = timeless.map_or(line, |(line, _)| line);
        is_ours.then(|| format!("{line}\n"))
    };
    said.lines().filter_map(line).collect()
}

const BOTH: &str = "trace · 1 span\n└─ chat\nmetrics · 1 changed\ncalls  1  k=v\n";

/// Signals print side by side; their order is of no matter.
fn sorted(printed: &str) -> String {
    let (trace, metrics) = printed.split_at(printed.find("metrics").unwrap_or(printed.len()));
    let (metrics, more) = metrics.split_at(metrics.find("trace").unwrap_or(metrics.len()));
    [trace, more, metrics].concat()
}

#[test]
fn variables_put_both_signals_on_the_console_without_a_collector() {
    let variables = [
        ("OTEL_TRACES_EXPORTER", "console"),
        ("OTEL_METRICS_EXPORTER", "console"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
    ];
    assert_eq!(sorted(&printed("console::pipeline::prints_by_env", &variables)), BOTH);
}

#[test]
#[ignore = "runs in a process of its own"]
fn prints_by_env() {
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(telemetry.export_counts().console_writes_failed, 0);
}

#[test]
fn both_exporters_get_everything() {
    let collector = FakeCollector::start().unwrap();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "otlp,console"),
        ("OTEL_METRICS_EXPORTER", "console,otlp"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.url()),
    ];
    assert_eq!(sorted(&printed("console::pipeline::prints_by_env", &variables)), BOTH);
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn code_adds_the_console_and_takes_the_collector_away() {
    let expected = format!("{BOTH}trace · 1 span\n└─ later\n");
    let variables = [("OTEL_TRACES_EXPORTER", "none")];
    let printed = printed("console::pipeline::prints_by_code", &variables);
    assert_eq!(printed.lines().count(), expected.lines().count(), "{printed}");
    assert_eq!(sorted(&printed).lines().collect::<BTreeSet<_>>(), expected.lines().collect());
}

#[test]
#[ignore = "runs in a process of its own"]
fn prints_by_code() {
    let telemetry = OtlpPipeline::from_env().console().without_otlp().build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    end_span(&telemetry, "later");
    drop(telemetry);
}

#[test]
fn spans_that_wait_for_their_root_are_printed_at_the_flush() {
    let variables = [("OTEL_TRACES_EXPORTER", "console"), ("OTEL_METRICS_EXPORTER", "none")];
    assert_eq!(
        printed("console::pipeline::flushes_within_a_span", &variables),
        "trace · 1 span · incomplete, its root has not ended\n└─ inner\n\
         trace · 1 span\n└─ outer\n"
    );
}

#[test]
#[ignore = "runs in a process of its own"]
fn flushes_within_a_span() {
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    let tracer = telemetry.tracer_provider().tracer("test");
    tracer.in_span("outer", |_| {
        tracer.in_span("inner", |_| {});
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
    });
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn silent_collector_holds_no_tree_back() {
    let silence = Reaction::fault(Fault::Silence);
    let collector = FakeCollector::builder().otherwise(silence).start().unwrap();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "otlp,console"),
        ("OTEL_METRICS_EXPORTER", "otlp,console"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.url()),
    ];
    assert_eq!(sorted(&printed("console::pipeline::gives_up_on_the_collector", &variables)), BOTH);
}

#[test]
#[ignore = "runs in a process of its own"]
fn gives_up_on_the_collector() {
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    end_both(&telemetry);
    // Enough to print, and less than one waits for an answer.
    let after = Duration::from_secs(5);
    let signals = "traces, metrics".to_owned();
    assert_eq!(
        telemetry.shutdown(after),
        Err(FlushError::TimedOut { after, signals, last_attempt: None })
    );
}

#[test]
fn paused_console_holds_neither_collector_nor_caller() {
    let collector = FakeCollector::start().unwrap();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "otlp,console"),
        ("OTEL_METRICS_EXPORTER", "none"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "10000"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.url()),
    ];
    let mut child = child("console::pipeline::writes_more_than_a_pipe_holds", &variables)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody reads what it prints.
    assert_eq!(child.wait().unwrap().code(), Some(EXIT));
    assert_eq!(collector.spans().len(), MANY);
}

#[test]
#[ignore = "runs in a process of its own"]
fn writes_more_than_a_pipe_holds() {
    let telemetry = OtlpPipeline::from_env().timeout(AMPLE).build().unwrap();
    (0..MANY).for_each(|_| {
        end_span(&telemetry, "a span with a name of some length, so that they fill a pipe soon")
    });
    drop(telemetry.flush_async(AMPLE));
    wait_until(|| telemetry.export_counts().spans_delivered == MANY as u64);
    let after = Duration::from_secs(2);
    let paused = |result: Result<(), FlushError>| {
        let error = result.unwrap_err().to_string();
        assert_eq!(
            error,
            "traces on the console not delivered within 2s; the console takes nothing"
        );
    };
    paused(telemetry.flush(after));
    paused(telemetry.shutdown(after));
    let counts = telemetry.export_counts();
    assert!(counts.console_spans_dropped > 0, "{counts:?}");
    assert_eq!(counts.spans_dropped, 0);
    drop(telemetry);
    // The harness would wait for the pipe when it says that the test passed.
    std::process::exit(EXIT);
}

#[cfg(unix)]
#[test]
fn closed_console_is_told_and_harms_nothing() {
    let variables = [("OTEL_TRACES_EXPORTER", "console"), ("OTEL_METRICS_EXPORTER", "console")];
    write_to_a_closed_pipe(
        &variables,
        &format!("traces on the console: {CLOSED}; metrics on the console: {CLOSED}"),
    );
}

#[cfg(unix)]
#[test]
fn closed_console_keeps_nothing_from_the_collector() {
    let collector = FakeCollector::start().unwrap();
    let variables = [
        ("OTEL_TRACES_EXPORTER", "otlp,console"),
        ("OTEL_METRICS_EXPORTER", "otlp,console"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.url()),
    ];
    write_to_a_closed_pipe(
        &variables,
        &format!("metrics: {CLOSED}; traces on the console: {CLOSED}"),
    );
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[cfg(unix)]
fn write_to_a_closed_pipe(variables: &[(&str, &str)], expected: &str) {
    let mut child = child("console::pipeline::finds_its_pipe_closed", variables)
        .env("EXPECTED", format!("telemetry was not delivered: {expected}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with(READY)));
    drop(lines);
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(EXIT));
}

#[cfg(unix)]
#[test]
#[ignore = "runs in a process of its own"]
fn finds_its_pipe_closed() {
    // The harness has had its say by now; what follows finds nobody.
    println!("{READY}");
    assert_eq!(io::stdin().read_line(&mut String::new()).unwrap(), 0);
    let telemetry = OtlpPipeline::from_env().build().unwrap();
    end_both(&telemetry);
    let error = telemetry.shutdown(AMPLE).unwrap_err().to_string();
    assert_eq!(Some(error.into()), std::env::var_os("EXPECTED"));
    assert_eq!(telemetry.export_counts().console_writes_failed, 2);
    std::process::exit(EXIT);
}

#[cfg(unix)]
const CLOSED: &str = "the console cannot be written: Broken pipe (os error 32)";
#[cfg(unix)]
const READY: &str = "ready";
/// More than pipe and queue hold together.
const MANY: usize = 6_000;
/// Tells a child that came to its end from one that failed before.
const EXIT: i32 = 17;
