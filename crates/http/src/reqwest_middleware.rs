//! The tap as a middleware for `reqwest`.

use std::future::{Future, poll_fn};
use std::pin::pin;

use async_trait::async_trait;
use http::header::{HeaderName, HeaderValue};
use http::{Extensions, Response};
use reqwest::{Body, Request, ResponseBuilderExt};
use reqwest_middleware::{Middleware, Next, Result};

use crate::edit;
use crate::exchange::{Exchange, RequestHead, Tap};
use crate::tapped_body::TappedBody;

/// Watches the calls that go through a `reqwest` client.
///
/// ```
/// use genai_otel_http::GenAiMiddleware;
/// use reqwest_middleware::ClientBuilder;
///
/// # fn example(client: reqwest::Client) {
/// let client = ClientBuilder::new(client).with(GenAiMiddleware::new()).build();
/// # }
/// ```
///
/// Add it last, inside of middlewares that retry: then each try is told apart. Requests that are no calls pass
/// untouched. The body of an answer is wrapped: what it reports as an error has the client's error as its source, and
/// the client's extensions, URL and size stay.
#[derive(Clone, Debug, Default)]
pub struct GenAiMiddleware {
    tap: Tap,
}

impl GenAiMiddleware {
    /// A middleware that knows the usual routes and uses the global instrumentation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A middleware with settings of its own.
    #[must_use]
    pub const fn with_tap(tap: Tap) -> Self {
        Self { tap }
    }

    fn exchange(&self, request: &Request) -> Option<Exchange> {
        let url = request.url();
        let authority = match (url.host_str(), url.port()) {
            (Some(host), None) => host.into(),
            (Some(host), Some(port)) => std::borrow::Cow::from(format!("{host}:{port}")),
            (None, _) => "".into(),
        };
        let head = RequestHead {
            method: request.method().as_str(),
            authority: &authority,
            https: Some(url.scheme() == "https"),
            path: url.path(),
            query: url.query(),
        };
        self.tap.exchange(&head, request.body().and_then(Body::as_bytes))
    }
}

#[async_trait]
impl Middleware for GenAiMiddleware {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<reqwest::Response> {
        let Some(mut exchange) = self.exchange(&request) else {
            return next.run(request, extensions).await;
        };
        if let Some(edited) = exchange.take_edited_body()
            && edit::may_edit(request.headers())
        {
            edit::announce(request.headers_mut(), edited.len());
            *request.body_mut() = Some(edited.into());
        }
        for (name, value) in exchange.trace_headers() {
            if let Ok(value) = HeaderValue::from_str(value) {
                request.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        let outcome = {
            let mut sending = pin!(next.run(request, extensions));
            poll_fn(|task| exchange.poll(|| sending.as_mut().poll(task))).await
        };
        match outcome {
            Ok(response) => Ok(answered(response, exchange)),
            Err(error) => {
                exchange.fail(&error);
                Err(error)
            }
        }
    }
}

/// The response, with a body that is read as it passes.
fn answered(response: reqwest::Response, exchange: Exchange) -> reqwest::Response {
    let url = response.url().clone();
    let mut response = TappedBody::wrap(Response::<Body>::from(response), Some(Box::new(exchange)))
        .map(Body::wrap);
    // The conversion loses the URL, which only a builder can put back.
    if let Ok(with_url) = Response::builder().url(url).body(()) {
        response.extensions_mut().extend(with_url.into_parts().0.extensions);
    }
    response.into()
}
