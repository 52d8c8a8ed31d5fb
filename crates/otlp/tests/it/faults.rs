//! A script of faults for every protocol: what becomes of the spans, how often they are sent, and what is said.

use std::{fmt::Write as _, thread, time::Duration};

use genai_otel_otlp::{ExportCounts, FlushError, OtlpPipeline, Protocol, Signal};
use genai_otel_testkit::{Fault, Reaction};

use crate::{
    AMPLE, accepted, closed_port, count, end_span,
    protocols::{PROTOCOLS, collector_of, pipeline_by},
    say, timed,
    waiting::give_up,
};

/// What a collector does, and with how much patience it is met.
struct Case {
    name: &'static str,
    first: Reaction,
    /// What comes after the first reaction; nothing to accept.
    then: Option<Reaction>,
    timeout: Duration,
}

/// The first request meets the reaction, all others are accepted.
fn once(name: &'static str, first: Reaction) -> Case {
    Case { name, first, then: None, timeout: AMPLE }
}

/// Every request meets the reaction.
fn always(name: &'static str, reaction: Reaction) -> Case {
    Case { name, first: reaction.clone(), then: Some(reaction), timeout: PATIENCE }
}

/// Long enough for an answer that comes, and for more than one attempt.
const PATIENCE: Duration = Duration::from_secs(5);

fn cases() -> Vec<Case> {
    let soon = Duration::from_millis(1);
    let never = Duration::from_secs(3_600);
    vec![
        once("accepted", Reaction::accept()),
        once("slow", Reaction::accept().delay(Duration::from_millis(300))),
        once("reset", Reaction::fault(Fault::Reset)),
        once("garbage", Reaction::fault(Fault::Garbage)),
        once("headers only", Reaction::fault(Fault::HeadersOnly)),
        once("half a response", Reaction::fault(Fault::HalfResponse)),
        once("502", Reaction::status(502)),
        once("503", Reaction::status(503)),
        once("504", Reaction::status(504)),
        once("503, come back", Reaction::status(503).retry_after(soon)),
        once("429", Reaction::status(429)),
        once("429, come back", Reaction::status(429).retry_after(soon)),
        once("503, come back in an hour", Reaction::status(503).retry_after(never)),
        once("400", Reaction::status(400)),
        once("400, come back", Reaction::status(400).retry_after(soon)),
        once("401", Reaction::status(401)),
        once("404", Reaction::status(404)),
        once("413", Reaction::status(413)),
        once("500", Reaction::status(500)),
        once("501", Reaction::status(501)),
        once("cancelled", Reaction::grpc_status(1)),
        once("unknown", Reaction::grpc_status(2)),
        once("deadline exceeded", Reaction::grpc_status(4)),
        once("aborted", Reaction::grpc_status(10)),
        once("out of range", Reaction::grpc_status(11)),
        once("data loss", Reaction::grpc_status(15)),
        once("partial success", Reaction::partial_success(1, "over quota")),
        once("warning", Reaction::partial_success(0, "deprecated")),
        always("reset, always", Reaction::fault(Fault::Reset)),
        always("503, always", Reaction::status(503)),
        always("silence", Reaction::fault(Fault::Silence)),
        always("stall", Reaction::fault(Fault::Stall)),
        always("slow-loris", Reaction::fault(Fault::Trickle)),
        always("too slow", Reaction::status(503).delay(AMPLE)),
    ]
}

/// Sends two spans or log records, and tells in a line what became of them.
fn outcome(protocol: Protocol, signal: Signal, case: &Case) -> String {
    let builder = collector_of(protocol).reaction(case.first.clone());
    let collector = builder.otherwise(case.then.clone().unwrap_or_default()).start().unwrap();
    let pipeline = pipeline_by(protocol, &collector).timeout(case.timeout).without_metrics();
    let telemetry = pipeline.build().unwrap();
    for name in ["a", "b"] {
        match signal {
            Signal::Logs => say(&telemetry, name),
            _ => end_span(&telemetry, name),
        }
    }
    let told = telemetry.flush(AMPLE);
    let counts = fate(signal, telemetry.export_counts());
    assert_eq!(accepted(&collector).len() as u64, counts.delivered, "{}", case.name);
    let requests = match collector.requests().len() {
        // How many more is a matter of jitter and load.
        2.. if case.then.is_some() => "again and again".to_owned(),
        requests => format!("{requests}×"),
    };
    line(case.name, &requests, counts, told, &collector.url())
}

