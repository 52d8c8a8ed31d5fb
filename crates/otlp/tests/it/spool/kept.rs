//! The main way: ended, kept, delivered.

use std::time::Duration;

use genai_otel_testkit::{FakeCollector, Fault, Reaction};

use super::{folder, spooling, wait_sent};
use crate::{AMPLE, accepted, end_both, end_span, timed};

#[test]
fn what_ends_is_delivered_by_the_shutdown() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let telemetry = spooling(&collector, &directory).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
    assert_eq!(collector.spans()[0].resource.service_name(), Some("shop"));
    assert_eq!(collector.spans()[0].scope.name, "test");
    let counts = telemetry.export_counts();
    assert_eq!((counts.spans_ended, counts.spans_spooled, counts.spans_delivered), (1, 1, 1));
}

#[test]
fn flush_is_ok_when_what_ended_is_kept_and_does_not_wait_for_a_black_hole() {
    let (_folder, directory) = folder();
    let silence = Reaction::fault(Fault::Silence);
    let collector = FakeCollector::builder().otherwise(silence).start().unwrap();
    let telemetry = spooling(&collector, &directory).timeout(AMPLE).build().unwrap();
    end_both(&telemetry);
    let (flushed, elapsed) = timed(|| telemetry.flush(AMPLE));
    assert_eq!(flushed, Ok(()));
    assert!(elapsed < AMPLE / 4, "{elapsed:?}");
    let bound = Duration::from_millis(200);
    let (ended, elapsed) = timed(|| telemetry.shutdown(bound));
    assert_eq!(ended, Ok(()));
    assert!(elapsed < AMPLE / 4, "{elapsed:?}");
}

#[test]
fn what_is_kept_while_the_collector_is_away_is_delivered_when_it_is_back() {
    let (_folder, directory) = folder();
    let away = Reaction::status(503);
    let mut builder = FakeCollector::builder();
    for _ in 0..3 {
        builder = builder.reaction(away.clone());
    }
    let collector = builder.start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    end_span(&telemetry, "a");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    end_span(&telemetry, "b");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    wait_sent(&telemetry, 2);
    assert_eq!(accepted(&collector), ["a", "b"]);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}
