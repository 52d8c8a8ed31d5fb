//! Values without quotes or brackets: numbers, truth values, null.

use std::str;

use super::text::MAX_RAW_BYTES;
use crate::reader::scalar::Scalar;

/// Where the value at the beginning of `bytes` ends, if it does.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| !holds(*byte))
}

/// Whether a value without quotes or brackets can hold `byte`.
pub(super) const fn holds(byte: u8) -> bool {
    !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"')
}

/// The value written as `raw`; nothing for a word that JSON does not have.
pub(super) fn read(raw: &[u8]) -> Scalar<'static> {
    match raw {
        b"null" => Scalar::Null,
        b"true" => Scalar::Bool(true),
        b"false" => Scalar::Bool(false),
        // An integer has no negative zero.
        b"-0" => Scalar::Float(-0.0),
        [b'0'..=b'9', ..] if raw.len() < DIGITS_OF_U64 && raw.iter().all(u8::is_ascii_digit) => {
            let value = raw.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
            Scalar::Int(value.into())
        }
        // Its end may be missing here, and with it what says how large it is.
        _ if raw.len() >= MAX_RAW_BYTES => Scalar::Float(f64::NAN),
        _ => str::from_utf8(raw).map_or(Scalar::Null, number),
    }
}

fn number(text: &str) -> Scalar<'static> {
    if let Ok(int) = text.parse::<u64>() {
        Scalar::Int(int.into())
    } else if let Ok(int) = text.parse::<i64>() {
        Scalar::Int(int.into())
    } else if let Ok(float) = text.parse() {
        Scalar::Float(float)
    } else {
        Scalar::Null
    }
}

/// As many digits may be too many.
const DIGITS_OF_U64: usize = 20;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn numbers_are_what_serde_makes_of_them() {
        for text in [
            "0",
            "-0",
            "7",
            "-7",
            "5.0",
            "-0.0",
            "1e3",
            "1E+2",
            "12.5e-1",
            "9999999999999999999",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890",
        ] {
            let expected = match serde_json::from_str::<Value>(text).unwrap() {
                Value::Number(number) => number
                    .as_i128()
                    .map_or_else(|| Scalar::Float(number.as_f64().unwrap()), Scalar::Int),
                other => unreachable!("{other}"),
            };
            let seen = read(text.as_bytes());
            assert_eq!(format!("{seen:?}"), format!("{expected:?}"), "{text}");
        }
    }

    #[test]
    fn words_are_what_json_has() {
        assert_eq!(read(b"null"), Scalar::Null);
        assert_eq!(read(b"true"), Scalar::Bool(true));
        assert_eq!(read(b"false"), Scalar::Bool(false));
        for other in [&b"undefined"[..], b"True", b"0x10", b"\xff\xfe", b"-", b"1.2.3"] {
            assert_eq!(read(other), Scalar::Null, "{other:?}");
        }
    }

    #[test]
    fn numbers_that_json_has_not_are_no_counts() {
        let huge = vec![b'1'; MAX_RAW_BYTES];
        for text in [&b"NaN"[..], b"Infinity", b"-Infinity", b"1e999", &huge] {
            let Scalar::Float(number) = read(text) else { panic!("{text:?}") };
            assert!(!number.is_finite(), "{text:?}");
        }
    }
}
