//! Which conventions are written.

use std::fmt;
use std::str::FromStr;

use crate::semconv::{Profile, V1_41};

/// Which names go on the wire. Configured by code, else by `GENAI_OTEL_CONVENTIONS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conventions {
    /// The core semantic conventions 1.41, which the backends and dashboards of today read
    /// (`v1.41`, the default).
    #[default]
    V1_41,
}

impl Conventions {
    /// What users write to choose it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.profile().id
    }

    /// The schema URL of the instrumentation scope.
    #[must_use]
    pub const fn schema_url(self) -> &'static str {
        self.profile().schema_url
    }

    pub(crate) const fn profile(self) -> &'static Profile {
        match self {
            Self::V1_41 => &V1_41,
        }
    }
}

impl fmt::Display for Conventions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Conventions {
    type Err = ParseConventionsError;

    fn from_str(text: &str) -> Result<Self, ParseConventionsError> {
        match text.trim() {
            "v1.41" => Ok(Self::V1_41),
            other => Err(ParseConventionsError { text: other.chars().take(64).collect() }),
        }
    }
}

/// A name of conventions that this version does not write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("conventions `{text}` are not known to this version; use `v1.41`")]
#[non_exhaustive]
pub struct ParseConventionsError {
    /// The name, at most its first 64 characters.
    pub text: String,
}