/// What became of two items of a signal.
struct Fate {
    signal: Signal,
    delivered: u64,
    lost: u64,
    rejected: u64,
}

fn fate(signal: Signal, counts: ExportCounts) -> Fate {
    let (seen, delivered, lost, rejected) = match signal {
        Signal::Logs => (
            (counts.logs_emitted, counts.logs_dropped),
            counts.logs_delivered,
            counts.logs_lost,
            counts.logs_rejected,
        ),
        _ => (
            (counts.spans_ended, counts.spans_dropped),
            counts.spans_delivered,
            counts.spans_lost,
            counts.spans_rejected,
        ),
    };
    assert_eq!(seen, (2, 0));
    Fate { signal, delivered, lost, rejected }
}

fn line(name: &str, requests: &str, fate: Fate, told: Result<(), FlushError>, url: &str) -> String {
    let Fate { signal, delivered, lost, rejected } = fate;
    let mut line = format!("{name}: {requests}, {delivered} delivered, {lost} lost");
    if rejected > 0 {
        write!(line, " ({rejected} rejected)").unwrap();
    }
    if let Err(error) = told {
        let error = error.to_string();
        let prefix = format!("telemetry was not delivered: {signal}: ");
        let reason = error.strip_prefix(&prefix).unwrap();
        // The last attempt may begin so late that there is no time left for its answer.
        let reason = reason.replace(", then timeout: no answer came", "");
        write!(line, ": {}", said(&reason, signal, url)).unwrap();
    }
    line
}

/// What is the same for all signals, ports and systems.
pub(crate) fn said(reason: &str, signal: Signal, url: &str) -> String {
    let reason = reason.replace(url, "URL").replace(&format!("/v1/{signal}"), "/v1/SIGNAL");
    let reason = reason.replace("the fake collector was told to refuse this request", "TOLD");
    // The number of the operating system's error is its own.
    let (reason, number) = reason.split_once(" (os error ").unwrap_or((&reason, ""));
    let rest = number.split_once(')').map_or("", |(_, rest)| rest);
    format!("{reason}{rest}")
}

/// Whether a line is the expected one. Who writes too late on a connection that is reset meets a broken pipe.
pub(crate) fn is_as(line: &str, expected: &str) -> bool {
    let reset = line.replace("stream closed because of a broken pipe", "connection reset");
    let reset = reset.replace("Broken pipe", "Connection reset by peer");
    line == expected || reset == expected
}

/// Runs all cases, and compares their lines with the table; what differs is shown, the rest is not.
fn check(protocol: Protocol, signal: Signal, table: &str) {
    let cases = cases();
    // Not all at once: those that are over with their timeout come last and have the machine for themselves.
    let (once, always): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.then.is_none());
    let run = |cases: Vec<&Case>| -> Vec<String> {
        thread::scope(|scope| {
            let start = |case| scope.spawn(move || outcome(protocol, signal, case));
            let threads: Vec<_> = cases.into_iter().map(start).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    };
    let lines = [run(once), run(always)].concat();
    let expected: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), expected.len());
    let differing = lines.iter().zip(&expected).filter(|(line, expected)| !is_as(line, expected));
    assert_eq!(differing.collect::<Vec<_>>(), []);
}

#[test]
fn http_protobuf_meets_every_fault() {
    check(Protocol::HttpProtobuf, Signal::Traces, OVER_HTTP);
}

#[test]
fn http_json_meets_every_fault() {
    check(Protocol::HttpJson, Signal::Traces, OVER_HTTP);
}

#[test]
fn grpc_meets_every_fault() {
    check(Protocol::Grpc, Signal::Traces, OVER_GRPC);
}

#[test]
fn log_records_meet_every_fault() {
    for (protocol, table) in [(Protocol::HttpProtobuf, OVER_HTTP), (Protocol::Grpc, OVER_GRPC)] {
        check(protocol, Signal::Logs, &table.replace("spans:", "log records:"));
    }
}

