//! Strings from outside, made fit for an export: bounded and free of control characters.

use std::borrow::Cow;
use std::sync::Arc;

/// The longest identifier or name kept, in bytes. What is longer is cut at a character boundary and
/// counted as `truncated` in [`Health`](crate::Health).
pub const MAX_TEXT_BYTES: usize = 1_024;

/// `value` as it may be exported: at most [`MAX_TEXT_BYTES`] bytes, control characters replaced by
/// U+FFFD. Borrows when nothing had to change, which is nearly always.
pub(crate) fn clean(value: &str) -> Cow<'_, str> {
    let cut = cut(value);
    if has_control(cut) {
        Cow::Owned(
            cut.chars()
                .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(cut)
    }
}

/// [`clean`], shared.
pub(crate) fn shared(value: &str) -> Arc<str> {
    Arc::from(&*clean(value))
}

/// [`shared`], or nothing for a text without a visible character.
pub(crate) fn non_empty(value: &str) -> Option<Arc<str>> {
    // Nearly no text has anything to trim, which its first and last byte say.
    let tidy = |end: Option<&u8>| end.is_some_and(u8::is_ascii_graphic);
    let trimmed = match value.as_bytes() {
        bytes if tidy(bytes.first()) && tidy(bytes.last()) => value,
        _ => value.trim(),
    };
    (!trimmed.is_empty()).then(|| shared(trimmed))
}

/// Whether [`clean`] would cut `value`.
pub(crate) fn is_too_long(value: &str) -> bool {
    value.len() > MAX_TEXT_BYTES
}

fn cut(value: &str) -> &str {
    if !is_too_long(value) {
        return value;
    }
    let mut end = MAX_TEXT_BYTES;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    &value[..end]
}

/// Folds over every byte instead of stopping early, which lets the compiler use wide registers. The
/// C1 controls (U+0080 to U+009F) are 0xC2 followed by 0x80 to 0x9F; a lone 0xC2 is only a hint.
fn has_control(value: &str) -> bool {
    let (ascii, maybe_c1) = value.bytes().fold((false, false), |(ascii, c1), b| {
        (ascii | (b < 0x20) | (b == 0x7f), c1 | (b == 0xc2))
    });
    ascii || (maybe_c1 && value.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_borrowed() {
        assert!(matches!(clean("gpt-4o é"), Cow::Borrowed("gpt-4o é")));
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(clean("a\0b\nc\u{85}d\u{7f}"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
    }

    #[test]
    fn long_text_is_cut_at_a_character_boundary() {
        let long = "é".repeat(MAX_TEXT_BYTES);
        let kept = clean(&long);
        assert_eq!(kept.len(), MAX_TEXT_BYTES);
        assert_eq!(clean(&format!("x{long}")).len(), MAX_TEXT_BYTES - 1);
    }

    #[test]
    fn blank_text_is_nothing() {
        assert_eq!(non_empty(" \t"), None);
        assert_eq!(non_empty(" m "), Some("m".into()));
    }
}
