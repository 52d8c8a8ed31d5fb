//! Recording into a running call.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::answered::Begun;
use super::progress::Progress;
use super::state::{CallShared, CallState, Slot};
use crate::ambient::Ambient;
use crate::attribution::Attribution;
use crate::cost::{Cost, CostOrigin};
use crate::error_class::ErrorClass;
use crate::health::Trouble;
use crate::metadata::MetadataValue;
use crate::observe::{MAX_CHOICES, Observation, Observe};
use crate::reader;
use crate::record::{CallId, McpFacts};
use crate::request::Request;
use crate::response::FinishReason;
use crate::semconv::Provider;
use crate::text;
use crate::thread_context;
use crate::usage::Usage;
use crate::wire::ResponseHeaders;

/// A way to record into a call (or into one attempt of it) while it runs. Cheap to clone, `Send` and
/// `Sync`; it does not keep the call from ending. A change after the end is dropped and counted.
///
/// Facts of an answer (usage, model, id, cost ...) count as a success where nothing else was said.
///
/// Later records of the same fact replace earlier ones, because providers report cumulative numbers.
/// Only what the request said stays as it was first said: it is on the span already.
#[derive(Clone, Default)]
pub struct CallHandle {
    shared: Option<Arc<CallShared>>,
    /// The attempt that this records into, from 1; 0 is the call itself.
    attempt: usize,
}

impl CallHandle {
    pub(crate) const fn new(shared: Arc<CallShared>, attempt: usize) -> Self {
        Self { shared: Some(shared), attempt }
    }

    /// The innermost call (or attempt) in whose context the caller runs. Without one, a handle that
    /// records nothing.
    #[must_use]
    pub fn current() -> Self {
        thread_context::read(|context| Ambient::of(context)?.call.clone())
            .flatten()
            .unwrap_or_default()
    }

    /// The call's id; nothing when nobody listens.
    #[must_use]
    pub fn id(&self) -> Option<CallId> {
        self.shared.as_ref().map(|shared| shared.id)
    }

