use crate::framing::name::Name;
use crate::framing::{Fault, Head};

/// The headers of a message, read byte run by byte run for what they say of its kind and name.
///
/// ```text
///  length of name   name   type of value   value
///  1 byte                  1 byte          none, 1, 2, 4, 8, 16 bytes, or 2 bytes of length and as many
/// ```
#[derive(Clone, Debug)]
pub(super) struct Headers {
    place: Place,
    /// Bytes of the name or value that are still to come.
    left: usize,
    /// The header's name as far as it came.
    header: Name,
    /// The value of a header that matters, as far as it came.
    value: Name,
    kind: Kind,
    /// The name that the message has.
    name: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    NameLength,
    Name,
    Type,
    /// The first byte of a length, and whether the value is text.
    Length {
        text: bool,
    },
    /// The second, with the first.
    LengthLow {
        text: bool,
        high: u8,
    },
    Value {
        text: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Event,
    Exception,
    Error,
}

impl Headers {
    pub(super) const fn new() -> Self {
        Self {
            place: Place::NameLength,
            left: 0,
            header: Name::new(),
            value: Name::new(),
            kind: Kind::Event,
            name: Name::new(),
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        while let Some((&first, rest)) = bytes.split_first() {
            bytes = match self.place {
                Place::NameLength => {
                    self.header.clear();
                    self.value.clear();
                    self.left = first.into();
                    self.place = if first == 0 { Place::Type } else { Place::Name };
                    rest
                }
                Place::Name => {
                    let (piece, rest) = self.part(bytes);
                    self.header.push(piece);
                    if self.left == 0 {
                        self.place = Place::Type;
                    }
                    rest
                }
                Place::Type => {
                    self.begin_value(first)?;
                    rest
                }
                Place::Length { text } => {
                    self.place = Place::LengthLow { text, high: first };
                    rest
                }
                Place::LengthLow { text, high } => {
                    self.expect(u16::from_be_bytes([high, first]).into(), text);
                    rest
                }
                Place::Value { text } => {
                    let (piece, rest) = self.part(bytes);
                    if text {
                        self.value.push(piece);
                    }
                    if self.left == 0 {
                        self.end_header(text);
                    }
                    rest
                }
            };
        }
        Ok(())
    }

    /// No more headers come.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.place == Place::NameLength { Ok(()) } else { Err(Fault::Headers) }
    }

    /// What they said. A message without `:message-type` is an event.
    pub(super) fn head(&self) -> Head<'_> {
        let name = self.name.get();
        match self.kind {
            Kind::Event => Head::Event(name),
            Kind::Exception => Head::Exception(name),
            Kind::Error => Head::Error(name),
        }
    }

    fn begin_value(&mut self, kind: u8) -> Result<(), Fault> {
        match kind {
            // True and false.
            0 | 1 => self.expect(0, false),
            // A byte, a short, an integer, a long.
            2 => self.expect(1, false),
            3 => self.expect(2, false),
            4 => self.expect(4, false),
            5 => self.expect(8, false),
            // Bytes, and text.
            6 => self.place = Place::Length { text: false },
            7 => self.place = Place::Length { text: true },
            // A time, a UUID.
            8 => self.expect(8, false),
            9 => self.expect(16, false),
            _ => return Err(Fault::Headers),
        }
        Ok(())
    }

    /// A value of so many bytes comes.
    fn expect(&mut self, length: usize, text: bool) {
        self.left = length;
        self.place = Place::Value { text };
        if length == 0 {
            self.end_header(text);
        }
    }

    fn end_header(&mut self, text: bool) {
        self.place = Place::NameLength;
        let value = self.value.get();
        match self.header.get() {
            Some(":message-type") if text => {
                self.kind = match value {
                    Some("exception") => Kind::Exception,
                    Some("error") => Kind::Error,
                    _ => Kind::Event,
                };
            }
            // A message has the one of its kind.
            Some(":event-type" | ":exception-type" | ":error-code") if text => {
                self.name.clone_from(&self.value);
            }
            _ => {}
        }
    }

    fn part<'a>(&mut self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let (piece, rest) = bytes.split_at(self.left.min(bytes.len()));
        self.left -= piece.len();
        (piece, rest)
    }
}
