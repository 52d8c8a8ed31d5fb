//! A call whose request and response somebody reads as they pass.

use std::fmt;
use std::task::Poll;
use std::time::Duration;

use opentelemetry::Context;

use super::CallBuilder;
use super::answered::Begun;
use super::end::end;
use super::handle::CallHandle;
use super::kind::Operation;
use super::progress::{Progress, Verdict};
use super::run::{inside, noting_panics, poll_inside};
use super::scope::CallScope;
use super::state::{CallState, Slot};
use super::stream::Chunk;
use super::stream::meter::Meter;
use crate::attribution::Attribution;
use crate::error_class::ErrorClass;
use crate::health::Trouble;
use crate::instrumentation::Instrumentation;
use crate::observe::Observation;
use crate::request::Request;
use crate::semconv::{ModelOperation, OperationClass, OutputType};
use crate::thread_context;
use crate::usage::{Measured, Usage};
use crate::wire::{RequestBody, ResponseHeaders, Route, WireApi, error_class};

/// The call that an exchange over the wire belongs to: the one around it, where the caller has one in flight that
/// does the same, else one of its own.
///
/// The call around is told what it does not know and is ended by its owner. A call of its own ends with
/// [`finish`](Self::finish), [`abandon`](Self::abandon) or [`fail`](Self::fail); dropped before an answer came, it is
/// *cancelled*.
pub struct WireCall {
    scope: CallScope,
    /// Whether the call is its own, and so is ended here.
    owns: bool,
    polling: bool,
    api: WireApi,
    operation: ModelOperation,
    status: u16,
    headers: ResponseHeaders,
    /// Characters that were sent, where they are what is billed.
    characters: Option<u64>,
    meter: Option<Meter>,
    /// On the monotonic clock: when the client gives up waiting.
    deadline: Option<Duration>,
    estimate: Estimate,
    /// On the monotonic clock; only inside a call around.
    started: Duration,
    /// Inside a call around: the answer that has begun.
    begun: Option<Begun>,
    ended: bool,
}

/// Counts for what a provider does not report.
#[derive(Clone, Copy, Debug, Default)]
struct Estimate {
    input: Option<u64>,
    output: Option<u64>,
}

impl WireCall {
    /// Whether anybody would hear of a call: where nobody does, its request need not be read.
    #[must_use]
    pub fn is_heard(instrumentation: &Instrumentation) -> bool {
        instrumentation.listeners().is_some() || CallHandle::current().is_active()
    }

    /// The call of a request with this route, and this body completed by it ([`Route::fill`]), to this server. Nothing
    /// where nobody listens.
    #[must_use]
    pub fn start(
        instrumentation: &Instrumentation,
        route: &Route<'_>,
        body: RequestBody,
        server: (&str, Option<u16>),
    ) -> Option<Self> {
        let attribution = attribution(route, &body);
        let characters = body.characters;
        let request = request(route, body, server);
        let around = around(&route.operation);
        let owns = around.is_none();
        let scope = match around {
            Some(call) => {
                call.update_request(|known| *known = request);
                call.complete_provider(route.provider.clone());
                if let Some(attribution) = attribution {
                    call.update_attribution(attribution);
                }
                CallScope::new(call, thread_context::current())
            }
            None => {
                let builder = instrumentation.track_operation(route.operation.clone());
                let builder = said(builder, route, request);
                let builder = match attribution {
                    Some(attribution) => builder.attribution(attribution),
                    None => builder,
                };
                builder.start().into_scope()
            }
        };
        scope.own_context()?;
        let started = match scope.handle().shared() {
            Some(shared) if !owns => shared.instrumentation.monotonic(),
            _ => Duration::ZERO,
        };
        Some(Self {
            scope,
            owns,
            polling: false,
            api: route.api,
            operation: route.operation.clone(),
            status: 0,
            headers: ResponseHeaders::default(),
            characters,
            meter: None,
            deadline: None,
            estimate: Estimate::default(),
            started,
            begun: None,
            ended: false,
        })
    }

