use super::{Fault, FrameSink, Head};

/// JSON values, each a frame: the elements of an array, or where the first value is no array, one value after another.
///
/// Only as much JSON is understood as is needed to find the ends: strings, escapes, depth. In what is no JSON the
/// frames are somewhere, and the reader of their JSON says that they are none.
#[derive(Clone, Debug)]
pub(super) struct Values {
    place: Place,
    array: bool,
    /// Braces and brackets that are open within the value.
    depth: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    Between,
    /// Within braces or brackets.
    Nested,
    String,
    /// Behind a backslash.
    Escape,
    /// In a number or a word that is a value by itself.
    Word,
    /// Behind the array.
    After,
}

impl Values {
    pub(super) const fn new() -> Self {
        Self { place: Place::Start, array: false, depth: 0 }
    }

    pub(super) fn push<S: FrameSink + ?Sized>(
        &mut self,
        mut bytes: &[u8],
        sink: &mut S,
    ) -> Result<(), Fault> {
        while !bytes.is_empty() {
            if self.within() {
                let (length, ended) = self.scan(bytes);
                let (piece, rest) = bytes.split_at(length);
                if !piece.is_empty() {
                    sink.data(piece);
                }
                if ended {
                    self.place = Place::Between;
                    sink.end(Ok(()));
                }
                bytes = rest;
            } else {
                bytes = self.between(bytes, sink)?;
            }
        }
        Ok(())
    }

    pub(super) fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) -> Result<(), Fault> {
        let ended = match self.place {
            Place::Start | Place::After => true,
            // The end ends a word as white space does, but no array.
            Place::Between | Place::Word => !self.array,
            Place::Nested | Place::String | Place::Escape => false,
        };
        let outcome = if ended { Ok(()) } else { Err(Fault::Cut) };
        if self.within() {
            sink.end(outcome);
        }
        self.place = Place::After;
        outcome
    }

    const fn within(&self) -> bool {
        matches!(self.place, Place::Nested | Place::String | Place::Escape | Place::Word)
    }

    /// Looks for the next value and begins it. Gives what is left to read.
    fn between<'a, S: FrameSink + ?Sized>(
        &mut self,
        bytes: &'a [u8],
        sink: &mut S,
    ) -> Result<&'a [u8], Fault> {
        let bytes = bytes.trim_ascii_start();
        let Some((&first, rest)) = bytes.split_first() else { return Ok(bytes) };
        match (self.place, first) {
            (Place::After, _) => return Err(Fault::Trailing),
            (Place::Start, b'[') => {
                self.array = true;
                self.place = Place::Between;
                return Ok(rest);
            }
            (_, b',') => return Ok(rest),
            (_, b']') if self.array => {
                self.place = Place::After;
                return Ok(rest);
            }
            _ => {}
        }
        self.depth = u64::from(matches!(first, b'{' | b'['));
        self.place = match first {
            b'{' | b'[' => Place::Nested,
            b'"' => Place::String,
            _ => Place::Word,
        };
        sink.begin(Head::Event(None));
        // Whatever it is, it belongs to the value, and is not scanned: a quote would end the string.
        sink.data(&[first]);
        Ok(rest)
    }

    /// How many of the bytes belong to the value, and whether it ends with them.
    fn scan(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            match self.place {
                Place::String => {
                    let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at..]) else { break };
                    at += next + 1;
                    if bytes[at - 1] == b'\\' {
                        self.place = Place::Escape;
                    } else if self.depth == 0 {
                        return (at, true);
                    } else {
                        self.place = Place::Nested;
                    }
                }
                Place::Escape => {
                    at += 1;
                    self.place = Place::String;
                }
                Place::Word => {
                    let ends =
                        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']');
                    return match bytes[at..].iter().position(ends) {
                        Some(length) => (at + length, true),
                        None => (bytes.len(), false),
                    };
                }
                _ => {
                    at += 1;
                    match bytes[at - 1] {
                        b'"' => self.place = Place::String,
                        b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                        b'}' | b']' => {
                            self.depth = self.depth.saturating_sub(1);
                            if self.depth == 0 {
                                return (at, true);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        (bytes.len(), false)
    }
}

#[cfg(test)]
mod tests;
