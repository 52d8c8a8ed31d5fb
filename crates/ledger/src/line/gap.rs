//! Calls that are missing in the ledger.

use jiff::Timestamp;

/// Calls that are missing in the ledger because the queue of its writer was full. Its line is no call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// Who wrote the line: 16 hexadecimal digits.
    pub writer: Option<String>,
    /// The number of the line among those of its writer.
    pub seq: Option<u64>,
    /// When the line was written.
    pub timestamp: Timestamp,
    /// How many calls were refused.
    pub refused: u64,
    /// When the first of them was refused.
    pub since: Option<Timestamp>,
}

impl Gap {
    /// So many calls, the first of them at this time.
    #[must_use]
    pub fn new(refused: u64, since: Timestamp) -> Self {
        Self { refused, since: Some(since), ..Self::default() }
    }
}
