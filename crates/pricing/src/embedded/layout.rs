//! Where in the bytes of a book its parts are.

use std::ops::Range;

/// The parts, in their order.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The date of the data, as text.
    Version,
    /// Where each provider begins in `Providers`, and where the last one ends.
    ProviderStarts,
    /// The heads of the providers.
    Providers,
    /// Where the wide rules of each provider begin in `WideRules`, and where the last ones end.
    WideStarts,
    /// The rules that do more than list names, by provider.
    WideRules,
    /// Where each text that models share begins in `Texts`, and where the last one ends.
    TextStarts,
    /// The texts that models share.
    Texts,
    /// Where each model begins in `Models`, and where the last one ends.
    ModelStarts,
    /// The models.
    Models,
    /// The slots of the index of names: 0, or one more than where the entry begins in `Entries`.
    Slots,
    /// The entries of the index of names.
    Entries,
}

/// How many parts there are.
pub(super) const PARTS: usize = 11;

/// What a book begins with; the digit counts its formats.
pub(super) const MAGIC: [u8; 8] = *b"GENAIBK1";

/// Bytes of the hash of all that comes after it.
pub(super) const HASH_BYTES: usize = 16;

/// Where the table of parts begins: for each the first byte and the first byte after, counted from the start.
pub(super) const TABLE: usize = MAGIC.len() + HASH_BYTES;

/// Where the parts are.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout([Range<usize>; PARTS]);

impl Layout {
    /// Reads the table; nothing for bytes that are no book of this format.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let body = bytes.strip_prefix(&MAGIC)?.get(HASH_BYTES..)?;
        let mut layout = Self::default();
        for (number, range) in layout.0.iter_mut().enumerate() {
            *range = position(body, 2 * number)?..position(body, 2 * number + 1)?;
            bytes.get(range.clone())?;
        }
        Some(layout)
    }

    /// The bytes of a part.
    pub(super) fn part<'a>(&self, bytes: &'a [u8], part: Part) -> &'a [u8] {
        bytes.get(self.0[part as usize].clone()).unwrap_or_default()
    }
}

/// The number at an index of an array of numbers of four bytes.
pub(super) fn number(array: &[u8], index: usize) -> Option<u32> {
    let start = index.checked_mul(4)?;
    let bytes = array.get(start..start.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The same, as a position.
pub(super) fn position(array: &[u8], index: usize) -> Option<usize> {
    number(array, index).and_then(|number| usize::try_from(number).ok())
}
