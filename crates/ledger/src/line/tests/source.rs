//! Records made from any numbers.

mod values;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::trace::{SpanId, TraceId};
use genai_otel_core::{
    AttemptRecord, Attribution, CallRecord, Carbon, Cost, Currency, Energy, FinishReason, Grams,
    Joules, ModelOperation, Money, Outcome, Provider, Request, Response, UnknownEnergy, Usage,
};

use super::super::counts;
use super::full;

/// Numbers that decide what a record has; nothing where they are at an end.
pub(super) struct Source<'s>(pub(super) std::slice::Iter<'s, u64>);

impl Source<'_> {
    pub(super) fn record(&mut self) -> CallRecord {
        let mut record = CallRecord::default();
        let operations = ModelOperation::KNOWN;
        record.operation = operations[self.below(operations.len())].clone();
        record.provider = self.text().map(|text| Provider::from(&*text));
        record.request = self.request();
        record.response = self.response();
        record.usage = self.usage();
        record.cost = self.cost();
        record.energy = self.energy().map(Box::new);
        record.energy_unknown = self.maybe(|_| UnknownEnergy::UnknownModel);
        record.outcome = self.outcome();
        record.error_type = self.text();
        record.error_message = self.text();
        record.started_at =
            self.maybe(|source| SystemTime::UNIX_EPOCH + Duration::from_nanos(source.next()));
        record.duration = self.length();
        record.time_to_first_chunk = self.maybe(Self::length);
        record.chunk_count = self.maybe(Self::next);
        let attempts = self.below(4);
        record.attempts = (0..attempts).map(|_| self.attempt()).collect();
        record.attempt = self.maybe(|source| (source.next() as u32).max(1));
        record.attribution = self.maybe(Self::attribution).map(Arc::new);
        record.cache_hit = self.maybe(|source| source.next() > 9);
        let trace = self.maybe(|source| (source.next().into(), source.next()));
        record.trace =
            trace.map(|(trace, span): (u128, u64)| (TraceId::from(trace), SpanId::from(span)));
        record
    }

    fn request(&mut self) -> Request {
        let mut request = Request::default();
        request.model = self.text();
        request.deployment = self.text();
        request.temperature = self.float();
        request.top_p = self.float();
        request.top_k = self.maybe(Self::next);
        request.max_tokens = self.maybe(Self::next);
        request.seed = self.maybe(|source| source.next() as i64);
        request.stream = self.maybe(|source| source.next() > 9);
        request.stop_sequences = self.text().map(|text| [text].into());
        request.server_port = self.maybe(|source| source.next() as u16);
        for _ in 0..self.below(3) {
            let (key, value) = (self.text(), self.text());
            request.conditions.set(&key.unwrap_or_default(), &value.unwrap_or_default());
        }
        request
    }

    fn response(&mut self) -> Response {
        let mut response = Response::default();
        response.model = self.text();
        response.id = self.text();
        response.finish_reasons =
            self.text().map(|text| FinishReason::new(&text)).into_iter().collect();
        response.remaining_tokens = self.maybe(Self::next);
        response.retry_after = self.maybe(Self::length);
        response
    }

    fn usage(&mut self) -> Usage {
        let mut usage = Usage::default();
        for count in counts::all() {
            *(count.of_mut)(&mut usage) = self.measured(Self::next);
        }
        usage.duration = self.measured(Self::length);
        usage
    }

    fn cost(&mut self) -> Option<Cost> {
        let amount = i128::from(self.next() as i64) * 1_000;
        let currency = ["USD", "EUR", "JPY"][self.below(3)];
        let currency = Currency::new(currency).unwrap_or(Currency::USD);
        let amount = Money::from_pico(amount, currency);
        match self.below(4) {
            0 => None,
            1 => Some(Cost::from_caller(amount)),
            2 => Some(Cost::from_provider(amount)),
            _ => full::record().cost,
        }
    }

    fn energy(&mut self) -> Option<Energy> {
        let bounds = [self.next(), self.next()].map(Joules::from_micro);
        let method = self.text().unwrap_or_default();
        let mut energy = match self.below(4) {
            0 | 1 => return None,
            2 => full::energy(),
            _ => Energy::new((method, self.text().unwrap_or_default()), bounds),
        };
        (energy.estimated, energy.incomplete) = (self.next() > 9, self.next() > 9);
        energy.carbon = self.maybe(|source| {
            let grams = [source.next(), source.next()].map(Grams::from_micro);
            Carbon::new(grams, source.maybe(|source| Grams::from_micro(source.next())))
        });
        Some(energy)
    }

    fn attempt(&mut self) -> AttemptRecord {
        let mut attempt = AttemptRecord::default();
        attempt.provider = self.text().map(|text| Provider::from(&*text));
        attempt.model = self.text();
        attempt.response = self.response();
        attempt.usage = self.usage();
        attempt.cost = self.cost();
        attempt.energy = self.energy().map(Box::new);
        attempt.outcome = self.outcome();
        attempt.error_type = self.text();
        attempt.started_after = self.length();
        attempt.duration = self.length();
        attempt
    }

    fn attribution(&mut self) -> Attribution {
        let mut who = Attribution::new();
        if let Some(user) = self.text() {
            who = who.user_id(&user).team(&user);
        }
        for _ in 0..self.below(4) {
            let key = self.text().unwrap_or_default();
            who = match self.below(4) {
                0 => who.key(&key, &*self.text().unwrap_or_default()),
                1 => who.key(&key, self.next() as i64),
                2 => who.key(&key, self.float().unwrap_or_default()),
                _ => who.key(&key, self.next() > 9),
            };
        }
        who
    }

    fn outcome(&mut self) -> Outcome {
        [
            Outcome::Completed,
            Outcome::Error,
            Outcome::Timeout,
            Outcome::Cancelled,
            Outcome::Abandoned,
            Outcome::Panicked,
        ][self.below(6)]
    }
}
