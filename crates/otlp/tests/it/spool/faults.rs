//! A script of faults for every protocol: what becomes of what is in the spool, how often it is sent, and what is said.

use std::{fmt::Write as _, thread, time::Duration};

use genai_otel_otlp::{Batch, Loss, Protocol, Signal, Telemetry};
use genai_otel_testkit::{Fault, Reaction};

use super::{comes, folder, spooling};
use crate::{
    AMPLE, accepted, end_span,
    faults::{is_as, said},
    protocols::collector_of,
    say,
};

/// What a collector does, once or each time.
struct Case {
    name: &'static str,
    reaction: Reaction,
    is_constant: bool,
    timeout: Duration,
}

fn once(name: &'static str, reaction: Reaction) -> Case {
    Case { name, reaction, is_constant: false, timeout: AMPLE }
}

fn always(name: &'static str, reaction: Reaction) -> Case {
    Case { is_constant: true, ..once(name, reaction) }
}

/// No answer comes in time.
fn hanging(case: Case) -> Case {
    Case { timeout: PATIENCE, ..case }
}

/// Long enough for an answer that comes.
const PATIENCE: Duration = Duration::from_secs(5);

fn cases() -> Vec<Case> {
    let soon = Duration::from_millis(1);
    vec![
        once("accepted", Reaction::accept()),
        once("slow", Reaction::accept().delay(Duration::from_millis(100))),
        hanging(once("too slow", Reaction::accept().delay(AMPLE))),
        once("reset", Reaction::fault(Fault::Reset)),
        once("garbage", Reaction::fault(Fault::Garbage)),
        once("headers only", Reaction::fault(Fault::HeadersOnly)),
        once("half a response", Reaction::fault(Fault::HalfResponse)),
        hanging(once("silence", Reaction::fault(Fault::Silence))),
        hanging(once("stall", Reaction::fault(Fault::Stall))),
        hanging(once("slow-loris", Reaction::fault(Fault::Trickle))),
        once("taken, and the answer lost", Reaction::fault(Fault::Reset).keep_anyway()),
        once("307", Reaction::status(307).header("Location", "http://localhost:1")),
        once("400", Reaction::status(400)),
        once("401", Reaction::status(401)),
        once("403", Reaction::status(403)),
        once("404", Reaction::status(404)),
        once("405", Reaction::status(405)),
        once("408", Reaction::status(408)),
        once("413", Reaction::status(413)),
        once("415", Reaction::status(415)),
        once("422", Reaction::status(422)),
        once("429", Reaction::status(429)),
        once("429, come back", Reaction::status(429).retry_after(soon)),
        once("500", Reaction::status(500)),
        once("501", Reaction::status(501)),
        once("502", Reaction::status(502)),
        once("503", Reaction::status(503)),
        once("503, come back", Reaction::status(503).retry_after(soon)),
        once("503, and taken", Reaction::status(503).keep_anyway()),
        once("504", Reaction::status(504)),
        once("cancelled", Reaction::grpc_status(1)),
        once("unknown", Reaction::grpc_status(2)),
        once("deadline exceeded", Reaction::grpc_status(4)),
        once("not found", Reaction::grpc_status(5)),
        once("already exists", Reaction::grpc_status(6)),
        once("permission denied", Reaction::grpc_status(7)),
        once("exhausted, come back", Reaction::grpc_status(8).retry_after(soon)),
        once("failed precondition", Reaction::grpc_status(9)),
        once("aborted", Reaction::grpc_status(10)),
        once("out of range", Reaction::grpc_status(11)),
        once("unimplemented", Reaction::grpc_status(12)),
        once("internal", Reaction::grpc_status(13)),
        once("unavailable", Reaction::grpc_status(14)),
        once("data loss", Reaction::grpc_status(15)),
        once("unauthenticated", Reaction::grpc_status(16)),
        once("partial success", Reaction::partial_success(1, "over quota")),
        once("nothing but failure", Reaction::partial_success(2, "over quota")),
        once("warning", Reaction::partial_success(0, "deprecated")),
        always("reset, always", Reaction::fault(Fault::Reset)),
        always("garbage, always", Reaction::fault(Fault::Garbage)),
        always("half a response, always", Reaction::fault(Fault::HalfResponse)),
        hanging(always("silence, always", Reaction::fault(Fault::Silence))),
        hanging(always("slow-loris, always", Reaction::fault(Fault::Trickle))),
        always("400, always", Reaction::status(400)),
        always("401, always", Reaction::status(401)),
        always("413, always", Reaction::status(413)),
        always("429, always", Reaction::status(429)),
        always("500, always", Reaction::status(500)),
        always("503, always", Reaction::status(503)),
        always("partial success, always", Reaction::partial_success(2, "over quota")),
    ]
}

