//! Where in a file something stands.

/// A line and a column, both from 1. Columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// The place of the byte at `offset` of a text, or of its end.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let ends = text.char_indices().map(|(start, c)| start + c.len_utf8());
        let end = ends.take_while(|end| *end <= offset).last().unwrap_or(0);
        let before = &text[..end];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before[start..].chars().filter(|c| *c != BYTE_ORDER_MARK).count() + 1;
        Self { line: before.bytes().filter(|byte| *byte == b'\n').count() + 1, column }
    }
}

/// The character that some editors put before a text. It shows nothing, so it has no column.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';
