//! A proxy in front of model providers that tells every call that goes through it.
//!
//! ```text
//!  any program, any language ──▶ http://127.0.0.1:port/openai/v1/... ──▶ https://api.openai.com/v1/...
//!                                   │ GenAiLayer under the client
//!                                   └──▶ one span, metrics, record per call ──▶ OTLP
//! ```
//!
//! Bodies stream both ways. To see what is asked for, the JSON of a request that looks like a call is collected
//! first, up to [`MAX_COLLECTED_BYTES`]; a longer one streams through, and its call has the parameters that path and answer
//! tell. Nothing else is held. Keys pass through and are written nowhere.

mod client;
mod forward;
mod headers;
mod options;
mod refusal;
mod trace;
mod upload;
mod upstreams;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use genai_otel::http::Tap;

pub use client::ClientError;
pub use options::{HELP, Options, OptionsError};
pub use upload::MAX_COLLECTED_BYTES;
pub use upstreams::{UpstreamError, Upstreams};

use forward::Proxy;

/// The proxy as a service: requests to `/{name}/...` go to the upstream of that name.
///
/// # Errors
///
/// When an upstream is `https` and this machine has no certificates of authorities.
pub fn router(upstreams: Upstreams, tap: Tap) -> Result<Router, ClientError> {
    let proxy = Arc::new(Proxy::new(upstreams, tap)?);
    Ok(Router::new().fallback(move |request: Request| {
        let proxy = Arc::clone(&proxy);
        async move { proxy.forward(request).await }
    }))
}
