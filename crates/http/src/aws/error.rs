//! How errors of the SDK are classified.

use std::error::Error as StdError;
use std::fmt::Debug;

use aws_smithy_runtime_api::client::interceptors::context::Error;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::result::SdkError;
use genai_otel_core::ErrorClass;

use crate::exchange::transport_class;

/// The class of an error that the SDK returns, where it is none of the service's own: a timeout, or the reason why no
/// answer came. For guards of the application around a call, whose error it becomes:
/// `track_llm_call("bedrock", model).classify(sdk_error_class::<ConverseError, HttpResponse>)`.
#[must_use]
pub fn sdk_error_class<E, R>(error: &SdkError<E, R>) -> Option<ErrorClass>
where
    E: StdError + 'static,
    R: Debug + 'static,
{
    match error {
        SdkError::TimeoutError(_) => Some(ErrorClass::timeout()),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Some(ErrorClass::timeout()),
        error => transport_class(error),
    }
}

/// The class of the error that a try ended with.
pub(super) fn class(error: &OrchestratorError<Error>) -> ErrorClass {
    let connector = error.as_connector_error();
    if error.is_timeout_error() || connector.is_some_and(|error| error.is_timeout()) {
        return ErrorClass::timeout();
    }
    let class = match connector {
        Some(error) => transport_class(error),
        None => transport_class(error),
    };
    class.unwrap_or_else(|| ErrorClass::new(""))
}
