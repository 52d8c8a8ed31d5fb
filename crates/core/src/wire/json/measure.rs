//! How long a text is that nobody keeps.

use super::unescape::Unescape;

/// Counts the characters of a string, which may come in several pieces.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    characters: u64,
    unescape: Unescape,
}

impl Measure {
    /// Nothing counted yet.
    pub(super) const fn new() -> Self {
        Self { characters: 0, unescape: Unescape::new() }
    }

    /// Counts in the next piece of a string whose first quote is gone; says where what follows it begins, if it ends
    /// here.
    pub(super) fn string(&mut self, piece: &[u8]) -> Option<usize> {
        let counted = &mut self.characters;
        self.unescape.read(piece, |plain| *counted = counted.saturating_add(characters(plain)))
    }

    /// What was counted, forgotten for the next string.
    pub(super) fn take(&mut self) -> u64 {
        std::mem::replace(self, Self::new()).characters
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
