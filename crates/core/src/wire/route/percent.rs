//! Percent-decoding.

use std::borrow::Cow;

/// `text` with its percent-encoded bytes put back. An escape that is none stays as it stands; bytes that are no
/// UTF-8 become U+FFFD.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = match after {
            [high, low, after @ ..] if *first == b'%' => match digit(*high).zip(digit(*low)) {
                Some((high, low)) => {
                    decoded.push(high << 4 | low);
                    after
                }
                None => {
                    decoded.push(*first);
                    &rest[1..]
                }
            },
            _ => {
                decoded.push(*first);
                after
            }
        };
    }
    Cow::Owned(match String::from_utf8(decoded) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_decoded_once_and_broken_ones_stay() {
        assert_eq!(decode("a%3A0%2fb"), "a:0/b");
        assert_eq!(decode("a%253A"), "a%3A");
        assert_eq!(decode("%%41%4"), "%A%4");
        assert_eq!(decode("100%zz%ff"), "100%zz\u{fffd}");
        assert!(matches!(decode("plain"), Cow::Borrowed("plain")));
    }

    proptest! {
        #[test]
        fn what_was_encoded_comes_back(text in any::<String>()) {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decode(&encoded), text.as_str());
            let partly: String = text
                .chars()
                .map(|c| if c == '%' { "%25".to_owned() } else { c.to_string() })
                .collect();
            prop_assert_eq!(decode(&partly), text.as_str());
        }
    }
}
