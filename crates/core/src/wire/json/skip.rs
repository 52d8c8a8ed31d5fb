//! Passing over what nobody asked for.

use super::quote::quote_or_backslash;

/// Where in a skipped value the pieces before have ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skip {
    /// How many objects and arrays are open.
    depth: u64,
    in_string: bool,
    /// The last byte was a backslash that escapes the next.
    escaped: bool,
}

impl Skip {
    /// Nothing is being skipped.
    pub(super) const fn new() -> Self {
        Self { depth: 0, in_string: false, escaped: false }
    }

    /// The bracket that opens the skipped value has been read.
    pub(super) const fn begin_nested(&mut self) {
        self.depth = 1;
    }

    /// Passes over the rest of a string; says where what follows it begins, if it ends here.
    pub(super) fn string(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(self.escaped);
        self.escaped = false;
        loop {
            let found = at + quote_or_backslash(bytes.get(at..)?)?;
            if bytes[found] == b'"' {
                return Some(found + 1);
            }
            at = found + 2;
            self.escaped = at > bytes.len();
        }
    }

    /// Passes over the rest of an object or array; says where what follows it begins, if it ends here.
    ///
    /// Which kind of bracket closes which is not looked at.
    pub(super) fn nested(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.in_string {
                at += self.string(&bytes[at..])?;
                self.in_string = false;
            }
            let found = at + structural(&bytes[at..])?;
            at = found + 1;
            match bytes[found] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                _ => self.depth -= 1,
            }
            if self.depth == 0 {
                return Some(at);
            }
        }
    }
}

/// The first quote or bracket.
pub(super) fn structural(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    // Blocks are looked at as a whole, in wide registers: most of a vector of numbers is neither.
    while let Some(block) = bytes[at..].first_chunk::<BLOCK>() {
        if block.iter().fold(false, |any, byte| any | is_structural(*byte)) {
            break;
        }
        at += BLOCK;
    }
    bytes[at..].iter().position(|byte| is_structural(*byte)).map(|found| at + found)
}

const fn is_structural(byte: u8) -> bool {
    // The bit is all that tells square brackets from curly ones.
    (byte == b'"') | (byte | 0x20 == b'{') | (byte | 0x20 == b'}')
}

const BLOCK: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_brackets_are_structural_and_nothing_else() {
        let found: Vec<u8> = (0..=u8::MAX).filter(|byte| is_structural(*byte)).collect();
        assert_eq!(found, b"\"[]{}");
    }

    #[test]
    fn a_bracket_is_found_wherever_it_stands() {
        for place in 0..100 {
            let mut bytes = vec![b'1'; 100];
            bytes[place] = b']';
            assert_eq!(structural(&bytes), Some(place));
        }
        assert_eq!(structural(&[b'1'; 100]), None);
    }

    #[test]
    fn strings_hide_quotes_and_brackets() {
        let mut skip = Skip::new();
        skip.begin_nested();
        assert_eq!(skip.nested(br#"{"a]\"]\\":[]},"]"#), None);
        assert_eq!(skip.nested(br#"\"#), None);
        assert_eq!(skip.nested(br#""]" ], 1"#), Some(5));
    }
}