#[test]
fn absent_collector_is_named_by_every_protocol() {
    side_by_side(|protocol| {
        let (_closed, url) = closed_port();
        let pipeline = OtlpPipeline::from_pairs([]).protocol(protocol).endpoint(url.clone());
        let telemetry = pipeline.timeout(PATIENCE).without_metrics().build().unwrap();
        end_span(&telemetry, "a");
        end_span(&telemetry, "b");
        let told = telemetry.flush(AMPLE);
        let path = if protocol == Protocol::Grpc { "/" } else { "/v1/SIGNAL" };
        assert_eq!(
            line("refused", "never", fate(Signal::Traces, telemetry.export_counts()), told, &url),
            format!("refused: never, 0 delivered, 2 lost: Connection refused (URL{path})")
        );
    });
}

/// For what takes a while.
fn side_by_side(check: impl Fn(Protocol) + Sync) {
    thread::scope(|scope| {
        for protocol in PROTOCOLS {
            let check = &check;
            scope.spawn(move || check(protocol));
        }
    });
}

const OVER_HTTP: &str = "accepted: 1×, 2 delivered, 0 lost
slow: 1×, 2 delivered, 0 lost
reset: 2×, 2 delivered, 0 lost
garbage: 2×, 2 delivered, 0 lost
headers only: 2×, 2 delivered, 0 lost
half a response: 2×, 2 delivered, 0 lost
502: 2×, 2 delivered, 0 lost
503: 2×, 2 delivered, 0 lost
504: 2×, 2 delivered, 0 lost
503, come back: 2×, 2 delivered, 0 lost
429: 2×, 2 delivered, 0 lost
429, come back: 2×, 2 delivered, 0 lost
503, come back in an hour: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
400: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 400: TOLD (URL/v1/SIGNAL)
400, come back: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 400: TOLD (URL/v1/SIGNAL)
401: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 401: TOLD (URL/v1/SIGNAL)
404: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 404: TOLD (URL/v1/SIGNAL)
413: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 413: TOLD (URL/v1/SIGNAL)
500: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
501: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 501: TOLD (URL/v1/SIGNAL)
cancelled: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 499: TOLD (URL/v1/SIGNAL)
unknown: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
deadline exceeded: 2×, 2 delivered, 0 lost
aborted: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 409: TOLD (URL/v1/SIGNAL)
out of range: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 400: TOLD (URL/v1/SIGNAL)
data loss: 1×, 0 delivered, 2 lost: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
partial success: 1×, 1 delivered, 1 lost (1 rejected): the collector rejected 1 of 2 spans: over quota (URL/v1/SIGNAL)
warning: 1×, 2 delivered, 0 lost
reset, always: again and again, 0 delivered, 2 lost: Connection reset by peer (URL/v1/SIGNAL)
503, always: again and again, 0 delivered, 2 lost: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
silence: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/v1/SIGNAL)
stall: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/v1/SIGNAL)
slow-loris: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/v1/SIGNAL)
too slow: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/v1/SIGNAL)";

