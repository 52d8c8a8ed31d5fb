use std::mem;

use super::name::Name;
use super::{Fault, FrameSink, Head};

/// Server-sent events, by the event stream interpretation of the WHATWG HTML standard (as of 2026), with two
/// differences: an event that the end of the stream cuts off is told as far as it came, and bytes are not decoded.
///
/// Of an event's fields only `data` and `event` matter; `id` and `retry` are about reconnecting.
#[derive(Clone, Debug)]
pub(super) struct Sse {
    place: Place,
    /// The line's field as far as it was read. Longer ones are of no interest.
    field: [u8; LONGEST_FIELD],
    read: usize,
    /// The event's name so far.
    name: Name,
    /// Data has been seen since the last blank line: a frame is open.
    open: bool,
    /// A field has been seen since the last blank line.
    fields: bool,
    /// An LF that comes now belongs to the CR before it.
    after_cr: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the name of a field; at the start of the line if none of it is read.
    Field,
    /// Behind the colon, where one space is no part of the value.
    Colon(Field),
    Value(Field),
    /// In a comment or in a field of no interest.
    Skipped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Data,
    Event,
}

impl Sse {
    /// At the first byte of the stream, or with `indented` within its first line, which is then of no interest.
    pub(super) const fn new(indented: bool) -> Self {
        Self {
            place: if indented { Place::Skipped } else { Place::Field },
            field: [0; LONGEST_FIELD],
            read: 0,
            name: Name::new(),
            open: false,
            fields: false,
            after_cr: false,
        }
    }

    pub(super) fn push<S: FrameSink + ?Sized>(&mut self, mut bytes: &[u8], sink: &mut S) {
        while let Some(&first) = bytes.first() {
            if mem::take(&mut self.after_cr) && first == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            if let Some(rest) = self.whole_event(bytes, sink) {
                bytes = rest;
                continue;
            }
            bytes = match self.place {
                Place::Field => self.field(bytes, sink),
                Place::Colon(field) => {
                    self.place = Place::Value(field);
                    if first == b' ' { &bytes[1..] } else { bytes }
                }
                Place::Value(field) => self.value(field, bytes, sink),
                Place::Skipped => self.skip(bytes),
            };
        }
    }

    pub(super) fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) -> Result<(), Fault> {
        let whole = self.place == Place::Field && self.read == 0 && !self.fields;
        let outcome = if whole { Ok(()) } else { Err(Fault::Cut) };
        if mem::take(&mut self.open) {
            sink.end(outcome);
        }
        outcome
    }

    /// Reads an event of a single line of data that is here as a whole, as most are. Gives what is left to read.
    #[inline]
    fn whole_event<'a, S: FrameSink + ?Sized>(
        &self,
        bytes: &'a [u8],
        sink: &mut S,
    ) -> Option<&'a [u8]> {
        if self.place != Place::Field || self.read > 0 || self.fields {
            return None;
        }
        let rest = bytes.strip_prefix(b"data: ")?;
        let (data, rest) = rest.split_at(memchr::memchr2(b'\n', b'\r', rest)?);
        let rest = rest.strip_prefix(b"\n\n")?;
        sink.begin(Head::Event(None));
        if !data.is_empty() {
            sink.data(data);
        }
        sink.end(Ok(()));
        Some(rest)
    }

    /// Reads the name of a field, and what else a line can begin with. Gives what is left to read.
    fn field<'a, S: FrameSink + ?Sized>(&mut self, bytes: &'a [u8], sink: &mut S) -> &'a [u8] {
        // Most lines, most of the time.
        if self.read == 0
            && let Some(rest) = bytes.strip_prefix(b"data:")
        {
            self.begin_field(Field::Data, sink);
            self.place = Place::Value(Field::Data);
            return match rest.strip_prefix(b" ") {
                Some(rest) => rest,
                None if rest.is_empty() => {
                    self.place = Place::Colon(Field::Data);
                    rest
                }
                None => rest,
            };
        }
        let (byte, rest) = (bytes[0], &bytes[1..]);
        match byte {
            b'\n' | b'\r' => {
                if self.read == 0 {
                    self.blank_line(sink);
                } else if let Some(field) = self.known_field() {
                    self.begin_field(field, sink);
                    self.end_field(field, sink);
                } else {
                    self.fields = true;
                }
                self.end_line(byte);
            }
            b':' if self.read == 0 => {
                sink.keep_alive();
                self.place = Place::Skipped;
            }
            b':' => match self.known_field() {
                Some(field) => {
                    self.begin_field(field, sink);
                    self.place = Place::Colon(field);
                }
                None => self.skip_field(),
            },
            _ => match self.field.get_mut(self.read) {
                Some(room) => {
                    *room = byte;
                    self.read += 1;
                }
                None => self.skip_field(),
            },
        }
        rest
    }

    fn known_field(&self) -> Option<Field> {
        match &self.field[..self.read] {
            b"data" => Some(Field::Data),
            b"event" => Some(Field::Event),
            _ => None,
        }
    }

    fn begin_field<S: FrameSink + ?Sized>(&mut self, field: Field, sink: &mut S) {
        self.fields = true;
        match field {
            // The lines of an event's data are joined by LF.
            Field::Data if self.open => sink.data(b"\n"),
            Field::Data => {
                self.open = true;
                sink.begin(Head::Event(self.name.get()));
            }
            Field::Event => self.name.clear(),
        }
    }

    fn value<'a, S: FrameSink + ?Sized>(
        &mut self,
        field: Field,
        bytes: &'a [u8],
        sink: &mut S,
    ) -> &'a [u8] {
        let end = memchr::memchr2(b'\n', b'\r', bytes);
        let piece = end.map_or(bytes, |at| &bytes[..at]);
        match field {
            Field::Data if piece.is_empty() => {}
            Field::Data => sink.data(piece),
            Field::Event => self.name.push(piece),
        }
        let Some(at) = end else { return &[] };
        self.end_field(field, sink);
        self.end_line(bytes[at]);
        &bytes[at + 1..]
    }

    fn end_field<S: FrameSink + ?Sized>(&self, field: Field, sink: &mut S) {
        if field == Field::Event
            && self.open
            && let Some(name) = self.name.get()
        {
            sink.renamed(name);
        }
    }

    const fn skip_field(&mut self) {
        self.fields = true;
        self.place = Place::Skipped;
    }

    fn skip<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(at) = memchr::memchr2(b'\n', b'\r', bytes) else { return &[] };
        self.end_line(bytes[at]);
        &bytes[at + 1..]
    }

    const fn end_line(&mut self, byte: u8) {
        self.place = Place::Field;
        self.read = 0;
        self.after_cr = byte == b'\r';
    }

    /// An event ends. Without data it is none: the standard passes over it, whatever its name.
    fn blank_line<S: FrameSink + ?Sized>(&mut self, sink: &mut S) {
        if mem::take(&mut self.open) {
            sink.end(Ok(()));
        } else if self.fields {
            sink.keep_alive();
        }
        self.fields = false;
        self.name.clear();
    }
}

const LONGEST_FIELD: usize = "event".len();

#[cfg(test)]
mod tests;
