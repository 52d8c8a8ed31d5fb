//! Old and new costs, summed up.

use std::collections::BTreeMap;

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::{Entry, Repriced};
use serde::Serialize;

/// Old and new costs of all calls.
#[derive(Debug, Default)]
pub(super) struct Tally {
    details: bool,
    /// All calls that are meant.
    pub(super) calls: u64,
    /// Those that have the same cost as before.
    pub(super) same: u64,
    /// Those that have another one.
    pub(super) changed: u64,
    /// Those that had none before.
    pub(super) newly_priced: u64,
    /// Those that have none any more.
    pub(super) no_longer_priced: u64,
    /// Those that had none and have none.
    pub(super) unpriced: u64,
    /// Those that used nothing.
    pub(super) without_usage: u64,
    /// Those whose cost somebody else said, by who that is.
    pub(super) left: BTreeMap<&'static str, u64>,
    /// By provider, model and currency.
    pub(super) sums: BTreeMap<(String, String, String), Sums>,
    /// Those whose cost is not the same, where they are asked for.
    pub(super) changes: Vec<Change>,
}

/// The sums of a model in a currency, in pico-units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) calls: u64,
    pub(super) old: i128,
    pub(super) new: i128,
}

/// A call whose cost is not the same.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub(super) id: Option<String>,
    pub(super) timestamp: String,
    pub(super) provider: Option<String>,
    pub(super) model: Option<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// Why it has no cost.
    pub(super) unpriced: Option<&'static str>,
}

impl Tally {
    pub(super) fn new(details: bool) -> Self {
        Self { details, ..Self::default() }
    }

    /// Adds a call.
    pub(super) fn add(&mut self, entry: &Entry, repriced: Repriced) {
        self.calls += 1;
        let old = entry.cost.as_ref().map(|cost| cost.amount);
        let (new, why) = match repriced {
            Repriced::Left(origin) => {
                *self.left.entry(origin.as_str()).or_default() += 1;
                return;
            }
            Repriced::Priced(cost) => (Some(cost.amount), None),
            Repriced::Unpriced(why) => (None, Some(why)),
            _ if old.is_none() => {
                self.without_usage += 1;
                return;
            }
            _ => (None, None),
        };
        let count = match (old, new) {
            (Some(old), Some(new)) if old == new => &mut self.same,
            (Some(_), Some(_)) => &mut self.changed,
            (None, Some(_)) => &mut self.newly_priced,
            (Some(_), None) => &mut self.no_longer_priced,
            (None, None) => &mut self.unpriced,
        };
        *count += 1;
        self.sum(entry, old, new);
        if self.details && old != new {
            self.changes.push(Change {
                id: entry.id.clone(),
                timestamp: entry.timestamp.to_string(),
                provider: entry.provider.clone(),
                model: entry.model.clone(),
                old: old.map(|old| old.to_string()),
                new: new.map(|new| new.to_string()),
                unpriced: why,
            });
        }
    }

    fn sum(&mut self, entry: &Entry, old: Option<Money>, new: Option<Money>) {
        let currencies: [Option<Currency>; 2] = [old, new].map(|money| money.map(Money::currency));
        let both = currencies[0] == currencies[1];
        for (index, money) in [old, new].into_iter().enumerate() {
            let Some(money) = money else { continue };
            let model = entry.model.as_ref().or(entry.response_model.as_ref());
            let name = |name: Option<&String>| name.cloned().unwrap_or_default();
            let currency = money.currency().to_string();
            let key = (name(entry.provider.as_ref()), name(model), currency);
            let sums = self.sums.entry(key).or_default();
            let sum = if index == 0 { &mut sums.old } else { &mut sums.new };
            *sum = sum.saturating_add(money.pico());
            // A call stands once in each currency that it has a cost in.
            sums.calls += u64::from(!(both && index == 1));
        }
    }
}
