use super::base64::Decoder;
use super::{Fault, FrameSink, Head};

/// Unwraps the messages of Bedrock's `InvokeModelWithResponseStream` on their way to a sink: the data of a `chunk` is
/// `{"bytes":"…"}`, and what the model said is the Base64 in it.
///
/// Everything else, exceptions for example, passes as it is. A chunk without `bytes` is a frame without data.
///
/// ```
/// use genai_otel_http::framing::{Chunks, Fault, FrameSink, Head};
///
/// #[derive(Default)]
/// struct Data(Vec<u8>);
///
/// impl FrameSink for Data {
///     fn begin(&mut self, _head: Head<'_>) {}
///     fn data(&mut self, piece: &[u8]) {
///         self.0.extend(piece);
///     }
///     fn end(&mut self, outcome: Result<(), Fault>) {
///         assert_eq!(outcome, Ok(()));
///     }
/// }
///
/// let mut chunks = Chunks::new(Data::default());
/// chunks.begin(Head::Event(Some("chunk")));
/// chunks.data(br#"{"bytes":"eyJ0eXBlIjoibWVzc2Fn"#);
/// chunks.data(br#"ZV9zdG9wIn0=","p":"abcd"}"#);
/// chunks.end(Ok(()));
/// assert_eq!(chunks.into_inner().0, br#"{"type":"message_stop"}"#);
/// ```
#[derive(Clone, Debug)]
pub struct Chunks<S> {
    sink: S,
    /// Of the chunk that is open; none while another frame is.
    chunk: Option<Chunk>,
}

impl<S> Chunks<S> {
    /// Unwraps for this sink.
    pub const fn new(sink: S) -> Self {
        Self { sink, chunk: None }
    }

    /// The sink.
    pub const fn inner(&self) -> &S {
        &self.sink
    }

    /// The sink, to change.
    pub const fn inner_mut(&mut self) -> &mut S {
        &mut self.sink
    }

    /// Gives the sink back.
    #[must_use]
    pub fn into_inner(self) -> S {
        self.sink
    }
}

impl<S: FrameSink> FrameSink for Chunks<S> {
    fn begin(&mut self, head: Head<'_>) {
        self.chunk = (head == Head::Event(Some("chunk"))).then(Chunk::default);
        self.sink.begin(head);
    }

    fn data(&mut self, piece: &[u8]) {
        match &mut self.chunk {
            Some(chunk) => chunk.read(piece, &mut self.sink),
            None => self.sink.data(piece),
        }
    }

    fn end(&mut self, outcome: Result<(), Fault>) {
        let decoded = match self.chunk.take() {
            Some(chunk) => chunk.decoder.finish(&mut self.sink),
            None => Ok(()),
        };
        self.sink.end(outcome.and(decoded));
    }

    fn renamed(&mut self, name: &str) {
        self.sink.renamed(name);
    }

    fn keep_alive(&mut self) {
        self.sink.keep_alive();
    }
}

/// Looks for the member `bytes` of the outermost object.
#[derive(Clone, Debug, Default)]
struct Chunk {
    place: Place,
    depth: u64,
    /// The next string of the outermost object is a name.
    names: bool,
    /// The last name of the outermost object was `bytes`.
    wanted: bool,
    decoder: Decoder,
}

#[derive(Clone, Copy, Debug, Default)]
enum Place {
    #[default]
    Outside,
    String,
    Escape,
    /// In a name of which so many bytes are those of `bytes`; none if it is another.
    Name(Option<usize>),
    NameEscape,
    Bytes,
    /// Behind a backslash in `bytes`, which stands before a slash if anywhere.
    BytesEscape,
}

