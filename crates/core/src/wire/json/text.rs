//! Keys, texts and numbers, which may come in several pieces.

use std::str;

use super::quote::quote_or_backslash;
use crate::text::MAX_HEAD_BYTES;

/// Puts together what a split has cut, and takes escapes out. Keeps no more than is used.
#[derive(Clone, Debug)]
pub(super) struct TextBuffer {
    bytes: Vec<u8>,
    /// The buffer is in use: an earlier piece or an escape has come.
    begun: bool,
    escape: Escape,
    /// The first half of a character that is written as two escapes.
    high: Option<u16>,
    /// How many bytes came, also of those that are not kept.
    length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    None,
    /// After the backslash.
    Begun,
    /// Inside `\uXXXX`: how many digits came, and their value.
    Hex(u8, u16),
}

impl TextBuffer {
    /// An empty buffer, which allocates when it is first needed.
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), begun: false, escape: Escape::None, high: None, length: 0 }
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
        let end = self.push(piece)?;
        then(&self.bytes, self.length);
        self.clear();
        Some(end)
    }

    /// Bytes as they came.
    pub(super) fn raw(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds bytes as they came, those that fit.
    pub(super) fn push_raw(&mut self, piece: &[u8]) {
        self.length = self.length.saturating_add(piece.len());
        let room = MAX_RAW_BYTES - self.bytes.len();
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.begun = false;
        self.escape = Escape::None;
        self.high = None;
        self.length = 0;
    }

    /// Adds a piece of a text without its escapes; says where what follows its end begins.
    fn push(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            match self.escape {
                Escape::None => {
                    let Some(plain) = quote_or_backslash(&piece[at..]) else {
                        self.push_plain(&piece[at..]);
                        return None;
                    };
                    self.push_plain(&piece[at..at + plain]);
                    at += plain + 1;
                    if piece[at - 1] == b'"' {
                        self.give_up_high();
                        return Some(at);
                    }
                    self.escape = Escape::Begun;
                }
                Escape::Begun => {
                    at += 1;
                    self.escape = Escape::None;
                    match byte {
                        b'u' => self.escape = Escape::Hex(0, 0),
                        b'n' => self.push_plain(b"\n"),
                        b't' => self.push_plain(b"\t"),
                        b'r' => self.push_plain(b"\r"),
                        b'b' => self.push_plain(b"\x08"),
                        b'f' => self.push_plain(b"\x0c"),
                        other => self.push_plain(&[other]),
                    }
                }
                Escape::Hex(digits, value) => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        // No escape after all; the byte is looked at again, as itself.
                        self.escape = Escape::None;
                        self.push_char(char::REPLACEMENT_CHARACTER);
                        continue;
                    };
                    at += 1;
                    // One hexadecimal digit, so that nothing is lost.
                    let value = (value << 4) | digit as u16;
                    if digits == 3 {
                        self.escape = Escape::None;
                        self.push_unit(value);
                    } else {
                        self.escape = Escape::Hex(digits + 1, value);
                    }
                }
            }
        }
        None
    }

    /// Adds a unit of UTF-16.
    fn push_unit(&mut self, unit: u16) {
        match self.high.take() {
            Some(high) => {
                if let Some(Ok(c)) = char::decode_utf16([high, unit]).next() {
                    self.push_char(c);
                } else {
                    // A first half without its second is no character; what follows it may be one.
                    self.push_char(char::REPLACEMENT_CHARACTER);
                    self.push_unit(unit);
                }
            }
            None if (0xd800..0xdc00).contains(&unit) => self.high = Some(unit),
            None => {
                self.push_char(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
        }
    }

    fn push_char(&mut self, c: char) {
        self.push_plain(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn push_plain(&mut self, piece: &[u8]) {
        if !piece.is_empty() {
            self.give_up_high();
            self.push_raw(piece);
        }
    }

    /// The second half of a character did not come.
    fn give_up_high(&mut self) {
        if self.high.take().is_some() {
            self.push_raw("\u{fffd}".as_bytes());
        }
    }
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
