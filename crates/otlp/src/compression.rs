use std::{fmt, io::Write as _};

use bytes::Bytes;
use flate2::write::GzEncoder;

use crate::{SetupError, error::Origin};

/// How request bodies are compressed. Defaults to [`Compression::None`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As they are.
    #[default]
    None,
    /// gzip, at the level that flate2 takes by default. Every collector takes it.
    Gzip,
    /// Zstandard, at its default level; feature `zstd`. The OTLP specification leaves it to the collector to take it.
    Zstd,
}

impl Compression {
    /// What the variables and HTTP call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    pub(crate) fn parse(origin: Origin, text: &str) -> Result<Self, SetupError> {
        let all = [Self::None, Self::Gzip, Self::Zstd];
        let named = all.into_iter().find(|known| text.eq_ignore_ascii_case(known.as_str()));
        named.ok_or_else(|| origin.invalid(text, EXPECTED))?.check(origin)
    }

    /// Whether this build can do it.
    pub(crate) fn check(self, origin: Origin) -> Result<Self, SetupError> {
        match self {
            Self::Zstd if cfg!(not(feature = "zstd")) => {
                Err(origin.feature_missing(self.as_str(), "zstd"))
            }
            _ => Ok(self),
        }
    }

    /// The body and its `content-encoding`, if it needs one.
    pub(crate) fn apply(self, body: Bytes) -> std::io::Result<(Bytes, Option<&'static str>)> {
        let compressed = match self {
            Self::None => return Ok((body, None)),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(&body)?;
                encoder.finish()?
            }
            #[cfg(feature = "zstd")]
            Self::Zstd => zstd::bulk::compress(&body, zstd::DEFAULT_COMPRESSION_LEVEL)?,
            // No configuration gets here, see `check`.
            #[cfg(not(feature = "zstd"))]
            Self::Zstd => return Ok((body, None)),
        };
        Ok((compressed.into(), Some(self.as_str())))
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const EXPECTED: &str = "`none`, `gzip` or `zstd`";
