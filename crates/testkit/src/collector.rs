mod attribute;
mod ingest;
mod json;
mod log;
mod merge;
mod metric;
mod offer;
mod origin;
mod otherwise;
#[cfg(feature = "grpc")]
mod over_grpc;
mod over_http;
mod payload;
mod reaction;
mod request;
mod rpc_code;
mod span;
mod verdict;
mod wait_error;

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(feature = "grpc")]
use crate::grpc::GrpcServer;
use crate::http::Server;
use crate::lock::lock;
use crate::render::{MetricList, TraceTree};
use crate::start_error::StartError;

pub(crate) use attribute::write_escaped;
pub use attribute::{AttributeValue, Attributes};
pub use log::CollectedLog;
pub use merge::merge_metrics;
pub(crate) use metric::read_metrics;
pub use metric::{
    CollectedMetric, DataPoint, ExponentialHistogramValue, HistogramValue, MetricKind, PointValue,
    Temporality,
};
pub use offer::Offer;
pub use origin::{Resource, Scope};
pub use reaction::Reaction;
pub use request::{CollectorRequest, WireProtocol};
pub(crate) use span::read_spans;
pub use span::{CollectedSpan, SpanEvent, SpanKind, SpanLink, SpanStatus};
pub use wait_error::WaitError;

use ingest::{Archive, Received};
use offer::Rule;
use otherwise::Otherwise;
use payload::{Payload, Unreadable};
use verdict::Verdict;

/// An OTLP receiver on a free port of 127.0.0.1, which decodes and remembers what it is sent.
///
/// Over HTTP it takes binary protobuf and JSON, plain, gzip or (feature `zstd`) zstd, on `/v1/traces`, `/v1/metrics` and
/// `/v1/logs`, and answers in the encoding of the request. With
/// `FakeCollectorBuilder::grpc` (feature `grpc`) it takes the same by gRPC instead, and has the same script and the same memory.
///
/// What cannot be read is refused as the OTLP specification (1.9) says, and is found in
/// [`requests`](FakeCollector::requests) with the reason: 400 for a body that is not what its content type says, has a
/// broken coding or invalid identifiers, 404 for another path, 405 for another method, 413 for a body over the limits,
/// 415 for another content type or coding; over gRPC the code `UNIMPLEMENTED` for another method or coding, and otherwise
/// `INVALID_ARGUMENT`.
///
/// Dropping the collector closes all connections and joins its threads.
#[derive(Debug)]
pub struct FakeCollector {
    server: Listening,
    shelf: Arc<Shelf>,
}

impl FakeCollector {
    /// A collector that accepts everything.
    ///
    /// # Errors
    ///
    /// When no port of 127.0.0.1 can be listened on.
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// A collector with a script.
    pub fn builder() -> FakeCollectorBuilder {
        FakeCollectorBuilder::default()
    }

    /// The base URL without a trailing slash, which is what `OTEL_EXPORTER_OTLP_ENDPOINT` takes.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Queues a reaction behind those already queued.
    pub fn push(&self, reaction: Reaction) {
        self.shelf.lock().reactions.push_back(reaction);
    }

    /// Accepted spans in the order they came, the latest 100,000 of them.
    #[must_use]
    pub fn spans(&self) -> Vec<CollectedSpan> {
        self.shelf.lock().spans.iter().cloned().collect()
    }

    /// Accepted metrics, each export on its own, in the order they came, the latest 100,000 of them.
    /// [`merge_metrics`] makes one of several exports.
    #[must_use]
    pub fn metrics(&self) -> Vec<CollectedMetric> {
        self.shelf.lock().metrics.iter().cloned().collect()
    }

    /// Accepted log records in the order they came, the latest 100,000 of them.
    #[must_use]
    pub fn logs(&self) -> Vec<CollectedLog> {
        self.shelf.lock().logs.iter().cloned().collect()
    }

    /// All requests in the order they came, refused and malformed ones too, the latest 100,000 of them and at
    /// most 256 MiB of bodies.
    #[must_use]
    pub fn requests(&self) -> Vec<CollectorRequest> {
        self.shelf.lock().requests.iter().cloned().collect()
    }

