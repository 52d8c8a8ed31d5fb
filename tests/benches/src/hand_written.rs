//! The baseline: the call instrumented with OpenTelemetry alone.

use std::fmt::Display;
use std::time::Instant;

use opentelemetry::global::BoxedTracer;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use opentelemetry::trace::{FutureExt, SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Array, Context, KeyValue, StringValue, Value};

use crate::chat::{ChatRequest, ChatResponse};

/// A client of one provider's chat, instrumented by hand, as OpenTelemetry's documentation teaches it:
/// tracer and instruments are made once, the span carries what is known at the start and stands in the
/// context while the request runs, what the answer says is added in one write, and the metrics share
/// one list of attributes.
///
/// It does what a reviewer would ask for: names and enumerated values are static, the span's
/// attributes come in two writes, the labels are in the order of their keys, and metrics that have the
/// same labels share one list. It is not tuned further: the model's name is copied where it is needed,
/// and each token histogram gets its own list.
#[derive(Debug)]
pub struct HandWritten {
    tracer: BoxedTracer,
    duration: Histogram<f64>,
    tokens: Histogram<u64>,
    attempts: Counter<u64>,
    active: UpDownCounter<i64>,
}

impl HandWritten {
    /// Makes the instruments.
    #[must_use]
    pub fn new(tracer: BoxedTracer, meter: &Meter) -> Self {
        Self {
            tracer,
            duration: meter
                .f64_histogram("gen_ai.client.operation.duration")
                .with_unit("s")
                .with_description("How long calls take, from the request to the end of the answer.")
                .with_boundaries(SECONDS.to_vec())
                .build(),
            tokens: meter
                .u64_histogram("gen_ai.client.token.usage")
                .with_unit("{token}")
                .with_description("Tokens that calls use.")
                .with_boundaries(TOKENS.to_vec())
                .build(),
            attempts: meter
                .u64_counter("genai_otel.attempts")
                .with_unit("{attempt}")
                .with_description("Tries that calls make, retries and fallbacks included.")
                .build(),
            active: meter
                .i64_up_down_counter("genai_otel.active_calls")
                .with_unit("{call}")
                .with_description("Calls in flight.")
                .build(),
        }
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// The client's own.
    #[expect(clippy::disallowed_methods, reason = "an application reads the clock directly")]
    pub async fn chat<'r, E: Display>(
        &self,
        request: &ChatRequest,
        answer: impl Future<Output = Result<&'r ChatResponse, E>>,
    ) -> Result<&'r ChatResponse, E> {
        let in_flight = [
            KeyValue::new("gen_ai.operation.name", "chat"),
            KeyValue::new("gen_ai.provider.name", "openai"),
        ];
        self.active.add(1, &in_flight);
        let started = Instant::now();
        let span = self
            .tracer
            .span_builder(format!("chat {}", request.model))
            .with_kind(SpanKind::Client)
            .with_attributes([
                KeyValue::new("gen_ai.operation.name", "chat"),
                KeyValue::new("gen_ai.provider.name", "openai"),
                KeyValue::new("gen_ai.request.model", request.model.clone()),
                KeyValue::new("gen_ai.request.temperature", request.temperature),
                KeyValue::new("gen_ai.request.max_tokens", request.max_tokens as i64),
                KeyValue::new("user.id", request.user.clone()),
            ])
            .start(&self.tracer);
        let context = Context::current_with_span(span);

        let result = answer.with_context(context.clone()).await;

        let seconds = started.elapsed().as_secs_f64();
        let span = context.span();
        let mut labels = vec![
            KeyValue::new("gen_ai.operation.name", "chat"),
            KeyValue::new("gen_ai.provider.name", "openai"),
            KeyValue::new("gen_ai.request.model", request.model.clone()),
        ];
        match &result {
            Ok(response) => {
                let usage = &response.usage;
                let reasons =
                    response.choices.iter().map(|choice| choice.finish_reason.clone().into());
                span.set_attributes([
                    KeyValue::new("gen_ai.response.model", response.model.clone()),
                    KeyValue::new("gen_ai.response.id", response.id.clone()),
                    KeyValue::new(
                        "gen_ai.response.finish_reasons",
                        Value::Array(Array::String(reasons.collect::<Vec<StringValue>>())),
                    ),
                    KeyValue::new("gen_ai.usage.input_tokens", usage.prompt_tokens as i64),
                    KeyValue::new("gen_ai.usage.output_tokens", usage.completion_tokens as i64),
                    KeyValue::new(
                        "genai_otel.output_tokens_per_second",
                        usage.completion_tokens as f64 / seconds,
                    ),
                ]);
                self.attempts.add(1, &labels);
                labels.push(KeyValue::new("gen_ai.response.model", response.model.clone()));
                self.duration.record(seconds, &labels);
                for (kind, count) in
                    [("input", usage.prompt_tokens), ("output", usage.completion_tokens)]
                {
                    let mut labels = labels.clone();
                    labels.push(KeyValue::new("gen_ai.token.type", kind));
                    self.tokens.record(count, &labels);
                }
            }
            Err(error) => {
                span.set_attribute(KeyValue::new("error.type", "_OTHER"));
                span.set_status(Status::error(error.to_string()));
                labels.push(KeyValue::new("error.type", "_OTHER"));
                self.attempts.add(1, &labels);
                self.duration.record(seconds, &labels);
            }
        }
        span.end();
        self.active.add(-1, &in_flight);
        result
    }
}

const SECONDS: &[f64] =
    &[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS: &[f64] = &[
    1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0,
    16777216.0, 67108864.0,
];
