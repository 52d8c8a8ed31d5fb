//! Sending a recorded request once more, and answering it as it was answered then.

use std::error::Error;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use genai_otel_core::{CallRecord, Instrumentation};
use genai_otel_http::{GenAiLayer, Tap};
use genai_otel_testkit::{FakeProvider, RecordingSink, Reply, StartError};
use http::header::CONTENT_TYPE;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use thiserror::Error;
use tokio::runtime::{self, Runtime};
use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;

use crate::causes::with_causes;
use crate::exchange::Exchange;

/// Clients that are watched, and providers on 127.0.0.1 that answer what was recorded.
///
/// The tap sees the recorded URL; below it the request goes to the provider. Each exchange has a client and a provider
/// of its own: nothing that one leaves behind reaches the next.
#[derive(Debug)]
pub struct Replay {
    runtime: Runtime,
}

/// An exchange could not be replayed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// There is no provider to replay against.
    #[error("the provider does not start")]
    Provider(#[from] StartError),
    /// There is no runtime to replay in.
    #[error("the runtime does not start")]
    Runtime(#[from] io::Error),
    /// No client and server exchange what was recorded.
    #[error("cannot be replayed: {0}")]
    Impossible(&'static str),
    /// The request got no answer.
    #[error("the request is not answered: {0}")]
    Request(String),
    /// The answer broke off or does not end.
    #[error("the answer does not come whole: {0}")]
    Answer(String),
    /// The application does not get what was recorded.
    #[error("what arrives is not what was recorded: {0}")]
    Changed(&'static str),
    /// A call was told more than once.
    #[error("{0} records of one exchange")]
    Records(usize),
}

impl Replay {
    /// Prepares to replay.
    ///
    /// # Errors
    ///
    /// When no runtime can be made.
    pub fn start() -> Result<Self, ReplayError> {
        Ok(Self { runtime: runtime::Builder::new_current_thread().enable_all().build()? })
    }

    /// Replays an exchange and returns the record that comes of it; nothing for what is no call.
    ///
    /// # Errors
    ///
    /// When the exchange cannot be replayed, no port be listened on, the application gets something else than was
    /// recorded, or there are two records.
    pub fn send(&self, exchange: &Exchange) -> Result<Option<Arc<CallRecord>>, ReplayError> {
        if let Some(why) = impossible(exchange) {
            return Err(ReplayError::Impossible(why));
        }
        let provider = FakeProvider::builder()
            .reply_at(exchange.url.path(), recorded_reply(exchange))
            .start()?;
        let sink = RecordingSink::new();
        let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
        let tap = Tap::builder().instrumentation(instrumentation).build();
        let mut client = GenAiLayer::with_tap(tap).layer(Redirected::to(&provider)?);
        let request = request(exchange)?;
        let (head, body) = self.runtime.block_on(async {
            let response = within(client.call(request)).await.map_err(ReplayError::Request)?;
            let (head, body) = response.into_parts();
            let body = within(body.collect()).await.map_err(ReplayError::Answer)?;
            Ok::<_, ReplayError>((head, body.to_bytes()))
        })?;
        if provider.calls() == 0 {
            // The server does not take the request, and says why.
            return Err(ReplayError::Request(String::from_utf8_lossy(&body).into_owned()));
        }
        if head.status != exchange.status {
            return Err(ReplayError::Changed("the status"));
        }
        if body != exchange.response.body {
            return Err(ReplayError::Changed("the body"));
        }
        let mut records = sink.records();
        match records.len() {
            0 | 1 => Ok(records.pop()),
            more => Err(ReplayError::Records(more)),
        }
    }
}

/// What [`FakeProvider`] answers where an exchange is replayed: what was recorded, streams in pieces that begin and end
/// anywhere.
pub fn recorded_reply(exchange: &Exchange) -> Reply {
    let mut reply = Reply::recorded(exchange.status.as_u16(), exchange.response.body.clone());
    for (name, value) in &exchange.response.headers {
        reply = reply.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    let content_type = exchange.response.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_stream =
        ["event-stream", "eventstream", "ndjson"].iter().any(|s| content_type.contains(s));
    if is_stream && !exchange.response.body.is_empty() { reply.fragment(PIECE) } else { reply }
}

/// Why the exchange is none that a client and a server have.
fn impossible(exchange: &Exchange) -> Option<&'static str> {
    let has_body = !exchange.response.body.is_empty();
    match (&exchange.method, exchange.status) {
        (&Method::CONNECT, _) => Some("CONNECT opens a tunnel, which has no answer to read"),
        (&Method::HEAD, _) if has_body => {
            Some("an answer to HEAD has no body, and one is recorded")
        }
        (_, StatusCode::NO_CONTENT) if has_body => {
            Some("an answer with status 204 has no body, and one is recorded")
        }
        (_, StatusCode::NOT_MODIFIED) if has_body => {
            Some("an answer with status 304 has no body, and one is recorded")
        }
        _ => None,
    }
}

fn request(exchange: &Exchange) -> Result<Request<Full<Bytes>>, ReplayError> {
    let mut request = Request::builder().method(&exchange.method).uri(&exchange.url);
    if let Some(headers) = request.headers_mut() {
        headers.clone_from(&exchange.request.headers);
    }
    let body = Full::new(Bytes::from(exchange.request.body.clone()));
    request.body(body).map_err(|error| ReplayError::Request(error.to_string()))
}

async fn within<T, E: Error>(work: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    match timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|error| with_causes(&error)),
        Err(late) => Err(late.to_string()),
    }
}

/// Sends every request to one server, whatever its URL says.
#[derive(Clone, Debug)]
struct Redirected {
    client: Inner,
    to: Authority,
}

type Inner = Client<HttpConnector, Full<Bytes>>;

impl Redirected {
    fn to(provider: &FakeProvider) -> Result<Self, ReplayError> {
        let url: Uri = provider.url().parse().map_err(|_| ReplayError::Changed("the address"))?;
        let to = url.authority().cloned().ok_or(ReplayError::Changed("the address"))?;
        Ok(Self { client: Client::builder(TokioExecutor::new()).build_http(), to })
    }
}

impl Service<Request<Full<Bytes>>> for Redirected {
    type Response = <Inner as Service<Request<Full<Bytes>>>>::Response;
    type Error = <Inner as Service<Request<Full<Bytes>>>>::Error;
    type Future = <Inner as Service<Request<Full<Bytes>>>>::Future;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.client.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<Full<Bytes>>) -> Self::Future {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.to.clone());
        parts.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
        // Made of three valid parts.
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
        self.client.call(request)
    }
}

/// Longer than any answer from 127.0.0.1 takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Of a stream, in bytes: less than an event, and no divisor of anything.
const PIECE: usize = 97;