    /// Waits until at least `count` spans were accepted, and gives them all.
    ///
    /// # Errors
    ///
    /// When there are fewer after `timeout`.
    pub fn wait_for_spans(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<CollectedSpan>, WaitError> {
        let shelf = self.shelf.wait("spans", count, timeout, |shelf| shelf.spans.seen())?;
        Ok(shelf.spans.iter().cloned().collect())
    }

    /// Waits until a metric of each of `names` was accepted, and gives all metrics.
    ///
    /// # Errors
    ///
    /// When one is missing after `timeout`.
    pub fn wait_for_metrics(
        &self,
        names: &[&str],
        timeout: Duration,
    ) -> Result<Vec<CollectedMetric>, WaitError> {
        let shelf = self.shelf.wait("metrics", names.len(), timeout, |shelf| {
            let arrived = |name: &&&str| shelf.metrics.iter().any(|metric| metric.name == **name);
            names.iter().filter(arrived).count()
        })?;
        Ok(shelf.metrics.iter().cloned().collect())
    }

    /// Waits until at least `count` log records were accepted, and gives them all.
    ///
    /// # Errors
    ///
    /// When there are fewer after `timeout`.
    pub fn wait_for_logs(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<CollectedLog>, WaitError> {
        let shelf = self.shelf.wait("log records", count, timeout, |shelf| shelf.logs.seen())?;
        Ok(shelf.logs.iter().cloned().collect())
    }

    /// Waits until at least `count` requests came in, whatever became of them, and gives them all.
    ///
    /// # Errors
    ///
    /// When there are fewer after `timeout`.
    pub fn wait_for_requests(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<CollectorRequest>, WaitError> {
        let shelf = self.shelf.wait("requests", count, timeout, |shelf| shelf.requests.seen())?;
        Ok(shelf.requests.iter().cloned().collect())
    }

    /// Forgets everything received. Queued reactions stay.
    pub fn clear(&self) {
        let mut archive = self.shelf.lock();
        archive.requests.clear();
        archive.spans.clear();
        archive.metrics.clear();
        archive.logs.clear();
    }

    /// All spans as trees, by the defaults of [`TraceTree`].
    #[must_use]
    pub fn render_trace(&self) -> String {
        TraceTree::new().render(&self.spans())
    }

    /// All metrics, merged and listed by the defaults of [`MetricList`].
    #[must_use]
    pub fn render_metrics(&self) -> String {
        MetricList::new().render(&merge_metrics(&self.metrics()))
    }
}

/// The server of either protocol.
#[derive(Debug)]
enum Listening {
    Http(Server),
    #[cfg(feature = "grpc")]
    Grpc(GrpcServer),
}

impl Listening {
    fn address(&self) -> SocketAddr {
        match self {
            Self::Http(server) => server.address(),
            #[cfg(feature = "grpc")]
            Self::Grpc(server) => server.address(),
        }
    }
}

/// Builds a [`FakeCollector`].
#[derive(Debug, Default)]
#[must_use = "call `start` to get a collector"]
pub struct FakeCollectorBuilder {
    archive: Archive,
    #[cfg(feature = "grpc")]
    speaks_grpc: bool,
}

impl FakeCollectorBuilder {
    /// Queues a reaction. Each readable request takes one.
    pub fn reaction(mut self, reaction: Reaction) -> Self {
        self.archive.reactions.push_back(reaction);
        self
    }

    /// The reaction once the queue is empty. Defaults to [`Reaction::accept`].
    pub fn otherwise(mut self, reaction: Reaction) -> Self {
        self.archive.otherwise = Otherwise::Always(reaction);
        self
    }

    /// Decides how to react to each request that finds no other reaction, by what it offers. Asked in the order in which
    /// requests are kept, before the answer is sent: so it may write down what is accepted.
    pub fn decide(mut self, decide: impl Fn(&Offer<'_>) -> Reaction + Send + 'static) -> Self {
        self.archive.otherwise = Otherwise::Decided(Box::new(decide));
        self
    }

    /// The reaction to requests that hold something certain, whatever is queued; they take nothing from the queue. Of
    /// several that match, the first one counts.
    ///
    /// ```
    /// use genai_otel_testkit::{FakeCollector, Reaction};
    ///
    /// let refused = Reaction::status(400);
    /// let collector = FakeCollector::builder()
    ///     .when(|offer| offer.spans.iter().any(|span| span.name == "poison"), refused)
    ///     .start()?;
    /// # drop(collector);
    /// # Ok::<(), genai_otel_testkit::StartError>(())
    /// ```
    pub fn when(
        mut self,
        matches: impl Fn(&Offer<'_>) -> bool + Send + 'static,
        reaction: Reaction,
    ) -> Self {
        self.archive.rules.push(Rule::new(matches, reaction));
        self
    }

    /// Speaks gRPC, over HTTP/2 without TLS and nothing else. Off by default; feature `grpc`.
    #[cfg(feature = "grpc")]
    pub fn grpc(mut self) -> Self {
        self.speaks_grpc = true;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// When no port of 127.0.0.1 can be listened on.
    pub fn start(self) -> Result<FakeCollector, StartError> {
        let shelf = Arc::new(Shelf { archive: Mutex::new(self.archive), arrived: Condvar::new() });
        let filled = Arc::clone(&shelf);
        #[cfg(feature = "grpc")]
        if self.speaks_grpc {
            let server = GrpcServer::start("fake-collector", move |call| {
                let payload = over_grpc::read(&call);
                over_grpc::answer(filled.ingest(over_grpc::received(call), payload))
            })?;
            return Ok(FakeCollector { server: Listening::Grpc(server), shelf });
        }
        let server = Server::start("fake-collector", move |incoming| {
            // Decoding is the slow part and needs no lock.
            let (encoding, payload) = over_http::read(&incoming);
            let verdict = filled.ingest(over_http::received(incoming), payload);
            over_http::answer(verdict, encoding)
        })?;
        Ok(FakeCollector { server: Listening::Http(server), shelf })
    }
}

/// The archive, and who waits for it to grow.
#[derive(Debug)]
struct Shelf {
    archive: Mutex<Archive>,
    arrived: Condvar,
}

impl Shelf {
    fn ingest(&self, received: Received, payload: Result<Payload, Unreadable>) -> Verdict {
        let verdict = self.lock().ingest(received, payload);
        self.arrived.notify_all();
        verdict
    }

    fn lock(&self) -> MutexGuard<'_, Archive> {
        lock(&self.archive)
    }

    fn wait(
        &self,
        what: &'static str,
        wanted: usize,
        timeout: Duration,
        seen: impl Fn(&Archive) -> usize,
    ) -> Result<MutexGuard<'_, Archive>, WaitError> {
        let (archive, _) = self
            .arrived
            .wait_timeout_while(self.lock(), timeout, |archive| seen(archive) < wanted)
            .unwrap_or_else(PoisonError::into_inner);
        match seen(&archive) {
            seen if seen < wanted => Err(WaitError::new(what, wanted, seen, timeout)),
            _ => Ok(archive),
        }
    }
}