/// Sends two spans or log records, and tells in a line what became of them.
fn outcome(protocol: Protocol, signal: Signal, case: &Case) -> String {
    let (_folder, directory) = folder();
    let then = if case.is_constant { case.reaction.clone() } else { Reaction::accept() };
    let builder = collector_of(protocol).reaction(case.reaction.clone());
    let collector = builder.otherwise(then).start().unwrap();
    let batch = Batch::default().schedule_delay(AMPLE);
    let pipeline = spooling(&collector, &directory).protocol(protocol).without_metrics();
    let pipeline = pipeline.timeout(case.timeout).batch(batch).log_batch(batch);
    let telemetry = pipeline.build().unwrap();
    for name in ["a", "b"] {
        match signal {
            Signal::Logs => say(&telemetry, name),
            _ => end_span(&telemetry, name),
        }
    }
    assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}: {}", case.name);
    let is_over = || {
        let now = Seen::of(&telemetry, signal);
        now.delivered + now.rejected == 2 || (case.is_constant && now.retried > 1)
    };
    assert!(comes(is_over), "{protocol}: {}: {}", case.name, telemetry.health());
    let told = telemetry.shutdown(AMPLE);
    let seen = Seen::of(&telemetry, signal);
    assert_eq!(told.is_ok(), seen.rejected == 0, "{protocol}: {}: {told:?}", case.name);
    let requests = match collector.requests().len() {
        // How many more is a matter of jitter and load.
        _ if case.is_constant && seen.waiting > 0 => "again and again".to_owned(),
        requests => format!("{requests}×"),
    };
    let mut line = format!("{}: {requests}, {}", case.name, seen.line());
    let taken = accepted(&collector).len() as u64;
    if taken != seen.delivered {
        write!(line, ", {taken} came").unwrap();
    }
    if let Some(reason) = seen.last_failure {
        let reason = said(&reason, signal, &collector.url());
        write!(line, ": {reason}").unwrap();
    }
    line
}

/// What became of two items of a signal.
struct Seen {
    delivered: u64,
    rejected: u64,
    waiting: u64,
    retried: u64,
    last_failure: Option<String>,
}

impl Seen {
    fn of(telemetry: &Telemetry, signal: Signal) -> Self {
        let health = telemetry.health();
        let health = health.of(signal).unwrap();
        let rejected = health.lost.get(&Loss::Rejected).copied().unwrap_or_default();
        assert_eq!(health.lost.values().sum::<u64>(), rejected);
        Self {
            delivered: health.sent,
            rejected,
            waiting: health.spooled,
            retried: health.retried,
            last_failure: health.last_failure.clone(),
        }
    }

    fn line(&self) -> String {
        let mut line = format!("{} delivered", self.delivered);
        let others = [(self.rejected, "rejected"), (self.waiting, "waiting")];
        for (items, what) in others {
            if items > 0 {
                write!(line, ", {items} {what}").unwrap();
            }
        }
        line
    }
}

