//! How long a text is that nobody keeps.

use super::quote::quote_or_backslash;

/// Counts the characters of a string, which may come in several pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    characters: u64,
    escape: Escape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    None,
    /// After the backslash.
    Begun,
    /// Inside `\uXXXX`: how many digits came, and their value.
    Hex(u8, u16),
}

impl Measure {
    /// Nothing counted yet.
    pub(super) const fn new() -> Self {
        Self { characters: 0, escape: Escape::None }
    }

    /// Counts in the next piece of a string whose first quote is gone; says where what follows it begins, if it ends
    /// here.
    pub(super) fn string(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            match self.escape {
                Escape::None => {
                    let found = quote_or_backslash(&piece[at..]);
                    let end = found.map_or(piece.len(), |found| at + found);
                    self.add(characters(&piece[at..end]));
                    let found = *piece.get(end)?;
                    at = end + 1;
                    if found == b'"' {
                        return Some(at);
                    }
                    self.escape = Escape::Begun;
                }
                Escape::Begun => {
                    at += 1;
                    self.escape = if byte == b'u' { Escape::Hex(0, 0) } else { self.one() };
                }
                Escape::Hex(digits, value) => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        // No escape after all; the byte is looked at again, as itself.
                        self.escape = self.one();
                        continue;
                    };
                    at += 1;
                    // One hexadecimal digit, so that nothing is lost.
                    let value = (value << 4) | digit as u16;
                    self.escape = match digits {
                        // The second half of a character has been counted with the first.
                        3 if (0xdc00..0xe000).contains(&value) => Escape::None,
                        3 => self.one(),
                        _ => Escape::Hex(digits + 1, value),
                    };
                }
            }
        }
        None
    }

    /// What was counted, forgotten for the next string.
    pub(super) const fn take(&mut self) -> u64 {
        let characters = self.characters;
        *self = Self::new();
        characters
    }

    const fn one(&mut self) -> Escape {
        self.add(1);
        Escape::None
    }

    const fn add(&mut self, characters: u64) {
        self.characters = self.characters.saturating_add(characters);
    }
}

/// The bytes that begin a character of UTF-8.
fn characters(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(byte & 0xc0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn every_character_counts_once(
            text in any::<String>(), ascii: bool, size in 1_usize..9
        ) {
            let mut string = json!(text).to_string();
            if ascii {
                string = string.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
                }).collect();
            }
            let mut measure = Measure::new();
            let string = &string.as_bytes()[1..];
            let mut end = None;
            for (index, piece) in string.chunks(size).enumerate() {
                if let Some(used) = measure.string(piece) {
                    end = Some(index * size + used);
                    break;
                }
            }
            prop_assert_eq!(end, Some(string.len()));
            prop_assert_eq!(measure.take(), text.chars().count() as u64);
        }
    }
}
