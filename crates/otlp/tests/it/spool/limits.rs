//! Bounds of the spool, and what passes them.

use std::{sync::mpsc::channel, time::Duration};

use genai_otel_otlp::{Batch, Loss, Signal, Spool, SpoolSync, Telemetry};
use genai_otel_testkit::{FakeCollector, Reaction};
use opentelemetry::{
    KeyValue,
    trace::{Span as _, Tracer as _, TracerProvider as _},
};

use super::{folder, names, spooling, wait_sent, wait_until};
use crate::{AMPLE, end_span};

fn away() -> FakeCollector {
    FakeCollector::builder().otherwise(Reaction::status(503)).start().unwrap()
}

fn lost(telemetry: &Telemetry, loss: Loss) -> u64 {
    let health = telemetry.health();
    health.of(Signal::Traces).unwrap().lost.get(&loss).copied().unwrap_or_default()
}

#[test]
fn what_is_too_old_is_dropped_and_counted() {
    let (_folder, directory) = folder();
    let collector = away();
    let spool = Spool::at(&directory).max_age(Duration::from_millis(1));
    let pipeline = spooling(&collector, &directory).without_metrics().spool(spool);
    let telemetry = pipeline.build().unwrap();
    end_span(&telemetry, "old");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    wait_until(|| lost(&telemetry, Loss::Expired) == 1);
    assert_eq!(telemetry.export_counts().spans_lost, 1);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(super::files(&directory), []);
}

#[test]
fn full_spool_refuses_the_newest_and_says_so() {
    let (_folder, directory) = folder();
    let collector = away();
    let spool = Spool::at(&directory).max_bytes(1_024 * 1_024).sync(SpoolSync::Never);
    let pipeline = spooling(&collector, &directory).without_metrics();
    let telemetry = pipeline.spool(spool.clone()).build().unwrap();
    let tracer = telemetry.tracer_provider().tracer("test");
    let end_large = |name: String| {
        let mut span = tracer.start(name);
        span.set_attribute(KeyValue::new("text", "x".repeat(64 * 1_024)));
        span.end();
        telemetry.flush(AMPLE)
    };
    let results: Vec<_> = (0..20).map(|number| end_large(format!("span {number:02}"))).collect();
    let kept = results.iter().take_while(|result| result.is_ok()).count();
    assert!((8..16).contains(&kept), "{results:?}");
    let refused = results[kept].as_ref().unwrap_err().to_string();
    let expected = "telemetry was not delivered: traces: 1 are dropped: the journal is full: ";
    assert!(refused.starts_with(expected), "{refused}");
    assert!(results[kept..].iter().all(Result::is_err), "{results:?}");
    let dropped = 20 - kept as u64;
    assert_eq!(lost(&telemetry, Loss::SpoolFull), dropped);
    assert_eq!(telemetry.export_counts().spans_dropped, dropped);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));

    let collector = FakeCollector::start().unwrap();
    let successor = spooling(&collector, &directory).without_metrics().spool(spool);
    let successor = successor.build().unwrap();
    wait_sent(&successor, kept as u64);
    let expected: Vec<_> = (0..kept).map(|number| format!("span {number:02}")).collect();
    assert_eq!(names(&collector), expected);
    assert_eq!(successor.export_counts().spans_recovered, kept as u64);
}

#[test]
fn large_span_is_kept_and_one_that_is_too_large_is_told() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    let tracer = telemetry.tracer_provider().tracer("test");
    let end_of = |bytes: usize| {
        let mut span = tracer.start("chat");
        span.set_attribute(KeyValue::new("text", "x".repeat(bytes)));
        span.end();
        telemetry.flush(AMPLE)
    };
    assert_eq!(end_of(9 * 1_024 * 1_024), Ok(()));
    wait_sent(&telemetry, 1);
    let told = end_of(65 * 1_024 * 1_024).unwrap_err().to_string();
    assert_eq!(
        told,
        "telemetry was not delivered: traces: 1 are dropped: they ended faster than they could be written, or are too large"
    );
    assert_eq!((lost(&telemetry, Loss::QueueFull), telemetry.flush(AMPLE)), (1, Ok(())));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn many_that_died_are_taken_over_one_after_the_other() {
    let (_folder, directory) = folder();
    let nobody = away();
    let names_of: Vec<_> = (10..60).map(|number| format!("span {number}")).collect();
    for name in &names_of {
        let telemetry = spooling(&nobody, &directory).without_metrics().build().unwrap();
        let tracer = telemetry.tracer_provider().tracer("test");
        tracer.start(name.clone()).end();
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    }
    let collector = FakeCollector::start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    wait_sent(&telemetry, 50);
    assert_eq!(names(&collector), names_of);
}

