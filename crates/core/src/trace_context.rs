//! W3C trace context as texts, for carriers that are neither a client nor a server of HTTP.

use std::str::FromStr;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

/// The values of `traceparent`, and of `tracestate` (empty where there is none); nothing without a span.
///
/// ```
/// use genai_otel_core::opentelemetry::Context;
/// use genai_otel_core::opentelemetry::trace::TraceContextExt;
/// use genai_otel_core::trace_context;
///
/// let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
/// let span = trace_context::read(parent, "").unwrap();
/// let context = Context::new().with_remote_span_context(span);
/// assert_eq!(trace_context::write(&context), Some((parent.to_owned(), String::new())));
/// ```
#[must_use]
pub fn write(context: &Context) -> Option<(String, String)> {
    let span = context.span();
    let span = span.span_context();
    let texts = || {
        let (trace, id, flags) = (span.trace_id(), span.span_id(), span.trace_flags().to_u8());
        (format!("00-{trace}-{id}-{:02x}", flags & SAMPLED), span.trace_state().header())
    };
    span.is_valid().then(texts)
}

/// The span of another process that these values name; nothing where `parent` is not valid. A `state` that is not
/// valid is left out.
#[must_use]
pub fn read(parent: &str, state: &str) -> Option<SpanContext> {
    let mut parts = parent.split('-');
    let mut part = |length| parts.next().filter(|part| is_hex(part, length));
    let (version, trace, span, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
    // Later versions may say more behind the flags.
    if version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    let span = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(flags & SAMPLED),
        true,
        TraceState::from_str(state).unwrap_or_default(),
    );
    span.is_valid().then_some(span)
}

fn is_hex(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The only flag whose meaning every version knows.
const SAMPLED: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    #[test]
    fn a_span_survives_the_way_there_and_back() {
        let parent = format!("00-{TRACE}-b7ad6b7169203331-00");
        let span = read(&parent, "vendor=value").unwrap();
        assert!(span.is_remote() && !span.is_sampled());
        let context = Context::new().with_remote_span_context(span);
        assert_eq!(write(&context), Some((parent, "vendor=value".to_owned())));
    }

    #[test]
    fn what_a_later_version_adds_is_passed_over() {
        let span = read(&format!("01-{TRACE}-b7ad6b7169203331-ff-more"), "").unwrap();
        assert!(span.is_sampled());
        assert_eq!(span.trace_flags().to_u8(), 1);
    }

    #[test]
    fn what_is_no_trace_context_is_none() {
        let zeros = "0".repeat(32);
        for parent in [
            String::new(),
            TRACE.to_owned(),
            format!("ff-{TRACE}-b7ad6b7169203331-01"),
            format!("00-{TRACE}-b7ad6b7169203331-01-more"),
            format!("00-{TRACE}-b7ad6b7169203331"),
            format!("00-{TRACE}-b7ad6b7169203331-1"),
            format!("00-{zeros}-b7ad6b7169203331-01"),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{}-b7ad6b7169203331-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-+7ad6b7169203331-01"),
        ] {
            assert_eq!(read(&parent, ""), None, "{parent}");
        }
    }

    #[test]
    fn a_state_that_is_none_is_left_out() {
        let span = read(&format!("00-{TRACE}-b7ad6b7169203331-01"), "no state").unwrap();
        assert_eq!(span.trace_state(), &TraceState::default());
    }

    #[test]
    fn nothing_is_written_without_a_span() {
        assert_eq!(write(&Context::new()), None);
    }
}
