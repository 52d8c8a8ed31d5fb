use std::fmt;

use crate::{SetupError, error::Origin};

/// How request bodies are compressed. Defaults to [`Compression::None`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As they are.
    #[default]
    None,
    /// gzip, at the level that flate2 takes by default.
    Gzip,
}

impl Compression {
    pub(crate) fn parse(origin: Origin, text: &str) -> Result<Self, SetupError> {
        match text.to_ascii_lowercase().as_str() {
            "none" => Ok(Self::None),
            "gzip" => Ok(Self::Gzip),
            _ => Err(origin.invalid(text, "`none` or `gzip`")),
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Gzip => "gzip",
        })
    }
}
