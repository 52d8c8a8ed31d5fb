//! Who is inside whom, so that no call counts twice.

use std::sync::atomic::{AtomicBool, Ordering};
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
use crate::semconv::{ModelOperation, OperationClass};

/// Counts spans of other libraries like calls of ours, unless a call of ours counts already. What a
/// span processor has one of and tells of every span.
///
/// - Inside a call of ours of the same class (asking a model, embedding, another service), a foreign
///   span does not count. What it says of usage, model, id and finish reasons completes our call, as
///   far as that learned none itself and has not ended.
/// - A foreign span with a call of ours of its class inside, or with another foreign one, does not
///   count: the innermost does. What a tool, agent or workflow does inside is not of the exchange around.
/// - A foreign tool span directly around or directly inside a tool call of ours does not count.
/// - Agents and workflows count as ours do: durations and no tokens.
///
/// It sees spans that are recorded; what the sampler drops does not count. It remembers at most 4,096
/// spans at a time.
#[derive(Debug)]
pub struct Adoption {
    memory: Mutex<Memory>,
    /// Whether nothing was remembered yet: most programs never have anything, and need no lock to know.
    is_blank: AtomicBool,
}

#[derive(Debug)]
struct Memory {
    /// Foreign spans in flight whose surroundings matter.
    live: Recent<Surroundings>,
    /// Spans in flight that have a counted call inside.
    marked: Recent<Mark>,
    /// Foreign spans that ended and counted, while something inside them goes on.
    counted: Recent<Option<OperationClass>>,
}

/// What stood around a span when it started.
#[derive(Debug, Default)]
struct Surroundings {
    /// A call of ours that is an exchange, and of which class.
    exchange: Option<(OperationClass, CallHandle)>,
    /// Whether a tool call of ours is directly around.
    in_tool: bool,
    attribution: Option<Arc<Attribution>>,
}

/// What counts inside a span.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// Exchanges, by their class.
    model: bool,
    embeddings: bool,
    client: bool,
    /// A tool call of ours, directly inside.
    tool: bool,
}

impl Mark {
    fn has_exchange(self) -> bool {
        self.model || self.embeddings || self.client
    }

    /// The mark of an exchange of this class; nothing for what is none.
    fn exchange(&mut self, class: OperationClass) -> Option<&mut bool> {
        match class {
            OperationClass::Model => Some(&mut self.model),
            OperationClass::Embeddings => Some(&mut self.embeddings),
            OperationClass::Client => Some(&mut self.client),
            _ => None,
        }
    }
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
            is_blank: AtomicBool::new(true),
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
                    mark.tool |= is_tool;
                    mark.exchange(class).into_iter().for_each(|mark| *mark = true);
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
    pub fn ended_own(&self, span: &FinishedSpan<'_>) {
        if !self.is_blank() {
            self.memory().pass_mark(span, span.operation().map(|operation| operation.class()));
        }
    }

    /// A span of another library has ended. Counts it by that instrumentation, if there is one, and if
    /// nothing else counts it.
    pub fn ended(
        &self,
        span: &FinishedSpan<'_>,
        instrumentation: impl FnOnce() -> Option<Instrumentation>,
    ) {
        let operation = span.operation();
        if operation.is_none() && self.is_blank() {
            return;
        }
        let mut memory = self.memory();
        let around = memory.live.take(span.span_id).unwrap_or_default();
        let class = operation.as_ref().map(ModelOperation::class);
        let mut mark = memory.pass_mark(span, class);
        let (Some(operation), Some(class)) = (operation, class) else { return };
        if class == OperationClass::Tool && (mark.tool || around.in_tool) {
            return;
        }
        if let Some(has_one_inside) = mark.exchange(class) {
            if *has_one_inside || memory.is_in_counted(span, class) {
                return;
            }
            if let Some(parent) = span.local_parent {
                let mark = memory.marked.entry(parent).exchange(class);
                mark.into_iter().for_each(|mark| *mark = true);
            }
            if let Some((_, call)) = around.exchange.filter(|(around, _)| *around == class) {
                drop(memory);
                call.supplement(facts::record(span, operation, None, false));
                return;
            }
            *memory.counted.entry(span.span_id) = Some(class);
        }
        // Sinks are other people's code.
        drop(memory);
        if let Some(instrumentation) = instrumentation() {
            instrumentation.adopt_for(span, around.attribution.as_deref());
        }
    }

    /// Who asks about a span's inside comes after what was remembered of it, as its end comes after that
    /// of what is inside: no stronger order is needed.
    fn is_blank(&self) -> bool {
        self.is_blank.load(Ordering::Relaxed)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.is_blank.store(false, Ordering::Relaxed);
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Adoption {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// Takes the mark of a span that ends; what counts inside it is inside its parent too, unless a tool,
    /// an agent or a workflow stands between.
    fn pass_mark(&mut self, span: &FinishedSpan<'_>, class: Option<OperationClass>) -> Mark {
        let mark = self.marked.take(span.span_id).unwrap_or_default();
        let passes = class.is_none_or(|class| class.is_exchange());
        if let (true, Some(parent)) = (passes && mark.has_exchange(), span.local_parent) {
            let outer = self.marked.entry(parent);
            outer.model |= mark.model;
            outer.embeddings |= mark.embeddings;
            outer.client |= mark.client;
        }
        mark
    }

    /// Whether a span of the same class around this one has counted and ended before it.
    fn is_in_counted(&mut self, span: &FinishedSpan<'_>, class: OperationClass) -> bool {
        let parent = span.local_parent.and_then(|parent| *self.counted.get(parent)?);
        let inside = parent == Some(class);
        if inside {
            *self.counted.entry(span.span_id) = parent;
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
            surroundings.exchange = Some((class, call.clone()));
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
