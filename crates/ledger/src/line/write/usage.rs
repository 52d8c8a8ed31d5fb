//! What was used.

use std::time::Duration;

use genai_otel_core::{Measured, Usage};

use super::super::counts::{self, MEDIA, TOTAL};
use super::super::object::Object;

/// The counts that are asked for most.
pub(super) fn write_first(usage: &Usage, object: &mut Object<'_>) {
    for (index, count) in counts::FIRST.iter().enumerate() {
        // Behind input and output.
        if index == 2 {
            object.whole(TOTAL.key, usage.total());
        }
        object.whole(count.key, (count.of)(usage).value());
    }
}

/// Millionths of an output token in a second of the whole call; nothing where output or latency are not known.
pub(super) fn speed(usage: &Usage, latency: Option<Duration>) -> Option<u128> {
    let nanos = latency?.as_nanos();
    let tokens = u128::from(usage.output.value()?);
    (tokens * MICRO_PER_NANO + nanos / 2).checked_div(nanos)
}

/// The other counts, and which of all are estimates.
pub(super) fn write_others(usage: &Usage, object: &mut Object<'_>) {
    for count in &counts::OTHERS {
        object.whole(count.key, (count.of)(usage).value());
    }
    object.millis(MEDIA, usage.duration.value());
    if usage.is_estimated() {
        object.texts("estimated", &estimated(usage));
    }
}

/// The keys of the counts that are estimates.
fn estimated(usage: &Usage) -> Vec<&'static str> {
    let is_estimate = |count: &Measured<u64>| count.is_estimated();
    let counts = counts::all().filter(|count| match count.key {
        key if key == TOTAL.key && usage.total.is_missing() => {
            // The sum of estimates.
            usage.total().is_some() && [usage.input, usage.output].iter().any(is_estimate)
        }
        _ => is_estimate(&(count.of)(usage)),
    });
    let media = usage.duration.is_estimated().then_some(MEDIA);
    counts.map(|count| count.key).chain(media).collect()
}

/// Millionths of a token in a second, of tokens in a nanosecond.
const MICRO_PER_NANO: u128 = 1_000_000_000_000_000;
