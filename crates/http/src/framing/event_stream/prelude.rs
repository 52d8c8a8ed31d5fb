use crate::framing::Fault;

/// Bytes of the longest headers that an AWS message may have: 128 KiB.
pub const MOST_HEADERS: u32 = 128 * 1024;

/// Bytes of the longest payload that an AWS message may have: 24 MiB. It is never held, but a length that nobody sends
/// is a sign that the bytes are something else.
pub const MOST_PAYLOAD: u32 = 24 * 1024 * 1024;

/// Bytes of a prelude with its checksum.
pub(super) const PRELUDE: usize = 12;

/// What a prelude says, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) headers: u32,
    pub(super) payload: u32,
}

impl Lengths {
    pub(super) fn read(prelude: [u8; PRELUDE]) -> Result<Self, Fault> {
        let [t0, t1, t2, t3, h0, h1, h2, h3, sum @ ..] = prelude;
        let total = u32::from_be_bytes([t0, t1, t2, t3]);
        let headers = u32::from_be_bytes([h0, h1, h2, h3]);
        if crc32fast::hash(&prelude[..8]) != u32::from_be_bytes(sum) {
            return Err(Fault::Checksum);
        }
        let payload = total.checked_sub(AROUND).and_then(|rest| rest.checked_sub(headers));
        match payload {
            Some(payload) if headers <= MOST_HEADERS && payload <= MOST_PAYLOAD => {
                Ok(Self { headers, payload })
            }
            _ => Err(Fault::Length),
        }
    }
}

/// Bytes of the prelude and of the checksum at the end.
const AROUND: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(total: u32, headers: u32) -> Result<(u32, u32), Fault> {
        let mut prelude = [0; PRELUDE];
        prelude[..4].copy_from_slice(&total.to_be_bytes());
        prelude[4..8].copy_from_slice(&headers.to_be_bytes());
        let sum = crc32fast::hash(&prelude[..8]);
        prelude[8..].copy_from_slice(&sum.to_be_bytes());
        Lengths::read(prelude).map(|lengths| (lengths.headers, lengths.payload))
    }

    #[test]
    fn lengths_are_bounded() {
        assert_eq!(read(16, 0), Ok((0, 0)));
        assert_eq!(read(15, 0), Err(Fault::Length));
        assert_eq!(read(20, 5), Err(Fault::Length));
        assert_eq!(read(u32::MAX, u32::MAX), Err(Fault::Length));
        assert_eq!(read(16 + MOST_HEADERS, MOST_HEADERS), Ok((MOST_HEADERS, 0)));
        assert_eq!(read(17 + MOST_HEADERS, MOST_HEADERS + 1), Err(Fault::Length));
        assert_eq!(read(16 + MOST_PAYLOAD, 0), Ok((0, MOST_PAYLOAD)));
        assert_eq!(read(17 + MOST_PAYLOAD, 0), Err(Fault::Length));
    }

    #[test]
    fn a_wrong_checksum_is_told_before_the_lengths() {
        assert_eq!(Lengths::read([0; PRELUDE]), Err(Fault::Checksum));
        assert_eq!(Lengths::read(*b"{\"message\":\""), Err(Fault::Checksum));
    }
}
