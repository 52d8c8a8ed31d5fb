//! One call of a model that writes text.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use genai_otel_core::{LlmCall, Usage};

use super::chunks::Chunks;
use super::fate::Fate;
use super::models::Model;
use super::people::Visit;
use super::stage::Stage;

/// What is asked of a model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk {
    pub(super) model: &'static Model,
    /// Tokens of the request, and how many of them the provider has seen before.
    pub(super) input: u64,
    pub(super) known: u64,
    /// The median of the answer's tokens.
    pub(super) output: f64,
    pub(super) streams: bool,
    /// Whether the answer asks for a tool.
    pub(super) calls_tool: bool,
    /// Whether the application's own cache is asked first, and whether it knows.
    pub(super) cache: Option<bool>,
}

impl Talk {
    pub(super) fn new(model: &'static Model, input: u64, output: f64) -> Self {
        Self { model, input, known: 0, output, streams: false, calls_tool: false, cache: None }
    }

    /// Makes the call, and says whether it was answered.
    pub(super) fn hold(self, stage: &mut Stage, visit: &Visit) -> bool {
        let Self { model, .. } = self;
        let mut builder = stage.instrumentation.track_llm_call(model.provider, model.name);
        builder = builder.attribution(visit.attribution.clone()).max_tokens(4_096);
        if !model.reasons {
            builder = builder.temperature(if self.calls_tool { 0.0 } else { 0.7 });
        }
        if !visit.conversation.is_empty() {
            builder = builder.conversation_id(&visit.conversation);
        }
        if let Some(hit) = self.cache {
            builder = builder.cache_hit(hit);
        }
        if self.streams {
            builder = builder.stream(true);
        }
        let call = builder.start();
        if self.cache == Some(true) {
            stage.pass(9.0);
            call.finish();
            return true;
        }
        match stage.fate(model.provider) {
            Fate::Answer => self.answer(call, stage),
            Fate::Retry(class) => {
                stage.pass_at(model.provider, model.first_ms);
                let attempt = call.attempt();
                attempt.record_error_class(class);
                drop(attempt);
                stage.pass(1_000.0);
                let attempt = call.attempt();
                stage.pass_at(model.provider, model.first_ms);
                attempt.set_response_model(model.answers_as);
                attempt.set_usage(&self.usage(stage));
                attempt.finish();
                call.finish();
            }
            Fate::Fail(class) => {
                stage.pass_at(model.provider, if class.is_timeout() { 30_000.0 } else { 250.0 });
                call.fail_as(class);
                return false;
            }
            Fate::Cancel => {
                stage.pass_at(model.provider, 2_500.0);
                call.cancel();
                return false;
            }
            Fate::Leave => {
                stage.pass_at(model.provider, model.first_ms);
                drop(call.stream_values(Chunks { left: 1 }));
                return false;
            }
        }
        true
    }

    fn answer(self, call: LlmCall, stage: &mut Stage) {
        let Self { model, .. } = self;
        let usage = self.usage(stage);
        let tokens = usage.output.value().unwrap_or(0) as f64;
        stage.pass_at(model.provider, model.first_ms);
        call.set_response_model(model.answers_as);
        call.set_finish_reasons([if self.calls_tool { "tool_calls" } else { "stop" }]);
        call.set_usage(&usage);
        if !self.streams {
            stage.pass_at(model.provider, tokens / model.speed * 1e3);
            return call.finish();
        }
        let mut chunks = call.stream_values(Chunks { left: 2 });
        let mut task = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(())) = Pin::new(&mut chunks).poll_next(&mut task) {
            stage.pass_at(model.provider, tokens / model.speed * 500.0);
        }
    }

    /// What the provider says that it used; what we estimate, where it says nothing.
    fn usage(self, stage: &mut Stage) -> Usage {
        let output = stage.random.count(self.output, 0.8).min(4_096);
        if self.model.provider == "vllm" && stage.random.chance(0.3) {
            return Usage::estimated(self.input, output);
        }
        let mut usage = Usage::tokens(self.input, output);
        if self.model.reasons {
            let reasoning = stage.random.count(600.0, 0.9);
            usage = Usage::tokens(self.input, output + reasoning).reasoning(reasoning);
        }
        // Providers keep prompts from about a thousand tokens on.
        if self.known >= 1_024 {
            usage = usage.cache_read(self.known);
        }
        let new = self.input.saturating_sub(self.known);
        if self.model.writes_cache && new >= 1_024 {
            usage = usage.cache_write(new - new / 8);
        }
        usage
    }
}
