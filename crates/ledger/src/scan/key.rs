//! A key of a line.

/// A key as it stands in a line, and its bytes as words: those are compared at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    text: &'static [u8],
    /// The first eight bytes, and which of them are the key's.
    first: u64,
    mask: u64,
    /// The eight bytes behind those, and the last ones.
    second: u64,
    last: u64,
}

impl Key {
    pub(super) const fn new(text: &'static [u8]) -> Self {
        let mask = if text.len() < 8 { (1 << (8 * text.len())) - 1 } else { u64::MAX };
        let last = word(text, text.len().saturating_sub(8));
        Self { text, first: word(text, 0), mask, second: word(text, 8), last }
    }

    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the bytes begin with it.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8]) -> bool {
        let at = |at: usize| {
            let word = bytes.get(at..at + 8).and_then(|word| word.first_chunk());
            word.map(|word| u64::from_le_bytes(*word))
        };
        let Some(first) = at(0) else { return bytes.starts_with(self.text) };
        (first ^ self.first) & self.mask == 0
            && match self.len() {
                ..=8 => true,
                9..=16 => at(self.len() - 8) == Some(self.last),
                17..=24 => at(8) == Some(self.second) && at(self.len() - 8) == Some(self.last),
                _ => bytes.starts_with(self.text),
            }
    }
}

/// Eight bytes from there on as a number, zeros behind the end.
const fn word(text: &[u8], from: usize) -> u64 {
    let mut word = 0;
    let mut at = 0;
    while at < 8 && from + at < text.len() {
        word |= (text[from + at] as u64) << (8 * at);
        at += 1;
    }
    word
}
