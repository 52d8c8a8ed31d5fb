use std::fmt;
use std::task::Poll;

use genai_otel_core::ErrorClass;
use genai_otel_core::wire::{WireApi, WireCall};

use super::sink::Reader;
use super::transport;
use crate::framing::{Asked, Frames, Framing};

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
    reader: Reader,
    is_stream: bool,
    /// Bytes of the body still to come, where that is known.
    left: Option<u64>,
}

impl Reading {
    pub(super) fn new(
        call: WireCall,
        api: WireApi,
        content_type: Option<&str>,
        asked: Asked,
        length: Option<u64>,
        is_stream: bool,
    ) -> Self {
        let mut reading = Self {
            call: Some(call),
            api,
            frames: Frames::new(content_type, asked),
            reader: Reader::new(api, is_stream),
            is_stream,
            left: length,
        };
        if length == Some(0) {
            reading.end();
        }
        reading
    }

    /// Polls what reads the body, inside the call.
    pub fn poll<T>(&self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        match &self.call {
            Some(call) => call.inside(poll),
            None => poll(),
        }
    }

    /// The next bytes of the body have come.
    pub fn data(&mut self, bytes: &[u8]) {
        let Some(call) = &mut self.call else { return };
        self.frames.push(bytes, &mut self.reader);
        self.reader.checked =
            self.frames.framing().is_none_or(|framing| framing == Framing::EventStream);
        for _ in 0..std::mem::take(&mut self.reader.chunks) {
            call.chunk();
        }
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        if self.reader.is_last || self.left == Some(0) {
            self.end();
        }
    }

    /// The body has come to its end. A stream that ends within an event, or without the last event that its protocol
    /// has for certain, is an error of the transport.
    pub fn end(&mut self) {
        let Some(mut call) = self.call.take() else { return };
        self.frames.finish(&mut self.reader);
        for _ in 0..std::mem::take(&mut self.reader.chunks) {
            call.chunk();
        }
        let seen = self.reader.observe();
        if self.is_broken() {
            call.fail(ErrorClass::from_static("UnexpectedEof"), seen);
        } else {
            call.finish(seen);
        }
    }

    /// The body broke off with this error of the client.
    pub fn fail<E: fmt::Display + 'static>(&mut self, error: &E) {
        match transport::boxed_class(error) {
            Some(class) => self.fail_as(class),
            None => {
                if let Some(call) = self.call.take() {
                    self.frames.finish(&mut self.reader);
                    call.fail_with(error, self.reader.observe());
                }
            }
        }
    }

    /// The body broke off for a reason that the caller has classified.
    pub fn fail_as(&mut self, class: ErrorClass) {
        if let Some(call) = self.call.take() {
            self.frames.finish(&mut self.reader);
            call.fail(class, self.reader.observe());
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
        !self.reader.is_whole || (must_have_last && !self.reader.is_last)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let Some(call) = self.call.take() else { return };
        self.frames.finish(&mut self.reader);
        // Clients need not ask whether more comes behind a value that is whole.
        let is_over = self.frames.framing() == Some(Framing::Whole) && self.reader.is_value;
        let seen = self.reader.observe();
        if is_over { call.finish(seen) } else { call.abandon(seen) }
    }
}
