use std::fmt;

use crate::{SetupError, error::Origin};

/// How telemetry is written and carried. Defaults to [`Protocol::HttpProtobuf`], which every collector takes.
///
/// A protocol whose cargo feature is off is a [`SetupError::FeatureMissing`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// Binary protobuf in requests of HTTP/1.1 (`http/protobuf`), usually to port 4318.
    #[default]
    HttpProtobuf,
    /// JSON in requests of HTTP/1.1 (`http/json`), usually to port 4318; feature `json`. About five times the bytes.
    HttpJson,
    /// gRPC (`grpc`), usually to port 4317; feature `grpc`.
    Grpc,
}

impl Protocol {
    /// What the variables call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HttpProtobuf => "http/protobuf",
            Self::HttpJson => "http/json",
            Self::Grpc => "grpc",
        }
    }

    pub(crate) fn parse(origin: Origin, text: &str) -> Result<Self, SetupError> {
        let all = [Self::HttpProtobuf, Self::HttpJson, Self::Grpc];
        let named = all.into_iter().find(|protocol| text.eq_ignore_ascii_case(protocol.as_str()));
        let protocol = named.ok_or_else(|| origin.invalid(text, EXPECTED))?;
        protocol.check(origin)
    }

    /// Whether this build speaks it.
    pub(crate) fn check(self, origin: Origin) -> Result<Self, SetupError> {
        let feature = match self {
            Self::HttpJson if cfg!(not(feature = "json")) => "json",
            Self::Grpc if cfg!(not(feature = "grpc")) => "grpc",
            _ => return Ok(self),
        };
        Err(origin.feature_missing(self.as_str(), feature))
    }

    pub(crate) fn default_endpoint(self) -> &'static str {
        match self {
            Self::HttpProtobuf | Self::HttpJson => "http://localhost:4318",
            Self::Grpc => "http://localhost:4317",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const EXPECTED: &str = "`http/protobuf`, `http/json` or `grpc`";
