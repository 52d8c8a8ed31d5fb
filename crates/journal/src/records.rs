/// Bytes of the longest record: 64 MiB.
pub const MAX_RECORD: usize = 64 * 1024 * 1024;

/// Payloads in a row, in one buffer that can be used again. An append takes them together.
///
/// ```
/// use genai_otel_journal::Records;
///
/// let mut records = Records::new();
/// records.push(b"one")?;
/// records.push(b"three")?;
/// assert_eq!((records.len(), records.bytes()), (2, 8));
/// assert_eq!(records.iter().collect::<Vec<_>>(), [&b"one"[..], b"three"]);
/// records.clear();
/// assert!(records.is_empty());
/// # Ok::<(), genai_otel_journal::RecordTooLong>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    payloads: Vec<u8>,
    /// Where each payload ends.
    ends: Vec<usize>,
}

impl Records {
    /// None yet; nothing is allocated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, which may be empty.
    ///
    /// # Errors
    ///
    /// It is longer than [`MAX_RECORD`]; nothing is added.
    pub fn push(&mut self, payload: &[u8]) -> Result<(), RecordTooLong> {
        if payload.len() > MAX_RECORD {
            return Err(RecordTooLong { bytes: payload.len() });
        }
        self.payloads.extend_from_slice(payload);
        self.ends.push(self.payloads.len());
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all payloads together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.payloads.len()
    }

    /// The payloads, in the order in which they were added.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> + '_ {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.payloads[std::mem::replace(&mut start, end)..end])
    }

    /// Forgets all of them and keeps the buffer.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Keeps the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.payloads.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// Keeps the first `len`, and returns the others.
    #[must_use]
    pub fn split_off(&mut self, len: usize) -> Self {
        let len = len.min(self.len());
        let mut ends = self.ends.split_off(len);
        let start = self.ends.last().copied().unwrap_or_default();
        for end in &mut ends {
            *end -= start;
        }
        Self { payloads: self.payloads.split_off(start), ends }
    }
}

/// A record is longer than [`MAX_RECORD`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record of {bytes} bytes is longer than the {MAX_RECORD} that a journal takes")]
#[non_exhaustive]
pub struct RecordTooLong {
    /// Its length.
    pub bytes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_is_too_long_is_refused_and_changes_nothing() {
        let mut records = Records::new();
        let bytes = MAX_RECORD + 1;
        assert_eq!(records.push(&vec![0; bytes]), Err(RecordTooLong { bytes }));
        assert_eq!(records, Records::new());
    }

    #[test]
    fn what_is_split_off_is_whole() {
        let records = |payloads: &[&[u8]]| {
            let mut records = Records::new();
            for payload in payloads {
                assert_eq!(records.push(payload), Ok(()));
            }
            records
        };
        let all = [&b"a"[..], b"", b"bc", b"d"];
        for len in 0..=5 {
            let mut first = records(&all);
            let rest = first.split_off(len);
            let (one, other) = all.split_at(len.min(4));
            assert_eq!((first, rest), (records(one), records(other)));
        }
    }

    #[test]
    fn the_first_are_kept() {
        let mut records = Records::new();
        for payload in [&b"a"[..], b"", b"bc"] {
            assert_eq!(records.push(payload), Ok(()));
        }
        records.truncate(2);
        assert_eq!(records.iter().collect::<Vec<_>>(), [&b"a"[..], b""]);
        records.truncate(3);
        assert_eq!((records.len(), records.bytes()), (2, 1));
    }
}
