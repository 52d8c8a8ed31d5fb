//! Where the members of a JSON object stand.

use std::ops::Range;

use memchr::memchr2;

/// The members of an object that is JSON to the letter.
#[derive(Debug)]
pub(super) struct Object<'b> {
    bytes: &'b [u8],
    /// Behind its opening brace.
    pub(super) start: usize,
    /// Names, as they are written, and where their values stand.
    members: Vec<(&'b [u8], Range<usize>)>,
}

impl<'b> Object<'b> {
    /// Reads `bytes`, which may have white space around the object. Nothing if it is none, is not whole or has something
    /// behind it, has a member twice, or a name with an escape, which could be any name.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok()?;
        let mut text = Text { bytes, at: 0 };
        text.space();
        text.take(b'{')?;
        let mut object = Self { bytes, start: text.at, members: Vec::new() };
        text.space();
        if !text.takes(b'}') {
            loop {
                let name = text.string()?;
                let name = &bytes[name.start + 1..name.end - 1];
                text.space();
                text.take(b':')?;
                text.space();
                let from = text.at;
                text.value()?;
                let known = object.members.iter().any(|(known, _)| *known == name);
                if known || name.contains(&b'\\') || object.members.len() == MAX_MEMBERS {
                    return None;
                }
                object.members.push((name, from..text.at));
                text.space();
                if text.takes(b'}') {
                    break;
                }
                text.take(b',')?;
                text.space();
            }
        }
        text.space();
        (text.at == bytes.len()).then_some(object)
    }

    /// Where the value of member `name` stands.
    pub(super) fn member(&self, name: &str) -> Option<Range<usize>> {
        let named = |(known, _): &&(&[u8], _)| *known == name.as_bytes();
        self.members.iter().find(named).map(|(_, value)| value.clone())
    }

    /// The value of member `name`, as it is written.
    pub(super) fn value(&self, name: &str) -> Option<&'b [u8]> {
        self.member(name).map(|range| &self.bytes[range])
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

/// Text that is read from left to right; nothing where it is no JSON.
struct Text<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Text<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.takes(byte).then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes past any value. Deeper than a request ever nests it is not read.
    fn value(&mut self) -> Option<()> {
        let mut open = Vec::new();
        loop {
            self.space();
            match self.peek()? {
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    self.space();
                    if !self.takes(bracket + 2) {
                        if open.len() == MAX_DEPTH {
                            return None;
                        }
                        open.push(bracket + 2);
                        self.name(bracket + 2)?;
                        continue;
                    }
                }
                b'"' => {
                    self.string()?;
                }
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => self.number()?,
            }
            // Behind a value: what it stands in ends, or goes on.
            loop {
                let Some(&close) = open.last() else { return Some(()) };
                self.space();
                if self.takes(close) {
                    open.pop();
                    continue;
                }
                self.take(b',')?;
                self.space();
                self.name(close)?;
                break;
            }
        }
    }

    /// Goes past the name of a member, where what ends in `close` has names.
    fn name(&mut self, close: u8) -> Option<()> {
        if close == b'}' {
            self.string()?;
            self.space();
            self.take(b':')?;
        }
        Some(())
    }

    /// Goes past a string; says where it stands, with its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let from = self.at;
        self.take(b'"')?;
        loop {
            let plain = memchr2(b'"', b'\\', &self.bytes[self.at..])?;
            let is_control = |byte: &u8| *byte < b' ';
            if self.bytes[self.at..self.at + plain].iter().any(is_control) {
                return None;
            }
            self.at += plain;
            if self.takes(b'"') {
                return Some(from..self.at);
            }
            self.at += 1;
            self.escape()?;
        }
    }

    /// Goes past what follows a backslash. Half a character is left to whoever reads it.
    fn escape(&mut self) -> Option<()> {
        let escaped = self.peek()?;
        self.at += 1;
        match escaped {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let digits = self.bytes.get(self.at..self.at + 4)?;
                self.at += 4;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            _ => None,
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let is_it = self.bytes[self.at..].starts_with(word);
        self.at += word.len();
        is_it.then_some(())
    }

    fn number(&mut self) -> Option<()> {
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits()?;
        }
        if self.takes(b'.') {
            self.digits()?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _sign = self.takes(b'+') || self.takes(b'-');
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }
}

const MAX_DEPTH: usize = 120;
/// Requests have some dozens.
const MAX_MEMBERS: usize = 256;
