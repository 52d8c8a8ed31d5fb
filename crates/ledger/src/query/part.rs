//! Groups that do not fit into memory together, and are summed up in several passes.

/// Which groups a pass sums up: one of so many parts, by the hash of their names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    number: u32,
    of: u32,
}

impl Part {
    /// So many parts, which have each group once.
    pub(super) fn all(of: u32) -> impl Iterator<Item = Self> {
        (0..of).map(move |number| Self { number, of })
    }

    pub(super) fn has(self, name: &[u8]) -> bool {
        self.of == 1 || crc32fast::hash(name) % self.of == self.number
    }
}

/// Into how many more parts groups are split when they are too many.
pub(super) const SPLIT: u32 = 4;
/// The most parts.
pub(super) const MOST_PARTS: u32 = 1_024;
/// About the most that a group takes without sketches of its times: so much is set aside for each that is kept.
pub(super) const KEPT: usize = 1_024;
