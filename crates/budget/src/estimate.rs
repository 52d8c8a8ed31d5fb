//! What a call will take, before anybody knows.

mod memo;

use std::fmt;
use std::sync::Arc;

use genai_otel_core::{Admission, Measured, Money, OperationClass, PriceQuestion, Pricing, Usage};

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

    /// The tokens of a call, as far as they were not said; nothing where it is not about tokens.
    fn tokens(&self, admission: &Admission<'_>) -> Tokens {
        let said = admission.expected.map(|expected| &expected.usage);
        if said.is_some_and(counts_no_tokens) {
            return Tokens { input: None, output: None };
        }
        let request = admission.request;
        let output = (admission.operation.class() == OperationClass::Model).then(|| {
            let each = request.max_tokens.unwrap_or(self.output);
            each.saturating_mul(request.choice_count.unwrap_or(1).max(1))
        });
        Tokens {
            input: said.and_then(|usage| usage.input.value()).or(Some(self.input)),
            output: said.and_then(|usage| usage.output.value()).or(output),
        }
    }

    fn cost(&self, admission: &Admission<'_>, tokens: Tokens) -> Option<Money> {
        if let Some(cost) = admission.expected.and_then(|expected| expected.cost) {
            return Some(cost);
        }
        let pricing = self.pricing.as_ref()?;
        let asked = Asked::of(admission, tokens);
        if let Some(cost) = self.memo.find(&asked, admission.at) {
            return cost;
        }
        let Admission { operation, provider, request, .. } = *admission;
        let mut usage = admission.expected.map(|it| it.usage.clone()).unwrap_or_default();
        let count = |count: Option<u64>| count.map_or(Measured::Missing, Measured::Estimated);
        (usage.input, usage.output) = (count(tokens.input), count(tokens.output));
        let mut question = PriceQuestion::new(operation, &usage, admission.at);
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

/// How many tokens a call will use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tokens {
    input: Option<u64>,
    output: Option<u64>,
}

impl Default for Expected {
    fn default() -> Self {
        Self::new()
    }
}

impl Estimator for Expected {
    fn estimate(&self, admission: &Admission<'_>) -> Estimate {
        let tokens = self.tokens(admission);
        let sum = tokens.input.unwrap_or(0).saturating_add(tokens.output.unwrap_or(0));
        Estimate { tokens: sum, cost: self.cost(admission, tokens) }
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
