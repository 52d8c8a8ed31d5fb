//! Nested work of ours and of another library, and what of it should count.

use genai_otel_core::{CallRecord, Instrumentation};
use opentelemetry::{
    Context, KeyValue,
    trace::{Span as _, TraceContextExt as _, Tracer as _},
};
use opentelemetry_sdk::trace::SdkTracer;
use proptest::prelude::*;

/// A span, and what goes on inside it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    is_ours: bool,
    /// Empty for a span that is no call.
    operation: &'static str,
    /// What it says that it used; nothing where it says nothing.
    tokens: u64,
    inside: Vec<Self>,
}

/// What a sink receives.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    operation: String,
    tokens: u64,
}

pub(super) fn ours(operation: &'static str, tokens: u64) -> Work {
    Work { is_ours: true, operation, tokens, inside: Vec::new() }
}

pub(super) fn theirs(operation: &'static str, tokens: u64) -> Work {
    Work { is_ours: false, ..ours(operation, tokens) }
}

/// Trees of any shape.
pub(super) fn works() -> impl Strategy<Value = Work> {
    let node = || {
        let called = (any::<bool>(), proptest::sample::select(OPERATIONS), 0_u64..9);
        let called = called.prop_map(|(is_ours, operation, tokens)| Work {
            is_ours,
            // Only exchanges use tokens.
            tokens: if matches!(operation, "chat" | "embeddings") { tokens } else { 0 },
            operation,
            inside: Vec::new(),
        });
        prop_oneof![5 => called, 1 => Just(theirs("", 0))]
    };
    node().prop_recursive(5, 24, 3, move |inner| {
        (node(), proptest::collection::vec(inner, 0..3))
            .prop_map(|(work, inside)| Work { inside, ..work })
    })
}

impl Counted {
    pub(super) fn new(operation: &str, tokens: u64) -> Self {
        Self { operation: operation.to_owned(), tokens }
    }

    pub(super) fn of(record: &CallRecord) -> Self {
        Self::new(record.operation.as_str(), record.usage.input.value().unwrap_or(0))
    }
}

impl Work {
    pub(super) fn around<const N: usize>(self, inside: [Self; N]) -> Self {
        Self { inside: inside.into(), ..self }
    }

    pub(super) fn run(&self, instrumentation: &Instrumentation, tracer: &SdkTracer) {
        let inside = || self.inside.iter().for_each(|work| work.run(instrumentation, tracer));
        if self.is_ours {
            let call = instrumentation.track_operation(self.operation).start();
            call.run_sync_value(inside);
            if self.tokens > 0 {
                call.set_token_usage(self.tokens, 0);
            }
            return call.finish();
        }
        let mut span = tracer.start("theirs");
        if !self.operation.is_empty() {
            span.set_attribute(KeyValue::new("gen_ai.operation.name", self.operation));
        }
        if self.tokens > 0 {
            span.set_attribute(KeyValue::new("gen_ai.usage.input_tokens", self.tokens.to_string()));
        }
        let context = Context::current_with_span(span);
        let entered = context.clone().attach();
        inside();
        drop(entered);
        context.span().end();
    }

    /// What counts, by the rule as it is documented, in the order in which it ends.
    pub(super) fn expected(&self) -> Vec<Counted> {
        let mut counted = Vec::new();
        self.count(None, None, &mut counted);
        counted
    }

    fn count(&self, parent: Option<&Self>, call: Option<&Self>, counted: &mut Vec<Counted>) {
        let inner_call = if self.is_ours { Some(self) } else { call };
        for work in &self.inside {
            work.count(Some(self), inner_call, counted);
        }
        if self.counts(parent, call) {
            let tokens = if self.is_ours && self.is_exchange() && self.tokens == 0 {
                self.inside.iter().map(|work| work.supplies(self.operation)).sum()
            } else {
                self.tokens
            };
            counted.push(Counted::new(self.operation, tokens));
        }
    }

    fn counts(&self, parent: Option<&Self>, call: Option<&Self>) -> bool {
        if self.is_ours {
            return true;
        }
        match self.operation {
            "" => false,
            "execute_tool" => {
                let is_our_tool = |work: &Self| work.is_ours && work.operation == "execute_tool";
                !parent.is_some_and(is_our_tool) && !self.inside.iter().any(is_our_tool)
            }
            _ if self.is_exchange() => {
                !self.has_inside(self.operation)
                    && call.is_none_or(|call| call.operation != self.operation)
            }
            _ => true,
        }
    }

    /// What a call of ours of this operation around this learns from it.
    fn supplies(&self, operation: &str) -> u64 {
        if self.is_ours {
            return 0;
        }
        if self.operation == operation && !self.has_inside(operation) {
            return self.tokens;
        }
        self.inside.iter().map(|work| work.supplies(operation)).sum()
    }

    /// Whether an exchange of this operation goes on inside, with no tool, agent or workflow between.
    fn has_inside(&self, operation: &str) -> bool {
        let passes = |work: &Self| work.operation.is_empty() || work.is_exchange();
        self.inside
            .iter()
            .any(|work| work.operation == operation || (passes(work) && work.has_inside(operation)))
    }

    fn is_exchange(&self) -> bool {
        matches!(self.operation, "chat" | "embeddings")
    }
}

const OPERATIONS: &[&str] =
    &["chat", "embeddings", "execute_tool", "invoke_agent", "invoke_workflow"];
