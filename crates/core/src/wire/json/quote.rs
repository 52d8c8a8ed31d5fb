//! Where a string ends.

use memchr::memchr2;

/// The first quote or backslash. Keys and most texts are short: a search that has to warm up comes late.
#[inline]
pub(super) fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<WORD>();
    let mut at = 0;
    for word in words.iter().take(NEAR) {
        let word = u64::from_le_bytes(*word);
        // The lowest bit is exact: only a byte above one that was found can be found by mistake.
        let found = zero_bytes(word ^ QUOTES) | zero_bytes(word ^ BACKSLASHES);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += WORD;
    }
    let rest = &bytes[at..];
    let found = if rest.len() < WORD {
        rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))
    } else {
        memchr2(b'"', b'\\', rest)
    };
    found.map(|found| at + found)
}

/// The highest bit of every byte that is zero, and of some above the first of them.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOWEST) & !word & HIGHEST
}

const WORD: usize = 8;

/// How many words are looked at before the search for long texts begins.
const NEAR: usize = 4;

const LOWEST: u64 = u64::from_le_bytes([0x01; WORD]);
const HIGHEST: u64 = u64::from_le_bytes([0x80; WORD]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; WORD]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; WORD]);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_is_found(
            bytes in prop::collection::vec(prop::sample::select(b"xxxxxxxxxxxxxxxx\"\\!#[]\xa2\xdc\x00\xff".to_vec()), 0..80)
        ) {
            let expected = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\'));
            prop_assert_eq!(quote_or_backslash(&bytes), expected);
        }
    }
}
