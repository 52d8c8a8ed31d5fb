use std::time::Duration;

use serde_json::{Value, json};

use super::dialect::Dialect;

/// An error that a provider answers with, in the status and the body that provider uses for it.
///
/// | | OpenAI | Anthropic |
/// | --- | --- | --- |
/// | `BadRequest` | 400 `invalid_request_error` | 400 `invalid_request_error` |
/// | `Unauthorized` | 401 `invalid_api_key` | 401 `authentication_error` |
/// | `Forbidden` | 403 `unsupported_country_region_territory` | 403 `permission_error` |
/// | `NotFound` | 404 `model_not_found` | 404 `not_found_error` |
/// | `RateLimited` | 429 `rate_limit_exceeded` | 429 `rate_limit_error` |
/// | `QuotaExceeded` | 429 `insufficient_quota` | 400 `invalid_request_error` |
/// | `ServerError` | 500 `server_error` | 500 `api_error` |
/// | `Overloaded` | 503 `server_error` | 529 `overloaded_error` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// The request is wrong in itself.
    BadRequest,
    /// The key is wrong.
    Unauthorized,
    /// The key is right and not allowed to do this.
    Forbidden,
    /// There is no such model.
    NotFound,
    /// Too many requests or tokens; `retry-after` says when to come back.
    RateLimited {
        /// How long to wait. Sent in whole seconds, rounded up, and by OpenAI also in milliseconds.
        retry_after: Duration,
    },
    /// The account has no money left.
    QuotaExceeded,
    /// Something broke at the provider.
    ServerError,
    /// The provider has no capacity at the moment.
    Overloaded,
}

impl Failure {
    /// The HTTP status that `dialect` uses.
    pub(crate) fn status(self, dialect: Dialect) -> u16 {
        match (self, dialect) {
            (Self::BadRequest, _) | (Self::QuotaExceeded, Dialect::Anthropic) => 400,
            (Self::Unauthorized, _) => 401,
            (Self::Forbidden, _) => 403,
            (Self::NotFound, _) => 404,
            (Self::RateLimited { .. } | Self::QuotaExceeded, _) => 429,
            (Self::ServerError, _) => 500,
            (Self::Overloaded, Dialect::OpenAi) => 503,
            (Self::Overloaded, Dialect::Anthropic) => 529,
        }
    }

    pub(crate) fn body(self, dialect: Dialect, model: &str, request_id: &str) -> Value {
        let message = self.message(model);
        match dialect {
            Dialect::OpenAi => openai_error(self.openai_type(), self.openai_code(), &message),
            Dialect::Anthropic => anthropic_error(self.anthropic_type(), &message, request_id),
        }
    }

    pub(crate) fn headers(self, dialect: Dialect) -> Vec<(String, String)> {
        let Self::RateLimited { retry_after } = self else { return Vec::new() };
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        let mut headers = vec![("retry-after".to_owned(), seconds.to_string())];
        if dialect == Dialect::OpenAi {
            headers.push(("retry-after-ms".to_owned(), retry_after.as_millis().to_string()));
        }
        headers
    }

    fn openai_type(self) -> &'static str {
        match self {
            Self::RateLimited { .. } => "requests",
            Self::QuotaExceeded => "insufficient_quota",
            Self::ServerError | Self::Overloaded => "server_error",
            Self::Forbidden => "request_forbidden",
            Self::BadRequest | Self::Unauthorized | Self::NotFound => "invalid_request_error",
        }
    }

    fn openai_code(self) -> Option<&'static str> {
        match self {
            Self::BadRequest | Self::ServerError | Self::Overloaded => None,
            Self::Unauthorized => Some("invalid_api_key"),
            Self::Forbidden => Some("unsupported_country_region_territory"),
            Self::NotFound => Some("model_not_found"),
            Self::RateLimited { .. } => Some("rate_limit_exceeded"),
            Self::QuotaExceeded => Some("insufficient_quota"),
        }
    }

    fn anthropic_type(self) -> &'static str {
        match self {
            Self::BadRequest | Self::QuotaExceeded => "invalid_request_error",
            Self::Unauthorized => "authentication_error",
            Self::Forbidden => "permission_error",
            Self::NotFound => "not_found_error",
            Self::RateLimited { .. } => "rate_limit_error",
            Self::ServerError => "api_error",
            Self::Overloaded => "overloaded_error",
        }
    }

    fn message(self, model: &str) -> String {
        match self {
            Self::BadRequest => "The fake provider was told to refuse this request.".to_owned(),
            Self::Unauthorized => "The fake provider does not know this key.".to_owned(),
            Self::Forbidden => "The fake provider does not allow this here.".to_owned(),
            Self::NotFound => format!("The fake provider has no model `{model}`."),
            Self::RateLimited { retry_after } => {
                format!("Rate limit reached for {model}. Try again in {retry_after:?}.")
            }
            Self::QuotaExceeded => "The fake account has no credit left.".to_owned(),
            Self::ServerError => "The fake provider was told to break.".to_owned(),
            Self::Overloaded => "The fake provider has no capacity left.".to_owned(),
        }
    }
}

pub(super) fn openai_error(kind: &str, code: Option<&str>, message: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

pub(super) fn anthropic_error(kind: &str, message: &str, request_id: &str) -> Value {
    let error = json!({"type": kind, "message": message});
    json!({"type": "error", "error": error, "request_id": request_id})
}
