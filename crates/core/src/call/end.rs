//! The end of a call: the record is computed once, and the exits copy it.

use std::time::SystemTime;

use opentelemetry::trace::{Status, TraceContextExt};
use opentelemetry::{Context, KeyValue};

use super::progress::Verdict;
use super::scope::CallScope;
use super::state::{CallShared, CallState};
use crate::exits;
use crate::health::Trouble;
use crate::span;

/// Ends the call of `scope`, unless it has ended. A panic of other people's code goes no further.
pub(super) fn end(scope: &CallScope, verdict: Verdict) {
    let (Some(shared), Some(context)) = (scope.handle().shared(), scope.own_context()) else {
        return;
    };
    let instrumentation = &shared.instrumentation;
    let Some(mut state) = shared.lock().take() else { return };
    let now = instrumentation.monotonic();
    // No lock of ours is held from here: processors, readers and sinks are other people's code.
    if let (true, Some(instruments)) = (state.counted_active, &shared.otel.instruments) {
        instrumentation.caught(Trouble::ExitPanic, "recording metrics panicked", || {
            instruments.active(&state.record, instrumentation.names(), -1);
        });
    }
    for trouble in state.close(now, verdict, instrumentation) {
        instrumentation.report(trouble, &"see the attributes of the call's span");
    }
    // One list, for the span's attributes and then for the metrics': each call makes it once.
    let mut list = span::list();
    if state.has_span {
        let end = || end_span(shared, context, &mut state, list);
        let ended = instrumentation.caught(Trouble::ExitPanic, "a span processor panicked", end);
        list = ended.unwrap_or_else(span::list);
    }
    exits::measure(instrumentation, &shared.otel, &state.record, list);
    exits::tell(instrumentation, || state.record);
}

/// Ends the span. Gives back the list, emptied.
fn end_span(
    shared: &CallShared,
    context: &Context,
    state: &mut CallState,
    mut list: Vec<KeyValue>,
) -> Vec<KeyValue> {
    let span = context.span();
    let record = &state.record;
    if span.is_recording() {
        let instrumentation = &shared.instrumentation;
        let conventions = (instrumentation.profile(), instrumentation.cost_names());
        let facts = (record, state.contradictory);
        list = span::late_attributes(facts, conventions, &mut state.written, list);
        span.set_attributes(list.drain(..));
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
    list
}
