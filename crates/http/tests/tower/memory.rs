//! A service that answers from memory.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use genai_otel_core::{CallId, CallRecord, Instrumentation};
use genai_otel_http::tower::GenAiService;
use genai_otel_http::{GenAiLayer, Tap, TappedBody};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use tower_layer::Layer;
use tower_service::Service;

pub(crate) type Body = StreamBody<BoxStream<'static, io::Result<Frame<Bytes>>>>;

/// Answers every request with the same status, headers and body, in these pieces.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) pieces: Vec<Bytes>,
    /// How the body ends.
    pub(crate) error: Option<io::ErrorKind>,
}

impl Memory {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap())
        });
        let pieces = vec![Bytes::copy_from_slice(body)];
        Self { status, headers: headers.collect(), pieces, error: None }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new(200, &[("content-type", "application/json")], body.as_bytes())
    }

    pub(crate) fn events(body: &str) -> Self {
        Self::new(200, &[("content-type", "text/event-stream")], body.as_bytes())
    }

    /// The same body, in pieces of at most these sizes, again and again.
    pub(crate) fn split(mut self, sizes: &[usize]) -> Self {
        let whole = self.body();
        let mut rest = &whole[..];
        self.pieces.clear();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*size).clamp(1, rest.len()));
            self.pieces.push(Bytes::copy_from_slice(piece));
            rest = after;
        }
        self
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        self.pieces.concat()
    }

    /// A client that is watched.
    pub(crate) fn tapped(self, instrumentation: &Instrumentation) -> GenAiService<Self> {
        let tap = Tap::builder().instrumentation(instrumentation.clone()).build();
        GenAiLayer::with_tap(tap).layer(self)
    }
}

impl Service<Request<Full<Bytes>>> for Memory {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _request: Request<Full<Bytes>>) -> Self::Future {
        let frames = self.pieces.clone().into_iter().map(|piece| Ok(Frame::data(piece)));
        let frames = frames.chain(self.error.map(|kind| Err(kind.into())));
        let mut response =
            Response::new(StreamBody::new(stream::iter(frames.collect::<Vec<_>>()).boxed()));
        *response.status_mut() = self.status.try_into().unwrap();
        *response.headers_mut() = self.headers.clone();
        ready(Ok(response))
    }
}

pub(crate) fn post(url: &str, body: &str) -> Request<Full<Bytes>> {
    Request::post(url).body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).unwrap()
}

/// Sends `request` and gives the response before its body is read.
pub(crate) fn send(
    service: &mut GenAiService<Memory>,
    request: Request<Full<Bytes>>,
) -> Response<TappedBody<Body>> {
    service.call(request).now_or_never().unwrap().unwrap()
}

/// Reads a body to its end.
pub(crate) fn read(response: Response<TappedBody<Body>>) -> Bytes {
    response.into_body().collect().now_or_never().unwrap().unwrap().to_bytes()
}

/// The record without what no two calls share.
pub(crate) fn anonymous(record: &CallRecord) -> CallRecord {
    let mut record = record.clone();
    record.id = CallId::default();
    record.trace = None;
    record
}
