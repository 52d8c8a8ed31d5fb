//! Decimal numbers as our lines have them.

/// The number in steps of 10^-`decimals`, where it is written as our lines do: digits, maybe a point and more digits, no
/// sign, no exponent. Nothing where it is not, or where it might not fit: such a line is read strictly.
#[inline]
pub(crate) fn scaled(text: &[u8], decimals: usize) -> Option<u64> {
    let is_whole = text.first().is_some_and(u8::is_ascii_digit) && !text.ends_with(b".");
    if !is_whole || text.len() > MOST_DIGITS {
        return None;
    }
    let mut number: u64 = 0;
    let mut digits = text.iter();
    for byte in digits.by_ref() {
        match byte.wrapping_sub(b'0') {
            digit @ 0..=9 => number = number * 10 + u64::from(digit),
            _ if *byte == b'.' => break,
            _ => return None,
        }
    }
    let fraction = digits.as_slice();
    if fraction.len() > decimals {
        return None;
    }
    for byte in fraction {
        match byte.wrapping_sub(b'0') {
            digit @ 0..=9 => number = number * 10 + u64::from(digit),
            _ => return None,
        }
    }
    number.checked_mul(*POWERS.get(decimals - fraction.len())?)
}

/// So many digits always fit.
const MOST_DIGITS: usize = 19;
const POWERS: [u64; 13] = {
    let mut powers = [1; 13];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

#[cfg(test)]
mod tests {
    use genai_otel_core::Money;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_might_not_fit_or_is_written_otherwise_is_left_alone() {
        assert_eq!(scaled(b"12", 0), Some(12));
        assert_eq!(scaled(b"9999999999999999999", 0), Some(9_999_999_999_999_999_999));
        assert_eq!(scaled(b"1.000001", 6), Some(1_000_001));
        for text in [
            "",
            "-1",
            "1e3",
            "+1",
            "12345678901234567890",
            "1.0000001",
            "1.5.",
            "1.",
            "0x1",
            "20000000",
        ] {
            assert_eq!(
                scaled(text.as_bytes(), if text.len() == 8 { 12 } else { 6 }),
                None,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_the_number_that_money_is(text in "[0-9]{1,9}(\\.[0-9]{1,12})?|[0-9.eE+-]{0,25}") {
            if let Some(number) = scaled(text.as_bytes(), 12) {
                let money: Option<Money> = text.parse().ok();
                prop_assert_eq!(money.map(Money::pico), Some(i128::from(number)), "{}", text);
            }
        }
    }
}
