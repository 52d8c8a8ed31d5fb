use super::Fault;

/// Takes frames as they pass, in pieces.
///
/// For each frame comes one [`begin`](Self::begin), any number of [`data`](Self::data), and one [`end`](Self::end); no
/// two frames overlap. How the data is cut into pieces depends on how the bytes arrived and says nothing; all pieces
/// of a frame after one another are its data.
pub trait FrameSink {
    /// A frame begins.
    fn begin(&mut self, head: Head<'_>);

    /// A piece of the frame's data, never empty, cut anywhere: within a character as well.
    fn data(&mut self, piece: &[u8]);

    /// The frame ends: by the rules of its framing, or because of what the error says. Its data is then a part of
    /// what was meant, or with a wrong checksum not to be trusted.
    fn end(&mut self, outcome: Result<(), Fault>);

    /// The frame has this name after all: server-sent events may give it behind their data. Does nothing by default.
    fn renamed(&mut self, _name: &str) {}

    /// Bytes came that say no more than that the server is alive: a comment, or an event without data. May come within
    /// a frame. Does nothing by default.
    fn keep_alive(&mut self) {}
}

impl<S: FrameSink + ?Sized> FrameSink for &mut S {
    fn begin(&mut self, head: Head<'_>) {
        (**self).begin(head);
    }

    fn data(&mut self, piece: &[u8]) {
        (**self).data(piece);
    }

    fn end(&mut self, outcome: Result<(), Fault>) {
        (**self).end(outcome);
    }

    fn renamed(&mut self, name: &str) {
        (**self).renamed(name);
    }

    fn keep_alive(&mut self) {
        (**self).keep_alive();
    }
}

/// What is known of a frame before its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Head<'a> {
    /// An ordinary frame, with the name of its event if it has one: the `event` of a server-sent event, the
    /// `:event-type` of an AWS message.
    Event(Option<&'a str>),
    /// An AWS message that reports a modelled failure, with its `:exception-type`; the data describes it.
    Exception(Option<&'a str>),
    /// An AWS message that reports any other failure, with its `:error-code`.
    Error(Option<&'a str>),
}

impl<'a> Head<'a> {
    /// The name of the event, the exception or the error. None where there is none, where it is longer than
    /// [`MOST_NAME`](super::MOST_NAME), and where it is not UTF-8.
    #[must_use]
    pub const fn name(self) -> Option<&'a str> {
        match self {
            Self::Event(name) | Self::Exception(name) | Self::Error(name) => name,
        }
    }
}
