//! What the export tells of itself.

use std::{collections::BTreeMap, fmt::Write as _};

use genai_otel_otlp::{Loss, Signal};
use genai_otel_testkit::{FakeCollector, MetricList, Reaction, merge_metrics};

use super::{folder, spooling, wait_sent, wait_until};
use crate::{AMPLE, end_span, pipeline};

#[test]
fn health_tells_what_waits_and_what_went_wrong_and_when_it_is_over() {
    let (_folder, directory) = folder();
    let later = Reaction::status(503).retry_after(AMPLE);
    let collector = FakeCollector::builder().reaction(later).start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    end_span(&telemetry, "a");
    end_span(&telemetry, "b");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let health = || telemetry.health().of(Signal::Traces).cloned().unwrap();
    wait_until(|| health().retried == 1);
    let waiting = health();
    assert_eq!((waiting.queued, waiting.spooled, waiting.sent), (0, 2, 0));
    assert!(waiting.spooled_bytes > 0 && waiting.oldest_age.is_some(), "{waiting:?}");
    let said = "the collector answered with HTTP status 503: the fake collector was told to refuse this request";
    let said = format!("{said} ({}/v1/traces)", collector.url());
    assert_eq!(waiting.last_failure.as_ref(), Some(&said));
    assert_eq!((waiting.degraded, waiting.lost), (None, BTreeMap::<Loss, u64>::new()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let ended = health();
    assert_eq!((ended.spooled, ended.spooled_bytes, ended.sent), (0, 0, 2));
    assert_eq!(
        telemetry.health().to_string(),
        format!(
            "traces: 0 queued, 0 spooled (0 bytes), 2 sent, 1 requests again\n  last failure: {said}\n\
             logs: 0 queued, 0 spooled (0 bytes), 0 sent, 0 requests again"
        )
    );
}

#[test]
fn export_without_a_spool_has_a_health_too() {
    let collector = FakeCollector::builder().reaction(Reaction::status(400)).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "a");
    assert!(telemetry.flush(AMPLE).is_err());
    let health = telemetry.health();
    let traces = health.of(Signal::Traces).unwrap();
    assert_eq!((traces.queued, traces.sent, traces.spooled), (0, 0, 0));
    assert_eq!(traces.lost, BTreeMap::from([(Loss::Undelivered, 1)]));
    assert!(health.of(Signal::Metrics).is_none());
}

#[test]
fn metrics_tell_of_the_export() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let telemetry = spooling(&collector, &directory).self_observation(true).build().unwrap();
    end_span(&telemetry, "a");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    wait_sent(&telemetry, 1);
    wait_until(|| telemetry.health().of(Signal::Metrics).is_some_and(|it| it.spooled == 0));
    collector.clear();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let mut expected = String::new();
    expected += "genai_otel.export.dropped · counter · {item} · cumulative\n";
    let signals = ["logs", "metrics", "traces"];
    let mut causes = [
        "damaged",
        "expired",
        "memory_full",
        "queue_full",
        "refused",
        "rejected",
        "removed",
        "set_aside",
        "spool_full",
        "undelivered",
    ]
    .iter()
    .flat_map(|cause| signals.map(|signal| format!("0  {{cause: {cause}, signal: {signal}}}")))
    .peekable();
    while let Some(line) = causes.next() {
        let branch = if causes.peek().is_some() { "├" } else { "└" };
        writeln!(expected, "{branch}─ {line}").unwrap();
    }
    expected += "genai_otel.export.oldest_age · gauge · s\n\
                 ├─ 0  {signal: logs}\n├─ 0  {signal: metrics}\n└─ 0  {signal: traces}\n\
                 genai_otel.export.queued · gauge · {item}\n\
                 ├─ 0  {signal: logs}\n├─ 0  {signal: metrics}\n└─ 0  {signal: traces}\n\
                 genai_otel.export.retried · counter · {request} · cumulative\n\
                 ├─ 0  {signal: logs}\n├─ 0  {signal: metrics}\n└─ 0  {signal: traces}\n\
                 genai_otel.export.sent · counter · {item} · cumulative\n\
                 ├─ 0  {signal: logs}\n├─ 1  {signal: metrics}\n└─ 1  {signal: traces}\n\
                 genai_otel.export.spooled · gauge · By\n";
    let told = MetricList::new().render(&merge_metrics(&collector.metrics()));
    assert!(told.starts_with(&expected), "{told}\ninstead of\n{expected}");
}

#[test]
fn metrics_about_the_export_are_there_with_a_spool_alone() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(collector.metrics(), []);
    let (_folder, directory) = folder();
    let telemetry = pipeline(&collector).spool(directory).build().unwrap();
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(collector.metrics().len(), 6);
}
