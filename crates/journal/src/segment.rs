//! Segments: files of frames, each bound to its place.

mod frame;
mod header;
mod scan;
mod walk;

use std::path::{Path, PathBuf};

pub(crate) use frame::{FRAME_HEADER, Seal};
pub(crate) use header::{HEADER, Header};
pub(crate) use scan::{Scan, scan};
pub(crate) use walk::{Step, Walk, Window};

/// Which segment: the writer and the number that it gave. In this order the older ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SegmentId {
    pub(crate) writer: u128,
    pub(crate) sequence: u64,
}

impl SegmentId {
    /// The file in the folder of the lane.
    pub(crate) fn path(self, lane: &Path) -> PathBuf {
        lane.join(format!("{:08}.seg", self.sequence))
    }

    /// The cursor beside it.
    pub(crate) fn cursor_path(self, lane: &Path) -> PathBuf {
        lane.join(format!("{:08}.ack", self.sequence))
    }

    /// What it is called where it is set aside.
    pub(crate) fn long_name(self) -> String {
        format!("{:032x}-{:08}", self.writer, self.sequence)
    }
}

/// The number in the whole name of a file with this extension, and only where we would write it so.
pub(crate) fn sequence_of(name: &str, extension: &str) -> Option<u64> {
    let digits = name.strip_suffix(extension)?.strip_suffix('.')?;
    let sequence = digits.parse().ok()?;
    (format!("{sequence:08}") == digits).then_some(sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_would_write_are_ours() {
        assert_eq!(sequence_of("00000001.seg", "seg"), Some(1));
        assert_eq!(sequence_of("123456789.seg", "seg"), Some(123_456_789));
        for name in
            ["1.seg", "+0000001.seg", "00000001.ack", "00000001seg", ".seg", "000000001.seg"]
        {
            assert_eq!(sequence_of(name, "seg"), None, "{name}");
        }
    }
}
