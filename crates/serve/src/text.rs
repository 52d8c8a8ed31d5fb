//! Texts of others, made harmless.

use std::borrow::Cow;

/// A text of at most `limit` bytes, whose control characters are `U+FFFD`: parsers disagree about them, one takes NUL for
/// the end, and in a terminal they do things. Line feeds and tabs stay.
pub(crate) fn clean(text: &str, limit: usize) -> Cow<'_, str> {
    let text = cut(text, limit);
    let is_bad = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_bad) {
        return text;
    }
    Cow::Owned(
        text.chars().map(|c| if is_bad(c) { char::REPLACEMENT_CHARACTER } else { c }).collect(),
    )
}

/// What was cut off is an ellipsis.
fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit {
        return Cow::Borrowed(text);
    }
    let end = (0..=limit.saturating_sub(ELLIPSIS.len_utf8())).rev();
    let end = end.into_iter().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    Cow::Owned(format!("{}{ELLIPSIS}", &text[..end]))
}

const ELLIPSIS: char = '…';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_one_that_nobody_takes_for_a_command() {
        assert_eq!(
            clean("a\0b\u{1b}[2J\r\u{85}c\n\t\"\\é", 100),
            "a\u{fffd}b\u{fffd}[2J\u{fffd}\u{fffd}c\n\t\"\\é"
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(clean("ééééé", 10), "ééééé");
        assert_eq!(clean("éééééé", 10), "ééé…");
        assert_eq!(clean(&"x".repeat(1_000_000), 64).len(), 64);
    }
}
