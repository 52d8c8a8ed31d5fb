//! OTLP messages as bytes.

#[cfg(feature = "json")]
mod json;

use bytes::Bytes;
use prost::Message;

use crate::Protocol;

/// A message of OTLP that can be written in every protocol.
#[cfg(feature = "json")]
pub(crate) trait Encode: Message + serde::Serialize {}
#[cfg(feature = "json")]
impl<T: Message + serde::Serialize> Encode for T {}

/// A message of OTLP that can be written in every protocol.
#[cfg(not(feature = "json"))]
pub(crate) trait Encode: Message {}
#[cfg(not(feature = "json"))]
impl<T: Message> Encode for T {}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Protobuf,
    Json,
}

impl Encoding {
    pub(crate) fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::HttpProtobuf | Protocol::Grpc => Self::Protobuf,
            Protocol::HttpJson => Self::Json,
        }
    }

    /// By the media type of a body, whatever its parameters.
    pub(crate) fn of_content_type(content_type: &str) -> Option<Self> {
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        [Self::Protobuf, Self::Json]
            .into_iter()
            .find(|known| media_type.eq_ignore_ascii_case(known.content_type()))
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }

    /// The whole message.
    ///
    /// # Errors
    ///
    /// JSON that cannot be written; the messages of OTLP have no such value.
    pub(crate) fn encode(self, message: &impl Encode) -> Result<Bytes, String> {
        match self {
            Self::Protobuf => Ok(message.encode_to_vec().into()),
            #[cfg(feature = "json")]
            Self::Json => {
                let body = serde_json::to_vec(&json::Named(message));
                body.map(Bytes::from).map_err(|error| error.to_string())
            }
            // No configuration gets here, see `Protocol::check`.
            #[cfg(not(feature = "json"))]
            Self::Json => Err("built without the feature `json`".to_owned()),
        }
    }
}