impl Chunk {
    fn read<S: FrameSink>(&mut self, piece: &[u8], sink: &mut S) {
        let mut at = 0;
        while let Some((&byte, behind)) = piece.get(at..).and_then(<[u8]>::split_first) {
            self.place = match (self.place, byte) {
                (Place::Outside, byte) => self.outside(byte),
                (Place::String, b'"') | (Place::Bytes, b'"') => Place::Outside,
                (Place::String, b'\\') => Place::Escape,
                (Place::String | Place::Escape, _) => Place::String,
                (Place::Name(read), b'"') => {
                    self.wanted = read == Some(WANTED.len());
                    Place::Outside
                }
                (Place::Name(_), b'\\') => Place::NameEscape,
                (Place::Name(read), byte) => Place::Name(
                    read.filter(|&read| WANTED.get(read) == Some(&byte)).map(|read| read + 1),
                ),
                (Place::NameEscape, _) => Place::Name(None),
                (Place::Bytes, b'\\') => Place::BytesEscape,
                (Place::Bytes, _) => {
                    let run = memchr::memchr2(b'"', b'\\', behind).unwrap_or(behind.len());
                    self.decoder.push(&piece[at..=at + run], sink);
                    at += run;
                    Place::Bytes
                }
                (Place::BytesEscape, byte) => {
                    // Whatever else is escaped is no digit, and its letter would pass as one.
                    self.decoder.push(if byte == b'/' { b"/" } else { b"\\" }, sink);
                    Place::Bytes
                }
            };
            at += 1;
        }
    }

    fn outside(&mut self, byte: u8) -> Place {
        match byte {
            b'{' | b'[' => {
                self.depth = self.depth.saturating_add(1);
                self.names = self.depth == 1 && byte == b'{';
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' => self.names = self.depth == 1,
            b':' => self.names = false,
            b'"' if self.depth != 1 => return Place::String,
            b'"' if self.names => return Place::Name(Some(0)),
            b'"' if self.wanted => return Place::Bytes,
            b'"' => return Place::String,
            _ => {}
        }
        Place::Outside
    }
}

const WANTED: &[u8] = b"bytes";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::collected::Collected;

    fn unwrapped(name: &str, pieces: &[&[u8]]) -> String {
        let mut chunks = Chunks::new(Collected::default());
        chunks.begin(Head::Event(Some(name)));
        pieces.iter().filter(|piece| !piece.is_empty()).for_each(|piece| chunks.data(piece));
        chunks.end(Ok(()));
        chunks.into_inner().into_text()
    }

    #[test]
    fn the_bytes_of_a_chunk_are_decoded_wherever_they_stand() {
        let payload: &[u8] =
            br#"{"p":"a\"bytes", "x":{"bytes":"AAAA"},"bytes2":"AAAA","b\ytes":"AAAA",
            "bytes" : "eyJhIjoiPz8\/In0=","q":["bytes","AAAA"]}"#;
        let wanted = "<chunk> {\"a\":\"???\"}\n";
        for at in 0..=payload.len() {
            let (one, two) = payload.split_at(at);
            assert_eq!(unwrapped("chunk", &[one, two]), wanted, "split at {at}");
        }
        let bytes: Vec<&[u8]> = payload.chunks(1).collect();
        assert_eq!(unwrapped("chunk", &bytes), wanted);
    }

    #[test]
    fn what_is_no_chunk_passes_as_it_is() {
        let payload = br#"{"bytes":"eyJ9"}"#;
        assert_eq!(unwrapped("metadata", &[payload]), "<metadata> {\"bytes\":\"eyJ9\"}\n");
        assert_eq!(unwrapped("chunk", &[br#"{"p":"abc"}"#]), "<chunk> \n");
        assert_eq!(unwrapped("chunk", &[b"null"]), "<chunk> \n");
    }

    #[test]
    fn bytes_that_are_not_base64_are_told_with_what_came_before() {
        for (payload, wanted) in [
            (&br#"{"bytes":"e30="}"#[..], "<chunk> {}\n"),
            (br#"{"bytes":"e30"}"#, "<chunk> {}\n"),
            (br#"{"bytes":"e30=e30="}"#, "<chunk> {} !Base64\n"),
            (br#"{"bytes":"e30=\u002b"}"#, "<chunk> {} !Base64\n"),
            (br#"{"bytes":"W3t9!XQ=="}"#, "<chunk> [{} !Base64\n"),
            (br#"{"bytes":"W3t9X"}"#, "<chunk> [{} !Base64\n"),
        ] {
            assert_eq!(unwrapped("chunk", &[payload]), wanted, "{}", payload.escape_ascii());
        }
    }
}