#[test]
fn bad_span_that_cannot_be_set_aside_does_not_hold_up_the_others() {
    let (_folder, directory) = folder();
    std::fs::create_dir_all(directory.join("traces")).unwrap();
    std::fs::write(directory.join("traces/set-aside"), "no folder").unwrap();
    let collector = FakeCollector::builder()
        .when(|offer| offer.spans.iter().any(|span| span.name == "bad"), Reaction::status(400));
    let collector = collector.start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    for name in ["a", "bad", "c"] {
        end_span(&telemetry, name);
    }
    let told = telemetry.shutdown(AMPLE).unwrap_err().to_string();
    assert!(told.contains("HTTP status 400") && told.contains("cannot write in "), "{told}");
    assert_eq!(
        (names(&collector), lost(&telemetry, Loss::Refused)),
        (vec!["a".into(), "c".into()], 1)
    );
}

#[test]
fn drain_of_a_backlog_does_not_starve_what_ends_now() {
    let (_folder, directory) = folder();
    let nobody = away();
    let batch = Batch::default().max_export_batch_size(8);
    let pipeline = |collector| spooling(collector, &directory).without_metrics().batch(batch);
    let telemetry = pipeline(&nobody).build().unwrap();
    for _ in 0..400 {
        end_span(&telemetry, "old");
    }
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));

    // Its first answer comes when the new one is there.
    let (came, first) = channel();
    let (answer, held) = channel::<()>();
    let collector = FakeCollector::builder().decide(move |_| {
        let _told = came.send(());
        let _dropped = held.recv();
        Reaction::accept()
    });
    // In this order: a test that fails lets go of the sender first.
    let (collector, answer) = (collector.start().unwrap(), answer);
    let telemetry = pipeline(&collector).build().unwrap();
    first.recv().unwrap();
    end_span(&telemetry, "new");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    drop(answer);
    wait_until(|| collector.spans().iter().any(|span| span.name == "new"));
    let before = collector.spans().iter().position(|span| span.name == "new").unwrap();
    assert!(before < 400, "the new one came last");
    wait_sent(&telemetry, 401);
    assert_eq!(collector.spans().len(), 401);
}

#[test]
fn directory_that_is_removed_is_made_anew_and_what_was_in_it_is_counted() {
    let (_folder, directory) = folder();
    let collector = away();
    let pipeline = spooling(&collector, &directory).without_metrics();
    let spool = Spool::at(&directory).sync(SpoolSync::Interval(Duration::from_millis(50)));
    let telemetry = pipeline.spool(spool).build().unwrap();
    end_span(&telemetry, "gone");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    std::fs::remove_dir_all(&directory).unwrap();
    end_span(&telemetry, "kept");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(lost(&telemetry, Loss::Removed), 1, "{}", telemetry.health());

    let collector = FakeCollector::start().unwrap();
    let _successor = spooling(&collector, &directory).without_metrics().build().unwrap();
    wait_until(|| names(&collector).contains(&"kept".to_owned()));
}

#[test]
fn what_others_left_and_is_too_old_is_counted_as_recovered_and_lost() {
    let (_folder, directory) = folder();
    let collector = away();
    let pipeline = || spooling(&collector, &directory).without_metrics();
    let telemetry = pipeline().build().unwrap();
    end_span(&telemetry, "old");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let spool = Spool::at(&directory).max_age(Duration::from_millis(1));
    let successor = pipeline().spool(spool).build().unwrap();
    wait_until(|| lost(&successor, Loss::Expired) == 1);
    let counts = successor.export_counts();
    assert_eq!((counts.spans_ended, counts.spans_recovered, counts.spans_lost), (0, 1, 1));
}
