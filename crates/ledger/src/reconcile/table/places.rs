//! Which line a place in a text is in.

use memchr::memchr_iter;

/// Where the lines of a text end.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: &'t str,
    ends: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, ends: memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    /// The line of what stands this many bytes behind the beginning, from 1.
    pub(super) fn at(&self, offset: usize) -> u64 {
        1 + self.ends.partition_point(|end| *end < offset) as u64
    }

    /// The line of a part of the text.
    pub(super) fn of(&self, part: &str) -> u64 {
        self.at((part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }
}
