//! What an answer says about its call, gathered from any kind of source.

use std::sync::Arc;

use crate::cost::Money;
use crate::response::{FinishReason, Response, ToolCall};
use crate::text;
use crate::usage::Usage;

/// A response type that can say what the call needs to know of it.
///
/// Implement it for your own response types and hand them to
/// [`CallHandle::observe`](crate::CallHandle::observe). For responses in the shape of a known
/// provider, [`record_response`](crate::CallHandle::record_response) needs no implementation.
///
/// ```
/// use genai_otel_core::{Observation, Observe, Usage};
///
/// struct Answer { model: String, text: String, prompt: u64, completion: u64 }
///
/// impl Observe for Answer {
///     fn observe(&self, into: &mut Observation) {
///         into.model(&self.model).usage(Usage::tokens(self.prompt, self.completion)).finish_reason("stop");
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what a call needs to know of it",
    label = "not `Observe`",
    note = "implement `Observe` for it, or read it by a closure: `response = |response, call| ..`"
)]
pub trait Observe {
    /// Tells `into` what is known. Called at most once per recorded response; must not panic.
    fn observe(&self, into: &mut Observation);
}

impl<T: Observe + ?Sized> Observe for &T {
    fn observe(&self, into: &mut Observation) {
        (**self).observe(into);
    }
}

impl<T: Observe + ?Sized> Observe for Box<T> {
    fn observe(&self, into: &mut Observation) {
        (**self).observe(into);
    }
}

/// What one response said: model, id, finish reasons, usage, tool calls, error code.
///
/// Later observations of the same attempt replace earlier ones field by field, because providers
/// report cumulative numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    pub(crate) response: Response,
    pub(crate) usage: Usage,
    /// What the provider says the answer costs.
    pub(crate) cost: Option<Money>,
    pub(crate) error_code: Option<Arc<str>>,
    /// The answer is an error, whether or not it names its kind.
    pub(crate) is_error: bool,
    /// How many things the answer lists: vectors, ranked documents, images.
    pub(crate) listed: Option<u64>,
    /// Values that could not be what they claim to be (negative counts, fractions of a token).
    pub(crate) invalid: u32,
    /// Texts that were cut.
    pub(crate) truncated: u32,
}

impl Observation {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The model that answered.
    pub fn model(&mut self, model: &str) -> &mut Self {
        self.response.model = self.text(model);
        self
    }

    /// The provider's id of the answer.
    pub fn id(&mut self, id: &str) -> &mut Self {
        self.response.id = self.text(id);
        self
    }

    /// Why the next choice ended. Call it once per choice, in their order.
    pub fn finish_reason(&mut self, reason: impl Into<FinishReason>) -> &mut Self {
        if self.response.finish_reasons.len() < MAX_CHOICES {
            self.response.finish_reasons.push(reason.into());
        }
        self
    }

    /// What was used, with inclusive totals.
    pub fn usage(&mut self, usage: Usage) -> &mut Self {
        self.usage = usage;
        self
    }

    /// What the provider says the answer costs. It comes before a price of our own, not before what the caller says by
    /// [`set_cost`](crate::CallHandle::set_cost).
    pub fn cost(&mut self, cost: Money) -> &mut Self {
        self.cost = Some(cost);
        self
    }

    /// Something that the price depends on, such as `processing` = `batch`. It comes before what the request says.
    pub fn condition(&mut self, key: &str, value: &str) -> &mut Self {
        self.response.conditions.set(key, value);
        self
    }

    /// A tool that the model asked for.
    pub fn tool_call(&mut self, name: &str, id: Option<&str>) -> &mut Self {
        if self.response.tool_calls.len() < MAX_TOOL_CALLS {
            self.response.tool_calls.push(ToolCall::new(name, id));
        }
        self
    }

    /// The service tier that processed the request.
    pub fn service_tier(&mut self, tier: &str) -> &mut Self {
        self.response.service_tier = self.text(tier);
        self
    }

    /// The provider's fingerprint of the system that answered.
    pub fn system_fingerprint(&mut self, fingerprint: &str) -> &mut Self {
        self.response.system_fingerprint = self.text(fingerprint);
        self
    }

    /// The provider's id of the HTTP request, for billing questions.
    pub fn provider_request_id(&mut self, id: &str) -> &mut Self {
        self.response.provider_request_id = self.text(id);
        self
    }

    /// The HTTP status of the answer.
    pub fn http_status(&mut self, status: u16) -> &mut Self {
        self.response.http_status = Some(status);
        self
    }

    /// The answer is an error; the provider's own code or type, as far as it gives one.
    pub fn error_code(&mut self, code: &str) -> &mut Self {
        self.error_code = self.text(code);
        self.is_error = true;
        self
    }

    /// The answer is an error, whether or not it says of which kind.
    pub fn failed(&mut self) -> &mut Self {
        self.is_error = true;
        self
    }

    fn text(&mut self, value: &str) -> Option<Arc<str>> {
        self.truncated += u32::from(text::is_too_long(value));
        text::non_empty(value)
    }
}

/// The most choices kept of one response.
pub(crate) const MAX_CHOICES: usize = 128;
/// The most tool calls kept of one response.
const MAX_TOOL_CALLS: usize = 128;
