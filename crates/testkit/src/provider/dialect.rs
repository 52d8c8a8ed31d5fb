use serde_json::Value;

use super::failure::{anthropic_error, openai_error};

/// Whose way of speaking an endpoint has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    OpenAi,
    Anthropic,
}

impl Dialect {
    /// The header that names the request for the provider's support.
    pub(crate) fn request_id_header(self) -> &'static str {
        match self {
            Self::OpenAi => "x-request-id",
            Self::Anthropic => "request-id",
        }
    }

    /// The body of a 400 that says what is wrong with the request.
    pub(crate) fn invalid_request(self, message: &str, request_id: &str) -> Value {
        match self {
            Self::OpenAi => openai_error("invalid_request_error", None, message),
            Self::Anthropic => anthropic_error("invalid_request_error", message, request_id),
        }
    }
}

/// What a path asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    ChatCompletions,
    Embeddings,
    Responses,
    Messages,
}

impl Endpoint {
    /// By the end of the path, so that any prefix (`/v1`, `/openai/deployments/x`) can be a client's base URL.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let endings = [
            ("/chat/completions", Self::ChatCompletions),
            ("/embeddings", Self::Embeddings),
            ("/responses", Self::Responses),
            ("/messages", Self::Messages),
        ];
        let path = path.trim_end_matches('/');
        endings.into_iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, endpoint)| endpoint)
    }

    pub(crate) fn dialect(self) -> Dialect {
        match self {
            Self::ChatCompletions | Self::Embeddings | Self::Responses => Dialect::OpenAi,
            Self::Messages => Dialect::Anthropic,
        }
    }
}
