//! Spans as records.

use std::{cell::RefCell, sync::Arc, time::Duration};

use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    trace::{Span, SpanData, SpanProcessor},
};

use super::{Intake, encode::encode, record};

/// Writes every span that ends to the spool, in place of the SDK's queue.
#[derive(Clone, Debug)]
pub(crate) struct SpoolProcessor(Arc<Intake>);

impl SpoolProcessor {
    pub(crate) fn new(intake: Arc<Intake>) -> Self {
        Self(intake)
    }
}

impl SpanProcessor for SpoolProcessor {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        // A sampler may record a span for other processors only; the specification keeps it from exporters.
        if !span.span_context.is_sampled() {
            return;
        }
        let done = SCRATCH.try_with(|scratch| {
            let mut scratch = scratch.try_borrow_mut().ok()?;
            self.0.push(scratch.write(&span));
            scratch.shrink();
            Some(())
        });
        // The thread is at its end, or has come here from here.
        if !matches!(done, Ok(Some(()))) {
            self.0.push(Scratch::default().write(&span));
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.wait_written().map_err(OTelSdkError::InternalFailure)
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        self.0.close();
        Ok(())
    }
}

/// The room in which a thread encodes, and the scope that it met last: most threads meet one.
#[derive(Debug, Default)]
struct Scratch {
    scope: Option<InstrumentationScope>,
    encoded_scope: Vec<u8>,
    payload: Vec<u8>,
}

impl Scratch {
    fn write(&mut self, span: &SpanData) -> &[u8] {
        if self.scope.as_ref() != Some(&span.instrumentation_scope) {
            self.encoded_scope = record::encode_scope(&span.instrumentation_scope, None);
            self.scope = Some(span.instrumentation_scope.clone());
        }
        self.payload.clear();
        record::begin(&self.encoded_scope, &mut self.payload);
        encode(span, &mut self.payload);
        &self.payload
    }

    fn shrink(&mut self) {
        if self.payload.capacity() > MAX_KEPT {
            self.payload = Vec::new();
        }
    }
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Memory of a span that was larger is not kept, as there may be many threads.
const MAX_KEPT: usize = 64 * 1_024;
