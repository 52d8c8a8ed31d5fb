//! What a call cost, by the book.

use std::sync::{Arc, LazyLock};

use genai_otel_core::{Cost, PriceQuestion, Pricing, Unpriced};

use super::PriceBook;
use crate::calculation::{Quantities, Situation, calculate};
use crate::matching::{Located, Lookup};
use crate::model::{Condition, Model};

impl Pricing for PriceBook {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        let lookup = Lookup {
            provider: question.provider.map(genai_otel_core::Provider::as_str),
            server_address: question.server_address,
            response_model: question.response_model,
            request_model: question.request_model,
        };
        let quantities = Quantities::of(question.usage, question.operation);
        self.quote(&lookup, &quantities, question)
    }
}

impl PriceBook {
    /// What quantities of what is looked up cost, at the time and under the conditions of the question.
    pub(crate) fn quote(
        &self,
        lookup: &Lookup<'_>,
        quantities: &Quantities,
        question: &PriceQuestion<'_>,
    ) -> Result<Cost, Unpriced> {
        self.located(lookup, |located| self.quote_for(located, quantities, question))
    }

    fn quote_for(
        &self,
        located: &Located,
        quantities: &Quantities,
        question: &PriceQuestion<'_>,
    ) -> Result<Cost, Unpriced> {
        let found = self.found(located)?;
        let factors = self.factors(&located.billed_by, &found.model_id, question.at);
        let mut overlays = self.inner.layers.overlays().map(|(_, overlay)| overlay);
        let conditions = conditions(found.model, question);
        let situation = Situation {
            at: question.at,
            conditions: conditions.as_deref().unwrap_or(question.conditions),
            factors: &factors,
            exchange: overlays.find_map(|overlay| overlay.exchange(found.model.currency)),
        };
        let calculated = calculate(found.model, quantities, &situation)?;
        let names = (found.provider, found.model_id);
        let version = Arc::clone(&self.inner.version);
        Ok(calculated.into_cost(names, found.steps, version, |date| self.day(located, date)))
    }
}

/// The conditions of the question with those that its service tier means, where prices of the model depend on it; nothing
/// where they do not.
fn conditions(model: &Model, question: &PriceQuestion<'_>) -> Option<Vec<(Arc<str>, Arc<str>)>> {
    let tier = question.service_tier?.trim().to_ascii_lowercase();
    let is_said = |key: &Arc<str>| question.conditions.iter().any(|(known, _)| known == key);
    let mut wanted = [(&*SERVICE_TIER, true), (&*PROCESSING, tier == BATCH)]
        .into_iter()
        .filter(|(key, means)| *means && (depends_on(model, key, &tier) || is_said(key)))
        .peekable();
    wanted.peek()?;
    let value: Arc<str> = tier.as_str().into();
    let mut conditions: Vec<_> = question.conditions.to_vec();
    for (key, _) in wanted {
        conditions.retain(|(known, _)| known != key);
        conditions.push((Arc::clone(key), Arc::clone(&value)));
    }
    conditions.sort();
    Some(conditions)
}

fn depends_on(model: &Model, key: &str, value: &str) -> bool {
    let variants = model.variants.iter().flat_map(|variant| &variant.when);
    let multipliers = model.multipliers.iter().flat_map(|multiplier| &multiplier.when);
    let is_meant = |condition: &Condition| condition.key == key && condition.value == value;
    variants.chain(multipliers).any(is_meant)
}

static SERVICE_TIER: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from("service_tier"));
static PROCESSING: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from("processing"));

/// The tier of calls that are processed together, later.
const BATCH: &str = "batch";
