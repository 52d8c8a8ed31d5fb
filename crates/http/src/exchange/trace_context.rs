//! W3C trace context, as headers.

use genai_otel_core::opentelemetry::Context;
use genai_otel_core::opentelemetry::trace::TraceContextExt;

/// The values of `traceparent` and `tracestate`; nothing without a span.
pub(super) fn of(context: &Context) -> Option<(String, String)> {
    let span = context.span();
    let span = span.span_context();
    let parent = || {
        let (trace, id, flags) = (span.trace_id(), span.span_id(), span.trace_flags().to_u8());
        (format!("00-{trace}-{id}-{:02x}", flags & 1), span.trace_state().header())
    };
    span.is_valid().then(parent)
}
