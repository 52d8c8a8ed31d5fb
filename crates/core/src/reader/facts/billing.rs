//! What an answer says about money, and about what prices depend on.

use super::Facts;
use crate::cost::{Conditions, Currency, Money};
use crate::reader::node::Bill;
use crate::reader::scalar::{NotACount, Scalar};

/// What is said about money. Most answers say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::reader) struct Billing {
    /// What the one who answers asks for.
    asked: Option<Money>,
    /// The same as xAI counts it.
    ticks: Option<u64>,
    currency: Option<Currency>,
    /// The caller's own account with the provider behind a gateway pays for the model.
    has_own_key: bool,
    /// What the provider behind a gateway asks for.
    upstream: Option<Money>,
    /// The answer is one of a batch.
    is_batched: bool,
    /// Calls of a search tool that searched nothing.
    pub(in crate::reader) visits: u64,
    conditions: Conditions,
}

impl Facts {
    /// A scalar of the kind `bill` has come.
    pub(super) fn bill(&mut self, bill: Bill, value: Scalar<'_>) {
        match bill {
            Bill::Cost | Bill::Upstream => match value.dollars() {
                Ok(None) => {}
                Ok(amount) if bill == Bill::Cost => self.billing().asked = amount,
                Ok(amount) => self.billing().upstream = amount,
                Err(NotACount) => self.add_invalid(),
            },
            Bill::Ticks => {
                if let Some(ticks) = self.checked(value) {
                    self.billing().ticks = Some(ticks);
                }
            }
            Bill::Currency => {
                if let Some(currency) = value.text().and_then(Currency::new) {
                    self.billing().currency = Some(currency);
                }
            }
            Bill::OwnKey if value == Scalar::Bool(true) => self.billing().has_own_key = true,
            Bill::BatchId if value.text().is_some() => self.billing().is_batched = true,
            Bill::OwnKey | Bill::BatchId => {}
            Bill::Action => {
                self.item.visits = matches!(value.text(), Some("open_page" | "find_in_page"))
            }
            Bill::Speed => self.depend("speed", value),
            // Elsewhere nothing is dearer.
            Bill::Geo if matches!(value.text(), Some("global" | "not_available")) => {}
            Bill::Geo => self.depend("residency", value),
            Bill::Latency => self.depend("latency", value),
            Bill::SearchContextSize => self.depend("search_context_size", value),
        }
    }

    /// A search tool was called for something that is no search.
    pub(super) fn add_visit(&mut self) {
        let visits = &mut self.billing().visits;
        *visits = visits.saturating_add(1);
    }

    /// The price depends on it that `key` is this.
    fn depend(&mut self, key: &str, value: Scalar<'_>) {
        if let Some(value) = value.text().filter(|value| !value.is_empty()) {
            let conditions = &mut self.billing().conditions;
            // The events of a stream say the same again and again.
            if conditions.get(key) != Some(value) {
                conditions.set(key, value);
            }
        }
    }

    fn billing(&mut self) -> &mut Billing {
        self.billing.get_or_insert_default()
    }

    /// What the provider asks for, and what the price depends on.
    pub(in crate::reader) fn take_billing(&mut self) -> (Option<Money>, Conditions) {
        let billing = self.billing.take();
        let tier = self.service_tier.as_ref().or(self.usage_service_tier.as_ref());
        let is_batched = tier.is_some_and(|tier| tier.eq_ignore_ascii_case("batch"))
            || billing.as_ref().is_some_and(|billing| billing.is_batched);
        let (cost, mut conditions) =
            billing.map(|billing| (billing.cost(), billing.conditions)).unwrap_or_default();
        if is_batched {
            conditions.set("processing", "batch");
        }
        (cost, conditions)
    }
}

impl Billing {
    fn cost(&self) -> Option<Money> {
        let asked = match (self.asked, self.has_own_key) {
            // Half of a bill is none.
            (Some(asked), true) => asked.checked_add(self.upstream?),
            (asked, _) => asked,
        };
        let asked = asked.or_else(|| self.ticks.and_then(dollars_of_ticks));
        let currency = self.currency.unwrap_or(Currency::USD);
        asked.map(|asked| Money::from_pico(asked.pico(), currency))
    }
}

/// xAI counts in parts of a dollar of which there are 10^10. Where somebody else serves its models (Azure) there are always
/// none, which says nothing.
fn dollars_of_ticks(ticks: u64) -> Option<Money> {
    let amount = Money::from_pico(i128::from(ticks) * PICO_DOLLARS_PER_TICK, Currency::USD);
    (ticks > 0).then_some(amount)
}

const PICO_DOLLARS_PER_TICK: i128 = 100;
