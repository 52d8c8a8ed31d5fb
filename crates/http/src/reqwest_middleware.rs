//! The tap as a middleware for `reqwest`.

use std::future::{Future, poll_fn};
use std::pin::pin;

use async_trait::async_trait;
use http::Extensions;
use reqwest::Request;
use reqwest_middleware::{Middleware, Next, Result};

use crate::exchange::Tap;
use crate::reqwest::{answered, ask_for_usage, exchange, inject};

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
}

#[async_trait]
impl Middleware for GenAiMiddleware {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<reqwest::Response> {
        let Some(mut exchange) = exchange(&self.tap, &request) else {
            return next.run(request, extensions).await;
        };
        ask_for_usage(&mut exchange, &mut request);
        inject(&exchange, &mut request);
        let outcome = {
            let mut sending = pin!(next.run(request, extensions));
            poll_fn(|task| exchange.poll(|| sending.as_mut().poll(task))).await
        };
        match outcome {
            Ok(response) => Ok(answered(response, Box::new(exchange))),
            Err(error) => {
                exchange.fail(&error);
                Err(error)
            }
        }
    }
}
