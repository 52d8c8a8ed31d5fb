//! Text of others, made fit for a line of ours.

use std::borrow::Cow;

/// Escapes what would end the line or move the cursor, and cuts what is too long to be read.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let cut = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(index, _)| index);
    let kept = text.get(..cut).unwrap_or_default();
    if cut == text.len() && !kept.contains(breaks_lines) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(cut);
    for character in kept.chars() {
        if breaks_lines(character) {
            line.extend(character.escape_debug());
        } else {
            line.push(character);
        }
    }
    if cut < text.len() {
        line.push('…');
    }
    Cow::Owned(line)
}

/// Control characters, and what Unicode calls line and paragraph separators and changes of direction.
fn breaks_lines(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How much of a text [`one_line`] keeps.
pub(crate) const MAX_CHARS: usize = 256;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_left_as_it_is() {
        assert!(matches!(one_line("café, \"x\" and 東京"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_breaks_lines_is_escaped_and_what_is_long_is_cut() {
        assert_eq!(one_line("a\nb\r\t\u{1b}[2J\u{2028}"), r"a\nb\r\t\u{1b}[2J\u{2028}");
        assert_eq!(one_line(&"é".repeat(257)), "é".repeat(256) + "…");
        assert_eq!(one_line(&"é".repeat(256)), "é".repeat(256));
    }

    proptest! {
        #[test]
        fn any_text_stays_on_its_line(text in any::<String>()) {
            prop_assert!(!one_line(&text).contains(breaks_lines));
        }
    }
}
