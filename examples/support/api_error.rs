use std::time::Duration;

use genai_otel::{ClassifyError, ErrorClass};
use reqwest::StatusCode;

/// What can go wrong between the application and a provider.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// The provider answered with an error.
    #[error("the provider answered {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// The provider's own name for the error, such as `rate_limit_exceeded`.
        code: Option<String>,
        /// What it says to people.
        message: String,
        /// When it may be asked again.
        retry_after: Option<Duration>,
    },
    /// The request did not get through, or its answer did not come back whole.
    #[error("the request failed")]
    Transport(#[from] reqwest::Error),
    /// An event of a stream is not what it should be.
    #[error("an event of the stream cannot be read")]
    Event(#[from] serde_json::Error),
    /// A stream ended without its terminal mark.
    #[error("the stream broke off")]
    BrokenOff,
}

impl ApiError {
    /// Whether the same request may succeed a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } => status.is_server_error(),
            Self::Transport(_) | Self::BrokenOff => true,
            Self::Event(_) => false,
        }
    }

    /// Whether the provider asks for less, so that another one should be tried.
    #[must_use]
    pub fn is_rate_limit(&self) -> bool {
        matches!(self, Self::Refused { status: StatusCode::TOO_MANY_REQUESTS, .. })
    }
}

/// The few words that become `error.type` on spans and metrics.
impl ClassifyError for ApiError {
    fn classify(&self) -> Option<ErrorClass> {
        Some(match self {
            Self::Refused { code: Some(code), .. } => ErrorClass::new(code),
            Self::Refused { status, .. } => ErrorClass::http_status(status.as_u16()),
            Self::Transport(error) if error.is_timeout() => ErrorClass::timeout(),
            Self::Transport(error) if error.is_connect() => ErrorClass::from_static("connect"),
            Self::Transport(_) => ErrorClass::from_static("transport"),
            Self::Event(_) => ErrorClass::from_static("invalid_event"),
            Self::BrokenOff => ErrorClass::from_static("broken_off"),
        })
    }
}
