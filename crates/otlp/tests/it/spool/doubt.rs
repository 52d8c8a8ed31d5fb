//! Answers that do not say whether a record is bad or the collector is broken.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use genai_otel_otlp::{ExportCounts, Loss, Protocol, Signal, Telemetry};
use genai_otel_testkit::{FakeCollector, PointValue, Reaction};

use super::{
    answers::{numbered, refusing, start},
    comes, files, folder, names, spooling, wait_sent,
};
use crate::{
    AMPLE, count, end_span,
    protocols::{PROTOCOLS, collector_of},
    say,
};

/// Asks again and again, as who flushes does not wait out a pause.
fn wait_hurried(telemetry: &Telemetry, is_so: impl Fn(ExportCounts) -> bool) {
    let is_so = || {
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        is_so(telemetry.export_counts())
    };
    assert!(comes(is_so), "{:?}\n{}", telemetry.export_counts(), telemetry.health());
}

fn unclear(protocol: Protocol) -> Vec<Reaction> {
    match protocol {
        Protocol::Grpc => [2, 6, 9, 13, 15].map(Reaction::grpc_status).into(),
        _ => [409, 500, 501, 505].map(Reaction::status).into(),
    }
}

/// What is set aside: the names of the files without their numbers, and whether one of them holds this.
fn is_aside(directory: &Path, signal: &str, needle: &str) -> bool {
    let aside = files(directory);
    let [(name, bytes), (_, reason)] = &aside[..] else { panic!("{aside:?}") };
    assert!(name.starts_with(&format!("{signal}/set-aside/")), "{name}");
    assert!(reason.starts_with(b"the collector answered with "), "{reason:?}");
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

fn one_is_found(protocol: Protocol, reaction: Reaction) {
    let (_folder, directory) = folder();
    let collector = refusing(protocol, "span 77", reaction).start().unwrap();
    let telemetry = start(&collector, protocol, &directory);
    let mut expected = numbered(&telemetry, 200);
    expected.retain(|name| name != "span 77");
    wait_hurried(&telemetry, |counts| counts.spans_delivered + counts.spans_lost == 200);
    assert_eq!(names(&collector), expected, "{protocol}");
    // What ends later is not held up, nor anything else.
    end_span(&telemetry, "later");
    wait_hurried(&telemetry, |counts| counts.spans_delivered == 200);
    let told = telemetry.shutdown(AMPLE).unwrap_err().to_string();
    assert!(told.contains("set aside as "), "{told}");
    let counts = telemetry.export_counts();
    let ExportCounts { spans_ended, spans_delivered, spans_lost, .. } = counts;
    assert_eq!((spans_ended, spans_delivered, spans_lost), (201, 200, 1));
    assert!(is_aside(&directory, "traces", "span 77"));
    let requests = collector.requests().len();
    assert!(requests < 40, "{protocol}: {requests} requests");
}

#[test]
fn one_span_that_a_collector_stumbles_over_is_set_aside_and_its_neighbours_are_delivered_once() {
    for protocol in PROTOCOLS {
        thread::scope(|scope| {
            for reaction in unclear(protocol) {
                scope.spawn(move || one_is_found(protocol, reaction));
            }
        });
    }
}

#[test]
fn many_bad_spans_are_found_without_a_pause_for_each() {
    let (_folder, directory) = folder();
    let is_bad = |name: &str| name.ends_with('7');
    let collector = FakeCollector::builder()
        .when(move |offer| offer.spans.iter().any(|it| is_bad(&it.name)), Reaction::status(500));
    let collector = collector.start().unwrap();
    let telemetry = start(&collector, Protocol::HttpProtobuf, &directory);
    let mut expected = Vec::new();
    // Each of these is a request of its own.
    for sent in 1..=20 {
        let mut names = numbered(&telemetry, 10);
        names.retain(|name| !is_bad(name));
        expected.extend(names);
        wait_hurried(&telemetry, |counts| counts.spans_delivered == 9 * sent);
        wait_hurried(&telemetry, |counts| counts.spans_lost == sent);
    }
    expected.sort();
    assert_eq!(names(&collector), expected);
    // Three for the first; with three for each it would be sixty.
    let health = telemetry.health();
    assert!(health.of(Signal::Traces).unwrap().retried < 40, "{health}");
}

fn nothing_is_lost(protocol: Protocol, refusals: usize) {
    let (_folder, directory) = folder();
    let mut builder = collector_of(protocol);
    let kinds = [unclear(protocol), vec![Reaction::status(503), Reaction::status(404)]].concat();
    for reaction in kinds.into_iter().cycle().take(refusals) {
        builder = builder.reaction(reaction);
    }
    let collector = builder.start().unwrap();
    let telemetry = start(&collector, protocol, &directory);
    let expected = numbered(&telemetry, 32);
    wait_hurried(&telemetry, |counts| counts.spans_delivered == 32);
    assert_eq!(names(&collector), expected, "{protocol}, {refusals} refusals");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol}, {refusals} refusals");
    assert_eq!(telemetry.export_counts().spans_lost, 0, "{protocol}, {refusals} refusals");
    assert_eq!(files(&directory), []);
}

