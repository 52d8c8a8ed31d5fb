//! Exact decimal numbers.

use std::time::Duration;

use genai_otel_core::Money;

/// Writes a whole number.
pub(super) fn write_whole(line: &mut Vec<u8>, number: impl itoa::Integer) {
    line.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Writes a whole number with a point before its last `decimals` digits, at most 12, without zeros at the end.
pub(super) fn write_scaled(line: &mut Vec<u8>, number: u128, decimals: u32) {
    let unit = 10_u64.pow(decimals);
    // Nearly every number fits, and is divided much quicker.
    let mut fraction = match u64::try_from(number) {
        Ok(number) => {
            write_whole(line, number / unit);
            number % unit
        }
        Err(_) => {
            let unit = u128::from(unit);
            write_whole(line, number / unit);
            u64::try_from(number % unit).unwrap_or_default()
        }
    };
    if fraction > 0 {
        let mut width = decimals as usize;
        while fraction.is_multiple_of(10) {
            (fraction, width) = (fraction / 10, width - 1);
        }
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(fraction).as_bytes();
        line.push(b'.');
        line.resize(line.len() + width.saturating_sub(digits.len()), b'0');
        line.extend_from_slice(digits);
    }
}

/// Writes an exact amount of money.
pub(super) fn write_money(line: &mut Vec<u8>, money: Money) {
    if money.pico() < 0 {
        line.push(b'-');
    }
    write_scaled(line, money.pico().unsigned_abs(), 12);
}

/// Writes a length of time in milliseconds.
pub(super) fn write_millis(line: &mut Vec<u8>, length: Duration) {
    write_scaled(line, length.as_nanos(), 6);
}

/// Reads a number that is whole and not negative: `12`, and `12.0` as other programs write it.
pub(super) fn whole(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain {
        return text.parse().ok();
    }
    if !is_whole(text) {
        return None;
    }
    let pico = text.parse::<Money>().ok()?.pico();
    (pico % PICO == 0).then(|| u64::try_from(pico / PICO).ok()).flatten()
}

/// Whether nothing is lost of a number when it is read to 10^-12: its last digit that is not zero stands before the point.
fn is_whole(text: &str) -> bool {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (_, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let behind = fraction.trim_end_matches('0').len() as i64;
    let is_zero = digits.bytes().all(|byte| !matches!(byte, b'1'..=b'9'));
    // Of `1200` the zeros may be moved behind the point.
    let zeros = if behind == 0 { trailing_zeros(digits) } else { 0 };
    is_zero || exponent.parse::<i64>().is_ok_and(|exponent| exponent >= behind - zeros)
}

/// How many zeros a whole number ends with.
fn trailing_zeros(digits: &str) -> i64 {
    let (whole, _) = digits.split_once('.').unwrap_or((digits, ""));
    (whole.len() - whole.trim_end_matches('0').len()) as i64
}

/// Reads a number that is not negative, to the nearest millionth.
pub(super) fn millionths(text: &str) -> Option<u64> {
    let pico = u128::try_from(text.parse::<Money>().ok()?.pico()).ok()?;
    u64::try_from((pico + PICO_PER_NANO / 2) / PICO_PER_NANO).ok()
}

/// Reads a length of time in milliseconds, to the nanosecond.
pub(super) fn millis(text: &str) -> Option<Duration> {
    let pico = u128::try_from(text.parse::<Money>().ok()?.pico()).ok()?;
    let nanos = (pico + PICO_PER_NANO / 2) / PICO_PER_NANO;
    let seconds = u64::try_from(nanos / NANOS_PER_SECOND).ok()?;
    Some(Duration::new(seconds, u32::try_from(nanos % NANOS_PER_SECOND).ok()?))
}

const PICO: i128 = 1_000_000_000_000;
/// In a millionth. A nanosecond is that of a millisecond.
const PICO_PER_NANO: u128 = 1_000_000;
const NANOS_PER_SECOND: u128 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_without_zeros_at_the_end() {
        let written = |number, decimals| {
            let mut line = Vec::new();
            write_scaled(&mut line, number, decimals);
            String::from_utf8(line).unwrap_or_default()
        };
        assert_eq!(written(0, 6), "0");
        assert_eq!(written(1_500_000, 6), "1.5");
        assert_eq!(written(1_000_001, 6), "1.000001");
        assert_eq!(written(42, 12), "0.000000000042");
        assert_eq!(written(2_000_000, 6), "2");
    }

    #[test]
    fn lengths_of_time_are_exact_to_the_nanosecond() {
        assert_eq!(millis("1.000001"), Some(Duration::from_nanos(1_000_001)));
        assert_eq!(millis("1e3"), Some(Duration::from_secs(1)));
        assert_eq!(millis("0.0000005"), Some(Duration::from_nanos(1)));
        assert_eq!(millis("-1"), None);
        assert_eq!(millis("1e25"), None);
    }

    #[test]
    fn amounts_are_exact_to_the_millionth() {
        assert_eq!(millionths("18446744073709.551615"), Some(u64::MAX));
        assert_eq!(millionths("1.5e-6"), Some(2));
        assert_eq!(millionths("18446744073709.551616"), None);
        assert_eq!(millionths("-1"), None);
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(whole("18446744073709551615"), Some(u64::MAX));
        assert_eq!(whole("12.0"), Some(12));
        assert_eq!(whole("1.2e1"), Some(12));
        assert_eq!(whole("18446744073709551616"), None);
        assert_eq!(whole("1200e-2"), Some(12));
        assert_eq!(whole("0.0"), Some(0));
        assert_eq!(whole("0e-400"), Some(0));
        for text in ["1e-30", "1e-400", "0.0000000000004", "4.9999999999999999", "120e-2"] {
            assert_eq!(whole(text), None, "{text}");
        }
        assert_eq!(whole("1.5"), None);
        assert_eq!(whole("-1"), None);
    }
}
