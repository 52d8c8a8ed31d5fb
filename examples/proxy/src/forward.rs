//! One request on its way to an upstream, and the answer on its way back.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, HOST, HeaderValue};
use axum::http::{Uri, Version};
use axum::response::Response;
use genai_otel::context::FutureExt;
use genai_otel::http::exchange::RequestHead;
use genai_otel::http::{GenAiLayer, Tap};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Layer, ServiceExt};

use crate::client::{self, ClientError};
use crate::refusal::Refusal;
use crate::upload::Upload;
use crate::upstreams::Upstreams;
use crate::{headers, trace};

pub(crate) struct Proxy {
    upstreams: Upstreams,
    tap: Tap,
    client: BoxCloneSyncService<axum::http::Request<Upload>, Response, BoxError>,
}

impl Proxy {
    pub(crate) fn new(upstreams: Upstreams, tap: Tap) -> Result<Self, ClientError> {
        let client = client::new(upstreams.any_is_https())?;
        let layer = GenAiLayer::with_tap(tap.clone()).look_at(Upload::known);
        let client = layer.layer(client).map_response(|response| response.map(Body::new));
        Ok(Self { upstreams, tap, client: BoxCloneSyncService::new(client) })
    }

    /// The upstream's answer, or why there is none. Dropped, the request to the upstream is dropped too.
    pub(crate) async fn forward(&self, request: Request) -> Response {
        match self.answer(request).await {
            Ok(response) => response,
            Err(refusal) => refusal.response(),
        }
    }

    async fn answer(&self, request: Request) -> Result<Response, Refusal> {
        let Some((upstream, target)) = self.upstreams.resolve(request.uri()) else {
            return Err(Refusal::unknown_upstream(self.upstreams.names()));
        };
        let parent = trace::parent(request.headers());
        let request = self.prepared(request, target).await?;
        let sending = self.client.clone().oneshot(request).with_context(parent);
        let mut response = match sending.await {
            Ok(response) => response,
            Err(error) => return Err(Refusal::unreachable(upstream, &*error)),
        };
        headers::remove_hop_by_hop(response.headers_mut());
        Ok(response)
    }

    /// The request as the upstream gets it.
    async fn prepared(
        &self,
        request: Request,
        target: Uri,
    ) -> Result<axum::http::Request<Upload>, Refusal> {
        let (mut parts, body) = request.into_parts();
        let looks_like_call = self.tap.recognises(&RequestHead {
            method: parts.method.as_str(),
            authority: target.authority().map_or("", |authority| authority.as_str()),
            https: target.scheme_str().map(|scheme| scheme == "https"),
            path: target.path(),
            query: target.query(),
        });
        let is_call = looks_like_call && self.tap.is_heard();
        parts.uri = target;
        parts.version = Version::HTTP_11;
        headers::remove_hop_by_hop(&mut parts.headers);
        trace::remove(&mut parts.headers);
        // The client says that of the upstream.
        parts.headers.remove(HOST);
        if is_call {
            // What is packed cannot be read as it passes.
            parts.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        let kind = parts.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let upload = if is_call && kind.is_none_or(headers::is_json) {
            Upload::at_hand(body).await.map_err(|error| Refusal::broken_request(&error))?
        } else {
            Upload::passing(body)
        };
        Ok(axum::http::Request::from_parts(parts, upload))
    }
}