#[test]
fn collector_that_is_broken_until_whenever_has_nothing_set_aside() {
    for protocol in PROTOCOLS {
        thread::scope(|scope| {
            for refusals in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 50, 100] {
                scope.spawn(move || nothing_is_lost(protocol, refusals));
            }
        });
    }
}

#[test]
fn lone_span_waits_until_others_are_taken() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let reaction = unclear(protocol).remove(1);
        let collector = refusing(protocol, "bad", reaction).start().unwrap();
        let telemetry = start(&collector, protocol, &directory);
        end_span(&telemetry, "bad");
        for _ in 0..10 {
            let requests = collector.requests().len();
            assert_eq!(telemetry.flush(AMPLE), Ok(()));
            assert!(collector.wait_for_requests(requests + 1, AMPLE).is_ok());
        }
        assert_eq!(telemetry.export_counts().spans_lost, 0);
        for sent in 1..=2 {
            end_span(&telemetry, "good");
            wait_hurried(&telemetry, |counts| counts.spans_delivered == sent);
        }
        wait_hurried(&telemetry, |counts| counts.spans_lost == 1);
        assert_eq!(names(&collector), ["good", "good"], "{protocol}");
        assert!(telemetry.shutdown(AMPLE).is_err());
        assert!(is_aside(&directory, "traces", "bad"));
    }
}

#[test]
fn what_somebody_left_is_judged_by_what_ends_now() {
    let (_folder, directory) = folder();
    let protocol = Protocol::HttpProtobuf;
    let collector = refusing(protocol, "bad", Reaction::status(500)).start().unwrap();
    let telemetry = start(&collector, protocol, &directory);
    end_span(&telemetry, "bad");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));

    let successor = start(&collector, protocol, &directory);
    for sent in 1..=3 {
        end_span(&successor, "good");
        wait_hurried(&successor, |counts| counts.spans_delivered == sent);
    }
    wait_hurried(&successor, |counts| counts.spans_lost == 1);
    assert_eq!(names(&collector), ["good", "good", "good"]);
    assert_eq!(successor.export_counts().spans_recovered, 1);
}

#[test]
fn bad_spans_at_both_ends_hold_up_neither_each_other_nor_the_rest() {
    let (_folder, directory) = folder();
    let protocol = Protocol::HttpProtobuf;
    let collector = refusing(protocol, "bad", Reaction::status(500)).start().unwrap();
    let start = || start(&collector, protocol, &directory);
    let telemetry = start();
    end_span(&telemetry, "bad");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));

    let successor = start();
    end_span(&successor, "bad");
    wait_hurried(&successor, |_| collector.requests().len() > 20);
    assert_eq!(successor.export_counts().spans_lost, 0);
    for sent in 1..=4 {
        end_span(&successor, "good");
        wait_hurried(&successor, |counts| counts.spans_delivered == sent);
    }
    wait_hurried(&successor, |counts| counts.spans_lost == 2);
    assert_eq!(names(&collector), ["good"; 4]);
}

#[test]
fn bad_span_that_somebody_left_does_not_hold_up_those_who_live_for_a_moment() {
    let (_folder, directory) = folder();
    let protocol = Protocol::HttpProtobuf;
    let collector = refusing(protocol, "bad", Reaction::status(500)).start().unwrap();
    let run = |name| {
        let telemetry = start(&collector, protocol, &directory);
        end_span(&telemetry, name);
        telemetry.shutdown(AMPLE).is_ok()
    };
    assert!(run("bad"));
    // The second of them is the second witness.
    assert_eq!((run("a"), run("b"), run("c")), (true, true, true));
    assert_eq!(names(&collector), ["a", "b", "c"]);
    let requests = collector.requests().len();
    assert!(requests < 100, "{requests} requests");
}

#[test]
fn what_is_in_doubt_at_the_end_is_sent_by_the_next() {
    let (_folder, directory) = folder();
    let protocol = Protocol::HttpProtobuf;
    let strict = refusing(protocol, "span 7", Reaction::status(500)).start().unwrap();
    let telemetry = start(&strict, protocol, &directory);
    let mut expected = numbered(&telemetry, 8);
    wait_hurried(&telemetry, |counts| counts.spans_delivered == 7);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(expected.pop().as_deref(), Some("span 7"));
    assert_eq!(names(&strict), expected);

    let collector = FakeCollector::start().unwrap();
    let successor = start(&collector, protocol, &directory);
    wait_sent(&successor, 1);
    assert_eq!(names(&collector), ["span 7"]);
}