    /// The context of the call, for propagation.
    #[must_use]
    pub fn context(&self) -> Context {
        self.scope.context()
    }

    /// Says which try of the client this is, from 1. A call around counts its attempts by itself.
    pub fn set_attempt(&self, number: u32) {
        if self.owns {
            self.scope.handle().change(|state| state.record.attempt = Some(number));
        }
    }

    /// Says that the client stops waiting when this time has passed, and then drops the request or an answer that is
    /// no stream without a word: from then on that is a *timeout*.
    pub fn set_deadline(&mut self, left: Duration) {
        if let Some(shared) = self.scope.handle().shared().filter(|_| self.owns) {
            self.deadline = Some(shared.instrumentation.monotonic().saturating_add(left));
        }
    }

    /// The request is on its way, and somebody else polls it: dropped from here on, the call was *cancelled*.
    pub fn begin(&mut self) {
        if self.owns && !self.polling {
            self.polling = true;
            self.scope.handle().start_running();
        }
    }

    /// Polls what sends the request, inside the call.
    pub fn poll_request<T>(&mut self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        if !self.owns {
            return poll();
        }
        poll_inside(&self.scope, &mut self.polling, poll, |_, _| {})
    }

    /// Runs what begins to send the request, inside the call.
    pub fn inside<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(context) = self.scope.own_context().filter(|_| self.owns) else { return work() };
        inside(self.scope.handle(), context, work)
    }

    /// Runs what reads the response. Its panic is the call's; the call's context costs more than a client needs it there.
    pub fn read<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.owns { noting_panics(self.scope.handle(), work) } else { work() }
    }

    /// The head of the response has come. A stream is metered from here on.
    pub fn answer(&mut self, status: u16, headers: ResponseHeaders, is_stream: bool) {
        self.polling = false;
        self.status = status;
        self.headers = headers;
        if self.api.operation() == ModelOperation::FetchResponse {
            // What an earlier call cost.
            self.headers.cost = None;
        }
        if !self.is_active() {
            return;
        }
        let owns = self.owns;
        if !owns {
            self.begun = self.scope.handle().begin_answer(self.started);
        }
        self.scope.handle().record_response_headers(&self.headers);
        // They are counted now.
        (self.headers.invalid, self.headers.truncated) = (0, 0);
        self.scope.handle().change_slot(|slot| {
            slot.response.http_status = Some(status);
            slot.ending.status(status);
            if owns {
                slot.ending.stream();
            }
        });
        if is_stream {
            // The client waits for its head alone.
            self.deadline = None;
            let scope = self.scope.clone();
            self.meter = Some(if owns { Meter::start(scope) } else { Meter::beside(scope) });
        }
    }

    /// An event that bears output has come.
    pub fn chunk(&mut self) {
        if let Some(meter) = &mut self.meter {
            meter.item(Some(Chunk::Output));
        }
    }

    /// The response claims to be JSON or a stream of it, and could not be read.
    pub fn report_unread(&self) {
        self.scope.handle().report(Trouble::UnreadResponse, &"a response could not be read");
    }

    /// How many tokens went in and came out by somebody's estimate; nothing where that makes none. They stand in, marked
    /// as estimated, for counts that nobody reports: not where a total is known, of a refusal, or of an answer that is
    /// an error without output.
    pub fn estimate(&mut self, input: Option<u64>, output: Option<u64>) {
        self.estimate = Estimate { input, output };
    }

    /// The estimator panicked.
    pub fn report_estimator_panic(&self) {
        self.scope.handle().report(Trouble::ReaderPanic, &"an estimator panicked");
    }

    /// The response is over, and this is what it said.
    pub fn finish(mut self, seen: Observation) {
        self.conclude(seen, Verdict::Finished);
    }

    /// Nobody reads the response any further.
    pub fn abandon(mut self, seen: Observation) {
        if self.is_late() && self.status < 400 {
            self.scope.handle().record_error_class(ErrorClass::timeout());
        }
        self.conclude(seen, Verdict::Dropped);
    }

    /// The transport failed, before the response or within it. An error that the response itself reports comes first.
    pub fn fail(mut self, class: ErrorClass, seen: Observation) {
        self.record_failure(class);
        self.conclude(seen, Verdict::Failed);
    }

    /// [`fail`](Self::fail) by an error of the client's: its class is what a classifier says, else that of its kind.
    pub fn fail_with<E: fmt::Display + 'static>(mut self, error: &E, seen: Observation) {
        if !self.owns {
            self.record_failure(ErrorClass::of_type(error));
        } else if self.status < 400 {
            self.scope.handle().record_error(error);
        }
        self.conclude(seen, Verdict::Failed);
    }

    fn record_failure(&self, class: ErrorClass) {
        if self.status >= 400 || !self.is_active() {
            return;
        }
        if self.owns {
            return self.scope.handle().record_error_class(class);
        }
        let within_answer = self.status > 0;
        self.scope.handle().change_slot(|slot| slot.ending.fail_below(class, within_answer));
    }

    fn conclude(&mut self, mut seen: Observation, verdict: Verdict) {
        self.ended = true;
        if !self.is_active() {
            self.meter = None;
            return;
        }
        self.headers.fill(&mut seen);
        if self.api.operation() == ModelOperation::FetchResponse {
            // What an earlier call used.
            seen.usage = Default::default();
            seen.cost = None;
        }
        if self.status >= 400 {
            // What Cohere numbers is the refusal, and no answer.
            seen.response.id = None;
        }
        count_results(&self.operation, &mut seen);
        let class = error_class(self.status, &self.headers, &seen);
        if class.is_none() && verdict != Verdict::Failed {
            self.count_request(&mut seen.usage);
        }
        self.scope.handle().report_odd_values(seen.invalid, seen.truncated);
        let is_refusal = self.status >= 400;
        let estimate = self.estimate;
        let is_output = estimate.output.is_some();
        let is_answer =
            !is_refusal && (is_output || (class.is_none() && verdict == Verdict::Finished));
        let (owns, status) = (self.owns, self.status);
        let id = seen.response.id.clone();
        let tell = |slot: &mut Slot<'_>| {
            slot.response.update(seen.response);
            if !owns && status > 0 {
                // Two answers may come at the same time.
                slot.response.http_status = Some(status);
            }
            slot.usage.update(&seen.usage);
            slot.bill(seen.cost);
            if is_answer && seen.usage.total.is_missing() {
                slot.usage.estimate_missing(&seen.usage, estimate.input, estimate.output);
            }
            match class {
                Some(class) => {
                    if !is_refusal {
                        slot.ending.refuse();
                    }
                    slot.ending.code = Some(class.code().into());
                }
                None if verdict == Verdict::Failed => {}
                None if owns && verdict == Verdict::Finished => {
                    if slot.ending.progress == Progress::Streaming {
                        slot.ending.progress = Progress::Succeeded;
                    }
                }
                None if !owns && verdict == Verdict::Dropped => slot.ending.leave(),
                None => slot.ending.answer(),
            }
        };
        match self.begun.take() {
            Some(begun) => self.scope.handle().end_answer(begun, id.as_deref(), tell),
            None => self.scope.handle().change_slot(tell),
        }
        // It writes the times and, of a call of its own, ends it.
        self.meter = None;
        if owns {
            end(&self.scope, Verdict::Dropped);
        }
    }

    /// Whether the client's time is up.
    fn is_late(&self) -> bool {
        let shared = self.scope.handle().shared();
        self.deadline
            .zip(shared)
            .is_some_and(|(deadline, shared)| shared.instrumentation.monotonic() >= deadline)
    }

    /// Tells `usage`, what the answer said, what is used by asking: counted, not guessed.
    fn count_request(&self, usage: &mut Usage) {
        if usage.characters.is_missing() {
            usage.characters = self.characters.into();
        }
        if self.api == WireApi::DiscoveryEngineSearch && usage.searches.is_missing() {
            usage.searches = Measured::Reported(1);
        }
    }

    fn is_active(&self) -> bool {
        self.owns || self.scope.handle().is_active()
    }
}

