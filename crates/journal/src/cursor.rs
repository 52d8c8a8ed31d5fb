//! Cursors: beside each segment a small file that says up to where its records are acknowledged. One write in place
//! moves it; a file that is not there or not whole says "from the start", which repeats records and loses none.

use std::{io, path::Path, sync::Arc};

use crate::{
    file_system::{File, FileSystem},
    segment::SegmentId,
};

/// The offset that the cursor of this segment says.
pub(crate) fn read(file_system: &dyn FileSystem, lane: &Path, id: SegmentId) -> u64 {
    let read = || {
        let file = file_system.open(&id.cursor_path(lane))?;
        let mut bytes = [0; CURSOR];
        file.read_at(&mut bytes, 0)?;
        io::Result::Ok(decode(id, bytes))
    };
    read().ok().flatten().unwrap_or(0)
}

/// The file of it, made if it is not there.
pub(crate) fn open(
    file_system: &dyn FileSystem,
    lane: &Path,
    id: SegmentId,
) -> io::Result<Arc<dyn File>> {
    let path = id.cursor_path(lane);
    match file_system.open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => file_system.create(&path),
        opened => opened,
    }
}

/// Moves it.
pub(crate) fn write(file: &dyn File, id: SegmentId, offset: u64) -> io::Result<()> {
    file.write_at(&encode(id, offset), 0)
}

fn encode(id: SegmentId, offset: u64) -> [u8; CURSOR] {
    let mut bytes = [0; CURSOR];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4..12].copy_from_slice(&offset.to_le_bytes());
    bytes[12..].copy_from_slice(&sum(id, offset).to_le_bytes());
    bytes
}

fn decode(id: SegmentId, bytes: [u8; CURSOR]) -> Option<u64> {
    let [m0, m1, m2, m3, o0, o1, o2, o3, o4, o5, o6, o7, sums @ ..] = bytes;
    let offset = u64::from_le_bytes([o0, o1, o2, o3, o4, o5, o6, o7]);
    let whole = [m0, m1, m2, m3] == MAGIC && u32::from_le_bytes(sums) == sum(id, offset);
    whole.then_some(offset)
}

fn sum(id: SegmentId, offset: u64) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&id.writer.to_le_bytes());
    hasher.update(&id.sequence.to_le_bytes());
    hasher.update(&offset.to_le_bytes());
    hasher.finalize()
}

const MAGIC: [u8; 4] = *b"GOJA";
const CURSOR: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_of_one_segment_and_whole_or_none() {
        let id = SegmentId { writer: 3, sequence: 9 };
        let bytes = encode(id, 1_234);
        assert_eq!(decode(id, bytes), Some(1_234));
        assert_eq!(decode(SegmentId { sequence: 8, ..id }, bytes), None);
        for bit in 0..CURSOR * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(id, flipped), None, "bit {bit}");
        }
    }
}
