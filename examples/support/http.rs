use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response};
use serde::Serialize;
use serde_json::Value;

use crate::ApiError;

/// Posts a request, and turns an answer that is an error into one.
pub(crate) async fn post(
    http: &Client,
    url: String,
    request: &impl Serialize,
) -> Result<Response, ApiError> {
    let response = http.post(url).json(request).send().await?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = retry_after(response.headers());
    let body: Value = response.json().await.unwrap_or_default();
    let text = |field: &str| body["error"][field].as_str().map(str::to_owned);
    Err(ApiError::Refused {
        status,
        code: text("code").or_else(|| text("type")),
        message: text("message").unwrap_or_default(),
        retry_after,
    })
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}
