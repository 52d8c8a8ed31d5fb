//! Keys, texts and numbers, which may come in several pieces.

use std::str;

use super::decode;
use super::quote::quote_or_backslash;
use super::unescape::Unescape;
use crate::text::MAX_HEAD_BYTES;

/// Puts together what a split has cut, and takes escapes out. Keeps no more than is used.
#[derive(Clone, Debug)]
pub(super) struct TextBuffer {
    bytes: Vec<u8>,
    /// The buffer is in use: an earlier piece or an escape has come.
    begun: bool,
    unescape: Unescape,
    /// How many bytes came, also of those that are not kept.
    length: usize,
}

impl TextBuffer {
    /// An empty buffer, which allocates when it is first needed.
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), begun: false, unescape: Unescape::new(), length: 0 }
    }

    /// Reads the next piece of a text that stands in quotes, the first of which is gone. Where the text ends
    /// in this piece it is handed to `then`; the answer is where what follows it begins.
    pub(super) fn read(&mut self, piece: &[u8], then: impl FnOnce(&str, usize)) -> Option<usize> {
        self.read_raw(piece, |raw, length| with_text(raw, |text| then(text, length)))
    }

    /// [`read`](Self::read), for a text that is only compared: what is no UTF-8 stays.
    #[inline]
    pub(super) fn read_raw(
        &mut self,
        piece: &[u8],
        then: impl FnOnce(&[u8], usize),
    ) -> Option<usize> {
        if !self.begun
            && let Some(end) = quote_or_backslash(piece)
            && piece[end] == b'"'
        {
            then(&piece[..end], end);
            return Some(end + 1);
        }
        self.begun = true;
        let (bytes, length) = (&mut self.bytes, &mut self.length);
        let end = self.unescape.read(piece, |plain| {
            *length = length.saturating_add(plain.len());
            push(bytes, plain);
        })?;
        then(&self.bytes, self.length);
        self.clear();
        Some(end)
    }

    /// [`read`](Self::read), for a text that is heard as it passes, however long it is: whatever of it is in this
    /// piece goes to `then` at once, in one part or more. Only a character that a split has cut is kept.
    pub(super) fn hear(&mut self, piece: &[u8], mut then: impl FnMut(&str)) -> Option<usize> {
        let cut = &mut self.bytes;
        let end = self.unescape.read(piece, |plain| decode::hear(cut, plain, &mut then))?;
        decode::end(cut, &mut then);
        self.clear();
        Some(end)
    }

    /// The bytes of `plain`, which have no escapes, as text.
    pub(super) fn hear_plain(&mut self, plain: &[u8], mut then: impl FnMut(&str)) {
        decode::hear(&mut self.bytes, plain, &mut then);
    }

    /// The text without escapes is over.
    pub(super) fn end_plain(&mut self, mut then: impl FnMut(&str)) {
        decode::end(&mut self.bytes, &mut then);
    }

    /// Bytes as they came.
    pub(super) fn raw(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds bytes as they came, those that fit.
    pub(super) fn push_raw(&mut self, piece: &[u8]) {
        self.length = self.length.saturating_add(piece.len());
        push(&mut self.bytes, piece);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.begun = false;
        self.unescape = Unescape::new();
        self.length = 0;
    }
}

/// Adds the bytes that fit.
fn push(bytes: &mut Vec<u8>, piece: &[u8]) {
    let room = MAX_RAW_BYTES - bytes.len();
    bytes.extend_from_slice(&piece[..piece.len().min(room)]);
}

/// Hands over the text that `raw` begins with, U+FFFD in place of what is no UTF-8.
fn with_text(raw: &[u8], then: impl FnOnce(&str)) {
    let raw = &raw[..raw.len().min(MAX_RAW_BYTES)];
    match str::from_utf8(raw) {
        Ok(text) => then(text),
        Err(_) => then(&String::from_utf8_lossy(raw)),
    }
}

/// The most bytes kept of a text or number: a character more than anybody looks at, so that it does not matter
/// where exactly the bytes were cut.
pub(super) const MAX_RAW_BYTES: usize = MAX_HEAD_BYTES + 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_held_than_is_used() {
        let mut buffer = TextBuffer::new();
        let piece = "\\u0041x".repeat(1_000);
        for _ in 0..100 {
            assert_eq!(buffer.read(piece.as_bytes(), |text, _| unreachable!("{text}")), None);
        }
        assert_eq!(
            buffer.read(b"\"", |text, length| {
                assert_eq!((text, length), (&*"Ax".repeat(MAX_RAW_BYTES / 2), 200_000));
            }),
            Some(1)
        );
        assert!(buffer.bytes.capacity() <= 2 * MAX_RAW_BYTES);
        assert!(!buffer.begun && buffer.bytes.is_empty());
    }
}
