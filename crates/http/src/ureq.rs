//! The tap as a middleware for `ureq`.

mod asked;
mod tapped_reader;

use ::ureq::http::header::{HOST, HeaderName, HeaderValue};
use ::ureq::http::{Request, Response};
use ::ureq::middleware::{Middleware, MiddlewareNext};
use ::ureq::{Body, Error, SendBody};

use self::asked::Asked;
use self::tapped_reader::TappedReader;
use crate::exchange::{Exchange, RequestHead, Tap};

/// Watches the calls that go through a `ureq` agent.
///
/// ```
/// use genai_otel_http::ureq::GenAiMiddleware;
///
/// let agent: ureq::Agent =
///     ureq::Agent::config_builder().middleware(GenAiMiddleware::new()).build().into();
/// ```
///
/// Requests that are no calls pass untouched. What is JSON by its content type is collected before it is sent, to see
/// what is asked for: up to [`MAX_COLLECTED_BYTES`], which is a second copy of it while it is sent. A longer one is sent in
/// chunks, without the length it may have had. Other bodies are not looked at.
///
/// The body of a call's answer is wrapped, its headers stay: `Body::content_length` and `Body::charset` say nothing any
/// more.
///
/// An answer by a status from 400 is an error of `ureq` whose body nobody sees: such a call has the status and no code
/// of the provider. `http_status_as_error(false)` shows it both to you and to the tap.
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

impl Middleware for GenAiMiddleware {
    fn handle(
        &self,
        request: Request<SendBody<'_>>,
        next: MiddlewareNext<'_>,
    ) -> Result<Response<Body>, Error> {
        // Most requests are no calls, and their bodies are nobody's business.
        if !self.tap.recognises(&head(&request)) || !self.tap.is_heard() {
            return next.handle(request);
        }
        let (mut request, asked) = Asked::of(request, MAX_COLLECTED_BYTES);
        let Some(exchange) = self.tap.exchange(&head(&request), asked.bytes()) else {
            return asked.send(request, next);
        };
        for (name, value) in exchange.trace_headers() {
            if let Ok(value) = HeaderValue::from_str(value) {
                request.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        match exchange.enter(|| asked.send(request, next)) {
            Ok(response) => Ok(answered(response, exchange)),
            Err(Error::StatusCode(status)) => {
                exchange.answer(status, std::iter::empty()).end();
                Err(Error::StatusCode(status))
            }
            Err(error) => {
                exchange.fail(&error);
                Err(error)
            }
        }
    }
}

fn head<B>(request: &Request<B>) -> RequestHead<'_> {
    let uri = request.uri();
    let authority = match uri.authority() {
        Some(authority) => authority.as_str(),
        None => request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or(""),
    };
    RequestHead {
        method: request.method().as_str(),
        authority,
        https: uri.scheme_str().map(|scheme| scheme == "https"),
        path: uri.path(),
        query: uri.query(),
    }
}

/// The response, with a body that is read as it passes.
fn answered(response: Response<Body>, exchange: Exchange) -> Response<Body> {
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let reading = exchange.answer(response.status().as_u16(), headers);
    response.map(|body| {
        let builder = Body::builder();
        let builder = match body.mime_type() {
            Some(kind) => builder.mime_type(kind),
            None => builder,
        };
        // Unpacked and in UTF-8 already, if it is text: to say its encoding would undo that a second time.
        builder.reader(TappedReader::new(body.into_reader(), reading))
    })
}

/// The longest request body that is looked at, in bytes: what providers take at most, and twice that.
pub const MAX_COLLECTED_BYTES: u64 = 64 * 1024 * 1024;