impl Drop for WireCall {
    fn drop(&mut self) {
        if self.owns && !self.ended {
            if self.is_late() {
                self.scope.handle().record_error_class(ErrorClass::timeout());
            }
            self.meter = None;
            end(&self.scope, Verdict::Dropped);
        }
    }
}

impl fmt::Debug for WireCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireCall")
            .field("call", &self.scope)
            .field("api", &self.api)
            .finish_non_exhaustive()
    }
}

/// The call in whose context the caller runs, if an exchange of `operation` is what it does.
fn around(operation: &ModelOperation) -> Option<CallHandle> {
    let call = CallHandle::current();
    let is_it = call.shared()?.lock().as_ref().is_some_and(|state| does(state, operation));
    is_it.then_some(call)
}

/// Whether a call does what a request for `operation` does. Inside a chat something may be embedded, which is
/// another call.
fn does(state: &CallState, operation: &ModelOperation) -> bool {
    let known = &state.record.operation;
    match known.class() {
        OperationClass::Model | OperationClass::Embeddings | OperationClass::Client => {
            known == operation
                || matches!(known, ModelOperation::Other(_))
                || (generates(known) && generates(operation))
        }
        _ => false,
    }
}

const fn generates(operation: &ModelOperation) -> bool {
    matches!(
        operation,
        ModelOperation::Chat | ModelOperation::TextCompletion | ModelOperation::GenerateContent
    )
}

