//! The same questions for both.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genai_otel_core::{
    Cost, Measured, ModelOperation, PriceQuestion, Pricing, Provider, Unpriced, Usage,
};
use genai_otel_pricing::{Found, Lookup, PriceBook};
use genai_prices::{Calculator, PriceCalculation, PriceRequest, UsageKey};

/// A call that answered, and what it used: 2006 tokens in, 1920 of them cached, 300 out.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is special about it, in a word.
    pub word: &'static str,
    /// What is special about it.
    pub name: &'static str,
    /// The provider as telemetry says it.
    pub provider: Provider,
    /// The provider as genai-prices says it.
    pub their_provider: &'static str,
    /// The model that answered.
    pub model: &'static str,
}

/// The cases.
#[must_use]
pub fn cases() -> Vec<Case> {
    let case = |word, name, provider: &str, their_provider, model| Case {
        word,
        name,
        provider: Provider::from(provider),
        their_provider,
        model,
    };
    let sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    vec![
        case("listed", "a listed name", "openai", "openai", "gpt-4o-2024-11-20"),
        case("dated", "a date written otherwise", "openai", "openai", "gpt-4o-20241120"),
        case("wide", "a wide rule", "anthropic", "anthropic", "claude-sonnet-4-5-20250929"),
        case("region", "a region of Bedrock", "aws.bedrock", "aws", sonnet),
        case("fallback", "a fallback", "azure.ai.openai", "azure", "gpt-5-search-api"),
        case("unknown", "an unknown model", "openai", "openai", "gpt-5-some-new-variant"),
    ]
}

/// What of it both are asked for.
#[derive(Clone, Debug)]
pub struct Bill {
    ours: Usage,
    theirs: genai_prices::Usage,
    at: SystemTime,
}

impl Default for Bill {
    fn default() -> Self {
        let mut ours = Usage::default();
        ours.input = Measured::Reported(2006);
        ours.cache_read = Measured::Reported(1920);
        ours.output = Measured::Reported(300);
        let theirs = genai_prices::Usage::from([
            (UsageKey::INPUT_TOKENS, 2006.0),
            (UsageKey::CACHE_READ_TOKENS, 1920.0),
            (UsageKey::OUTPUT_TOKENS, 300.0),
        ]);
        // 2026-11-29T12:00:00Z
        Self { ours, theirs, at: UNIX_EPOCH + Duration::from_secs(1_795_953_600) }
    }
}

impl Case {
    /// Our lookup.
    #[must_use]
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup::new().provider(self.provider.as_str()).response_model(self.model)
    }

    /// Finds the model with ours.
    ///
    /// # Errors
    ///
    /// That it is not known.
    pub fn find<'b>(&self, book: &'b PriceBook) -> Result<Found<'b>, Unpriced> {
        book.find(&self.lookup())
    }

    /// Computes the cost with ours.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn cost(&self, book: &PriceBook, bill: &Bill) -> Result<Cost, Unpriced> {
        let mut question = PriceQuestion::new(&ModelOperation::Chat, &bill.ours, bill.at);
        question.provider = Some(&self.provider);
        question.response_model = Some(self.model);
        book.price(&question)
    }

    /// Computes the cost with theirs.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub fn their_cost(
        &self,
        calculator: &Calculator,
        bill: &Bill,
    ) -> genai_prices::Result<PriceCalculation> {
        let request = PriceRequest::new(self.model, &bill.theirs);
        let request = request.with_provider_id(self.their_provider).with_timestamp(bill.at);
        calculator.calculate(&request)
    }
}
