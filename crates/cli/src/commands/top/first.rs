//! The first calls in an order, in bounded memory.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use genai_otel_ledger::Entry;

use crate::args_low::TopBy;

/// The first calls: of costs for each currency, since they cannot be compared.
#[derive(Debug)]
pub(super) struct First {
    most: usize,
    offered: u64,
    /// By currency, then the highest first, and of those that are alike the first that came.
    kept: BTreeMap<String, BTreeMap<(Reverse<i128>, u64), Entry>>,
}

impl First {
    /// At most so many.
    pub(super) const fn new(most: usize) -> Self {
        Self { most, offered: 0, kept: BTreeMap::new() }
    }

    /// Keeps a call where it is one of them. One whose number is not known is none.
    pub(super) fn offer(&mut self, by: TopBy, entry: Entry) {
        let cost = entry.cost.as_ref().map(|cost| cost.amount);
        let nanos = |time: std::time::Duration| i128::try_from(time.as_nanos()).ok();
        let (currency, number) = match by {
            TopBy::Cost => {
                let currency = cost.map(|money| money.currency().to_string());
                (currency.unwrap_or_default(), cost.map(|money| money.pico()))
            }
            TopBy::Latency => (String::new(), entry.latency.and_then(nanos)),
            TopBy::Tokens => (String::new(), entry.usage.total().map(i128::from)),
        };
        let Some(number) = number else { return };
        self.offered += 1;
        let kept = self.kept.entry(currency).or_default();
        kept.insert((Reverse(number), self.offered), entry);
        if kept.len() > self.most {
            kept.pop_last();
        }
    }

    /// Them, in order.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.kept.into_values().flat_map(BTreeMap::into_values).collect()
    }
}
