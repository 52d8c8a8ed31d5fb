//! Segments: files of frames, each bound to its place.

/// Which segment: the writer and the number that it gave. In this order the older ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SegmentId {
    pub(crate) writer: u128,
    pub(crate) sequence: u64,
}
