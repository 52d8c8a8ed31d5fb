//! The tap as an interceptor for clients of AWS.

mod error;
mod in_flight;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use genai_otel_core::ErrorClass;
use http::Uri;

pub use self::error::sdk_error_class;
use self::in_flight::{Began, InFlight};
use crate::exchange::{Exchange, RequestHead, Tap};
use crate::tapped_body::TappedBody;

/// Watches the calls that a client of AWS makes: `aws-sdk-bedrockruntime`.
///
/// ```text
/// use genai_otel_http::GenAiInterceptor;
///
/// // Every call of the client ..
/// let config = aws_sdk_bedrockruntime::config::Builder::from(&config).interceptor(GenAiInterceptor::new()).build();
/// // .. or a single one.
/// client.converse().customize().interceptor(GenAiInterceptor::new()).send().await;
/// ```
///
/// Each try that the SDK makes is told apart, by its number; inside a call of the application they are one. What the
/// SDK signs is not touched: trace context, where the tap was told to send it, is added unsigned.
///
/// # Limits
///
/// - Where `operation_attempt_timeout` ends a try, the try is told when the next one begins: its duration has the wait
///   in it. One that ends within an answer is *abandoned*.
/// - Spans of the HTTP client below are not the call's children until the body is read.
#[derive(Clone, Debug, Default)]
pub struct GenAiInterceptor {
    tap: Tap,
}

impl GenAiInterceptor {
    /// An interceptor that knows the usual routes and uses the global instrumentation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An interceptor with settings of its own.
    #[must_use]
    pub const fn with_tap(tap: Tap) -> Self {
        Self { tap }
    }

    fn exchange(&self, request: &HttpRequest) -> Option<Exchange> {
        let uri: Uri = request.uri().parse().ok()?;
        let head = RequestHead {
            method: request.method(),
            authority: uri.authority().map_or("", |authority| authority.as_str()),
            https: uri.scheme_str().map(|scheme| scheme == "https"),
            path: uri.path(),
            query: uri.query(),
        };
        self.tap.exchange(&head, request.body().bytes())
    }
}

impl Intercept for GenAiInterceptor {
    fn name(&self) -> &'static str {
        "GenAiInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Began::now());
        Ok(())
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // The SDK drops a try whose time is up without a word.
        if let Some(exchange) = InFlight::take(bag) {
            exchange.fail_as(ErrorClass::timeout());
        }
        Ok(())
    }

    // Behind the signature, so that nothing of what is signed changes.
    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // A client that watches may have calls that are watched once more.
        if InFlight::is_in(bag) {
            return Ok(());
        }
        let Some(mut exchange) = self.exchange(context.request()) else { return Ok(()) };
        let headers = context.request_mut().headers_mut();
        for (name, value) in exchange.trace_headers() {
            // A value that cannot be one is left out, and the request goes its way.
            drop(headers.try_insert(name, value.to_owned()));
        }
        if let Some(tries) = bag.load::<RequestAttempts>() {
            exchange.set_attempt(tries.attempts());
        }
        if let Some(left) = Began::left(bag) {
            exchange.set_deadline(left);
        }
        exchange.begin();
        InFlight::put(exchange, bag);
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(exchange) = InFlight::take(bag) else { return Ok(()) };
        let response = context.response_mut();
        let headers = response.headers().iter().map(|(name, value)| (name, value.as_bytes()));
        let reading = exchange.answer(response.status().as_u16(), headers);
        let body = TappedBody::new(response.take_body(), Some(Box::new(reading)));
        *response.body_mut() = SdkBody::from_body_1_x(body);
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        end_unanswered(context, bag);
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        end_unanswered(context, bag);
        Ok(())
    }
}

/// Ends the try that is still in flight, by the error that the SDK has for it.
fn end_unanswered(context: &FinalizerInterceptorContextRef<'_>, bag: &ConfigBag) {
    if let Some(Err(error)) = context.output_or_error()
        && let Some(exchange) = InFlight::take(bag)
    {
        exchange.fail_as(error::class(error));
    }
}