    /// Whether anybody listens and the call has not ended.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.shared.as_ref().is_some_and(|shared| shared.lock().is_some())
    }

    /// Reads what an answer says, by its shape: `OpenAI` (chat, responses, completions, embeddings),
    /// Anthropic messages, Gemini, and everything built alike; Bedrock, Cohere, Ollama, TGI, watsonx. Content is skipped, not copied. Counts
    /// as a success unless the answer is an error.
    ///
    /// What the provider says the answer costs (`OpenRouter`, `xAI`, Perplexity) becomes the cost, unless
    /// [`set_cost`](Self::set_cost) says another. A line of the results of a batch is read through to the answer in it.
    ///
    /// Any `Serialize` type will do: a client's typed response or a `serde_json::Value`. An unknown
    /// shape says nothing, which is no error.
    pub fn record_response<T: Serialize + ?Sized>(&self, response: &T) {
        self.take_observation(|| reader::read(response));
    }

    /// Reads what a response of your own type says about itself. Counts as a success unless it names
    /// an error code.
    pub fn observe<T: Observe + ?Sized>(&self, response: &T) {
        self.take_observation(|| {
            let mut seen = Observation::default();
            response.observe(&mut seen);
            seen
        });
    }

    /// Records that the work succeeded.
    pub fn record_success(&self) {
        self.change_slot(|slot| slot.ending.succeed());
    }

    /// Records an error. Its kind (`error.type`) is the provider's code where one is known, else what
    /// a classifier says, else the HTTP status, else the name of its type. Its text is kept only where
    /// [`error_messages`](crate::InstrumentationBuilder::error_messages) allows it.
    pub fn record_error<E: Display + 'static>(&self, error: &E) {
        let Some(shared) = &self.shared else { return };
        // The caller's code runs here: classifiers and `Display`. It runs without our lock, and a
        // panic in it is not passed on.
        let classifiers = shared.lock().as_ref().and_then(|state| state.classifiers.clone());
        let detail = "a classifier or an error's Display panicked";
        let read = shared.instrumentation.caught(Trouble::ReaderPanic, detail, || {
            let own = classifiers.as_ref().and_then(|own| own.classify(error));
            let class = own.or_else(|| shared.instrumentation.classify(error));
            let keep = shared.instrumentation.keeps_error_messages();
            (class, keep.then(|| text::shared(&error.to_string())))
        });
        let (class, message) = read.unwrap_or_default();
        let fallback = ErrorClass::of_type(error);
        shared.change(|state| {
            let ending = state.slot(self.attempt).ending;
            ending.fail();
            ending.class = class;
            ending.fallback = Some(fallback);
            ending.message = message;
        });
    }

    /// Records an error that the caller has classified.
    pub fn record_error_class(&self, class: ErrorClass) {
        self.change_slot(|slot| {
            slot.ending.fail();
            slot.ending.class = Some(class);
        });
    }

    /// Records what was used, with inclusive totals. Replaces what was known, count by count.
    pub fn set_usage(&self, usage: &Usage) {
        self.change_answer(|slot| slot.usage.update(usage));
    }

    /// Records input and output tokens as the provider reported them, both inclusive.
    pub fn set_token_usage(&self, input: u64, output: u64) {
        self.change_answer(|slot| slot.usage.update_tokens(input, output));
    }

    /// Records what it cost, known to the caller. A `Money` or a [`Cost`], whose origin becomes the caller. It wins over
    /// what the provider says and what a pricing computes.
    ///
    /// Said on the call, before, between or after its attempts, it is what the whole call cost: the attempts keep their
    /// own costs in their records and add nothing. Said on one attempt, it is what that attempt cost, with all requests
    /// inside.
    pub fn set_cost(&self, cost: impl Into<Cost>) {
        let cost = Cost { origin: CostOrigin::Caller, ..cost.into() };
        self.change(|state| state.say_cost(self.attempt, cost));
    }

    /// Records something that the price depends on beside model and usage: `processing` = `batch` for the results of batch
    /// jobs, `residency` = `eu`, `speed` = `fast`. It comes before what the request says; an answer that says otherwise
    /// later replaces it. Key and value are kept in lower case, at most 16 of them.
    pub fn set_condition(&self, key: &str, value: &str) {
        if text::is_too_long(key) || text::is_too_long(value) {
            self.report_cut();
        }
        self.change_slot(|slot| slot.response.conditions.set(key, value));
    }

    /// Records the model that answered.
    pub fn set_response_model(&self, model: &str) {
        let model = self.text(model);
        self.change_answer(|slot| slot.response.model = model);
    }

    /// Records the provider's id of the answer.
    pub fn set_response_id(&self, id: &str) {
        let id = self.text(id);
        self.change_answer(|slot| slot.response.id = id);
    }

    /// Records why each choice ended, in the order of the choices.
    pub fn set_finish_reasons<R: Into<FinishReason>>(&self, reasons: impl IntoIterator<Item = R>) {
        let reasons = reasons.into_iter().take(MAX_CHOICES).map(Into::into).collect();
        self.change_answer(|slot| slot.response.finish_reasons = reasons);
    }

    /// Records the provider's fingerprint of the system that answered.
    pub fn set_system_fingerprint(&self, fingerprint: &str) {
        let fingerprint = self.text(fingerprint);
        self.change_answer(|slot| slot.response.system_fingerprint = fingerprint);
    }

    /// Records the service tier that processed the request.
    pub fn set_response_service_tier(&self, tier: &str) {
        let tier = self.text(tier);
        self.change_answer(|slot| slot.response.service_tier = tier);
    }

    /// Records the provider's id of the HTTP request, for billing questions.
    pub fn set_provider_request_id(&self, id: &str) {
        let id = self.text(id);
        self.change_slot(|slot| slot.response.provider_request_id = id);
    }

    /// Records the HTTP status of the answer. From 400 on it is an error, also where the client
    /// returned the answer as `Ok`, until another answer comes.
    pub fn set_http_status(&self, status: u16) {
        self.change_slot(|slot| {
            slot.response.http_status = Some(status);
            slot.ending.status(status);
        });
    }

    /// Records what the headers of a response say: the provider's request id, rate limits, counts of
    /// tokens, what a proxy (`LiteLLM`) says the answer costs, the code of an error. To be called when the head of a response is there; counts that its body
    /// has replace those of the headers. The status alone says whether it is an answer.
    pub fn record_response_headers(&self, headers: &ResponseHeaders) {
        self.report_odd_values(headers.invalid, headers.truncated);
        self.change_slot(|slot| {
            slot.response.update(headers.response());
            slot.usage.update(&headers.usage);
            slot.bill(headers.cost);
            slot.ending.code.clone_from(&headers.error_code);
        });
    }

    /// A tap below saw an answer begin, which was asked for at `asked`.
    pub(super) fn begin_answer(&self, asked: Duration) -> Option<Begun> {
        let shared = self.shared.as_ref()?;
        let asks = shared.instrumentation.asks();
        let mut begun = None;
        shared.change(|state| begun = Some(state.begin_answer(self.attempt, asked, asks)));
        let (begun, folded) = begun?;
        if let Some(folded) = folded {
            folded.settle(shared);
        }
        Some(begun)
    }

    /// A tap below saw the end of an answer with this id, and `tell` records it.
    pub(super) fn end_answer(
        &self,
        begun: Begun,
        id: Option<&str>,
        tell: impl FnOnce(&mut Slot<'_>),
    ) {
        let Some(shared) = &self.shared else { return };
        let asks = shared.instrumentation.asks();
        let now = shared.instrumentation.monotonic();
        let mut folded = None;
        shared.change(|state| {
            folded = state.end_answer((self.attempt, begun), (id, now), asks, tell);
        });
        if let Some(folded) = folded {
            folded.settle(shared);
        }
    }

    /// Records whether a semantic cache of the application answered.
    pub fn set_cache_hit(&self, hit: bool) {
        self.change(|state| state.record.cache_hit = Some(hit));
    }

    /// Adds a free key. Reserved names (`gen_ai.*`, `user.*`, `error.*`, `genai_otel.*` ...), numbers
    /// that are none and more than [`MAX_METADATA`](crate::MAX_METADATA) keys are refused and counted.
    pub fn add_metadata(&self, key: &str, value: impl Into<MetadataValue>) {
        let value = value.into();
        let is_cut = value.is_too_long();
        let mut refused = false;
        self.change(|state| refused = !state.record.metadata.insert(key, value));
        if is_cut && !refused {
            self.report_cut();
        }
        if refused {
            self.report(
                Trouble::RefusedMetadata,
                &"metadata with a reserved, empty or surplus name was refused",
            );
        }
    }

    /// Adds to what is known of the request. What was said before stands.
    pub fn update_request(&self, update: impl FnOnce(&mut Request)) {
        let mut newer = Request::default();
        update(&mut newer);
        newer.fill_conditions();
        for _ in 0..newer.clean() {
            self.report_cut();
        }
        self.change(|state| state.record.request.fill(newer));
    }

    /// Adds to what is known of on whose behalf the call is made. What was said before stands.
    pub fn update_attribution(&self, more: Attribution) {
        self.change(|state| {
            let known = state.record.attribution.take().unwrap_or_default();
            state.record.attribution = Some(Arc::new(Arc::unwrap_or_clone(known).over(&more)));
        });
    }

    /// The call in whose context the caller runs, if it is one of this tool and not yet known to be one over the Model
    /// Context Protocol. What the caller does over the protocol is then the same work:
    /// [`record_mcp`](Self::record_mcp) tells the protocol's facts on it.
    #[must_use]
    pub fn current_tool(name: &str) -> Option<Self> {
        let call = Self::current();
        let is_it = call.shared.as_ref()?.lock().as_ref().is_some_and(|state| {
            let tool = state.record.tool.as_ref();
            tool.is_some_and(|tool| tool.mcp.is_none() && tool.name.as_deref() == Some(name))
        });
        is_it.then_some(call)
    }

    /// Adds to what is known of a tool call over the Model Context Protocol. What was said before stands.
    pub fn record_mcp(&self, facts: McpFacts) {
        self.change(|state| {
            let known = &mut state.record.tool.get_or_insert_default().mcp;
            match known {
                Some(known) => known.fill(facts),
                None => *known = Some(Box::new(facts)),
            }
        });
    }

    /// Says who is called, where nobody has said so yet.
    pub(crate) fn complete_provider(&self, provider: Provider) {
        self.change(|state| {
            state.late_provider.get_or_insert(provider);
        });
    }

    pub(crate) const fn shared(&self) -> Option<&Arc<CallShared>> {
        self.shared.as_ref()
    }

    /// Lets the caller's code read an answer. A panic in it is not passed on.
    pub(crate) fn read_with(&self, read: impl FnOnce()) {
        let Some(shared) = &self.shared else { return };
        let detail = "reading a response panicked";
        shared.instrumentation.caught(Trouble::ReaderPanic, detail, read);
    }

    pub(super) const fn attempt(&self) -> usize {
        self.attempt
    }

    pub(super) fn start_running(&self) {
        self.change_slot(|slot| slot.ending.begin());
    }

    /// The work that was running returned `Ok`.
    pub(crate) fn record_ok(&self) {
        self.change_slot(|slot| slot.ending.settle());
    }

    pub(crate) fn record_cancelled(&self) {
        self.change_slot(|slot| {
            if slot.ending.progress == Progress::Running {
                slot.ending.progress = Progress::Cancelled;
            }
        });
    }

    /// Whatever the work came to, it was cancelled.
    pub(super) fn take_back(&self) {
        self.change_slot(|slot| {
            slot.ending.begin();
            slot.ending.progress = Progress::Cancelled;
        });
    }

    pub(super) fn record_panicked(&self) {
        self.change_slot(|slot| slot.ending.progress = Progress::Panicked);
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut CallState)) {
        if let Some(shared) = &self.shared {
            shared.change(change);
        }
    }

    /// Changes what is known of the answer, which says that there is one.
    fn change_answer(&self, change: impl FnOnce(&mut Slot<'_>)) {
        self.change_slot(|slot| {
            change(slot);
            slot.ending.answer();
        });
    }

    pub(super) fn change_slot(&self, change: impl FnOnce(&mut Slot<'_>)) {
        self.change(|state| change(&mut state.slot(self.attempt)));
    }

    pub(crate) fn report(&self, trouble: Trouble, detail: &dyn Display) {
        if let Some(shared) = &self.shared {
            shared.instrumentation.report(trouble, detail);
        }
    }

    pub(super) fn report_cut(&self) {
        self.report(Trouble::TruncatedText, &"a text was cut");
    }

    pub(super) fn report_odd_values(&self, invalid: u32, truncated: u32) {
        for _ in 0..invalid {
            self.report(Trouble::InvalidValue, &"a response had a count that is none");
        }
        for _ in 0..truncated {
            self.report(Trouble::TruncatedText, &"a text of a response was cut");
        }
    }

    fn text(&self, value: &str) -> Option<Arc<str>> {
        self.shared.as_ref()?;
        if text::is_too_long(value) {
            self.report_cut();
        }
        text::non_empty(value)
    }

    fn take_observation(&self, read: impl FnOnce() -> Observation) {
        let Some(shared) = &self.shared else { return };
        // The response's own code runs here, without our lock; a panic in it is not passed on.
        let detail = "reading a response panicked";
        let Some(seen) = shared.instrumentation.caught(Trouble::ReaderPanic, detail, read) else {
            return;
        };
        self.report_odd_values(seen.invalid, seen.truncated);
        self.change(|state| {
            if self.attempt == 0 {
                state.note_own_answer(seen.response.id.as_ref());
            }
            let mut slot = state.slot(self.attempt);
            slot.response.update(seen.response);
            slot.usage.update(&seen.usage);
            slot.bill(seen.cost);
            if seen.is_error {
                slot.ending.refuse();
                slot.ending.code = seen.error_code;
            } else {
                slot.ending.answer();
            }
        });
    }
}

impl fmt::Debug for CallHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallHandle")
            .field("id", &self.id())
            .field("attempt", &self.attempt)
            .finish()
    }
}
