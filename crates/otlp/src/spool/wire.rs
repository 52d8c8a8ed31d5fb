//! Fields of protobuf, written behind one another. As a message would have it, one that has its default is left out.

/// A text, or bytes.
pub(super) fn bytes(number: u32, bytes: &[u8], to: &mut Vec<u8>) {
    if !bytes.is_empty() {
        begin(number, bytes.len(), to);
        to.extend_from_slice(bytes);
    }
}

/// The head of a field that holds so many bytes.
pub(super) fn begin(number: u32, length: usize, to: &mut Vec<u8>) {
    varint(u64::from(number << 3 | LENGTH_DELIMITED), to);
    varint(to_u64(length), to);
}

pub(super) fn number(number: u32, value: u64, to: &mut Vec<u8>) {
    if value > 0 {
        varint(u64::from(number << 3), to);
        varint(value, to);
    }
}

pub(super) fn fixed64(number: u32, value: u64, to: &mut Vec<u8>) {
    if value > 0 {
        varint(u64::from(number << 3 | FIXED_64), to);
        to.extend_from_slice(&value.to_le_bytes());
    }
}

pub(super) fn fixed32(number: u32, value: u32, to: &mut Vec<u8>) {
    if value > 0 {
        varint(u64::from(number << 3 | FIXED_32), to);
        to.extend_from_slice(&value.to_le_bytes());
    }
}

#[allow(clippy::cast_possible_truncation, reason = "seven bits at a time")]
pub(super) fn varint(mut value: u64, to: &mut Vec<u8>) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// The bytes of a field with so many, where the number of the field is below 16.
pub(super) fn field_len(length: usize) -> usize {
    1 + varint_len(to_u64(length)) + length
}

/// The bytes of the same, where an empty one is left out.
pub(super) fn bytes_len(bytes: &[u8]) -> usize {
    if bytes.is_empty() { 0 } else { field_len(bytes.len()) }
}

/// The bytes of a number in a field of a number below 16.
pub(super) fn number_len(value: u64) -> usize {
    if value == 0 { 0 } else { 1 + varint_len(value) }
}

pub(super) fn varint_len(value: u64) -> usize {
    // Seven bits in each, and one for zero.
    let bits = u64::BITS - (value | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

const LENGTH_DELIMITED: u32 = 2;
pub(super) const FIXED_64: u32 = 1;
const FIXED_32: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_are_those_of_protobuf() {
        for value in (0..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit]).chain([u64::MAX]) {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            varint(value, &mut ours);
            prost::encoding::encode_varint(value, &mut theirs);
            assert_eq!(ours, theirs);
            assert_eq!(varint_len(value), ours.len());
        }
    }
}
