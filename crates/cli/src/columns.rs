//! How many columns of a terminal a text takes.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text, or its beginning and `…`, in at most `most` columns.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        // A sequence of several characters may be narrower than their sum, never wider.
        if width(&kept) + c.width().unwrap_or(0) + 1 > most {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        for (text, columns) in
            [("abc", 3), ("模型", 4), ("🚀", 2), ("é", 1), ("e\u{301}", 1), ("", 0)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_beginning() {
        assert_eq!(shortened("gpt-4o-mini", 6), "gpt-4…");
        assert_eq!(shortened("模型模型", 6), "模型…");
        assert_eq!(shortened("模型", 4), "模型");
    }

    proptest! {
        #[test]
        fn no_text_takes_more_than_it_may(text in "\\PC{0,20}", most in 1_usize..12) {
            prop_assert!(width(&shortened(&text, most)) <= most);
        }
    }
}
