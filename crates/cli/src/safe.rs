//! Names of others in a terminal.

/// A text without characters that a terminal would obey or that would show it in another order: they are escaped.
pub(crate) fn safe(text: &str) -> String {
    let obeyed = |c: char| c.is_control() || REORDERING.contains(&c);
    text.chars().fold(String::with_capacity(text.len()), |mut safe, c| {
        if obeyed(c) {
            safe.extend(c.escape_default())
        } else {
            safe.push(c)
        }
        safe
    })
}

/// Marks that change the direction of what follows, line and paragraph separators, and the mark of a byte order.
const REORDERING: [char; 15] = [
    '\u{061c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_nothing_else() {
        assert_eq!(safe("\u{1b}[31mred\n"), "\\u{1b}[31mred\\n");
        assert_eq!(safe("abc\u{202e}def"), "abc\\u{202e}def");
        assert_eq!(safe("模型 é 🚀 \\n"), "模型 é 🚀 \\n");
    }
}
