//! What a call will take, before anybody knows.

mod memo;

use std::fmt;
use std::sync::Arc;

use genai_otel_core::{Admission, Money, OperationClass, PriceQuestion, Pricing, Usage};

use self::memo::{Asked, Memo};

/// Says what a call will take before it is made. Budgets hold so much until it is over; a call that takes more may bring
/// a budget over its limit by the difference.
///
/// It is asked on the thread of the call and must not block. A panic is caught and counted, and the call is estimated as
/// if it took nothing that is known.
pub trait Estimator: Send + Sync {
    /// What this call will take.
    fn estimate(&self, admission: &Admission<'_>) -> Estimate;
}

impl<T: Estimator + ?Sized> Estimator for Arc<T> {
    fn estimate(&self, admission: &Admission<'_>) -> Estimate {
        (**self).estimate(admission)
    }
}

/// What a call will take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "made by estimators of others, from all that they know"
)]
pub struct Estimate {
    /// How many tokens, of input and output.
    pub tokens: u64,
    /// How much money; nothing where that is not known.
    pub cost: Option<Money>,
}

/// The estimator that [`Budgets`](crate::Budgets) have without another.
///
/// What the caller [expects](genai_otel_core::CallBuilder::expects) comes first. Of tokens, what it does not say is filled
/// in: the output by the request's `max_tokens`, for each choice, or else by a default; the input by a default. Embeddings and
/// calls of services that are no models have no output. The price is that of the [`Pricing`], and without one there is
/// none.
///
/// A price is asked for once a minute for each kind of call, and remembered: what was asked for asks for no memory.
pub struct Expected {
    input: u64,
    output: u64,
    pricing: Option<Box<dyn Pricing>>,
    memo: Memo,
}

impl Expected {
    /// Without a price, with 1,000 tokens of input and 1,000 of output.
    #[must_use]
    pub fn new() -> Self {
        Self { input: 1_000, output: 1_000, pricing: None, memo: Memo::new() }
    }

    /// The input tokens of a call of which nobody says anything. Defaults to 1,000.
    #[must_use]
    pub const fn input_tokens(mut self, tokens: u64) -> Self {
        self.input = tokens;
        self
    }

    /// The output tokens of a call that has no `max_tokens`. Defaults to 1,000.
    #[must_use]
    pub const fn output_tokens(mut self, tokens: u64) -> Self {
        self.output = tokens;
        self
    }

    /// Prices by this: the same that calls are priced with.
    #[must_use]
    pub fn pricing(mut self, pricing: impl Pricing + 'static) -> Self {
        self.pricing = Some(Box::new(pricing));
        self
    }

    /// What a call will use, as far as it was not said.
    fn usage(&self, admission: &Admission<'_>) -> Usage {
        let said = admission.expected.map(|expected| &expected.usage);
        if let Some(said) = said.filter(|said| counts_no_tokens(said)) {
            return said.clone();
        }
        let request = admission.request;
        let input = said.and_then(|usage| usage.input.value()).unwrap_or(self.input);
        let has_output = admission.operation.class() == OperationClass::Model;
        let each = request.max_tokens.unwrap_or(self.output);
        let default = if has_output {
            each.saturating_mul(request.choice_count.unwrap_or(1).max(1))
        } else {
            0
        };
        let output = said.and_then(|usage| usage.output.value()).unwrap_or(default);
        let mut usage = said.cloned().unwrap_or_default();
        usage.update(&match has_output {
            true => Usage::estimated(input, output),
            false if output == 0 => estimated_input(input),
            false => Usage::estimated(input, output),
        });
        usage
    }

    fn cost(&self, admission: &Admission<'_>, usage: &Usage) -> Option<Money> {
        if let Some(cost) = admission.expected.and_then(|expected| expected.cost) {
            return Some(cost);
        }
        let pricing = self.pricing.as_ref()?;
        let asked = Asked::of(admission, usage);
        if let Some(cost) = self.memo.find(&asked, admission.at) {
            return cost;
        }
        let Admission { operation, provider, request, .. } = *admission;
        let mut question = PriceQuestion::new(operation, usage, admission.at);
        question.provider = provider;
        question.server_address = request.server_address.as_deref();
        question.request_model = request.model.as_deref().or(request.deployment.as_deref());
        question.service_tier = request.service_tier.as_deref();
        question.conditions = request.conditions.as_slice();
        let cost = pricing.price(&question).ok().map(|cost| cost.amount);
        self.memo.keep(&asked, admission.at, cost);
        cost
    }
}

impl Default for Expected {
    fn default() -> Self {
        Self::new()
    }
}

impl Estimator for Expected {
    fn estimate(&self, admission: &Admission<'_>) -> Estimate {
        let usage = self.usage(admission);
        let tokens = usage.total().or(usage.input.value()).unwrap_or(0);
        Estimate { tokens, cost: self.cost(admission, &usage) }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected")
            .field("input", &self.input)
            .field("output", &self.output)
            .field("pricing", &self.pricing.is_some())
            .finish_non_exhaustive()
    }
}

/// Whether it is about pages, images and the like alone.
fn counts_no_tokens(usage: &Usage) -> bool {
    usage.input.is_missing() && usage.output.is_missing() && !usage.is_missing()
}

fn estimated_input(input: u64) -> Usage {
    let mut usage = Usage::estimated(input, 0);
    usage.output = genai_otel_core::Measured::Missing;
    usage
}
