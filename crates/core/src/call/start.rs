//! The start of a call: attribution, gates, span, context.

use std::cell::Cell;
use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::Context;
use opentelemetry::baggage::BaggageExt;
use opentelemetry::global::BoxedSpan;
use opentelemetry::trace::{Span, SpanBuilder, TraceContextExt};

use super::handle::CallHandle;
use super::scope::CallScope;
use super::state::{CallDraft, CallShared, CallState};
use crate::adopted::starting;
use crate::ambient::Ambient;
use crate::attribution::Attribution;
use crate::caught::Inside;
use crate::gate::{Admission, Refusal};
use crate::health::Trouble;
use crate::instrumentation::Instrumentation;
use crate::otel::Otel;
use crate::semconv::{Attribute, OperationClass};
use crate::span;
use crate::thread_context;

/// Starts a call. A gate's refusal is noted, not obeyed.
pub(super) fn start(draft: CallDraft) -> CallScope {
    // This never refuses, so the default is never taken.
    begin(draft, |state, refusal| {
        state.record.refused_by = Some(refusal.gate);
        Ok(())
    })
    .unwrap_or_default()
}

/// Starts a call if every gate admits it.
pub(super) fn admit(draft: CallDraft) -> Result<CallScope, Refusal> {
    begin(draft, |_, refusal| Err(refusal))
}

fn begin(
    mut draft: CallDraft,
    on_refusal: impl FnOnce(&mut CallState, Refusal) -> Result<(), Refusal>,
) -> Result<CallScope, Refusal> {
    let parent = thread_context::current();
    let CallDraft { instrumentation, otel, state } = &mut draft;
    attribute(state, &parent, instrumentation.baggage());
    // Before the gates, which count the call at the time that its record will have.
    let now = instrumentation.now();
    state.record.started_at = Some(now);
    if let Err(refusal) = ask_gates(instrumentation, state, now) {
        on_refusal(state, refusal)?;
    }
    let invalid = state.record.request.drop_invalid();
    for _ in 0..invalid {
        instrumentation.report(Trouble::InvalidValue, &"a request parameter was no number");
    }
    state.panicking_at_start = std::thread::panicking();
    state.started = instrumentation.monotonic();
    let span = instrumentation
        .caught(Trouble::ExitPanic, "a sampler or a span processor panicked", || {
            start_span(instrumentation, otel, state, &parent)
        })
        .flatten();
    if let Some(instruments) = &otel.instruments {
        state.counted_active = true;
        instrumentation.caught(Trouble::ExitPanic, "recording metrics panicked", || {
            instruments.active(&state.record, instrumentation.names(), 1);
        });
    }
    state.current_span = Some(match &span {
        Some(span) => span.span_context().span_id(),
        None => parent.span().span_context().span_id(),
    });
    let attribution = inherited(state);
    let handle = CallHandle::new(Arc::new(CallShared::new(draft)), 0);
    let context = parent.with_value(Ambient { call: Some(handle.clone()), attribution });
    let context = Attribution::with_outgoing(context);
    let context = match span {
        Some(span) => context.with_span(span),
        None => context,
    };
    Ok(CallScope::new(handle, context))
}

/// Completes the call's attribution by what is outside: the scope, then the allowed baggage.
fn attribute(state: &mut CallState, parent: &Context, baggage: &[Arc<str>]) {
    let outer = Ambient::of(parent).and_then(|ambient| ambient.attribution.as_ref());
    state.record.attribution = match (state.record.attribution.take(), outer) {
        (Some(own), Some(outer)) => Some(Arc::new(Arc::unwrap_or_clone(own).over(outer))),
        (own, outer) => own.or_else(|| outer.cloned()),
    };
    if baggage.is_empty() || parent.baggage().is_empty() {
        return;
    }
    let outside = Attribution::from_baggage(parent, baggage);
    if outside != Attribution::default() {
        let known = state.record.attribution.take().unwrap_or_default();
        state.record.attribution = Some(Arc::new(Arc::unwrap_or_clone(known).over(&outside)));
    }
}

/// Asks every gate. The first refusal gives back what the gates before it had admitted.
fn ask_gates(
    instrumentation: &Instrumentation,
    state: &CallState,
    at: SystemTime,
) -> Result<(), Refusal> {
    let gates = instrumentation.gates();
    if gates.is_empty() {
        return Ok(());
    }
    let Some(_inside) = Inside::enter(&GATES, 1) else {
        instrumentation
            .report(Trouble::Reentered, &"a gate's own call was not put before the gates");
        return Ok(());
    };
    let call = state.record.id;
    let nobody = Attribution::default();
    let admission = Admission {
        call,
        operation: &state.record.operation,
        provider: state.record.provider.as_ref(),
        request: &state.record.request,
        attribution: state.record.attribution.as_deref().unwrap_or(&nobody),
        metadata: &state.record.metadata,
        at,
        expected: state.expected.as_deref(),
    };
    for (index, gate) in gates.iter().enumerate() {
        let admit = || gate.admit(&admission);
        let verdict = instrumentation.caught(
            Trouble::GatePanic,
            "a gate panicked; the call was admitted",
            admit,
        );
        if let Some(Err(refusal)) = verdict {
            instrumentation.release(&gates[..index], call);
            return Err(refusal);
        }
    }
    Ok(())
}

fn start_span(
    instrumentation: &Instrumentation,
    otel: &Otel,
    state: &mut CallState,
    parent: &Context,
) -> Option<BoxedSpan> {
    otel.tracer.as_ref()?;
    let CallState { record, written, .. } = state;
    let attributes = span::early_attributes(record, instrumentation.profile(), written);
    let name = span::name(record);
    state.nameless = !name.contains(' ');
    let mut builder = SpanBuilder::from_name(name);
    builder.span_kind = Some(span::kind(record, state.remote));
    builder.start_time = record.started_at;
    builder.attributes = Some(attributes);
    let span = starting(record.operation.class(), || otel.start(builder, parent))?;
    let context = span.span_context();
    record.trace = Some((context.trace_id(), context.span_id()));
    state.has_span = true;
    Some(span)
}

/// What calls inside this one inherit: its attribution, and the agent or workflow that it is.
fn inherited(state: &CallState) -> Option<Arc<Attribution>> {
    let record = &state.record;
    let inside = match record.operation.class() {
        OperationClass::Agent => {
            let agent = record.agent.as_deref();
            vec![
                (Attribute::AgentName, agent.and_then(|agent| agent.name.clone())),
                (Attribute::AgentId, agent.and_then(|agent| agent.id.clone())),
            ]
        }
        OperationClass::Workflow => vec![(Attribute::WorkflowName, record.workflow.clone())],
        _ => return record.attribution.clone(),
    };
    let mut attribution = record.attribution.as_deref().cloned().unwrap_or_default();
    for (field, value) in inside {
        attribution.replace(field, value);
    }
    Some(Arc::new(attribution))
}

thread_local! {
    /// Whether this thread is inside of the gates.
    static GATES: Cell<u8> = const { Cell::new(0) };
}
