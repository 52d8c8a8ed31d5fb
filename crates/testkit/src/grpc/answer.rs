use std::future::poll_fn;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use h2::server::SendResponse;
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use super::message;
use super::server::Peer;
use crate::fault::Fault;

/// What a handler wants done with a call, including the ways to do it badly.
#[derive(Debug)]
pub(crate) struct GrpcAnswer {
    pub(crate) code: i32,
    /// For people.
    pub(crate) message: String,
    /// An encoded `google.rpc.Status`.
    pub(crate) details: Option<Vec<u8>>,
    pub(crate) metadata: Vec<(String, String)>,
    /// The message; sent only with the code 0.
    pub(crate) body: Vec<u8>,
    /// Waited before the first byte.
    pub(crate) delay: Duration,
    pub(crate) fault: Option<Fault>,
}

impl GrpcAnswer {
    pub(super) async fn send(
        self,
        mut respond: SendResponse<Bytes>,
        peer: &Peer,
    ) -> Result<(), h2::Error> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        match self.fault {
            Some(Fault::Reset) => {
                peer.reset();
                return Ok(());
            }
            Some(Fault::Garbage) => {
                peer.interrupt(GARBAGE);
                return Ok(());
            }
            Some(Fault::Silence) => return left(&mut respond).await,
            _ => {}
        }
        if self.fault.is_none() && self.code != 0 {
            let response = self.response(self.status());
            return respond.send_response(response, true).map(drop);
        }
        let mut stream = respond.send_response(self.response(HeaderMap::new()), false)?;
        let body = message::frame(&self.body);
        let half = Bytes::copy_from_slice(&body[..body.len() / 2]);
        match self.fault {
            Some(Fault::HeadersOnly) => peer.close().await,
            Some(Fault::HalfResponse) => {
                stream.send_data(half, false)?;
                peer.close().await;
            }
            Some(Fault::Stall) => {
                stream.send_data(half, false)?;
                poll_fn(|context| stream.poll_reset(context)).await?;
            }
            Some(Fault::Trickle) => {
                stream.send_data(Bytes::copy_from_slice(&message::prefix(ENDLESS)), false)?;
                loop {
                    tokio::time::sleep(TRICKLE).await;
                    stream.send_data(Bytes::from_static(b"\0"), false)?;
                }
            }
            _ => {
                stream.send_data(body.into(), false)?;
                stream.send_trailers(self.status())?;
            }
        }
        Ok(())
    }

    fn response(&self, status: HeaderMap) -> Response<()> {
        let mut response = Response::new(());
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/grpc"));
        for (name, value) in &self.metadata {
            // Scripted values come from tests; what is no header is left out.
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
                headers.append(name, value);
            }
        }
        headers.extend(status);
        response
    }

    fn status(&self) -> HeaderMap {
        let details = self.details.as_ref().map(|details| STANDARD_NO_PAD.encode(details));
        let message = Some(percent_encoded(&self.message)).filter(|message| !message.is_empty());
        let fields = [
            ("grpc-status", Some(self.code.to_string())),
            ("grpc-message", message),
            ("grpc-status-details-bin", details),
        ];
        let present = |(name, value): (&'static str, Option<String>)| {
            Some((HeaderName::from_static(name), value?.parse().ok()?))
        };
        fields.into_iter().filter_map(present).collect()
    }
}

/// Waits until the client gives up.
async fn left(respond: &mut SendResponse<Bytes>) -> Result<(), h2::Error> {
    poll_fn(|context| respond.poll_reset(context)).await.map(drop)
}

/// What gRPC does with messages, which headers carry.
fn percent_encoded(message: &str) -> String {
    let encoded = |byte: u8| match byte {
        b' '..=b'~' if byte != b'%' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    message.bytes().map(encoded).collect()
}

const GARBAGE: &[u8] = b"\x16\x03\x01\x00\xffneither HTTP nor TLS\r\n";
/// Between two bytes of an answer that trickles.
const TRICKLE: Duration = Duration::from_millis(100);
/// More than anybody waits for at this pace.
const ENDLESS: u32 = 1024 * 1024;
