//! `application/vnd.amazon.eventstream`.
//!
//! ```text
//!  ├──────────── prelude ────────────┤
//!  total length   length of headers   CRC-32 of    headers   payload   CRC-32 of all
//!  4 bytes        4 bytes             these two                        before it
//! ```

mod headers;
mod prelude;

use std::mem;

use self::headers::Headers;
use self::prelude::{Lengths, PRELUDE};
pub use self::prelude::{MOST_HEADERS, MOST_PAYLOAD};
use super::{Fault, FrameSink};

/// Messages, each a frame whose data is its payload. Both checksums are checked; after the first fault nothing more
/// can be told apart.
#[derive(Clone, Debug)]
pub(super) struct EventStream {
    place: Place,
    /// Bytes of a prelude or a checksum as far as they came.
    held: [u8; PRELUDE],
    holds: usize,
    /// Bytes of the headers or of the payload that are still to come.
    left: u32,
    payload: u32,
    sum: crc32fast::Hasher,
    headers: Headers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Prelude,
    Headers,
    Payload,
    Checksum,
}

impl EventStream {
    pub(super) fn new() -> Self {
        Self {
            place: Place::Prelude,
            held: [0; PRELUDE],
            holds: 0,
            left: 0,
            payload: 0,
            sum: crc32fast::Hasher::new(),
            headers: Headers::new(),
        }
    }

    /// After an error, nothing more may be pushed.
    pub(super) fn push<S: FrameSink + ?Sized>(
        &mut self,
        mut bytes: &[u8],
        sink: &mut S,
    ) -> Result<(), Fault> {
        // Places without bytes, such as an empty payload, are passed at once, not with the next byte.
        while !bytes.is_empty() {
            bytes = match self.place {
                Place::Prelude => self.prelude(bytes)?,
                Place::Headers => self.header_bytes(bytes)?,
                Place::Payload => {
                    let (piece, rest) = self.part(bytes);
                    sink.data(piece);
                    rest
                }
                Place::Checksum => self.checksum(bytes, sink)?,
            };
            if self.place == Place::Headers && self.left == 0 {
                self.headers.finish()?;
                sink.begin(self.headers.head());
                self.left = self.payload;
                self.place = Place::Payload;
            }
            if self.place == Place::Payload && self.left == 0 {
                self.place = Place::Checksum;
            }
        }
        Ok(())
    }

    pub(super) fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) -> Result<(), Fault> {
        match self.place {
            Place::Prelude if self.holds == 0 => return Ok(()),
            Place::Prelude | Place::Headers => {}
            Place::Payload | Place::Checksum => sink.end(Err(Fault::Cut)),
        }
        Err(Fault::Cut)
    }

    fn prelude<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Fault> {
        let rest = self.hold(bytes, PRELUDE);
        if self.holds == PRELUDE {
            self.holds = 0;
            let lengths = Lengths::read(self.held)?;
            self.sum.reset();
            self.sum.update(&self.held);
            self.headers = Headers::new();
            self.left = lengths.headers;
            self.payload = lengths.payload;
            self.place = Place::Headers;
        }
        Ok(rest)
    }

    fn header_bytes<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Fault> {
        let (piece, rest) = self.part(bytes);
        self.headers.push(piece)?;
        Ok(rest)
    }

    fn checksum<'a, S: FrameSink + ?Sized>(
        &mut self,
        bytes: &'a [u8],
        sink: &mut S,
    ) -> Result<&'a [u8], Fault> {
        let rest = self.hold(bytes, CHECKSUM);
        if self.holds == CHECKSUM {
            self.holds = 0;
            self.place = Place::Prelude;
            let sum = mem::take(&mut self.sum).finalize();
            let outcome = if self.held.starts_with(&sum.to_be_bytes()) {
                Ok(())
            } else {
                Err(Fault::Checksum)
            };
            sink.end(outcome);
            outcome?;
        }
        Ok(rest)
    }

    /// Parts the bytes where the headers or the payload end.
    fn part<'a>(&mut self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let (piece, rest) = bytes.split_at(left.min(bytes.len()));
        // Not longer than what is left, as just seen.
        self.left -= piece.len() as u32;
        self.sum.update(piece);
        (piece, rest)
    }

    /// Keeps bytes until there are `wanted`, which are at most as many as fit.
    fn hold<'a>(&mut self, bytes: &'a [u8], wanted: usize) -> &'a [u8] {
        let (piece, rest) = bytes.split_at(bytes.len().min(wanted - self.holds));
        self.held[self.holds..][..piece.len()].copy_from_slice(piece);
        self.holds += piece.len();
        rest
    }
}

const CHECKSUM: usize = 4;

#[cfg(test)]
mod tests;
