//! What the frames of a response say.

use std::fmt;

use genai_otel_core::Observation;
use genai_otel_core::wire::{ResponseEvent, ResponseReader, WireApi, WireCall};

use crate::estimate::Estimating;
use crate::framing::{Fault, FrameSink, Head};

/// Reads frames, and notes the last one.
pub(super) struct Reader {
    pub(super) api: WireApi,
    reader: ResponseReader,
    estimating: Option<Estimating>,
    /// The first bytes of the frame, as far as the mark of `OpenAI` is long.
    start: [u8; DONE.len()],
    length: usize,
    named_last: bool,
    is_output: bool,
    /// The frame is called an error.
    named_error: bool,
    /// A frame was called so.
    has_failed: bool,
    /// The failure that an AWS message reports.
    exception: Option<String>,
    /// The same of the message being read, whose checksum comes behind it.
    reported: Option<String>,
    /// Frames that bear output, since they were last taken.
    pub(super) chunks: u32,
    /// The protocol's last frame has come. What follows in the same slice is passed over, as what comes later is.
    pub(super) is_last: bool,
    /// Whether the latest frame was whole.
    pub(super) is_whole: bool,
    /// Whether the latest frame was JSON to its end.
    pub(super) is_value: bool,
    /// A frame was what its protocol puts into one.
    pub(super) has_value: bool,
    /// A frame that is not empty has come.
    pub(super) has_frame: bool,
}

impl Reader {
    pub(super) fn new(api: WireApi, is_stream: bool, estimating: Option<Estimating>) -> Self {
        let reader = if is_stream { ResponseReader::of_events() } else { ResponseReader::new() };
        Self {
            api,
            reader,
            estimating,
            start: [0; DONE.len()],
            length: 0,
            named_last: false,
            is_output: false,
            named_error: false,
            has_failed: false,
            exception: None,
            reported: None,
            chunks: 0,
            is_last: false,
            is_whole: true,
            is_value: false,
            has_value: false,
            has_frame: false,
        }
    }

    /// Says whether frames may have checksums, which come behind them.
    pub(super) fn set_checked(&mut self, checked: bool) {
        self.reader.set_revocable(checked);
    }

    /// What all frames said together. Estimates go to the call itself, which knows what else is reported.
    pub(super) fn observe(&mut self, call: &mut WireCall) -> Observation {
        if let Some(estimating) = self.estimating.take() {
            estimating.tell(call);
        }
        let mut seen = std::mem::take(&mut self.reader).finish();
        if let Some(exception) = self.exception.take() {
            seen.error_code(&exception);
        } else if self.has_failed {
            seen.failed();
        }
        seen
    }

    fn name(&mut self, name: &str) {
        self.named_last = ResponseEvent::is_last_name(name);
        self.named_error = name == "error";
        // The data of these is text and not JSON.
        if matches!(self.api, WireApi::ReplicatePredictions | WireApi::ReplicateFetchPrediction) {
            self.is_output = name == "output";
            self.named_last |= name == "done";
        }
    }
}

impl Reader {
    /// Whether the frame is what its protocol puts into one.
    fn is_in_place(&self) -> bool {
        let known = &self.start[..self.length.min(DONE.len())];
        let first = known.iter().find(|byte| !byte.is_ascii_whitespace());
        // A word is JSON to a reader that is forgiving, and an answer to nobody.
        let is_json = self.is_value && matches!(first, Some(b'{' | b'['));
        is_json || self.is_output || self.named_last
    }
}

impl FrameSink for Reader {
    fn begin(&mut self, head: Head<'_>) {
        if self.is_last {
            return;
        }
        self.length = 0;
        self.named_last = false;
        self.is_output = false;
        self.named_error = false;
        self.reported = None;
        match head {
            Head::Event(Some(name)) => self.name(name),
            Head::Exception(name) | Head::Error(name) => {
                self.reported = Some(name.unwrap_or_default().to_owned());
            }
            Head::Event(None) => {}
        }
    }

    fn data(&mut self, piece: &[u8]) {
        if self.is_last {
            return;
        }
        if self.length == 0
            && let Some(start) = piece.first_chunk()
        {
            self.start = *start;
        } else if self.length < DONE.len() {
            let fits = piece.len().min(DONE.len() - self.length);
            self.start[self.length..self.length + fits].copy_from_slice(&piece[..fits]);
        }
        self.length = self.length.saturating_add(piece.len());
        self.reader.feed(piece);
        if let Some(estimating) = &mut self.estimating {
            estimating.data(piece);
        }
    }

    fn end(&mut self, outcome: Result<(), Fault>) {
        if self.is_last {
            return;
        }
        if let Some(estimating) = &mut self.estimating {
            estimating.end_event();
        }
        if outcome == Err(Fault::Checksum) {
            self.reader.revoke_event();
            self.is_whole = false;
            return;
        }
        if self.reported.is_some() {
            self.exception = self.reported.take();
        }
        let event = self.reader.end_event();
        self.is_value = event.is_whole && self.length > 0;
        self.has_failed |= self.named_error;
        let done = self.length == DONE.len() && self.start == *DONE;
        self.is_whole = outcome.is_ok() || event.is_whole || done;
        self.has_frame |= self.length > 0;
        self.has_value = self.has_value || self.is_in_place() || done;
        let is_output = event.bears_output || (self.is_output && self.length > 0);
        self.chunks = self.chunks.saturating_add(u32::from(is_output));
        self.is_last |= self.is_whole && (done || event.is_last || self.named_last);
    }

    fn renamed(&mut self, name: &str) {
        if !self.is_last {
            self.name(name);
        }
    }
}

impl fmt::Debug for Reader {
    /// Leaves out what was read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("api", &self.api)
            .field("is_last", &self.is_last)
            .finish_non_exhaustive()
    }
}

const DONE: &[u8; 6] = b"[DONE]";
