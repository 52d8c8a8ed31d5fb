//! UTF-8 that comes in pieces.

use std::str;

/// Hands the text that `plain` adds to `then`, U+FFFD in place of what is none. The beginning of a character that is
/// not whole yet stays in `cut`, three bytes at most.
pub(super) fn hear(cut: &mut Vec<u8>, plain: &[u8], then: &mut impl FnMut(&str)) {
    let mut rest = plain;
    while !cut.is_empty() {
        let Some((&byte, after)) = rest.split_first() else { return };
        cut.push(byte);
        match str::from_utf8(cut) {
            Ok(character) => then(character),
            // Not whole yet.
            Err(error) if error.error_len().is_none() => {
                rest = after;
                continue;
            }
            // The byte belongs to something else, which it may begin.
            Err(_) => {
                then(REPLACEMENT);
                cut.clear();
                break;
            }
        }
        cut.clear();
        rest = after;
    }
    while !rest.is_empty() {
        let (whole, invalid) = match str::from_utf8(rest) {
            Ok(text) => return then(text),
            Err(error) => (error.valid_up_to(), error.error_len()),
        };
        let (text, tail) = rest.split_at(whole);
        if let Ok(text) = str::from_utf8(text)
            && !text.is_empty()
        {
            then(text);
        }
        let Some(invalid) = invalid else { return cut.extend_from_slice(tail) };
        then(REPLACEMENT);
        rest = &tail[invalid..];
    }
}

/// The text is over.
pub(super) fn end(cut: &mut Vec<u8>, then: &mut impl FnMut(&str)) {
    if !cut.is_empty() {
        cut.clear();
        then(REPLACEMENT);
    }
}

const REPLACEMENT: &str = "\u{fffd}";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(pieces: &[&[u8]]) -> String {
        let (mut cut, mut text) = (Vec::new(), String::new());
        for piece in pieces {
            hear(&mut cut, piece, &mut |part| text.push_str(part));
            assert!(cut.len() < 4);
        }
        end(&mut cut, &mut |part| text.push_str(part));
        text
    }

    proptest! {
        #[test]
        fn any_split_gives_what_the_whole_gives(
            bytes in prop::collection::vec(
                prop_oneof![Just(0xf0), Just(0x9f), Just(0x98), Just(0x80), Just(0xe2), Just(0xc3), any::<u8>()],
                0..12,
            ),
            at in 0_usize..12,
        ) {
            let whole = String::from_utf8_lossy(&bytes).into_owned();
            prop_assert_eq!(&heard(&[&bytes]), &whole);
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            prop_assert_eq!(&heard(&[first, second]), &whole);
            let single: Vec<_> = bytes.chunks(1).collect();
            prop_assert_eq!(heard(&single), whole);
        }
    }
}
