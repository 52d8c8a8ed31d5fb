use std::borrow::Cow;

use h2::RecvStream;
use http::Request;

use super::message::{self, FramingError};
use crate::content::{self, UndecodableBody};
use crate::headers::Headers;

/// One request as it came over the wire.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Headers,
    /// The message, perhaps compressed; the whole body where that is not one message.
    pub(crate) raw_body: Vec<u8>,
    framing: Result<Coded, FramingError>,
}

/// Whether the coding that the metadata names was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coded(pub(super) bool);

impl Call {
    /// Nothing when the client leaves meanwhile, or sends more than is taken.
    pub(super) async fn read(request: Request<RecvStream>) -> Option<Self> {
        let (head, mut stream) = request.into_parts();
        let mut body = Vec::new();
        while let Some(piece) = stream.data().await {
            let piece = piece.ok()?;
            stream.flow_control().release_capacity(piece.len()).ok()?;
            body.extend_from_slice(&piece);
            if body.len() > MAX_BODY {
                return None;
            }
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let fields = head.headers.iter();
        let headers = fields.map(|(name, value)| (name.to_string(), text(value.as_bytes())));
        let (raw_body, framing) = match message::split(&body) {
            Ok((is_coded, message)) => (message.to_vec(), Ok(Coded(is_coded))),
            Err(error) => (body, Err(error)),
        };
        Some(Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            headers: headers.collect(),
            raw_body,
            framing,
        })
    }

    /// The message with its coding undone.
    pub(crate) fn content(&self) -> Result<Cow<'_, [u8]>, CallError> {
        let Coded(is_coded) = self.framing?;
        let coding = self.headers.value("grpc-encoding").filter(|_| is_coded);
        Ok(content::decode(coding, &self.raw_body)?)
    }
}

/// Why there is no message in a call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    Framing(#[from] FramingError),
    #[error(transparent)]
    Coding(#[from] UndecodableBody),
}

/// As over HTTP.
const MAX_BODY: usize = 64 * 1024 * 1024;
