use serde_json::Value;

use crate::headers::Headers;

/// A request as the fake provider received it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ProviderRequest {
    /// The method, for example `POST`.
    pub method: String,
    /// The path without the query, for example `/v1/chat/completions`.
    pub path: String,
    /// What follows the `?`, if anything.
    pub query: Option<String>,
    /// The header fields; values that may be credentials do not show in `Debug`.
    pub headers: Headers,
    /// The body, if it is JSON.
    pub body: Option<Value>,
}
