//! The end of a call: the record is computed once, and the exits copy it.

use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::Context;
use opentelemetry::trace::{Status, TraceContextExt};

use super::progress::Verdict;
use super::scope::CallScope;
use super::state::{CallShared, CallState};
use crate::caught::caught;
use crate::health::Trouble;
use crate::span;

/// Ends the call of `scope`, unless it has ended. Never panics: sinks are caught.
pub(super) fn end(scope: &CallScope, verdict: Verdict) {
    let (Some(shared), Some(context)) = (scope.handle().shared(), scope.own_context()) else {
        return;
    };
    let instrumentation = &shared.instrumentation;
    let now = instrumentation.monotonic();
    let Some(mut state) = shared.lock().take() else { return };
    // No lock of ours is held from here: processors, readers and sinks are other people's code.
    if let (true, Some(instruments)) = (state.counted_active, &shared.otel.instruments) {
        instruments.active(&state.record, instrumentation.names(), -1);
    }
    for trouble in state.close(now, verdict) {
        instrumentation.report(trouble, &"see the attributes of the call's span");
    }
    if state.has_span {
        end_span(shared, context, &state);
    }
    if let Some(instruments) = &shared.otel.instruments {
        instruments.record(&state.record, instrumentation.names());
    }
    let sinks = instrumentation.sinks();
    if sinks.is_empty() {
        return;
    }
    let record = Arc::new(state.record);
    for sink in sinks {
        if caught(|| sink.record(&record)).is_none() {
            instrumentation.report(Trouble::SinkPanic, &"a record sink panicked");
        }
    }
}

fn end_span(shared: &CallShared, context: &Context, state: &CallState) {
    let span = context.span();
    let record = &state.record;
    if span.is_recording() {
        span.set_attributes(span::late_attributes(
            record,
            shared.instrumentation.profile(),
            state.written,
        ));
        if state.nameless {
            span.update_name(span::name(record));
        }
        let status = span::status(record);
        if status != Status::Unset {
            span.set_status(status);
        }
    }
    // The span ends at its start plus the measured duration, so that it and the metric say the same
    // even when the time of day was set in between.
    let started = record.started_at.unwrap_or(SystemTime::UNIX_EPOCH);
    span.end_with_timestamp(started.checked_add(record.duration).unwrap_or(started));
}
