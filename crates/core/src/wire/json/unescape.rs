//! Strings of JSON without their escapes.

use super::quote::quote_or_backslash;

/// Where in a string the pieces before have ended.
#[derive(Clone, Debug)]
pub(super) struct Unescape {
    escape: Escape,
    /// The first half of a character that is written as two escapes.
    high: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    None,
    /// After the backslash.
    Begun,
    /// Inside `\uXXXX`: how many digits came, and their value.
    Hex(u8, u16),
}

impl Unescape {
    /// At the beginning of a string.
    pub(super) const fn new() -> Self {
        Self { escape: Escape::None, high: None }
    }

    /// Hands what `piece` adds to the string to `out`, in one part or more; says where what follows the string
    /// begins, if it ends here.
    pub(super) fn read(&mut self, piece: &[u8], mut out: impl FnMut(&[u8])) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            match self.escape {
                Escape::None => {
                    let Some(plain) = quote_or_backslash(&piece[at..]) else {
                        self.plain(&piece[at..], &mut out);
                        return None;
                    };
                    self.plain(&piece[at..at + plain], &mut out);
                    at += plain + 1;
                    if piece[at - 1] == b'"' {
                        self.give_up_high(&mut out);
                        return Some(at);
                    }
                    self.escape = Escape::Begun;
                }
                Escape::Begun => {
                    at += 1;
                    self.escape = Escape::None;
                    match byte {
                        b'u' => self.escape = Escape::Hex(0, 0),
                        b'n' => self.plain(b"\n", &mut out),
                        b't' => self.plain(b"\t", &mut out),
                        b'r' => self.plain(b"\r", &mut out),
                        b'b' => self.plain(b"\x08", &mut out),
                        b'f' => self.plain(b"\x0c", &mut out),
                        other => self.plain(&[other], &mut out),
                    }
                }
                Escape::Hex(digits, value) => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        // No escape after all; the byte is looked at again, as itself.
                        self.escape = Escape::None;
                        self.char(char::REPLACEMENT_CHARACTER, &mut out);
                        continue;
                    };
                    at += 1;
                    // One hexadecimal digit, so that nothing is lost.
                    let value = (value << 4) | digit as u16;
                    if digits == 3 {
                        self.escape = Escape::None;
                        self.unit(value, &mut out);
                    } else {
                        self.escape = Escape::Hex(digits + 1, value);
                    }
                }
            }
        }
        None
    }

    /// Adds a unit of UTF-16.
    fn unit(&mut self, unit: u16, out: &mut impl FnMut(&[u8])) {
        match self.high.take() {
            Some(high) => {
                if let Some(Ok(c)) = char::decode_utf16([high, unit]).next() {
                    self.char(c, out);
                } else {
                    // A first half without its second is no character; what follows it may be one.
                    self.char(char::REPLACEMENT_CHARACTER, out);
                    self.unit(unit, out);
                }
            }
            None if (0xd800..0xdc00).contains(&unit) => self.high = Some(unit),
            None => {
                self.char(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER), out);
            }
        }
    }

    fn char(&mut self, c: char, out: &mut impl FnMut(&[u8])) {
        self.plain(c.encode_utf8(&mut [0; 4]).as_bytes(), out);
    }

    fn plain(&mut self, piece: &[u8], out: &mut impl FnMut(&[u8])) {
        if !piece.is_empty() {
            self.give_up_high(out);
            out(piece);
        }
    }

    /// The second half of a character did not come.
    fn give_up_high(&mut self, out: &mut impl FnMut(&[u8])) {
        if self.high.take().is_some() {
            out("\u{fffd}".as_bytes());
        }
    }
}
