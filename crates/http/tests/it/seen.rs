use genai_otel_http::framing::{Asked, Chunks, Fault, FrameSink, Frames, Framing, Head};

/// What was told of a response: frames in the order of their beginning.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) frames: Vec<Frame>,
    pub(crate) keep_alives: usize,
    pub(crate) framing: Option<Framing>,
    pub(crate) fault: Option<Fault>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) head: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) data: Vec<u8>,
    /// None while it is open.
    pub(crate) outcome: Option<Result<(), Fault>>,
}

impl Seen {
    /// Reads a response that comes in slices of these sizes, over and over.
    pub(crate) fn read(
        content_type: Option<&str>,
        asked: Asked,
        body: &[u8],
        sizes: &[usize],
    ) -> Self {
        let mut sink = Chunks::new(Self::default());
        let mut frames = Frames::new(content_type, asked);
        let mut rest = body;
        for &size in sizes.iter().cycle() {
            let (slice, behind) = rest.split_at(size.min(rest.len()));
            frames.push(slice, &mut sink);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        frames.finish(&mut sink);
        let (framing, fault) = (frames.framing(), frames.fault());
        let seen = Self { framing, fault, ..sink.into_inner() };
        assert!(
            seen.frames.iter().all(|frame| frame.outcome.is_some()),
            "a frame is open at the end"
        );
        seen
    }

    fn open(&mut self) -> &mut Frame {
        let frame = self.frames.last_mut().expect("a frame has begun");
        assert_eq!(frame.outcome, None, "the frame has ended");
        frame
    }
}

impl FrameSink for Seen {
    fn begin(&mut self, head: Head<'_>) {
        assert!(self.frames.last().is_none_or(|frame| frame.outcome.is_some()), "a frame is open");
        let kind = match head {
            Head::Event(_) => "event",
            Head::Exception(_) => "exception",
            Head::Error(_) => "error",
            _ => "unknown",
        };
        let name = head.name().map(str::to_owned);
        self.frames.push(Frame { head: kind, name, data: Vec::new(), outcome: None });
    }

    fn data(&mut self, piece: &[u8]) {
        assert!(!piece.is_empty(), "a piece is empty");
        self.open().data.extend(piece);
    }

    fn end(&mut self, outcome: Result<(), Fault>) {
        self.open().outcome = Some(outcome);
    }

    fn renamed(&mut self, name: &str) {
        self.open().name = Some(name.to_owned());
    }

    fn keep_alive(&mut self) {
        self.keep_alives += 1;
    }
}

/// What a response may claim to be, one for each way of reading it.
pub(crate) const CONTENT_TYPES: [Option<&str>; 6] = [
    None,
    Some("text/event-stream"),
    Some("application/x-ndjson"),
    Some("application/json"),
    Some("application/vnd.amazon.eventstream"),
    Some("audio/mpeg"),
];
