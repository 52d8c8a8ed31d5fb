//! What was found in a line.

use super::keys::{COUNT, Place};

/// Where the values of a line stand in it, those in quotes without them.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// One bit for each place.
    present: u64,
    /// Those whose value has a backslash.
    escaped: u64,
    /// From where to where, of those that are present.
    values: [(u32, u32); COUNT],
}

impl Found {
    pub(crate) const fn new() -> Self {
        Self { present: 0, escaped: 0, values: [(0, 0); COUNT] }
    }

    pub(super) fn clear(&mut self) {
        (self.present, self.escaped) = (0, 0);
    }

    /// Lines are far shorter than the number can be.
    #[inline]
    pub(super) fn set(&mut self, place: usize, from: usize, to: usize, escaped: bool) {
        if let Some(value) = self.values.get_mut(place) {
            *value = (from as u32, to as u32);
            self.present |= 1 << place;
            self.escaped |= u64::from(escaped) << place;
        }
    }

    /// The value of a key in the line that was walked.
    #[inline]
    pub(crate) fn get<'l>(&self, line: &'l [u8], place: Place) -> Option<&'l [u8]> {
        if !self.has(place) {
            return None;
        }
        let (from, to) = self.values[place as usize];
        line.get(from as usize..to as usize)
    }

    pub(crate) const fn has(&self, place: Place) -> bool {
        self.present & (1 << place as u8) != 0
    }

    /// Whether one of these places, a bit each, has a value with a backslash.
    pub(crate) const fn escapes(&self, places: u64) -> bool {
        self.escaped & places != 0
    }
}