/// Tells `seen`, what an answer said, what the length of its list means.
fn count_results(operation: &ModelOperation, seen: &mut Observation) {
    // An answer that is one vector has no list.
    let is_vector = seen.response.embedding_dimensions.is_some();
    let Some(listed) = seen.listed.or(is_vector.then_some(1)) else { return };
    match operation {
        ModelOperation::ImageGeneration if seen.usage.images.is_missing() => {
            seen.usage.images = Measured::Reported(listed);
        }
        ModelOperation::Embeddings | ModelOperation::Rerank => {
            seen.response.result_count = Some(listed);
        }
        _ => {}
    }
}

fn attribution(route: &Route<'_>, body: &RequestBody) -> Option<Attribution> {
    let conversation = body.conversation_id.as_deref().or(route.conversation.as_deref());
    let agent = body.agent_id.as_deref();
    let mut attribution = Attribution::new();
    if let Some(id) = conversation {
        attribution = attribution.conversation_id(id);
    }
    if let Some(id) = agent {
        attribution = attribution.agent_id(id);
    }
    (conversation.is_some() || agent.is_some()).then_some(attribution)
}

/// Everything that is known of what is asked for.
fn request(route: &Route<'_>, body: RequestBody, (host, port): (&str, Option<u16>)) -> Request {
    let mut request = body.request;
    request.server_address = (!host.is_empty()).then(|| host.into());
    request.server_port = port;
    request.fill_conditions();
    if route.operation != ModelOperation::ImageGeneration {
        // Other things have a size, too.
        (request.image_size, request.image_quality) = (None, None);
    }
    match route.operation {
        ModelOperation::Embeddings => request.text_count = body.input_count,
        // The operation is itself what the answer shall be. So many images are no choices between answers.
        ModelOperation::ImageGeneration => {
            request.output_type = Some(OutputType::Image);
            request.choice_count = None;
        }
        ModelOperation::TextToSpeech => request.output_type = Some(OutputType::Speech),
        _ => {}
    }
    request
}

fn said(
    builder: CallBuilder<Operation>,
    route: &Route<'_>,
    mut request: Request,
) -> CallBuilder<Operation> {
    for _ in 0..request.clean() {
        builder.report_cut();
    }
    builder.edit(|state| {
        state.record.provider = Some(route.provider.clone());
        state.record.request = request;
    })
}
