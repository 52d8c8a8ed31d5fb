//! A `tracing` event for each finished call, for people without OpenTelemetry.

use std::sync::Arc;

use crate::record::CallRecord;
use crate::semconv::Attribute;
use crate::sink::RecordSink;

/// A sink that emits one `tracing` event per finished call: target `genai_otel::call`, level info,
/// or warn for failures. No content. What is unknown is absent.
///
/// ```
/// use genai_otel_core::{Instrumentation, TracingEvents};
///
/// let instrumentation = Instrumentation::builder().sink(TracingEvents).build();
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingEvents;

impl RecordSink for TracingEvents {
    fn record(&self, record: &Arc<CallRecord>) {
        macro_rules! emit {
            ($level:ident) => {
                tracing::$level!(
                    target: "genai_otel::call",
                    operation = record.operation.as_str(),
                    provider = record.provider.as_ref().map(|provider| provider.as_str()),
                    model = record.request.model.as_deref(),
                    response_model = record.response.model.as_deref(),
                    tool = record.tool.as_ref().and_then(|tool| tool.name.as_deref()),
                    outcome = record.outcome.as_str(),
                    error_type = record.error_type.as_deref(),
                    duration_seconds = record.duration.as_secs_f64(),
                    input_tokens = record.usage.input.value(),
                    output_tokens = record.usage.output.value(),
                    cost = record.cost.as_ref().map(|cost| cost.amount.to_string()),
                    user_id = record.attribution.as_ref().and_then(|a| a.get(Attribute::UserId)),
                    session_id = record.attribution.as_ref().and_then(|a| a.get(Attribute::SessionId)),
                    "{} {}", record.operation, record.outcome
                )
            };
        }
        if record.outcome.is_failure() {
            emit!(warn);
        } else {
            emit!(info);
        }
    }
}
