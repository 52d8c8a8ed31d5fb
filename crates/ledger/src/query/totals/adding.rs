//! Adding up.

use std::time::Duration;

use genai_otel_core::Money;

use super::Totals;
use super::tokens::Kind;
use crate::entry::Entry;
use crate::query::figures::Figures;

impl Totals {
    /// Adds a call.
    pub fn add(&mut self, entry: &Entry) {
        self.add_figures(&Figures::of(entry));
    }

    pub(crate) fn add_figures(&mut self, call: &Figures) {
        self.calls += 1;
        self.by_status.add(call.status, 1);
        let estimated = [
            call.input.filter(|_| call.input_estimated),
            call.output.filter(|_| call.output_estimated),
        ];
        self.tokens.add(Kind::Input, call.input);
        self.tokens.add(Kind::Output, call.output);
        self.tokens.add(Kind::Total, call.total);
        self.tokens.add(Kind::CacheRead, call.cache_read);
        self.tokens.add(Kind::CacheWrite, call.cache_write);
        self.tokens.add(Kind::Reasoning, call.reasoning);
        estimated.into_iter().for_each(|tokens| self.tokens.add(Kind::Estimated, tokens));
        let unknown = call.of_model && call.total.is_none() && call.cache_hit != Some(true);
        self.calls_without_usage += u64::from(unknown);
        match call.cost {
            Some(cost) => self.add_cost(cost),
            None => {
                self.unpriced +=
                    u64::from(call.unpriced || call.total.is_some_and(|tokens| tokens > 0))
            }
        }
        self.inexact_costs += u64::from(call.inexact);
        if call.energy.is_some() || call.energy_unknown {
            self.energy.get_or_insert_default().add(call);
        }
        self.attempts = self.attempts.saturating_add(call.attempts.unwrap_or(1).max(1));
        self.cache_hits.0 += u64::from(call.cache_hit == Some(true));
        self.cache_hits.1 += u64::from(call.cache_hit.is_some());
        add_time(&mut self.latency, call.latency);
        add_time(&mut self.time_to_first_chunk, call.time_to_first_chunk);
        if let (Some(tokens @ 1..), Some(nanos @ 1..)) = (call.output, call.latency) {
            self.add_speed((tokens, nanos));
        }
        self.first = Some(self.first.map_or(call.timestamp, |first| first.min(call.timestamp)));
        self.last = self.last.max(Some(call.timestamp));
        if let Some(times) = &mut self.quantiles {
            call.latency.into_iter().for_each(|nanos| times.latency.add(nanos));
            call.time_to_first_chunk
                .into_iter()
                .for_each(|nanos| times.time_to_first_chunk.add(nanos));
        }
    }

    /// Adds the numbers of other calls.
    pub fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.by_status.merge(&other.by_status);
        self.tokens.merge(&other.tokens);
        self.calls_without_usage += other.calls_without_usage;
        other.costs.iter().for_each(|cost| self.add_cost(*cost));
        self.unpriced += other.unpriced;
        self.inexact_costs += other.inexact_costs;
        if let Some(energy) = &other.energy {
            self.energy.get_or_insert_default().merge(energy);
        }
        self.attempts = self.attempts.saturating_add(other.attempts);
        self.cache_hits.0 += other.cache_hits.0;
        self.cache_hits.1 += other.cache_hits.1;
        merge_times(&mut self.latency, other.latency);
        merge_times(&mut self.time_to_first_chunk, other.time_to_first_chunk);
        self.add_speed(other.speed);
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        if let Some(other) = &other.quantiles {
            let times = self.quantiles.get_or_insert_default();
            times.latency.merge(&other.latency);
            times.time_to_first_chunk.merge(&other.time_to_first_chunk);
        }
    }

    fn add_speed(&mut self, (tokens, nanos): (u64, u64)) {
        self.speed.0 = self.speed.0.saturating_add(tokens);
        self.speed.1 = self.speed.1.saturating_add(nanos);
    }

    fn add_cost(&mut self, cost: Money) {
        let code = cost.currency();
        match self.costs.iter_mut().find(|sum| sum.currency() == code) {
            Some(sum) => *sum = Money::from_pico(sum.pico().saturating_add(cost.pico()), code),
            None => {
                // Nearly always the only one, of maybe a million groups.
                self.costs.reserve_exact(1);
                self.costs.push(cost);
                self.costs.sort_by(|a, b| a.currency().as_str().cmp(b.currency().as_str()));
            }
        }
    }
}

fn add_time((sum, known): &mut (Duration, u64), nanos: Option<u64>) {
    if let Some(nanos) = nanos {
        *sum = sum.saturating_add(Duration::from_nanos(nanos));
        *known += 1;
    }
}

fn merge_times((sum, known): &mut (Duration, u64), other: (Duration, u64)) {
    *sum = sum.saturating_add(other.0);
    *known += other.1;
}
