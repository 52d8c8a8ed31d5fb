use super::SegmentId;

/// Bytes of a segment's header.
pub(crate) const HEADER: usize = 40;

/// The first bytes of a segment: that it is one, of which format, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) id: SegmentId,
}

impl Header {
    pub(crate) fn write(self, to: &mut Vec<u8>) {
        let start = to.len();
        to.extend_from_slice(&MAGIC);
        to.extend_from_slice(&VERSION.to_le_bytes());
        to.extend_from_slice(&self.id.writer.to_le_bytes());
        to.extend_from_slice(&self.id.sequence.to_le_bytes());
        let sum = crc32fast::hash(&to[start..]);
        to.extend_from_slice(&sum.to_le_bytes());
    }

    /// Says why it cannot be read, where it cannot.
    pub(crate) fn read(bytes: &[u8; HEADER]) -> Result<Self, String> {
        let (body, sum) = bytes.split_at(HEADER - 4);
        if body[..8] != MAGIC {
            return Err("it does not begin as a segment does".to_owned());
        }
        let version = u32::from_le_bytes(part(body, 8));
        if version != VERSION {
            return Err(format!("its format is {version}, and this version reads {VERSION}"));
        }
        if crc32fast::hash(body) != u32::from_le_bytes(part(sum, 0)) {
            return Err("its header is damaged".to_owned());
        }
        let writer = u128::from_le_bytes(part(body, 12));
        let sequence = u64::from_le_bytes(part(body, 28));
        Ok(Self { id: SegmentId { writer, sequence } })
    }
}

/// `N` bytes from there on, zeros where there are fewer.
pub(super) fn part<const N: usize>(bytes: &[u8], from: usize) -> [u8; N] {
    bytes.get(from..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

/// Not text, and broken by whatever changes line ends.
const MAGIC: [u8; 8] = *b"\x89GOJ\r\n\x1a\n";
const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let header = Header { id: SegmentId { writer: u128::MAX - 1, sequence: 7 } };
        let mut bytes = Vec::new();
        header.write(&mut bytes);
        let bytes: [u8; HEADER] = bytes.try_into().expect("the length of a header");
        assert_eq!(Header::read(&bytes), Ok(header));
        for bit in 0..HEADER * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::read(&flipped).is_err(), "bit {bit}");
        }
        let mut newer = bytes;
        newer[8] = 2;
        assert_eq!(
            Header::read(&newer),
            Err("its format is 2, and this version reads 1".to_owned())
        );
    }
}
