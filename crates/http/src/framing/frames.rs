use super::content_type::{Asked, Claim};
use super::event_stream::EventStream;
use super::first_byte::{FirstByte, Found};
use super::ndjson::NdJson;
use super::sse::Sse;
use super::values::Values;
use super::whole::Whole;
use super::{Fault, FrameSink};

/// Finds the frames in the bytes of one response, as they come.
///
/// Any split of the bytes into slices gives the same frames. Nothing is allocated, and nothing of a frame's data is
/// held.
#[derive(Clone, Debug)]
pub struct Frames {
    parser: Parser,
    framing: Option<Framing>,
    fault: Option<Fault>,
}

/// How the bytes of a response are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// Server-sent events.
    Sse,
    /// A value per line.
    NdJson,
    /// Elements of a JSON array, or JSON values one after another.
    Values,
    /// Messages of an AWS event stream.
    EventStream,
    /// One frame.
    Whole,
    /// No frame: nothing that could be read.
    Unread,
}

impl Frames {
    /// For a response with this `content-type`, to a request that asked for this.
    ///
    /// A content type alone is not trusted, see [the module](super).
    #[must_use]
    pub fn new(content_type: Option<&str>, asked: Asked) -> Self {
        let first = FirstByte::new(Claim::read(content_type), asked);
        Self { parser: Parser::FirstByte(first), framing: None, fault: None }
    }

    /// For bytes that are known to be this.
    #[must_use]
    pub fn of(framing: Framing) -> Self {
        Self { parser: Parser::new(framing, false), framing: Some(framing), fault: None }
    }

    /// Takes the next bytes of the body. After a fault, and after [`finish`](Self::finish), nothing is read.
    pub fn push<S: FrameSink + ?Sized>(&mut self, mut bytes: &[u8], sink: &mut S) {
        if let Parser::FirstByte(first) = &mut self.parser {
            let Some(Found { framing, at, indented }) = first.look(bytes) else { return };
            bytes = &bytes[at..];
            self.framing = Some(framing);
            self.parser = Parser::new(framing, indented);
        }
        let outcome = match &mut self.parser {
            Parser::FirstByte(_) | Parser::Unread => Ok(()),
            Parser::Sse(sse) => {
                sse.push(bytes, sink);
                Ok(())
            }
            Parser::NdJson(lines) => {
                lines.push(bytes, sink);
                Ok(())
            }
            Parser::Whole(whole) => {
                whole.push(bytes, sink);
                Ok(())
            }
            Parser::Values(values) => values.push(bytes, sink),
            Parser::EventStream(messages) => messages.push(bytes, sink),
        };
        if let Err(fault) = outcome {
            self.fault = Some(fault);
            self.parser = Parser::Unread;
        }
    }

    /// No more bytes come. A frame that is open ends here.
    pub fn finish<S: FrameSink + ?Sized>(&mut self, sink: &mut S) {
        let outcome = match &mut self.parser {
            Parser::FirstByte(_) | Parser::Unread => Ok(()),
            Parser::Sse(sse) => sse.finish(sink),
            Parser::NdJson(lines) => {
                lines.finish(sink);
                Ok(())
            }
            Parser::Whole(whole) => {
                whole.finish(sink);
                Ok(())
            }
            Parser::Values(values) => values.finish(sink),
            Parser::EventStream(messages) => messages.finish(sink),
        };
        self.fault = self.fault.or(outcome.err());
        self.parser = Parser::Unread;
    }

    /// Whether the next frame may be one whose checksum comes behind it: what the bytes are is known after the first of
    /// them.
    #[must_use]
    pub const fn may_have_checksums(&self) -> bool {
        match &self.parser {
            Parser::FirstByte(first) => first.may_be_event_stream(),
            parser => matches!(parser, Parser::EventStream(_)),
        }
    }

    /// What the bytes are, once the first that says so has come.
    #[must_use]
    pub const fn framing(&self) -> Option<Framing> {
        self.framing
    }

    /// Why the rest of the response is not read, or after [`finish`](Self::finish) why its end is none. The frame in
    /// which that happened, if it had begun, ended with the same.
    #[must_use]
    pub const fn fault(&self) -> Option<Fault> {
        self.fault
    }
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one per response, and it moves once")]
enum Parser {
    FirstByte(FirstByte),
    Sse(Sse),
    NdJson(NdJson),
    Values(Values),
    EventStream(EventStream),
    Whole(Whole),
    Unread,
}

impl Parser {
    fn new(framing: Framing, indented: bool) -> Self {
        match framing {
            Framing::Sse => Self::Sse(Sse::new(indented)),
            Framing::NdJson => Self::NdJson(NdJson::default()),
            Framing::Values => Self::Values(Values::new()),
            Framing::EventStream => Self::EventStream(EventStream::new()),
            Framing::Whole => Self::Whole(Whole::default()),
            Framing::Unread => Self::Unread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_takes_half_a_kibibyte_whatever_comes() {
        assert!(size_of::<Frames>() <= 512, "{} bytes", size_of::<Frames>());
    }
}
