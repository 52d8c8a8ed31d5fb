//! The cost of a call by another price book, or by the prices of another day.

use std::time::SystemTime;

use genai_otel_core::{
    Conditions, Cost, CostOrigin, ModelOperation, Money, PriceQuestion, Pricing, Provider, Usage,
};
use serde_json::{Map, Value};

use crate::entry::{AttemptEntry, Entry};

/// What a call costs by other prices.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repriced {
    /// The caller or the provider said what it cost, or a cache answered: that stays as it is.
    Left(CostOrigin),
    /// Nothing was used that a price could be for.
    Nothing,
    /// It costs this. Not all of it where [`Cost::incomplete`] says so.
    Priced(Cost),
    /// It has no price: the reason in a word, as `unpriced` in a line.
    Unpriced(&'static str),
}

impl Entry {
    /// Asks a pricing what the call costs, from what its line says of usage, models, server, tier and conditions: at the
    /// time when it was made, or as if it were made at another. Of several attempts each is asked for by itself.
    #[must_use]
    pub fn reprice(&self, pricing: &dyn Pricing, at: Option<SystemTime>) -> Repriced {
        match &self.cost {
            Some(cost) if !is_ours(cost.origin) => return Repriced::Left(cost.origin),
            _ if self.cache_hit == Some(true) => return Repriced::Left(CostOrigin::Cache),
            _ => {}
        }
        let made = SystemTime::try_from(self.timestamp).unwrap_or(SystemTime::UNIX_EPOCH);
        let asked = |part: &Part<'_>| part.price(self, pricing, at.unwrap_or(made));
        let used = |attempt: &&AttemptEntry| !attempt.usage.is_missing() || attempt.cost.is_some();
        let attempts: Vec<_> = self.attempt_list.iter().filter(used).collect();
        if attempts.is_empty() {
            return asked(&Part::whole(self));
        }
        let parts = attempts.into_iter().map(|attempt| match &attempt.cost {
            Some(cost) if !is_ours(cost.origin) => Repriced::Priced(cost.clone()),
            _ => asked(&Part::attempt(self, attempt)),
        });
        parts.reduce(sum).unwrap_or(Repriced::Nothing)
    }
}

const fn is_ours(origin: CostOrigin) -> bool {
    matches!(origin, CostOrigin::Computed | CostOrigin::Mixed)
}

/// What is not priced is missing in the sum, which is then incomplete.
fn sum(a: Repriced, b: Repriced) -> Repriced {
    match (a, b) {
        (Repriced::Priced(a), Repriced::Priced(b)) => match a.amount.checked_add(b.amount) {
            Some(amount) => Repriced::Priced(both(&a, &b, amount)),
            None => Repriced::Unpriced("too_large"),
        },
        (Repriced::Priced(mut cost), Repriced::Unpriced(_))
        | (Repriced::Unpriced(_), Repriced::Priced(mut cost)) => {
            cost.incomplete = true;
            Repriced::Priced(cost)
        }
        (Repriced::Nothing, other) | (other, _) => other,
    }
}

fn both(a: &Cost, b: &Cost, amount: Money) -> Cost {
    let mut cost = Cost::from_caller(amount);
    cost.origin = if a.origin == b.origin { a.origin } else { CostOrigin::Mixed };
    cost.estimated = a.estimated || b.estimated;
    cost.incomplete = a.incomplete || b.incomplete;
    cost
}

/// One exchange with a provider.
struct Part<'e> {
    usage: &'e Usage,
    provider: Option<&'e str>,
    model: Option<&'e str>,
    response_model: Option<&'e str>,
    response: &'e Map<String, Value>,
    /// Whether it went to another provider than the call says: server, tier and conditions are not its own.
    is_elsewhere: bool,
}

impl<'e> Part<'e> {
    fn whole(entry: &'e Entry) -> Self {
        Self {
            usage: &entry.usage,
            provider: entry.provider.as_deref(),
            model: entry.model.as_deref(),
            response_model: entry.response_model.as_deref(),
            response: &entry.response,
            is_elsewhere: false,
        }
    }

    fn attempt(entry: &'e Entry, attempt: &'e AttemptEntry) -> Self {
        Self {
            usage: &attempt.usage,
            provider: attempt.provider.as_deref().or(entry.provider.as_deref()),
            model: attempt.model.as_deref().or(entry.model.as_deref()),
            response_model: attempt.response_model.as_deref(),
            response: &attempt.response,
            is_elsewhere: attempt.provider.is_some() && attempt.provider != entry.provider,
        }
    }

    fn price(&self, entry: &Entry, pricing: &dyn Pricing, at: SystemTime) -> Repriced {
        if self.usage.is_missing() {
            return match entry.unpriced.as_deref() {
                Some("no_usage") => Repriced::Unpriced("no_usage"),
                _ => Repriced::Nothing,
            };
        }
        let operation = ModelOperation::from(entry.operation.as_deref().unwrap_or("chat"));
        let provider = self.provider.map(Provider::from);
        let conditions = self.conditions(entry);
        let requested = (!self.is_elsewhere).then_some(&entry.parameters);
        let mut question = PriceQuestion::new(&operation, self.usage, at);
        question.provider = provider.as_ref();
        question.server_address = requested.and_then(|asked| asked.server_address.as_deref());
        question.response_model = self.response_model;
        question.request_model =
            self.model.or(requested.and_then(|asked| asked.deployment.as_deref()));
        let tier = self.response.get("service_tier").and_then(Value::as_str);
        question.service_tier = tier.or(requested.and_then(|asked| asked.service_tier.as_deref()));
        question.conditions = conditions.as_slice();
        match pricing.price(&question) {
            Ok(mut cost) => {
                cost.estimated |= self.usage.is_estimated();
                Repriced::Priced(cost)
            }
            Err(unpriced) => Repriced::Unpriced(unpriced.reason()),
        }
    }

    /// What the answer says wins over what was asked for.
    fn conditions(&self, entry: &Entry) -> Conditions {
        let mut all = Conditions::default();
        let asked = &entry.parameters;
        let sizes = [("size", &asked.image_size), ("quality", &asked.image_quality)];
        if !self.is_elsewhere {
            let host = asked.server_address.as_deref().unwrap_or_default();
            all = Conditions::of_host(host);
            set(&mut all, &entry.conditions);
            for (key, value) in sizes {
                all.set(key, value.as_deref().unwrap_or_default());
            }
        }
        for (key, name) in [("size", "image_size"), ("quality", "image_quality")] {
            let said = self.response.get(name).and_then(Value::as_str);
            all.set(key, said.unwrap_or_default());
        }
        if let Some(Value::Object(said)) = self.response.get("conditions") {
            set(&mut all, said);
        }
        all
    }
}

fn set(all: &mut Conditions, said: &Map<String, Value>) {
    for (key, value) in said {
        all.set(key, value.as_str().unwrap_or_default());
    }
}
