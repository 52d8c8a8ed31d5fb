//! A list of texts that was written as one text, by JSON or by `Debug`.

use std::iter::Peekable;
use std::str::Chars;

/// The texts between the brackets, quoted or bare; nothing for anything else. `null` is no text.
pub(super) fn bracketed(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut rest = inner.chars().peekable();
    let mut texts = Vec::new();
    skip_space(&mut rest);
    while rest.peek().is_some() {
        let text =
            if rest.next_if_eq(&'"').is_some() { quoted(&mut rest) } else { bare(&mut rest) };
        texts.extend(text?);
        skip_space(&mut rest);
        // A last comma is how `{:#?}` ends a list.
        if rest.peek().is_some() {
            rest.next_if_eq(&',')?;
            skip_space(&mut rest);
        }
    }
    Some(texts)
}

fn quoted(rest: &mut Peekable<Chars<'_>>) -> Option<Option<String>> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(Some(text)),
            '\\' => text.push(escaped(rest)?),
            c => text.push(c),
        }
    }
}

fn escaped(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    Some(match rest.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        '0' => '\0',
        'u' => return unicode(rest),
        c @ ('"' | '\\' | '/' | '\'') => c,
        _ => return None,
    })
}

/// Four digits as in JSON, or any in braces as in Rust. Halves of a pair are read as unreadable.
fn unicode(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    let digits: String = if rest.next_if_eq(&'{').is_some() {
        rest.by_ref().take_while(|c| *c != '}').collect()
    } else {
        rest.by_ref().take(4).collect()
    };
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

/// A word without quotes, such as the name of a variant.
fn bare(rest: &mut Peekable<Chars<'_>>) -> Option<Option<String>> {
    let mut word = String::new();
    while let Some(c) = rest.next_if(|c| *c != ',') {
        if matches!(c, '"' | '[' | ']' | '{' | '}') {
            return None;
        }
        word.push(c);
    }
    let word = word.trim_end();
    match word {
        "" => None,
        "null" | "None" => Some(None),
        word => Some(Some(word.to_owned())),
    }
}

fn skip_space(rest: &mut Peekable<Chars<'_>>) {
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
}
