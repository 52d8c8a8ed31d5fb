//! Names as people write them: tidied, folded, looked up.

use std::borrow::Cow;

/// The longest name of somebody else that is kept, in bytes.
const MAX_BYTES: usize = 128;

/// What a text without a visible character becomes: the conventions' word for "none of the listed".
const NAMELESS: &str = "_OTHER";

/// `text` trimmed, without control characters, cut to 128 bytes at a character boundary; `_OTHER` if
/// nothing is left. Borrows when nothing had to change inside.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        Cow::Borrowed(NAMELESS)
    } else if trimmed.len() <= MAX_BYTES && !trimmed.chars().any(char::is_control) {
        Cow::Borrowed(trimmed)
    } else {
        Cow::Owned(rebuild(trimmed.chars()))
    }
}

/// [`tidy`], in lower case.
pub(super) fn tidy_lower(text: &str) -> String {
    let lower = rebuild(text.chars().flat_map(char::to_lowercase));
    if lower.eq_ignore_ascii_case(NAMELESS) { NAMELESS.to_owned() } else { lower }
}

/// What `text` stands for in `table`, which is sorted by length and letters of the folded spelling.
/// `LONGEST` is the length of the longest spelling there: a longer text is none of them, so the folded
/// text fits the stack.
pub(super) fn find<'a, T, const LONGEST: usize>(
    table: &'a [(&str, T)],
    text: &str,
) -> Option<&'a T> {
    let mut folded = [0; LONGEST];
    let mut length = 0;
    let mut push = |byte: u8| {
        *folded.get_mut(length)? = byte;
        length += 1;
        Some(())
    };
    if text.is_ascii() {
        // As `counts` below: white space and controls are all that is not graphic.
        let graphic = text.bytes().filter(u8::is_ascii_graphic);
        for byte in graphic.filter(|byte| !matches!(byte, b'-' | b'_' | b'.')) {
            push(byte.to_ascii_lowercase())?;
        }
    } else {
        // The spellings are ASCII, and so are a few lower cases of what is not.
        for c in text.chars().filter(|&c| counts(c)).flat_map(char::to_lowercase) {
            push(u8::try_from(c).ok().filter(u8::is_ascii)?)?;
        }
    }
    let folded = &folded[..length];
    // Length and first letter decide nearly always; as one number they are compared quickest.
    let quick = |spelling: &[u8]| {
        (spelling.len() << u8::BITS) + spelling.first().map_or(0, |letter| usize::from(*letter))
    };
    table
        .binary_search_by(|(spelling, _)| {
            let spelling = spelling.as_bytes();
            quick(spelling).cmp(&quick(folded)).then_with(|| spelling.cmp(folded))
        })
        .ok()
        .map(|at| &table[at].1)
}

fn rebuild(chars: impl Iterator<Item = char>) -> String {
    let mut kept = String::new();
    for c in chars.filter(|c| !c.is_control()).skip_while(|c| c.is_whitespace()) {
        if kept.len() + c.len_utf8() > MAX_BYTES {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    if kept.is_empty() { NAMELESS.to_owned() } else { kept }
}

/// Whether a character tells one name from another. A slash does: it parts a gateway from what is behind it.
fn counts(c: char) -> bool {
    !matches!(c, '-' | '_' | '.') && !c.is_whitespace() && !c.is_control()
}
