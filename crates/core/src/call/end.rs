//! The end of a call: the record is computed once, and the exits copy it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::Context;
use opentelemetry::trace::{Status, TraceContextExt};

use super::progress::Verdict;
use super::scope::CallScope;
use super::state::CallShared;
use crate::health::Trouble;
use crate::record::CallRecord;
use crate::span::{self, Written};

/// Ends the call of `scope`, unless it has ended. Never panics: sinks are caught.
pub(super) fn end(scope: &CallScope, verdict: Verdict) {
    let (Some(shared), Some(context)) = (scope.handle().shared(), scope.own_context()) else {
        return;
    };
    let instrumentation = &shared.instrumentation;
    let now = instrumentation.monotonic();
    let (record, troubles, exits) = {
        let mut state = shared.lock();
        if state.ended {
            return;
        }
        let (record, troubles) = state.close(now, verdict);
        let exits = Exits {
            span: state.has_span.then_some((state.written, state.nameless)),
            counted_active: state.counted_active,
        };
        (record, troubles, exits)
    };
    // No lock of ours is held from here: processors, readers and sinks are other people's code.
    for trouble in troubles {
        instrumentation.report(trouble, &"see the attributes of the call's span");
    }
    exits.write(shared, context, record);
}

/// What there is to write beside the sinks.
struct Exits {
    /// What the span has from its start, and whether its name is still to come.
    span: Option<(Written, bool)>,
    counted_active: bool,
}

impl Exits {
    fn write(&self, shared: &CallShared, context: &Context, record: CallRecord) {
        if let Some((written, nameless)) = self.span {
            end_span(shared, context, &record, written, nameless);
        }
        let instrumentation = &shared.instrumentation;
        if let Some(instruments) = &shared.otel.instruments {
            let names = instrumentation.names();
            instruments.record(&record, names);
            if self.counted_active {
                instruments.active(&record.operation, record.provider.as_ref(), names, -1);
            }
        }
        let sinks = instrumentation.sinks();
        if sinks.is_empty() {
            return;
        }
        let record = Arc::new(record);
        for sink in sinks {
            if catch_unwind(AssertUnwindSafe(|| sink.record(&record))).is_err() {
                instrumentation.report(Trouble::SinkPanic, &"a record sink panicked");
            }
        }
    }
}

fn end_span(
    shared: &CallShared,
    context: &Context,
    record: &CallRecord,
    written: Written,
    nameless: bool,
) {
    let span = context.span();
    if span.is_recording() {
        span.set_attributes(span::late_attributes(
            record,
            shared.instrumentation.profile(),
            written,
        ));
        if nameless {
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
