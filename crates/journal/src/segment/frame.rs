use super::{SegmentId, header::part};
use crate::MAX_RECORD;

/// Bytes before the payload of a frame.
pub(crate) const FRAME_HEADER: usize = 24;

/// Binds frames to a segment: their checksums begin with its writer and its number, and go on with their offset.
#[derive(Clone, Debug)]
pub(crate) struct Seal(crc32fast::Hasher);

/// What a frame's header says, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameHeader {
    pub(crate) len: usize,
    pub(crate) time: u64,
    payload_sum: u32,
}

impl Seal {
    pub(crate) fn new(id: SegmentId) -> Self {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&id.writer.to_le_bytes());
        hasher.update(&id.sequence.to_le_bytes());
        Self(hasher)
    }

    /// Adds the frame that stands at this offset.
    pub(crate) fn write(&self, to: &mut Vec<u8>, offset: u64, time: u64, payload: &[u8]) {
        let start = to.len();
        to.extend_from_slice(&MAGIC);
        // No longer than `MAX_RECORD`.
        to.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        to.extend_from_slice(&time.to_le_bytes());
        to.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
        let sum = self.sum(offset, &to[start..]);
        to.extend_from_slice(&sum.to_le_bytes());
        to.extend_from_slice(payload);
    }

    /// The header at this offset, if one that was written there is there.
    pub(crate) fn read(&self, offset: u64, bytes: &[u8]) -> Option<FrameHeader> {
        let (body, sum) = bytes.get(..FRAME_HEADER)?.split_at(FRAME_HEADER - 4);
        if body[..4] != MAGIC || self.sum(offset, body) != u32::from_le_bytes(part(sum, 0)) {
            return None;
        }
        let len = usize::try_from(u32::from_le_bytes(part(body, 4))).ok()?;
        let time = u64::from_le_bytes(part(body, 8));
        let payload_sum = u32::from_le_bytes(part(body, 16));
        (len <= MAX_RECORD).then_some(FrameHeader { len, time, payload_sum })
    }

    fn sum(&self, offset: u64, body: &[u8]) -> u32 {
        let mut hasher = self.0.clone();
        hasher.update(&offset.to_le_bytes());
        hasher.update(body);
        hasher.finalize()
    }
}

impl FrameHeader {
    /// Whether this is the payload that was written.
    pub(crate) fn is_of(self, payload: &[u8]) -> bool {
        payload.len() == self.len && crc32fast::hash(payload) == self.payload_sum
    }
}

/// Whether a frame may begin here, told cheaply.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// No text has such bytes.
const MAGIC: [u8; 4] = *b"\xf5GJ\xff";

#[cfg(test)]
mod tests {
    use super::*;

    const ID: SegmentId = SegmentId { writer: 5, sequence: 1 };

    #[test]
    fn a_frame_is_read_where_it_was_written_and_nowhere_else() {
        let seal = Seal::new(ID);
        let mut bytes = Vec::new();
        seal.write(&mut bytes, 100, 42, b"payload");
        let header = seal.read(100, &bytes).expect("a header");
        assert_eq!((header.len, header.time), (7, 42));
        assert!(header.is_of(b"payload") && !header.is_of(b"paYload"));
        assert_eq!(seal.read(101, &bytes), None, "moved");
        assert_eq!(Seal::new(SegmentId { sequence: 2, ..ID }).read(100, &bytes), None, "copied");
        for bit in 0..FRAME_HEADER * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(seal.read(100, &flipped), None, "bit {bit}");
        }
    }

    #[test]
    fn a_length_that_nobody_writes_is_no_header() {
        let seal = Seal::new(ID);
        let mut bytes = Vec::new();
        seal.write(&mut bytes, 0, 1, b"");
        bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let sum = seal.sum(0, &bytes[..20]).to_le_bytes();
        bytes[20..24].copy_from_slice(&sum);
        assert_eq!(seal.read(0, &bytes), None);
    }
}
