//! Text formatted on the stack.

use std::fmt::{self, Write};

use super::Unreadable;
use crate::text::MAX_HEAD_BYTES;

/// The beginning of a formatted value: as much as anybody keeps, and a little more, so that what was too
/// long can be told from what just fits.
pub(super) struct TextBuffer {
    bytes: [u8; CAPACITY],
    len: usize,
    full: bool,
}

impl TextBuffer {
    /// `value` as text, its end left out where it does not fit.
    ///
    /// # Errors
    ///
    /// When `value` fails to format itself.
    pub(super) fn format<T: fmt::Display + ?Sized>(value: &T) -> Result<Self, Unreadable> {
        let mut buffer = Self { bytes: [0; CAPACITY], len: 0, full: false };
        match write!(buffer, "{value}") {
            // A full buffer stops the formatting; the rest would not be kept.
            Err(fmt::Error) if !buffer.full => Err(Unreadable),
            _ => Ok(buffer),
        }
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        // Only whole characters were written.
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

impl Write for TextBuffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = CAPACITY - self.len;
        let mut fits = text.len().min(room);
        while !text.is_char_boundary(fits) {
            fits -= 1;
        }
        self.bytes[self.len..self.len + fits].copy_from_slice(&text.as_bytes()[..fits]);
        self.len += fits;
        self.full = fits < text.len();
        if self.full { Err(fmt::Error) } else { Ok(()) }
    }
}

const CAPACITY: usize = MAX_HEAD_BYTES;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_is_whole() {
        assert_eq!(TextBuffer::format(&format_args!("{}-{}", "gpt", 4)).unwrap().as_str(), "gpt-4");
    }

    #[test]
    fn long_text_ends_at_a_character_boundary_past_what_is_kept() {
        let long = format!("x{}", "é".repeat(CAPACITY));
        let buffer = TextBuffer::format(&long).unwrap();
        assert_eq!(buffer.as_str(), &long[..CAPACITY - 1]);
        assert!(crate::text::is_too_long(buffer.as_str()));
    }

    #[test]
    fn a_value_that_cannot_be_formatted_is_unreadable() {
        struct Broken;
        impl fmt::Display for Broken {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        assert!(TextBuffer::format(&Broken).is_err());
    }
}
