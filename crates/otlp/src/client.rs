use std::{io::Read, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use opentelemetry_http::{HttpClient, HttpError, ResponseBodyTooLarge};
use ureq::{
    Agent,
    config::AutoHeaderValue,
    unversioned::{
        resolver::DefaultResolver,
        transport::{Connector as _, DefaultConnector},
    },
};

use crate::{Compression, config, delivery::Delivery, sealed::SealedConnector, timeout::Timeout};

/// Carries the requests of one signal to the collector.
///
/// Blocking on purpose: the SDK's batch processor and periodic reader export on threads of their own, where an
/// asynchronous client would need an executor that is not there. It is handed over explicitly, because the client
/// that the exporter picks by itself depends on what features other crates of the program turn on.
#[derive(Debug)]
pub(crate) struct CollectorClient {
    agent: Agent,
    sets_user_agent: bool,
    compression: Compression,
    timeout: Timeout,
    delivery: Arc<Delivery>,
}

impl CollectorClient {
    pub(crate) fn new(request: &config::Request, delivery: Arc<Delivery>) -> Self {
        let agent_config = Agent::config_builder()
            // A redirect would carry credentials elsewhere; a proxy variable meant for the application's own
            // traffic would swallow telemetry meant for localhost.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .http_status_as_error(false)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .build();
        let sealed = SealedConnector::new(&request.endpoint, &request.headers);
        let connector = DefaultConnector::new().chain(sealed);
        Self {
            agent: Agent::with_parts(agent_config, connector, DefaultResolver::default()),
            sets_user_agent: !request.headers.contains(&header::USER_AGENT),
            compression: request.compression,
            timeout: request.timeout,
            delivery,
        }
    }

    /// Keeps only what the exporter says of the body, since it lets the process environment overrule code in the
    /// other headers, and undoes a compression that came from the environment in the same way. The configured
    /// headers are added further down, in [`SealedConnector`].
    fn dress(&self, request: Request<Bytes>) -> Result<Request<Bytes>, HttpError> {
        let (mut parts, mut body) = request.into_parts();
        let mut headers = HeaderMap::new();
        if let Some(content_type) = parts.headers.remove(header::CONTENT_TYPE) {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if self.sets_user_agent {
            headers.insert(header::USER_AGENT, user_agent(&parts.headers));
        }
        let encoding = parts.headers.remove(header::CONTENT_ENCODING);
        match (self.compression, encoding) {
            (Compression::None, Some(encoding)) if encoding == "gzip" => {
                let mut plain = Vec::new();
                GzDecoder::new(&*body).read_to_end(&mut plain)?;
                body = plain.into();
            }
            (_, Some(encoding)) => {
                headers.insert(header::CONTENT_ENCODING, encoding);
            }
            (_, None) => {}
        }
        parts.headers = headers;
        Ok(Request::from_parts(parts, body))
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = self.dress(request)?.into_parts();
        // The exporter begins no attempt after the timeout, but gives the last one a whole timeout more.
        let remaining = self.timeout.limit().map(|timeout| self.delivery.remaining(timeout));
        let request = Request::from_parts(parts, &*body);
        let request = self.agent.configure_request(request).timeout_global(remaining).build();
        let response = self.agent.run(request)?;
        let (parts, body) = response.into_parts();
        let body =
            body.into_with_config().limit(MAX_RESPONSE_BYTES).read_to_vec().map_err(|error| {
                match error {
                    ureq::Error::BodyExceedsLimit(_) => {
                        Box::new(ResponseBodyTooLarge::new()) as HttpError
                    }
                    error => error.into(),
                }
            })?;
        Ok(Response::from_parts(parts, body.into()))
    }
}

#[async_trait]
impl HttpClient for CollectorClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let result = self.send(request);
        if let Ok(response) = &result
            && response.status().is_success()
        {
            self.delivery.note_answer(response.body());
        }
        // The exporter turns every failure to connect into "network error"; the reason is kept aside.
        self.delivery.note_transport(result.as_ref().err().map(ToString::to_string));
        result
    }
}

/// Our product before the exporter's, as the OTLP specification suggests; what else stands there is not ours to send.
fn user_agent(headers: &HeaderMap) -> HeaderValue {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .filter(|value| value.starts_with("OTel-OTLP-Exporter-Rust/"))
        .and_then(|exporter| HeaderValue::try_from(format!("{PRODUCT} {exporter}")).ok())
        .unwrap_or(HeaderValue::from_static(PRODUCT))
}

const PRODUCT: &str = concat!("genai-otel/", env!("CARGO_PKG_VERSION"));

/// What the other clients of OpenTelemetry allow; a collector's answer has a few bytes.
const MAX_RESPONSE_BYTES: u64 = 4 * 1024 * 1024;
