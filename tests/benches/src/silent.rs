//! What the API itself does where no SDK is installed.

use std::hint::black_box;

use opentelemetry::KeyValue;
use opentelemetry::global::BoxedTracer;
use opentelemetry::trace::{Span, Tracer};

/// The span of the chat call, as cheap as a program can offer it: every attribute at the start, no text
/// copied, no metric, no context.
pub fn span(tracer: &BoxedTracer) {
    let mut span = tracer
        .span_builder("chat gpt-4o")
        .with_attributes(black_box([
            KeyValue::new("gen_ai.operation.name", "chat"),
            KeyValue::new("gen_ai.provider.name", "openai"),
            KeyValue::new("gen_ai.request.model", "gpt-4o"),
            KeyValue::new("gen_ai.request.temperature", 0.2),
            KeyValue::new("gen_ai.request.max_tokens", 1_000),
            KeyValue::new("user.id", "user-4711"),
            KeyValue::new("gen_ai.response.model", "gpt-4o-2024-08-06"),
            KeyValue::new("gen_ai.response.id", "chatcmpl-9bX2kQ7dYv1mR4tWz8LpAe3"),
            KeyValue::new("gen_ai.response.finish_reasons", "stop"),
            KeyValue::new("gen_ai.usage.input_tokens", 1_210),
            KeyValue::new("gen_ai.usage.output_tokens", 305),
            KeyValue::new("genai_otel.output_tokens_per_second", 76.25),
        ]))
        .start(tracer);
    black_box(&mut span).end();
}
