//! Lists of pairs as the environment carries them: `key=value,key=value`, percent-encoded.
//!
//! The format of W3C Baggage without its `;` properties, as the OpenTelemetry specification asks for
//! `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_EXPORTER_OTLP_HEADERS`: a `;` is an ordinary character.

/// Splits and decodes a list. Empty entries, such as a trailing comma leaves, are passed over.
///
/// The error tells the entry by its number, never by its text, which may be a credential.
pub(crate) fn decode_pairs(list: &str) -> Result<Vec<(String, String)>, String> {
    list.split(',')
        .enumerate()
        .filter(|(_, entry)| !entry.trim().is_empty())
        .map(|(index, entry)| {
            decode_pair(entry).map_err(|fault| format!("entry {} {fault}", index.saturating_add(1)))
        })
        .collect()
}

fn decode_pair(entry: &str) -> Result<(String, String), &'static str> {
    let (key, value) = entry.split_once('=').ok_or("has no `=`")?;
    let key = decode(key.trim())?;
    if key.is_empty() {
        return Err("has no key");
    }
    Ok((key, decode(value.trim())?))
}

/// Decodes one text.
pub(crate) fn decode(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = rest.next().and_then(hex).zip(rest.next().and_then(hex));
            let (high, low) = digits.ok_or("has a `%` without two hexadecimal digits")?;
            bytes.push((high << 4) | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| "does not decode to UTF-8")
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encode(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    #[test]
    fn values_are_trimmed_and_decoded() {
        let pairs = decode_pairs(" a = x y ,b=c%2Cd%3D,, base64=SGk==,p=q;r=s,empty=,").unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [("a", "x y"), ("b", "c,d="), ("base64", "SGk=="), ("p", "q;r=s"), ("empty", "")]
        );
    }

    #[test]
    fn faults_name_the_entry_and_not_its_text() {
        for (list, fault) in [
            ("a=1,secret", "entry 2 has no `=`"),
            ("=secret", "entry 1 has no key"),
            ("a=secret%2", "entry 1 has a `%` without two hexadecimal digits"),
            ("a=%g0", "entry 1 has a `%` without two hexadecimal digits"),
            ("a=%+1", "entry 1 has a `%` without two hexadecimal digits"),
            ("a=%FF", "entry 1 does not decode to UTF-8"),
        ] {
            assert_eq!(decode_pairs(list), Err(fault.to_owned()), "{list}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            drop(decode_pairs(&text));
        }

        #[test]
        fn any_almost_right_text_is_read_or_refused(text in "[a%=, ;0-9A-F]{0,40}") {
            drop(decode_pairs(&text));
        }

        #[test]
        fn encoded_pairs_come_back(pairs in prop::collection::vec((".+", ".*"), 0..8)) {
            let list: Vec<_> = pairs.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
            prop_assert_eq!(decode_pairs(&list.join(",")), Ok(pairs));
        }
    }
}