/// Runs all cases, and compares their lines with the table; what differs is shown, the rest is not.
fn check(protocol: Protocol, signal: Signal, table: &str) {
    let cases = cases();
    // Not all at once: those in which an answer has to come in time come last and have the machine for themselves.
    let is_hanging = |case: &&Case| case.timeout == PATIENCE;
    let (hanging, others): (Vec<_>, Vec<_>) = cases.iter().partition(is_hanging);
    let run = |cases: Vec<&Case>| -> Vec<String> {
        thread::scope(|scope| {
            let start = |case| scope.spawn(move || outcome(protocol, signal, case));
            let threads: Vec<_> = cases.into_iter().map(start).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    };
    let mut lines = [run(others), run(hanging)].concat();
    lines.sort_by_key(|line| place(&cases, line));
    let expected: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), expected.len());
    let differing = lines.iter().zip(&expected).filter(|(line, expected)| !is_as(line, expected));
    assert_eq!(differing.collect::<Vec<_>>(), []);
}

/// Of the case that a line tells of.
fn place(cases: &[Case], line: &str) -> Option<usize> {
    let name = line.split_once(": ")?.0;
    cases.iter().position(|case| case.name == name)
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

const OVER_HTTP: &str = "accepted: 1×, 2 delivered
slow: 1×, 2 delivered
too slow: 2×, 2 delivered, 4 came: timeout: no answer came (URL/v1/SIGNAL)
reset: 2×, 2 delivered: Connection reset by peer (URL/v1/SIGNAL)
garbage: 2×, 2 delivered: protocol: http parse fail: invalid HTTP version (URL/v1/SIGNAL)
headers only: 2×, 2 delivered: Peer disconnected (URL/v1/SIGNAL)
half a response: 2×, 2 delivered: Peer disconnected (URL/v1/SIGNAL)
silence: 2×, 2 delivered: timeout: no answer came (URL/v1/SIGNAL)
stall: 2×, 2 delivered: timeout: no answer came (URL/v1/SIGNAL)
slow-loris: 2×, 2 delivered: timeout: no answer came (URL/v1/SIGNAL)
taken, and the answer lost: 2×, 2 delivered, 4 came: Connection reset by peer (URL/v1/SIGNAL)
307: 2×, 2 delivered: the collector answered with HTTP status 307: TOLD (URL/v1/SIGNAL)
400: 3×, 2 delivered
401: 2×, 2 delivered: the collector answered with HTTP status 401: TOLD (URL/v1/SIGNAL)
403: 2×, 2 delivered: the collector answered with HTTP status 403: TOLD (URL/v1/SIGNAL)
404: 2×, 2 delivered: the collector answered with HTTP status 404: TOLD (URL/v1/SIGNAL)
405: 2×, 2 delivered: the collector answered with HTTP status 405: TOLD (URL/v1/SIGNAL)
408: 2×, 2 delivered: the collector answered with HTTP status 408: TOLD (URL/v1/SIGNAL)
413: 3×, 2 delivered
415: 2×, 2 delivered: the collector answered with HTTP status 415: TOLD (URL/v1/SIGNAL)
422: 3×, 2 delivered
429: 2×, 2 delivered: the collector answered with HTTP status 429: TOLD (URL/v1/SIGNAL)
429, come back: 2×, 2 delivered: the collector answered with HTTP status 429: TOLD (URL/v1/SIGNAL)
500: 2×, 2 delivered: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
501: 2×, 2 delivered: the collector answered with HTTP status 501: TOLD (URL/v1/SIGNAL)
502: 2×, 2 delivered: the collector answered with HTTP status 502: TOLD (URL/v1/SIGNAL)
503: 2×, 2 delivered: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
503, come back: 2×, 2 delivered: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
503, and taken: 2×, 2 delivered, 4 came: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
504: 2×, 2 delivered: the collector answered with HTTP status 504: TOLD (URL/v1/SIGNAL)
cancelled: 2×, 2 delivered: the collector answered with HTTP status 499: TOLD (URL/v1/SIGNAL)
unknown: 2×, 2 delivered: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
deadline exceeded: 2×, 2 delivered: the collector answered with HTTP status 504: TOLD (URL/v1/SIGNAL)
not found: 2×, 2 delivered: the collector answered with HTTP status 404: TOLD (URL/v1/SIGNAL)
already exists: 2×, 2 delivered: the collector answered with HTTP status 409: TOLD (URL/v1/SIGNAL)
permission denied: 2×, 2 delivered: the collector answered with HTTP status 403: TOLD (URL/v1/SIGNAL)
exhausted, come back: 2×, 2 delivered: the collector answered with HTTP status 429: TOLD (URL/v1/SIGNAL)
failed precondition: 3×, 2 delivered
aborted: 2×, 2 delivered: the collector answered with HTTP status 409: TOLD (URL/v1/SIGNAL)
out of range: 3×, 2 delivered
unimplemented: 2×, 2 delivered: the collector answered with HTTP status 501: TOLD (URL/v1/SIGNAL)
internal: 2×, 2 delivered: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
unavailable: 2×, 2 delivered: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
data loss: 2×, 2 delivered: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
unauthenticated: 2×, 2 delivered: the collector answered with HTTP status 401: TOLD (URL/v1/SIGNAL)
partial success: 1×, 1 delivered, 1 rejected: the collector rejected 1 of 2 spans: over quota (URL/v1/SIGNAL)
nothing but failure: 1×, 0 delivered, 2 rejected: the collector rejected 2 of 2 spans: over quota (URL/v1/SIGNAL)
warning: 1×, 2 delivered
reset, always: again and again, 0 delivered, 2 waiting: Connection reset by peer (URL/v1/SIGNAL)
garbage, always: again and again, 0 delivered, 2 waiting: protocol: http parse fail: invalid HTTP version (URL/v1/SIGNAL)
half a response, always: again and again, 0 delivered, 2 waiting: Peer disconnected (URL/v1/SIGNAL)
silence, always: again and again, 0 delivered, 2 waiting: timeout: no answer came (URL/v1/SIGNAL)
slow-loris, always: again and again, 0 delivered, 2 waiting: timeout: no answer came (URL/v1/SIGNAL)
400, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 400: TOLD (URL/v1/SIGNAL)
401, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 401: TOLD (URL/v1/SIGNAL)
413, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 413: TOLD (URL/v1/SIGNAL)
429, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 429: TOLD (URL/v1/SIGNAL)
500, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 500: TOLD (URL/v1/SIGNAL)
503, always: again and again, 0 delivered, 2 waiting: the collector answered with HTTP status 503: TOLD (URL/v1/SIGNAL)
partial success, always: 1×, 0 delivered, 2 rejected: the collector rejected 2 of 2 spans: over quota (URL/v1/SIGNAL)";

const OVER_GRPC: &str = "accepted: 1×, 2 delivered
slow: 1×, 2 delivered
too slow: 2×, 2 delivered, 4 came: timeout: no answer came (URL/)
reset: 2×, 2 delivered: connection reset (URL/)
garbage: 2×, 2 delivered: connection error detected: frame with invalid size (URL/)
headers only: 2×, 2 delivered: stream closed because of a broken pipe (URL/)
half a response: 2×, 2 delivered: stream closed because of a broken pipe (URL/)
silence: 2×, 2 delivered: timeout: no answer came (URL/)
stall: 2×, 2 delivered: timeout: no answer came (URL/)
slow-loris: 2×, 2 delivered: timeout: no answer came (URL/)
taken, and the answer lost: 2×, 2 delivered, 4 came: connection reset (URL/)
307: 2×, 2 delivered: the collector answered with gRPC status INTERNAL: TOLD (URL/)
400: 3×, 2 delivered
401: 2×, 2 delivered: the collector answered with gRPC status UNAUTHENTICATED: TOLD (URL/)
403: 2×, 2 delivered: the collector answered with gRPC status PERMISSION_DENIED: TOLD (URL/)
404: 2×, 2 delivered: the collector answered with gRPC status NOT_FOUND: TOLD (URL/)
405: 2×, 2 delivered: the collector answered with gRPC status UNIMPLEMENTED: TOLD (URL/)
408: 2×, 2 delivered: the collector answered with gRPC status INTERNAL: TOLD (URL/)
413: 3×, 2 delivered
415: 3×, 2 delivered
422: 2×, 2 delivered: the collector answered with gRPC status INTERNAL: TOLD (URL/)
429: 3×, 2 delivered
429, come back: 2×, 2 delivered: the collector answered with gRPC status RESOURCE_EXHAUSTED: TOLD (URL/)
500: 2×, 2 delivered: the collector answered with gRPC status INTERNAL: TOLD (URL/)
501: 2×, 2 delivered: the collector answered with gRPC status UNIMPLEMENTED: TOLD (URL/)
502: 2×, 2 delivered: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
503: 2×, 2 delivered: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
503, come back: 2×, 2 delivered: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
503, and taken: 2×, 2 delivered, 4 came: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
504: 2×, 2 delivered: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
cancelled: 2×, 2 delivered: the collector answered with gRPC status CANCELLED: TOLD (URL/)
unknown: 2×, 2 delivered: the collector answered with gRPC status UNKNOWN: TOLD (URL/)
deadline exceeded: 2×, 2 delivered: the collector answered with gRPC status DEADLINE_EXCEEDED: TOLD (URL/)
not found: 2×, 2 delivered: the collector answered with gRPC status NOT_FOUND: TOLD (URL/)
already exists: 2×, 2 delivered: the collector answered with gRPC status ALREADY_EXISTS: TOLD (URL/)
permission denied: 2×, 2 delivered: the collector answered with gRPC status PERMISSION_DENIED: TOLD (URL/)
exhausted, come back: 2×, 2 delivered: the collector answered with gRPC status RESOURCE_EXHAUSTED: TOLD (URL/)
failed precondition: 2×, 2 delivered: the collector answered with gRPC status FAILED_PRECONDITION: TOLD (URL/)
aborted: 2×, 2 delivered: the collector answered with gRPC status ABORTED: TOLD (URL/)
out of range: 3×, 2 delivered
unimplemented: 2×, 2 delivered: the collector answered with gRPC status UNIMPLEMENTED: TOLD (URL/)
internal: 2×, 2 delivered: the collector answered with gRPC status INTERNAL: TOLD (URL/)
unavailable: 2×, 2 delivered: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
data loss: 2×, 2 delivered: the collector answered with gRPC status DATA_LOSS: TOLD (URL/)
unauthenticated: 2×, 2 delivered: the collector answered with gRPC status UNAUTHENTICATED: TOLD (URL/)
partial success: 1×, 1 delivered, 1 rejected: the collector rejected 1 of 2 spans: over quota (URL/)
nothing but failure: 1×, 0 delivered, 2 rejected: the collector rejected 2 of 2 spans: over quota (URL/)
warning: 1×, 2 delivered
reset, always: again and again, 0 delivered, 2 waiting: connection reset (URL/)
garbage, always: again and again, 0 delivered, 2 waiting: connection error detected: frame with invalid size (URL/)
half a response, always: again and again, 0 delivered, 2 waiting: stream closed because of a broken pipe (URL/)
silence, always: again and again, 0 delivered, 2 waiting: timeout: no answer came (URL/)
slow-loris, always: again and again, 0 delivered, 2 waiting: timeout: no answer came (URL/)
400, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status INVALID_ARGUMENT: TOLD (URL/)
401, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status UNAUTHENTICATED: TOLD (URL/)
413, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status INVALID_ARGUMENT: TOLD (URL/)
429, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status RESOURCE_EXHAUSTED: TOLD (URL/)
500, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status INTERNAL: TOLD (URL/)
503, always: again and again, 0 delivered, 2 waiting: the collector answered with gRPC status UNAVAILABLE: TOLD (URL/)
partial success, always: 1×, 0 delivered, 2 rejected: the collector rejected 2 of 2 spans: over quota (URL/)";
