//! What the writer knows of a line and the call does not.

use jiff::Timestamp;

/// What the writer knows of a line and the call does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp<'a> {
    /// Who writes: 16 hexadecimal digits.
    pub(crate) writer: &'a str,
    /// The number of the line among those of the writer, from 1.
    pub(crate) seq: u64,
    /// The name that the caller gave the call, instead of `<writer>-<seq>`.
    pub(crate) id: Option<&'a str>,
    /// The service that made the call.
    pub(crate) service: Option<&'a str>,
    /// When it is written: for calls that do not say when they began.
    pub(crate) now: Timestamp,
}
