//! Carrying the encoded requests of one signal to the collector, one attempt at a time.

#[cfg(feature = "grpc")]
mod grpc;
mod http;

use std::{fmt, time::Duration};

use bytes::Bytes;

use crate::{
    Protocol, SetupError, Signal,
    config::Request,
    encoding::Encoding,
    retry::{Blame, Retry},
};

/// A connection to the collector. Blocking on purpose: the SDK's batch processor and periodic reader export on threads
/// of their own, where an asynchronous client would need an executor that is not there.
pub(crate) trait Transport: fmt::Debug + Send + Sync {
    /// Makes a body ready to be sent, once for all attempts.
    fn pack(&self, body: Bytes) -> Result<Packed, String>;

    /// Sends a body once, for at most `limit`; nothing is no limit.
    fn send(&self, packed: &Packed, limit: Option<Duration>) -> Result<Reply, Failure>;

    /// Lets go of what it holds: connections, threads. Nothing is sent after it.
    fn close(&self);
}

/// A body as it goes on the wire.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) body: Bytes,
    pub(crate) coding: Option<&'static str>,
}

/// What a collector answered that took the request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) encoding: Encoding,
    pub(crate) body: Bytes,
    /// Whether it is a page for people: something in between has answered, to have somebody log in perhaps.
    pub(crate) is_page: bool,
}

/// Why an attempt failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// For people; on one line, without the endpoint. What a collector says may hold credentials until the shipper has
    /// cut them out.
    pub(crate) reason: String,
    pub(crate) retry: Retry,
    pub(crate) blame: Blame,
}

impl Failure {
    /// One on the way there.
    pub(crate) fn of_way(reason: impl Into<String>, retry: Retry) -> Self {
        Self { reason: reason.into(), retry, blame: Blame::Way }
    }
}

/// What the signals of one pipeline share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    #[cfg(feature = "grpc")]
    runtime: grpc::SharedRuntime,
}

/// The transport that a configuration asks for. Nothing is connected yet.
pub(crate) fn open(
    request: &Request,
    signal: Signal,
    shared: &Shared,
) -> Result<Box<dyn Transport>, SetupError> {
    Ok(match request.protocol {
        Protocol::HttpProtobuf | Protocol::HttpJson => Box::new(http::HttpTransport::new(request)),
        #[cfg(feature = "grpc")]
        Protocol::Grpc => Box::new(grpc::GrpcTransport::new(request, signal, &shared.runtime)?),
        #[cfg(not(feature = "grpc"))]
        Protocol::Grpc => {
            let (_, _) = (signal, shared);
            return Err(SetupError::FeatureMissing {
                setting: "protocol",
                value: request.protocol.as_str(),
                feature: "grpc",
            });
        }
    })
}

/// How we introduce ourselves: the exporter, its language and its version, as the OTLP specification asks.
const USER_AGENT: &str = concat!("genai-otel-otlp-rust/", env!("CARGO_PKG_VERSION"));
/// What is said when the time of a request is up.
pub(crate) const NO_ANSWER: &str = "timeout: no answer came";
/// The most that is read of an answer, which has a few bytes.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;
