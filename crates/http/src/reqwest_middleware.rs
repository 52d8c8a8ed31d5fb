//! The tap as a middleware for `reqwest`, of every version that a `reqwest-middleware` goes with.

/// Defines `GenAiMiddleware` for one version of `reqwest`.
macro_rules! middleware {
    ($reqwest:ident, $reqwest_middleware:ident, $passing:path, $(#[$docs:meta])*) => {
        use std::future::{Future, poll_fn};
        use std::pin::pin;

        use ::$reqwest::Request;
        use ::$reqwest_middleware::{Middleware, Next, Result};
        use async_trait::async_trait;
        use http::Extensions;
        use $passing as passing;

        use crate::exchange::Tap;

        $(#[$docs])*
        ///
        /// Add it last, inside of middlewares that retry: then each try is told apart. Requests that are no calls
        /// pass untouched. The body of an answer is wrapped: what it reports as an error has the client's error as
        /// its source, and the client's extensions, URL and size stay.
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
            ) -> Result<::$reqwest::Response> {
                let Some(mut exchange) = passing::exchange(&self.tap, &request) else {
                    return next.run(request, extensions).await;
                };
                passing::ask_for_usage(&mut exchange, &mut request);
                passing::inject(&exchange, &mut request);
                let outcome = {
                    let mut sending = pin!(next.run(request, extensions));
                    poll_fn(|task| exchange.poll(|| sending.as_mut().poll(task))).await
                };
                match outcome {
                    Ok(response) => Ok(passing::answered(response, Box::new(exchange))),
                    Err(error) => {
                        exchange.fail(&error);
                        Err(error)
                    }
                }
            }
        }
    };
}

#[cfg(feature = "reqwest-middleware")]
pub(crate) mod current {
    middleware! { reqwest, reqwest_middleware, crate::reqwest,
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
    }
}

/// The tap for `reqwest` 0.12 with `reqwest-middleware` 0.4.
#[cfg(feature = "reqwest-middleware-0-4")]
pub mod reqwest_0_12 {
    middleware! { reqwest_0_12, reqwest_middleware_0_4, crate::reqwest::v0_12,
        /// Watches the calls that go through a client of `reqwest` 0.12.
        ///
        /// ```
        /// # use reqwest_0_12 as reqwest;
        /// # use reqwest_middleware_0_4 as reqwest_middleware;
        /// use genai_otel_http::reqwest_0_12::GenAiMiddleware;
        /// use reqwest_middleware::ClientBuilder;
        ///
        /// # fn example(client: reqwest::Client) {
        /// let client = ClientBuilder::new(client).with(GenAiMiddleware::new()).build();
        /// # }
        /// ```
    }
}