const OVER_GRPC: &str = "accepted: 1×, 2 delivered, 0 lost
slow: 1×, 2 delivered, 0 lost
reset: 2×, 2 delivered, 0 lost
garbage: 2×, 2 delivered, 0 lost
headers only: 2×, 2 delivered, 0 lost
half a response: 2×, 2 delivered, 0 lost
502: 2×, 2 delivered, 0 lost
503: 2×, 2 delivered, 0 lost
504: 2×, 2 delivered, 0 lost
503, come back: 2×, 2 delivered, 0 lost
429: 1×, 0 delivered, 2 lost: the collector answered with gRPC status RESOURCE_EXHAUSTED: TOLD (URL/)
429, come back: 2×, 2 delivered, 0 lost
503, come back in an hour: 1×, 0 delivered, 2 lost: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
400: 1×, 0 delivered, 2 lost: the collector answered with gRPC status INVALID_ARGUMENT: TOLD (URL/)
400, come back: 1×, 0 delivered, 2 lost: the collector answered with gRPC status INVALID_ARGUMENT: TOLD (URL/)
401: 1×, 0 delivered, 2 lost: the collector answered with gRPC status UNAUTHENTICATED: TOLD (URL/)
404: 1×, 0 delivered, 2 lost: the collector answered with gRPC status NOT_FOUND: TOLD (URL/)
413: 1×, 0 delivered, 2 lost: the collector answered with gRPC status INVALID_ARGUMENT: TOLD (URL/)
500: 1×, 0 delivered, 2 lost: the collector answered with gRPC status INTERNAL: TOLD (URL/)
501: 1×, 0 delivered, 2 lost: the collector answered with gRPC status UNIMPLEMENTED: TOLD (URL/)
cancelled: 2×, 2 delivered, 0 lost
unknown: 1×, 0 delivered, 2 lost: the collector answered with gRPC status UNKNOWN: TOLD (URL/)
deadline exceeded: 2×, 2 delivered, 0 lost
aborted: 2×, 2 delivered, 0 lost
out of range: 2×, 2 delivered, 0 lost
data loss: 2×, 2 delivered, 0 lost
partial success: 1×, 1 delivered, 1 lost (1 rejected): the collector rejected 1 of 2 spans: over quota (URL/)
warning: 1×, 2 delivered, 0 lost
reset, always: again and again, 0 delivered, 2 lost: connection reset (URL/)
503, always: again and again, 0 delivered, 2 lost: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
silence: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/)
stall: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/)
slow-loris: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/)
too slow: 1×, 0 delivered, 2 lost: timeout: no answer came (URL/)";

#[test]
fn nobody_comes_back_before_the_collector_says() {
    let second = Duration::from_secs(1);
    for protocol in PROTOCOLS {
        let later = Reaction::status(503).retry_after(second);
        let collector = collector_of(protocol).reaction(later).start().unwrap();
        let telemetry = pipeline_by(protocol, &collector).without_metrics().build().unwrap();
        end_span(&telemetry, "a");
        let (told, elapsed) = timed(|| telemetry.flush(AMPLE));
        assert_eq!(told, Ok(()), "{protocol}");
        assert!((second..AMPLE).contains(&elapsed), "{protocol}: {elapsed:?}");
        assert_eq!(collector.requests().len(), 2, "{protocol}");
    }
}

#[test]
fn rejected_points_are_counted_by_every_protocol() {
    for protocol in PROTOCOLS {
        let reject = Reaction::partial_success(1, "over quota");
        let collector = collector_of(protocol).reaction(reject).start().unwrap();
        let telemetry = pipeline_by(protocol, &collector).without_traces().build().unwrap();
        count(&telemetry, "calls");
        let error = telemetry.flush(AMPLE).unwrap_err().to_string();
        let said = "metrics: the collector rejected 1 data points: over quota (";
        assert!(error.contains(said), "{protocol}: {error}");
        let counts = telemetry.export_counts();
        let seen = (counts.metric_exports_delivered, counts.metric_points_rejected);
        assert_eq!(seen, (1, 1), "{protocol}");
    }
}

#[test]
fn attempt_that_is_cut_short_does_not_hide_why_there_was_another_one() {
    side_by_side(|protocol| {
        let builder = collector_of(protocol).reaction(Reaction::status(503));
        let collector = builder.otherwise(Reaction::fault(Fault::Silence)).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).timeout(PATIENCE).without_metrics();
        let telemetry = pipeline.build().unwrap();
        end_span(&telemetry, "a");
        let error = telemetry.flush(AMPLE).unwrap_err().to_string();
        let expected = "told to refuse this request, then timeout: no answer came (";
        assert!(error.contains(expected), "{protocol}: {error}");
    });
}

#[test]
fn port_of_another_protocol_is_an_error_with_its_address() {
    for (spoken, heard) in
        [(Protocol::Grpc, Protocol::HttpProtobuf), (Protocol::HttpProtobuf, Protocol::Grpc)]
    {
        let collector = collector_of(heard).start().unwrap();
        let telemetry = pipeline_by(spoken, &collector).without_metrics().build().unwrap();
        end_span(&telemetry, "a");
        let error = give_up(&telemetry).to_string();
        assert!(error.contains(&format!("({}/", collector.url())), "{spoken}: {error}");
        if spoken == Protocol::Grpc {
            assert!(error.contains("frame with invalid size"), "{error}");
        }
        assert_eq!(accepted(&collector), [""; 0]);
    }
}
