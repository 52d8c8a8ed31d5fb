//! Which calls are asked for.

mod parse;
mod test;

use std::fmt;

use jiff::Timestamp;

pub(crate) use self::test::Test;
use super::Field;

/// Which calls are asked for.
///
/// A field is compared by its kind: counts, money and milliseconds as exact decimal numbers (to 10^-12), `timestamp` as a
/// moment, `cache_hit` as `true` or `false`, `status` as one of its words, everything else as text, byte by byte.
/// `metadata.KEY` compares as a number where the line and the filter have one, else as text. `~` and `^=` look at
/// the text. A call whose line lacks the field passes only `!=`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filter {
    /// From this moment on.
    Since(Timestamp),
    /// Before this moment.
    Until(Timestamp),
    /// Whose field compares so to this value.
    Field(Field, Op, String),
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Op {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `~`: has this text in it.
    Contains,
    /// `^=`: begins with this text.
    StartsWith,
}

/// A filter that has no meaning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FilterError(pub(crate) String);

impl Filter {
    /// Reads `field op value`: `cost > 0.5`, `user = u-1`, `model ~ gpt`, `metadata.release != beta`. The operators are
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `~` (contains) and `^=` (starts with). A value may stand in quotes, double or
    /// single; a field whose name has signs of an operator in it cannot be asked for.
    ///
    /// # Errors
    ///
    /// An unknown field or operator, or a value that is no number where one is asked for.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text)
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Contains => "~",
            Self::StartsWith => "^=",
        })
    }
}