/// What a kill leaves at the moment at which each request arrives, and what had been taken by then.
#[test]
fn kill_in_the_middle_loses_nothing_and_repeats_one_batch_at_most() {
    let (folder, directory) = folder();
    let moments = Arc::new(Mutex::new(Vec::new()));
    let taken = Mutex::new(BTreeSet::new());
    let (seen, from, to) = (Arc::clone(&moments), directory.clone(), folder.path().to_owned());
    let collector = FakeCollector::builder().when(
        move |offer| {
            let (mut seen, mut taken) = (seen.lock().unwrap(), taken.lock().unwrap());
            let copy = to.join(seen.len().to_string());
            for (name, bytes) in files(&from) {
                let path = copy.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            seen.push((copy, BTreeSet::clone(&taken)));
            let mut names = offer.spans.iter().map(|span| span.name.clone());
            let is_refused = names.any(|name| name == "span 5");
            if !is_refused {
                taken.extend(offer.spans.iter().map(|span| span.name.clone()));
            }
            is_refused
        },
        Reaction::status(500),
    );
    let collector = collector.start().unwrap();
    let protocol = Protocol::HttpProtobuf;
    let telemetry = start(&collector, protocol, &directory);
    let all = BTreeSet::from_iter(numbered(&telemetry, 16));
    wait_hurried(&telemetry, |counts| counts.spans_delivered + counts.spans_lost == 16);
    let mut most = 0;
    for (directory, before) in moments.lock().unwrap().iter() {
        let collector = FakeCollector::start().unwrap();
        let successor = start(&collector, protocol, directory);
        assert_eq!(successor.shutdown(AMPLE), Ok(()));
        let after = names(&collector);
        let mut came = BTreeSet::from_iter(after.iter().cloned());
        assert_eq!(after.len(), came.len(), "{directory:?}: {after:?}");
        if !files(directory).is_empty() {
            assert!(is_aside(directory, "traces", "span 5"));
            came.insert("span 5".to_owned());
        }
        assert_eq!(before.union(&came).cloned().collect::<BTreeSet<_>>(), all, "{directory:?}");
        most = most.max(before.intersection(&came).count());
    }
    // Those that are behind the suspect, and told of it.
    assert!((1..=10).contains(&most), "{most} came again");
}

#[test]
fn state_of_metrics_survives_a_collector_that_is_broken_until_whenever() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let mut builder = collector_of(protocol);
        for reaction in unclear(protocol).into_iter().cycle().take(20) {
            builder = builder.reaction(reaction);
        }
        let collector = builder.start().unwrap();
        let pipeline = spooling(&collector, &directory).protocol(protocol).without_traces();
        let telemetry = pipeline.build().unwrap();
        wait_hurried(&telemetry, |counts| {
            if counts.metric_exports_delivered == 0 {
                count(&telemetry, "calls");
            }
            counts.metric_exports_delivered > 0
        });
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol}");
        assert!(collector.requests().len() > 20, "{protocol}");
        let metrics = collector.metrics();
        let last = metrics.last().unwrap().points.first().unwrap();
        assert!(matches!(last.value, PointValue::Int(1..)), "{protocol}: {last:?}");
        assert_eq!(telemetry.export_counts().metric_exports_failed, 0, "{protocol}");
    }
}

#[test]
fn metric_that_a_collector_stumbles_over_does_not_hold_up_the_others() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let reaction = unclear(protocol).remove(1);
        let is_bad = |name: &str| name == "bad";
        let collector = collector_of(protocol)
            .when(move |offer| offer.metrics.iter().any(|metric| is_bad(&metric.name)), reaction);
        let collector = collector.start().unwrap();
        let pipeline = spooling(&collector, &directory).protocol(protocol).without_traces();
        let telemetry = pipeline.build().unwrap();
        for name in ["a", "bad", "c", "d", "e"] {
            count(&telemetry, name);
        }
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        let lost = || {
            let health = telemetry.health();
            health.of(Signal::Metrics).unwrap().lost.get(&Loss::SetAside).copied()
        };
        assert!(comes(|| lost() == Some(1)), "{protocol}: {}", telemetry.health());
        assert!(collector.wait_for_metrics(&["a", "c", "d", "e"], AMPLE).is_ok());
        assert_eq!(collector.metrics().len(), 4, "{protocol}");
    }
}

#[test]
fn log_record_that_a_collector_stumbles_over_is_set_aside() {
    let (_folder, directory) = folder();
    let collector = FakeCollector::builder().when(
        |offer| offer.logs.iter().any(|log| log.body.to_string().contains("bad")),
        Reaction::status(500),
    );
    let collector = collector.start().unwrap();
    let telemetry = spooling(&collector, &directory).without_metrics().build().unwrap();
    for text in ["a", "bad", "c", "d", "e"] {
        say(&telemetry, text);
    }
    wait_hurried(&telemetry, |counts| counts.logs_delivered + counts.logs_lost == 5);
    assert_eq!(telemetry.export_counts().logs_lost, 1);
    assert_eq!(collector.logs().len(), 4);
    assert!(telemetry.shutdown(AMPLE).is_err());
    assert!(is_aside(&directory, "logs", "bad"));
}
