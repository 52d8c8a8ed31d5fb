use std::any::Any;
use std::fmt;
use std::task::{Context, Poll};

use http::header::{HOST, HeaderName, HeaderValue};
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::Sending;
use super::look::Looks;
use crate::edit;
use crate::exchange::{Exchange, RequestHead, Tap};
use crate::tapped_body::TappedBody;

/// A client whose calls are watched; made by [`GenAiLayer`](super::GenAiLayer).
#[derive(Clone)]
pub struct GenAiService<S> {
    inner: S,
    tap: Tap,
    looks: Looks,
}

impl<S> GenAiService<S> {
    pub(super) const fn new(inner: S, tap: Tap, looks: Looks) -> Self {
        Self { inner, tap, looks }
    }

    fn exchange<B: Any>(&self, request: &Request<B>) -> Option<Exchange> {
        let uri = request.uri();
        let authority = match uri.authority() {
            Some(authority) => authority.as_str(),
            None => request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or(""),
        };
        let head = RequestHead {
            method: request.method().as_str(),
            authority,
            https: uri.scheme_str().map(|scheme| scheme == "https"),
            path: uri.path(),
            query: uri.query(),
        };
        // Most requests are no calls, and their bodies are nobody's business.
        if !self.tap.recognises(&head) {
            return None;
        }
        self.looks.at(request.body(), |body| self.tap.exchange(&head, body))
    }
}

impl<S, B, R> Service<Request<B>> for GenAiService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: fmt::Display + 'static,
    B: Any,
    R: Body,
{
    type Response = Response<TappedBody<R>>;
    type Error = S::Error;
    type Future = Sending<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Sending<S::Future> {
        let mut exchange = self.exchange(&request);
        if let Some(exchange) = &mut exchange {
            if let Some(edited) = exchange.take_edited_body()
                && edit::may_edit(request.headers())
            {
                let length = edited.len();
                if self.looks.replace(request.body_mut(), edited) {
                    edit::announce(request.headers_mut(), length);
                }
            }
            for (name, value) in exchange.trace_headers() {
                if let Ok(value) = HeaderValue::from_str(value) {
                    request.headers_mut().insert(HeaderName::from_static(name), value);
                }
            }
        }
        send(&mut self.inner, request, exchange)
    }
}

#[cfg(feature = "reqwest")]
impl<S> Service<reqwest::Request> for GenAiService<S>
where
    S: Service<reqwest::Request, Response = reqwest::Response>,
    S::Error: fmt::Display + 'static,
{
    type Response = reqwest::Response;
    type Error = S::Error;
    type Future = Sending<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: reqwest::Request) -> Sending<S::Future> {
        let mut exchange = crate::reqwest::exchange(&self.tap, &request);
        if let Some(exchange) = &mut exchange {
            crate::reqwest::ask_for_usage(exchange, &mut request);
            crate::reqwest::inject(exchange, &mut request);
        }
        send(&mut self.inner, request, exchange)
    }
}

/// Begins to send the request, inside its call.
fn send<S: Service<Q>, Q>(
    inner: &mut S,
    request: Q,
    exchange: Option<Exchange>,
) -> Sending<S::Future> {
    let future = match &exchange {
        Some(exchange) => exchange.enter(|| inner.call(request)),
        None => inner.call(request),
    };
    Sending::new(future, exchange.map(Box::new))
}

impl<S: fmt::Debug> fmt::Debug for GenAiService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenAiService")
            .field("inner", &self.inner)
            .field("tap", &self.tap)
            .finish_non_exhaustive()
    }
}
