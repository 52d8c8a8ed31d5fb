//! For code that owns its span: writing the conventions' attributes on the current one.

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;

use crate::ambient::Ambient;
use crate::attribute_set::AttributeSet;
use crate::call::CallHandle;
use crate::instrumentation::Instrumentation;
use crate::record::CallRecord;
use crate::semconv::{ModelOperation, Provider};
use crate::span;
use crate::text;
use crate::thread_context;
use crate::usage::Usage;

/// Says what the current span is: a call of this model.
///
/// Inside a call of ours that addresses a model, its record is completed instead (what was said
/// before stands), so that nothing is told twice. Otherwise the attributes go on the current
/// OpenTelemetry span; that is also the current `tracing` span where `tracing-opentelemetry` (0.32 or
/// newer, with context activation) carries it. Such a span has no metrics and no record: for those,
/// use [`track_llm_call`](crate::track_llm_call).
pub fn set_llm_attributes(provider: impl Into<Provider>, model: &str, operation: ModelOperation) {
    match target() {
        Target::Call(call) => {
            let model = text::non_empty(model);
            call.update_request(|request| request.model = model);
            call.complete_provider(provider.into());
        }
        Target::Span(context) => {
            let mut record =
                CallRecord { operation, provider: Some(provider.into()), ..CallRecord::default() };
            record.request.model = text::non_empty(model);
            write(&context, &record);
        }
    }
}

/// Records input and output tokens, both inclusive, as the provider reported them. Goes where
/// [`set_llm_attributes`] goes.
pub fn set_token_usage(input: u64, output: u64) {
    set_usage(&Usage::tokens(input, output));
}

/// Records usage with all its parts. Goes where [`set_llm_attributes`] goes.
pub fn set_usage(usage: &Usage) {
    match target() {
        Target::Call(call) => call.set_usage(usage),
        Target::Span(context) => {
            let span = context.span();
            if span.is_recording() {
                span.set_attributes(span::usage_attributes(
                    usage,
                    Instrumentation::global().profile(),
                ));
            }
        }
    }
}

enum Target {
    Call(CallHandle),
    Span(Context),
}

/// The call of ours around, unless the current span is somebody's own inside a call that addresses
/// no model: an agent's record must not take the tokens of a span inside it.
fn target() -> Target {
    let context = thread_context::current();
    let call = Ambient::of(&context).and_then(|ambient| ambient.call.as_ref()).filter(|call| {
        call.shared().is_some_and(|shared| {
            let state = shared.lock();
            let Some(state) = &*state else { return false };
            let own_span = state.current_span == Some(context.span().span_context().span_id());
            own_span || state.record.operation.class().is_exchange()
        })
    });
    match call {
        Some(call) => Target::Call(call.clone()),
        None => Target::Span(context),
    }
}

fn write(context: &Context, record: &CallRecord) {
    let span = context.span();
    if span.is_recording() {
        let profile = Instrumentation::global().profile();
        let mut written = AttributeSet::default();
        span.set_attributes(span::early_attributes(record, profile, &mut written));
    }
}
