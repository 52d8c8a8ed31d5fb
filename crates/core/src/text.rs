//! Strings from outside, made fit for an export: bounded and free of control characters.

use std::borrow::Cow;
use std::sync::Arc;

/// The longest identifier or name kept, in bytes. What is longer is cut at a character boundary and
/// counted as `truncated` in [`Health`](crate::Health).
pub const MAX_TEXT_BYTES: usize = 1_024;

/// `value` as it may be exported: at most [`MAX_TEXT_BYTES`] bytes, control characters replaced by
/// U+FFFD. Borrows when nothing had to change, which is nearly always.
pub(crate) fn clean(value: &str) -> Cow<'_, str> {
    clean_but(value, |_| false)
}

/// [`clean`], with the control characters that `keep` names.
fn clean_but(value: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let kept = cut(value);
    if has_control(kept) {
        return Cow::Owned(without_control(kept, keep));
    }
    Cow::Borrowed(kept)
}

/// Apart from [`clean_but`], which nearly never needs it and is short without it.
#[cold]
fn without_control(kept: &str, keep: impl Fn(char) -> bool) -> String {
    let mut clean = String::with_capacity(kept.len());
    for c in kept.chars() {
        let is_kept = !c.is_control() || keep(c);
        let c = if is_kept { c } else { char::REPLACEMENT_CHARACTER };
        // Most replacements are longer than what they replace, so the limit is looked at again.
        if clean.len() + c.len_utf8() > MAX_TEXT_BYTES {
            break;
        }
        clean.push(c);
    }
    clean
}

/// Cleans a text in place; says whether it was cut.
pub(crate) fn clean_shared(text: &mut Arc<str>) -> bool {
    let is_cut = is_too_long(text);
    if let Cow::Owned(clean) = clean(text) {
        *text = Arc::from(clean);
    } else if is_cut {
        *text = Arc::from(cut(text));
    }
    is_cut
}

/// [`clean`] for a piece of text and not a name: line breaks and tabs stay, because they mean themselves.
pub(crate) fn passage(value: &str) -> Cow<'_, str> {
    clean_but(value, |c| matches!(c, '\n' | '\r' | '\t'))
}

/// [`passage`], shared.
pub(crate) fn shared_passage(value: &str) -> Arc<str> {
    Arc::from(&*passage(value))
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

/// The beginning of `value`: all that is kept, and a little more where there is more, so that a text that
/// was too long can still be told from one that just fits.
pub(crate) fn head(value: &str) -> &str {
    cut_at(value, MAX_HEAD_BYTES)
}

/// The most bytes of a [`head`]: one character more than is kept.
pub(crate) const MAX_HEAD_BYTES: usize = MAX_TEXT_BYTES + 4;

/// Whether [`clean`] would cut `value`.
pub(crate) fn is_too_long(value: &str) -> bool {
    value.len() > MAX_TEXT_BYTES
}

fn cut(value: &str) -> &str {
    cut_at(value, MAX_TEXT_BYTES)
}

fn cut_at(value: &str, most: usize) -> &str {
    if value.len() <= most {
        return value;
    }
    let mut end = most;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    &value[..end]
}

/// Nearly every text is printable ASCII, which its bytes say; in others characters are looked at. It
/// looks at every byte instead of stopping early, which lets the compiler use wide registers.
fn has_control(value: &str) -> bool {
    let printable = value.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    !printable && value.chars().any(char::is_control)
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
    fn a_passage_keeps_its_line_breaks() {
        assert_eq!(passage("\n\tA:\r\n\0"), "\n\tA:\r\n\u{fffd}");
    }

    #[test]
    fn replacements_do_not_carry_a_text_over_its_limit() {
        let kept = clean(&"\0".repeat(MAX_TEXT_BYTES)).into_owned();
        assert_eq!(kept, "\u{fffd}".repeat(MAX_TEXT_BYTES / 3));
    }

    #[test]
    fn a_shared_text_is_cleaned_in_place() {
        let mut texts: [Arc<str>; 3] = ["é".into(), "a\0".into(), "x".repeat(2_000).into()];
        assert_eq!(texts.each_mut().map(clean_shared), [false, false, true]);
        assert_eq!(texts, ["é".into(), "a\u{fffd}".into(), "x".repeat(MAX_TEXT_BYTES).into()]);
    }

    #[test]
    fn every_control_is_found_wherever_it_stands() {
        for c in '\0'..='\u{17f}' {
            for place in 0..20 {
                let text = format!("{}{c}{}", "~".repeat(place), " ".repeat(20 - place));
                assert_eq!(has_control(&text), c.is_control(), "{text:?}");
            }
        }
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
