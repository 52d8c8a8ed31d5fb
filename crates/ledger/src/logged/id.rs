//! The names that callers give to calls, of bounded length.

/// The name as it is, or the beginning of a long one with a hash of the whole: so that the line stays one that can be read,
/// what is remembered stays small, and two names stay two.
pub(super) fn bounded(id: &str) -> Box<str> {
    if id.len() <= MOST_BYTES {
        return id.into();
    }
    let begin =
        (0..=MOST_BYTES - HASH_BYTES).rev().find_map(|end| id.get(..end)).unwrap_or_default();
    format!("{begin}~{:032x}", fnv_1a(id.as_bytes())).into()
}

/// FNV-1a of 128 bits: the same in every process and version, as the names of a file are compared with those of the next.
fn fnv_1a(bytes: &[u8]) -> u128 {
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

/// As long as any other name in a line.
const MOST_BYTES: usize = 1_024;
/// The tilde and 32 digits.
const HASH_BYTES: usize = 33;
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_is_bounded_and_still_its_own() {
        let long = "é".repeat(MOST_BYTES);
        assert_eq!(&*bounded(&long[..MOST_BYTES]), &long[..MOST_BYTES]);
        let id = bounded(&long);
        assert_eq!(id.len(), MOST_BYTES - 1, "no letter is cut");
        assert!(id.starts_with(&long[..MOST_BYTES - HASH_BYTES - 1]));
        assert_ne!(id, bounded(&format!("{long}2")));
        // The published value of the empty text, and of `foobar`.
        assert_eq!(fnv_1a(b""), OFFSET);
        assert_eq!(fnv_1a(b"foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
