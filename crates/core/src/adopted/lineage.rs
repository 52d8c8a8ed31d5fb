//! Who is inside whom, so that no call counts twice.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry::Context;
use opentelemetry::trace::{SpanId, TraceContextExt};

use super::recent::Recent;
use super::{FinishedSpan, facts, starting};
use crate::ambient::Ambient;
use crate::attribution::Attribution;
use crate::call::{CallHandle, Supplement};
use crate::instrumentation::Instrumentation;
use crate::record::CallRecord;
use crate::semconv::OperationClass;

/// Counts spans of other libraries like calls of ours, unless a call of ours counts already. What a
/// span processor has one of and tells of every span.
///
/// - Inside a call of ours that addresses a model, a foreign model span does not count. What it says
///   of usage, model, id and finish reasons completes our call, as far as that learned none itself
///   and has not ended.
/// - A foreign model span with such a call of ours inside, or with another foreign one, does not
///   count: the innermost does.
/// - A foreign tool span directly around or directly inside a tool call of ours does not count.
/// - Agents and workflows count as ours do: durations and no tokens.
///
/// It sees spans that are recorded; what the sampler drops does not count. It remembers at most 4,096
/// spans at a time.
#[derive(Debug)]
pub struct Adoption {
    memory: Mutex<Memory>,
}

#[derive(Debug)]
struct Memory {
    /// Foreign spans in flight whose surroundings matter.
    live: Recent<Surroundings>,
    /// Spans in flight that have a counted call inside.
    marked: Recent<Mark>,
    /// Foreign spans that ended and counted, while something inside them goes on.
    counted: Recent<()>,
}

/// What stood around a span when it started.
#[derive(Debug, Default)]
struct Surroundings {
    /// A call of ours that addresses a model.
    exchange: Option<CallHandle>,
    /// Whether a tool call of ours is directly around.
    in_tool: bool,
    attribution: Option<Arc<Attribution>>,
}

/// What counts inside a span.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    exchange: bool,
    /// A tool call of ours, directly inside.
    tool: bool,
}

impl Adoption {
    /// Knows of no span yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            memory: Mutex::new(Memory {
                live: Recent::new(MAX_SPANS),
                marked: Recent::new(MAX_SPANS),
                counted: Recent::new(MAX_SPANS),
            }),
        }
    }

    /// A span starts, ours or not, on this thread and in this context.
    pub fn started(&self, span: SpanId, parent: &Context) {
        match starting::own() {
            Some(class) => {
                let Some(parent) = local_span(parent) else { return };
                let is_tool = class == OperationClass::Tool;
                if class.is_exchange() || is_tool {
                    let mut memory = self.memory();
                    let mark = memory.marked.entry(parent);
                    mark.exchange |= class.is_exchange();
                    mark.tool |= is_tool;
                }
            }
            None => {
                if let Some(around) = Ambient::of(parent) {
                    let surroundings = Surroundings::of(around, parent);
                    *self.memory().live.entry(span) = surroundings;
                }
            }
        }
    }

    /// A span of ours has ended. Our calls count themselves.
    pub fn ended_own(&self, span: SpanId, local_parent: Option<SpanId>) {
        self.memory().pass_mark(span, local_parent);
    }

    /// A span of another library has ended. Counts it by that instrumentation, if there is one, and if
    /// nothing else counts it.
    pub fn ended(
        &self,
        span: &FinishedSpan<'_>,
        instrumentation: impl FnOnce() -> Option<Instrumentation>,
    ) {
        let mut memory = self.memory();
        let around = memory.live.take(span.span_id).unwrap_or_default();
        let mark = memory.pass_mark(span.span_id, span.local_parent);
        let Some(operation) = span.operation() else { return };
        let class = operation.class();
        if class == OperationClass::Tool && (mark.tool || around.in_tool) {
            return;
        }
        if class.is_exchange() {
            if mark.exchange || memory.is_in_counted(span) {
                return;
            }
            if let Some(parent) = span.local_parent {
                memory.marked.entry(parent).exchange = true;
            }
            if let Some(call) = around.exchange {
                drop(memory);
                call.supplement(facts::record(span, operation, None, false));
                return;
            }
            memory.counted.entry(span.span_id);
        }
        // Sinks are other people's code.
        drop(memory);
        if let Some(instrumentation) = instrumentation() {
            instrumentation.adopt_for(span, around.attribution.as_deref());
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Adoption {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// Takes the mark of a span that ends; what counts inside it is inside its parent too.
    fn pass_mark(&mut self, span: SpanId, local_parent: Option<SpanId>) -> Mark {
        let mark = self.marked.take(span).unwrap_or_default();
        if let (true, Some(parent)) = (mark.exchange, local_parent) {
            self.marked.entry(parent).exchange = true;
        }
        mark
    }

    /// Whether a span around this one has counted and ended before it.
    fn is_in_counted(&mut self, span: &FinishedSpan<'_>) -> bool {
        let inside = span.local_parent.is_some_and(|parent| self.counted.contains(parent));
        if inside {
            self.counted.entry(span.span_id);
        }
        inside
    }
}

impl Surroundings {
    fn of(around: &Ambient, context: &Context) -> Self {
        let attribution = around.attribution.clone();
        let mut surroundings = Self { attribution, ..Self::default() };
        let Some(call) = &around.call else { return surroundings };
        let Some(shared) = call.shared() else { return surroundings };
        let state = shared.lock();
        let Some(state) = &*state else { return surroundings };
        let class = state.record.operation.class();
        if class.is_exchange() {
            surroundings.exchange = Some(call.clone());
        }
        surroundings.in_tool = class == OperationClass::Tool
            && state.current_span == Some(context.span().span_context().span_id());
        surroundings
    }
}

impl CallHandle {
    /// Keeps what a span of another library inside this call says, unless the call has ended.
    fn supplement(&self, inner: CallRecord) {
        let Some(shared) = self.shared() else { return };
        if let Some(state) = &mut *shared.lock() {
            state.supplement.get_or_insert_with(|| Box::new(Supplement::default())).add(inner);
        }
    }
}

/// The span of a context, if it is of this process.
fn local_span(context: &Context) -> Option<SpanId> {
    let span = context.span();
    let known = span.span_context();
    (known.is_valid() && !known.is_remote()).then(|| known.span_id())
}

/// The most spans remembered of one kind.
const MAX_SPANS: usize = 4_096;
