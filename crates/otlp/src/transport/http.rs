//! OTLP over HTTP/1.1.

mod resolving;
mod sealed;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use ureq::{
    Agent, Body,
    config::AutoHeaderValue,
    unversioned::transport::{Connector as _, DefaultConnector},
};

use self::resolving::{NoResolver, ResolvingConnector};
use self::sealed::SealedConnector;
use super::{Failure, MAX_ANSWER_BYTES, NO_ANSWER, Packed, Reply, Transport, USER_AGENT};
use crate::{
    Compression,
    config::Request,
    encoding::Encoding,
    retry::{Blame, Retry},
    status::Status,
    text::one_line,
};

/// Carries the requests of one signal with a client of our own choice, because what a shared one does depends on the
/// features that other crates of the program turn on.
#[derive(Debug)]
pub(super) struct HttpTransport {
    agent: Agent,
    /// Without the query, which may hold a key and is added below the client.
    url: String,
    encoding: Encoding,
    compression: Compression,
    sets_user_agent: bool,
}

impl HttpTransport {
    pub(super) fn new(request: &Request) -> Self {
        let config = Agent::config_builder()
            // A redirect would carry credentials elsewhere; a proxy variable meant for the application's own
            // traffic would swallow telemetry meant for localhost.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .http_status_as_error(false)
            // A batch is a few hundred kilobytes: fewer writes for each.
            .output_buffer_size(OUTPUT_BUFFER)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None);
        #[cfg(feature = "tls")]
        let config = match &request.tls {
            Some(tls) => config.tls_config(tls.to_ureq()),
            None => config,
        };
        let sealed = SealedConnector::new(&request.endpoint, &request.headers);
        let connector = ResolvingConnector::new(DefaultConnector::new()).chain(sealed);
        Self {
            agent: Agent::with_parts(config.build(), connector, NoResolver),
            url: request.endpoint.bare_url(),
            encoding: Encoding::of(request.protocol),
            compression: request.compression,
            sets_user_agent: !request.headers.contains(&header::USER_AGENT),
        }
    }

    fn request(
        &self,
        packed: &Packed,
        limit: Option<Duration>,
    ) -> Result<Response<Body>, ureq::Error> {
        let mut request = http::Request::post(&self.url)
            .header(header::CONTENT_TYPE, self.encoding.content_type());
        if let Some(coding) = packed.coding {
            request = request.header(header::CONTENT_ENCODING, coding);
        }
        if self.sets_user_agent {
            request = request.header(header::USER_AGENT, USER_AGENT);
        }
        let request = request.body(&*packed.body)?;
        self.agent.run(self.agent.configure_request(request).timeout_global(limit).build())
    }

    fn encoding_of(&self, headers: &HeaderMap) -> Encoding {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        content_type.and_then(Encoding::of_content_type).unwrap_or(self.encoding)
    }
}

impl Transport for HttpTransport {
    fn pack(&self, body: Bytes) -> Result<Packed, String> {
        let (body, coding) = self.compression.apply(body).map_err(|error| error.to_string())?;
        Ok(Packed { body, coding })
    }

    fn send(&self, packed: &Packed, limit: Option<Duration>) -> Result<Reply, Failure> {
        let (parts, body) = self.request(packed, limit).map_err(unanswered)?.into_parts();
        let encoding = self.encoding_of(&parts.headers);
        let body = read(body);
        if parts.status.is_success() {
            // A body that breaks off says that the connection failed, not that nothing was taken; but nobody knows.
            let is_page = is_page(&parts.headers);
            return Ok(Reply { encoding, body: body.map_err(unanswered)?.into(), is_page });
        }
        let said = body.ok().and_then(|body| Status::read(encoding, &body)).unwrap_or_default();
        let retry_after = parts.headers.get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok());
        Err(Failure {
            reason: refused(&format!("HTTP status {}", parts.status.as_u16()), &said.message),
            retry: Retry::of_http(parts.status.as_u16(), retry_after),
            blame: Blame::of_http(parts.status.as_u16()),
        })
    }

    fn close(&self) {}
}

/// The collector refused, and may have said why.
pub(super) fn refused(code: &str, message: &str) -> String {
    match one_line(message.trim()) {
        said if said.is_empty() => format!("the collector answered with {code}"),
        said => format!("the collector answered with {code}: {said}"),
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("text/html")
}

fn read(body: Body) -> Result<Vec<u8>, ureq::Error> {
    let limit = u64::try_from(MAX_ANSWER_BYTES).unwrap_or(u64::MAX);
    body.into_with_config().limit(limit).read_to_vec()
}

fn unanswered(error: ureq::Error) -> Failure {
    let retry = match error {
        // These fail alike each time.
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::Http(_) | ureq::Error::BadUri(_) => {
            Retry::Never
        }
        _ => Retry::Soon,
    };
    let reason = match error {
        ureq::Error::Timeout(_) => NO_ANSWER.to_owned(),
        ureq::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    };
    Failure::of_way(one_line(&reason), retry)
}

const OUTPUT_BUFFER: usize = 512 * 1_024;
