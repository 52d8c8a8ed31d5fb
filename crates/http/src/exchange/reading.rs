use std::fmt;

use genai_otel_core::ErrorClass;
use genai_otel_core::wire::{WireApi, WireCall};

use super::sink::Reader;
use super::transport;
use crate::framing::{Asked, Chunks, Frames, Framing};

/// A response whose body passes.
///
/// The call ends with the protocol's last event, with the last byte that `content-length` announces, or with the
/// body. Dropped before that, it is *abandoned*.
#[derive(Debug)]
#[must_use = "a reading that is dropped is a response that nobody read"]
pub struct Reading {
    /// Nothing once it has ended.
    call: Option<WireCall>,
    api: WireApi,
    frames: Frames,
    reader: Chunks<Reader>,
    is_stream: bool,
    /// The content type says that it is JSON or a stream of it.
    claims_to_be_read: bool,
    /// The headers say that the body is compressed.
    is_encoded: bool,
    /// Bytes of the body still to come, where that is known.
    left: Option<u64>,
}

/// What the headers say of the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'h> {
    pub(super) content_type: Option<&'h str>,
    pub(super) is_encoded: bool,
}

impl Reading {
    pub(super) fn new(
        call: WireCall,
        mut reader: Reader,
        claim: Claim<'_>,
        asked: Asked,
        length: Option<u64>,
    ) -> Self {
        let Claim { content_type, is_encoded } = claim;
        let frames = Frames::new(content_type, asked);
        reader.set_checked(frames.may_have_checksums());
        let mut reading = Self {
            call: Some(call),
            api: reader.api,
            frames,
            is_stream: asked == Asked::Stream,
            reader: Chunks::new(reader),
            claims_to_be_read: content_type.is_some_and(|claim| {
                ["json", "event-stream", "eventstream"].iter().any(|kind| claim.contains(kind))
            }),
            is_encoded,
            left: length,
        };
        if length == Some(0) {
            reading.end();
        }
        reading
    }

    /// Runs what reads or polls the body: its panic is the call's.
    pub fn read<T>(&self, read: impl FnOnce() -> T) -> T {
        match &self.call {
            Some(call) => call.read(read),
            None => read(),
        }
    }

    /// The next bytes of the body have come.
    pub fn data(&mut self, bytes: &[u8]) {
        if self.call.is_none() {
            return;
        }
        let was_unknown = self.frames.framing().is_none();
        // Only there are the values of a model packed once more.
        if self.api == WireApi::BedrockInvokeModel {
            self.frames.push(bytes, &mut self.reader);
        } else {
            self.frames.push(bytes, self.reader.inner_mut());
        }
        if was_unknown && let Some(framing) = self.frames.framing() {
            self.reader.inner_mut().set_checked(framing == Framing::EventStream);
        }
        self.count_chunks();
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        if self.reader.inner().is_last || self.left == Some(0) {
            self.end();
        }
    }

    /// The body has come to its end. A stream that ends within an event, or without the last event that its protocol
    /// has for certain, is an error of the transport.
    pub fn end(&mut self) {
        self.finish_frames();
        self.report_unread();
        let Some(mut call) = self.call.take() else { return };
        let seen = self.reader.inner_mut().observe(&mut call);
        if self.is_broken() {
            call.fail(ErrorClass::from_static("UnexpectedEof"), seen);
        } else {
            call.finish(seen);
        }
    }

    /// The body broke off with this error of the client.
    pub fn fail<E: fmt::Display + 'static>(&mut self, error: &E) {
        match transport::known_class(error) {
            Some(class) => self.fail_as(class),
            None => {
                self.finish_frames();
                if let Some(mut call) = self.call.take() {
                    let seen = self.reader.inner_mut().observe(&mut call);
                    call.fail_with(error, seen);
                }
            }
        }
    }

    /// The body broke off for a reason that the caller has classified.
    pub fn fail_as(&mut self, class: ErrorClass) {
        self.finish_frames();
        if let Some(mut call) = self.call.take() {
            let seen = self.reader.inner_mut().observe(&mut call);
            call.fail(class, seen);
        }
    }

    /// No more bytes come: ends the frame that is open.
    fn finish_frames(&mut self) {
        if self.api == WireApi::BedrockInvokeModel {
            self.frames.finish(&mut self.reader);
        } else {
            self.frames.finish(self.reader.inner_mut());
        }
        self.count_chunks();
    }

    /// Counts a body of which nothing could be read although it claims to be what is read. One that breaks off or is
    /// left may have had its first value still to come.
    fn report_unread(&self) {
        let reader = self.reader.inner();
        let is_garbage = match self.frames.framing() {
            Some(Framing::Unread) => true,
            Some(_) if reader.has_value => false,
            Some(_) => self.is_encoded || reader.has_frame || self.frames.fault().is_some(),
            None => false,
        };
        if let (true, true, Some(call)) = (self.claims_to_be_read, is_garbage, &self.call) {
            call.report_unread();
        }
    }

    fn count_chunks(&mut self) {
        let chunks = std::mem::take(&mut self.reader.inner_mut().chunks);
        if let Some(call) = &mut self.call {
            for _ in 0..chunks {
                call.chunk();
            }
        }
    }

    fn is_broken(&self) -> bool {
        let framing = self.frames.framing();
        if !self.is_stream || matches!(framing, Some(Framing::Whole | Framing::Unread) | None) {
            return false;
        }
        let must_have_last =
            matches!(self.api, WireApi::AnthropicMessages | WireApi::OpenAiResponses)
                && framing == Some(Framing::Sse);
        let reader = self.reader.inner();
        !reader.is_whole || (must_have_last && !reader.is_last)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.call.is_none() {
            return;
        }
        self.finish_frames();
        let Some(mut call) = self.call.take() else { return };
        let reader = self.reader.inner_mut();
        // Clients need not ask whether more comes behind a value that is whole.
        let is_over = self.frames.framing() == Some(Framing::Whole) && reader.is_value;
        let seen = reader.observe(&mut call);
        if is_over { call.finish(seen) } else { call.abandon(seen) }
    }
}
