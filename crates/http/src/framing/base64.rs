use super::{Fault, FrameSink};

/// Decodes Base64 that arrives in pieces, by RFC 4648 section 4; padding may be missing.
///
/// What stands before a fault is decoded, nothing behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    /// Six bits of each digit of the group that has begun.
    bits: u32,
    digits: u8,
    /// Padding has come: nothing else may.
    padded: bool,
    fault: bool,
}

impl Decoder {
    pub(super) fn push<S: FrameSink + ?Sized>(&mut self, digits: &[u8], sink: &mut S) {
        for run in digits.chunks(DECODED_AT_ONCE / 3 * 4) {
            let mut decoded = [0; DECODED_AT_ONCE + 3];
            let mut length = 0;
            for &digit in run {
                let value = VALUES[usize::from(digit)];
                if value < 64 && !self.padded && !self.fault {
                    self.bits = (self.bits << 6) | u32::from(value);
                    self.digits += 1;
                    if self.digits == 4 {
                        let [_, group @ ..] = self.bits.to_be_bytes();
                        decoded[length..length + 3].copy_from_slice(&group);
                        length += 3;
                        self.bits = 0;
                        self.digits = 0;
                    }
                } else if digit == b'=' {
                    self.padded = true;
                } else {
                    self.fault = true;
                }
            }
            if length != 0 {
                sink.data(&decoded[..length]);
            }
        }
    }

    /// Decodes a group that is not full.
    pub(super) fn finish<S: FrameSink + ?Sized>(self, sink: &mut S) -> Result<(), Fault> {
        let [_, high, middle, _] = (self.bits << (6 * (4 - u32::from(self.digits)))).to_be_bytes();
        match self.digits {
            2 => sink.data(&[high]),
            3 => sink.data(&[high, middle]),
            _ => {}
        }
        if self.fault || self.digits == 1 { Err(Fault::Base64) } else { Ok(()) }
    }
}

/// Bytes: a multiple of three.
const DECODED_AT_ONCE: usize = 768;

/// What a digit stands for; 64 for what is none.
const VALUES: [u8; 256] = {
    let mut values = [64; 256];
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    while value < digits.len() {
        values[digits[value] as usize] = value as u8;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;
    use crate::framing::Head;

    #[derive(Default)]
    struct Bytes(Vec<u8>);

    impl FrameSink for Bytes {
        fn begin(&mut self, _head: Head<'_>) {}

        fn data(&mut self, piece: &[u8]) {
            self.0.extend(piece);
        }

        fn end(&mut self, _outcome: Result<(), Fault>) {}
    }

    proptest! {
        #[test]
        fn what_another_encoder_wrote_comes_back(
            data in prop::collection::vec(any::<u8>(), 0..2_000),
            size in 1..3_000_usize,
            padding in any::<bool>(),
        ) {
            let text = STANDARD.encode(&data);
            let text = if padding { &*text } else { text.trim_end_matches('=') };
            let mut decoder = Decoder::default();
            let mut bytes = Bytes::default();
            text.as_bytes().chunks(size).for_each(|piece| decoder.push(piece, &mut bytes));
            prop_assert_eq!(decoder.finish(&mut bytes), Ok(()));
            prop_assert_eq!(bytes.0, data);
        }
    }
}
