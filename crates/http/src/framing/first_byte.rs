use super::content_type::{Asked, Claim};
use super::frames::Framing;

/// Waits for the first byte that says what the body is. A mark of byte order and white space before it say nothing, and
/// are no part of any frame.
#[derive(Clone, Debug)]
pub(super) struct FirstByte {
    claim: Claim,
    asked: Asked,
    /// Bytes of the mark of byte order that were seen; past it, as many as it has.
    mark: usize,
    /// The line begins with white space.
    indented: bool,
}

/// What it said, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) framing: Framing,
    /// Bytes before it.
    pub(super) at: usize,
    /// White space stands before it in its line, which matters to server-sent events.
    pub(super) indented: bool,
}

impl FirstByte {
    pub(super) const fn new(claim: Claim, asked: Asked) -> Self {
        Self { claim, asked, mark: 0, indented: false }
    }

    pub(super) const fn may_be_event_stream(&self) -> bool {
        matches!(self.claim, Claim::EventStream | Claim::Nothing)
    }

    pub(super) fn look(&mut self, bytes: &[u8]) -> Option<Found> {
        for (at, &byte) in bytes.iter().enumerate() {
            if MARK.get(self.mark) == Some(&byte) {
                self.mark += 1;
                continue;
            }
            if matches!(self.mark, 1 | 2) {
                // Half a mark: whatever these bytes are, they are not known.
                return Some(Found { framing: self.framing(MARK[0]), at, indented: true });
            }
            self.mark = MARK.len();
            match byte {
                b'\n' | b'\r' => self.indented = false,
                b' ' | b'\t' => self.indented = true,
                _ => {
                    let framing = self.framing(byte);
                    return Some(Found { framing, at, indented: self.indented });
                }
            }
        }
        None
    }

    /// What a body is that begins with `byte`.
    fn framing(&self, byte: u8) -> Framing {
        let json = match self.asked {
            Asked::Stream => Framing::Values,
            Asked::Whole => Framing::Whole,
        };
        match (self.claim, byte) {
            (Claim::Media, _) => Framing::Unread,
            // Lines may hold arrays as well, and a line by itself is as good as a body.
            (Claim::NdJson, b'{' | b'[') => Framing::NdJson,
            (_, b'{' | b'[') => json,
            // `f` and `n` begin a word of JSON, which no field of an event does that is read here.
            (Claim::Json, b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => json,
            (_, b'd' | b'e' | b'i' | b'r' | b':') => Framing::Sse,
            // No text begins with a control character; what gzip made does.
            (Claim::Sse, b' '..) => Framing::Sse,
            (Claim::NdJson, b' '..) => Framing::NdJson,
            (Claim::EventStream, _) => Framing::EventStream,
            // The high byte of a length below 32 MiB.
            (Claim::Nothing, 0 | 1) if self.asked == Asked::Stream => Framing::EventStream,
            _ => Framing::Unread,
        }
    }
}

/// The mark of byte order in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in bodies that begin so, by what the content type says.
    fn found(content_type: Option<&str>, asked: Asked) -> Vec<Framing> {
        [
            &b"{\"a\":1}"[..],
            b"\r\n [{",
            b"data: {}",
            b": hello",
            b"id: 1",
            b"\0\0\0\x90",
            b"null",
            b"\x1f\x8b",
        ]
        .iter()
        .map(|body| FirstByte::new(Claim::read(content_type), asked).look(body).unwrap().framing)
        .collect()
    }

    #[test]
    fn the_first_byte_settles_what_the_content_type_claims() {
        use Asked::{Stream, Whole};
        use Framing::{EventStream as Aws, NdJson as Lines, Sse, Unread, Values, Whole as Body};
        for (content_type, asked, wanted) in [
            (
                Some("text/event-stream"),
                Stream,
                [Values, Values, Sse, Sse, Sse, Unread, Sse, Unread],
            ),
            (Some("text/event-stream"), Whole, [Body, Body, Sse, Sse, Sse, Unread, Sse, Unread]),
            (
                Some("application/json"),
                Stream,
                [Values, Values, Sse, Sse, Sse, Unread, Values, Unread],
            ),
            (Some("application/json"), Whole, [Body, Body, Sse, Sse, Sse, Unread, Body, Unread]),
            (
                Some("application/x-ndjson"),
                Stream,
                [Lines, Lines, Sse, Sse, Sse, Unread, Lines, Unread],
            ),
            (
                Some("application/vnd.amazon.eventstream"),
                Stream,
                [Values, Values, Sse, Sse, Sse, Aws, Aws, Aws],
            ),
            (None, Stream, [Values, Values, Sse, Sse, Sse, Aws, Unread, Unread]),
            (None, Whole, [Body, Body, Sse, Sse, Sse, Unread, Unread, Unread]),
            (Some("audio/mpeg"), Whole, [Unread; 8]),
        ] {
            assert_eq!(found(content_type, asked), wanted, "{content_type:?} {asked:?}");
        }
    }

    #[test]
    fn a_mark_of_byte_order_and_white_space_say_nothing() {
        let mut first = FirstByte::new(Claim::Nothing, Asked::Stream);
        for bytes in [&b"\xef"[..], b"\xbb", b"", b"\xbf ", b"\n\t"] {
            assert_eq!(first.look(bytes), None);
        }
        let found = Found { framing: Framing::Sse, at: 1, indented: true };
        assert_eq!(first.look(b" data:"), Some(found));
        let mut half = FirstByte::new(Claim::Nothing, Asked::Stream);
        let found = Found { framing: Framing::Unread, at: 2, indented: true };
        assert_eq!(half.look(b"\xef\xbb{}"), Some(found));
    }
}
