//! Answers of the proxy's own.

use std::error::Error;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use serde_json::json;

/// Why a request was not answered by an upstream. Clients of providers look for `error.message`.
pub(crate) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Refusal {
    /// The path names no upstream.
    pub(crate) fn unknown_upstream<'a>(known: impl Iterator<Item = &'a str>) -> Self {
        let known: Vec<_> = known.map(|name| format!("/{name}/")).collect();
        let message = format!("the path begins with none of {}", known.join(", "));
        Self { status: StatusCode::NOT_FOUND, kind: "unknown_upstream", message }
    }

    /// No answer came from the upstream.
    pub(crate) fn unreachable(upstream: &str, error: &(dyn Error + 'static)) -> Self {
        let message = format!("no answer from {upstream}: {}", with_reasons(error));
        Self { status: StatusCode::BAD_GATEWAY, kind: "upstream_unreachable", message }
    }

    /// The body of the request did not come to its end.
    pub(crate) fn broken_request(error: &(dyn Error + 'static)) -> Self {
        let message = format!("the request broke off: {}", with_reasons(error));
        Self { status: StatusCode::BAD_REQUEST, kind: "broken_request", message }
    }

    pub(crate) fn response(self) -> Response {
        let body = json!({"error": {"type": self.kind, "message": self.message}});
        let mut response = Response::new(body.to_string().into());
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

fn with_reasons(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut reason = error.source();
    while let Some(error) = reason {
        text.push_str(": ");
        text.push_str(&error.to_string());
        reason = error.source();
    }
    text
}
