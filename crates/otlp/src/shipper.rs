//! One request from its message to the collector's answer, however many attempts it takes.

use std::{
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;

use crate::{
    SetupError, Signal,
    answer::{Answer, UNREADABLE},
    config::Request,
    encoder::Encoder,
    encoding::{Encode, Encoding},
    redaction::Redaction,
    retry::{Backoff, Blame, Retry},
    timeout::Timeout,
    transport::{self, Failure, NO_ANSWER, Packed, Reply, Shared, Transport},
};

/// Sends the requests of one signal. Runs on threads of the export and nowhere else, so it may wait.
#[derive(Debug)]
pub(crate) struct Shipper {
    signal: Signal,
    encoder: Encoder,
    timeout: Timeout,
    transport: Box<dyn Transport>,
    redaction: Redaction,
}

impl Shipper {
    pub(crate) fn new(
        request: &Request,
        signal: Signal,
        shared: &Shared,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            signal,
            encoder: Encoder::new(Encoding::of(request.protocol)),
            timeout: request.timeout,
            transport: transport::open(request, signal, shared)?,
            redaction: Redaction::new(&request.headers, &request.endpoint),
        })
    }

    /// Sends a message until the collector takes it, refuses it, or the timeout passes; attempts and the pauses
    /// between them share that one bound. Tells of each attempt that failed and is followed by another.
    pub(crate) fn ship(
        &self,
        message: &impl Encode,
        failed: impl Fn(&str),
    ) -> Result<Answer, String> {
        let body = self.encoder.encode(message)?;
        let packed = self.transport.pack(body.clone())?;
        let outcome = self.send(&packed, failed);
        drop(packed);
        self.encoder.give_back(body);
        outcome
    }

    /// Sends a message of OTLP once, given as protobuf; who calls decides what follows a failure. A page for people or
    /// garbage is no acknowledgement, whatever its status.
    pub(crate) fn attempt(&self, message: &Bytes) -> Result<Answer, Failure> {
        let content = |reason| Failure { reason, retry: Retry::Never, blame: Blame::Content };
        let body = self.encoder.transcode(self.signal, message).map_err(content)?;
        let packed = self.transport.pack(body.clone()).map_err(content)?;
        let reply = self.exchange(&packed, self.timeout.limit());
        drop(packed);
        self.encoder.give_back(body);
        match reply? {
            reply if reply.is_page => Err(Failure::of_way(PAGE, Retry::Soon)),
            reply => Answer::read_strictly(self.signal, &reply)
                .map(|answer| self.clean(answer))
                .ok_or_else(|| Failure::of_way(UNREADABLE, Retry::Soon)),
        }
    }

    /// The most bytes of protobuf that one request should hold, before compression.
    pub(crate) fn max_bytes(&self) -> usize {
        match self.encoder.encoding() {
            Encoding::Protobuf => MAX_PROTOBUF,
            Encoding::Json => MAX_PROTOBUF / JSON_GROWTH,
        }
    }

    /// Lets go of connections and threads.
    pub(crate) fn close(&self) {
        self.transport.close();
    }

    fn send(&self, packed: &Packed, failed: impl Fn(&str)) -> Result<Answer, String> {
        let began = now();
        let left = || self.timeout.limit().map(|limit| limit.saturating_sub(began.elapsed()));
        let mut backoff = Backoff::new();
        let mut before = None;
        loop {
            let failure = match self.exchange(packed, left()) {
                Ok(reply) => return Ok(self.clean(Answer::read(self.signal, &reply))),
                Err(failure) => failure,
            };
            match backoff.pause(failure.retry) {
                // What is left would not reach the next attempt.
                Some(pause) if left().is_none_or(|left| pause < left) => {
                    failed(&failure.reason);
                    thread::sleep(pause);
                }
                _ => return Err(reason(before, failure.reason)),
            }
            before = Some(failure.reason);
        }
    }

    /// One attempt. What comes of it, here and in [`clean`](Self::clean), is free of credentials from here on.
    fn exchange(&self, packed: &Packed, limit: Option<Duration>) -> Result<Reply, Failure> {
        self.transport.send(packed, limit).map_err(|failure| {
            let reason = self.redaction.cut(failure.reason);
            Failure { reason, ..failure }
        })
    }

    fn clean(&self, answer: Answer) -> Answer {
        Answer { message: self.redaction.cut(answer.message), ..answer }
    }
}

/// What the last attempt says; one that ran out of time says too little, and what was said before it goes along.
fn reason(before: Option<String>, last: String) -> String {
    match before {
        Some(before) if last == NO_ANSWER && before != last => format!("{before}, then {last}"),
        _ => last,
    }
}

/// Servers of gRPC take 4 MiB, unless they are told otherwise.
const MAX_PROTOBUF: usize = 3 * 1_024 * 1_024;
/// How much longer JSON is.
const JSON_GROWTH: usize = 5;
const PAGE: &str = "a page for people came instead of an answer; is it a collector?";

#[allow(
    clippy::disallowed_methods,
    reason = "the seam: the one place that reads a monotonic clock here"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;

    use super::*;
    use crate::OtlpPipeline;

    /// Refuses once and then accepts, and keeps how long each attempt may take.
    #[derive(Clone, Debug, Default)]
    struct Limits(Arc<Mutex<Vec<Duration>>>);

    impl Transport for Limits {
        fn pack(&self, body: Bytes) -> Result<Packed, String> {
            Ok(Packed { body, coding: None })
        }

        fn send(&self, _packed: &Packed, limit: Option<Duration>) -> Result<Reply, Failure> {
            let mut limits = self.0.lock().unwrap();
            limits.push(limit.unwrap());
            match limits.len() {
                1 => Err(Failure::of_way("refused", Retry::After(PAUSE))),
                _ => Ok(Reply { encoding: Encoding::Protobuf, body: Bytes::new(), is_page: false }),
            }
        }

        fn close(&self) {}
    }

    const PAUSE: Duration = Duration::from_millis(200);

    #[test]
    fn attempts_and_the_pauses_between_them_share_one_bound() {
        let bound = Duration::from_secs(300);
        let config = OtlpPipeline::from_pairs([]).timeout(bound).config().unwrap();
        let request = &config.traces.as_ref().unwrap().request;
        let shipper = Shipper::new(request, Signal::Traces, &Shared::default()).unwrap();
        let limits = Limits::default();
        let shipper = Shipper { transport: Box::new(limits.clone()), ..shipper };
        assert!(shipper.ship(&ExportTraceServiceRequest::default(), |_| {}).is_ok());
        let limits = limits.0.lock().unwrap();
        let [first, second] = &limits[..] else { panic!("{limits:?}") };
        assert!(*first <= bound && *second + PAUSE <= *first, "{limits:?}");
    }
}
