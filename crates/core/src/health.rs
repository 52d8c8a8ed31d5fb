//! How the instrumentation itself is doing.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::caught::caught;

/// A kind of trouble inside the instrumentation. None of them ever reaches the application; each is
/// counted and logged (target `genai_otel`, level warn) at most once a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// A sink panicked; the record went to the other sinks.
    SinkPanic,
    /// A gate panicked; it counts as having admitted the call.
    GatePanic,
    /// A span processor, a sampler or a metric reader of OpenTelemetry's panicked; the other exits
    /// still got the call.
    ExitPanic,
    /// A sink's own calls led to further calls, which reached no sink, or a gate made calls, which were
    /// not asked. See [`RecordSink`](crate::RecordSink) and [`Gate`](crate::Gate). Or a pricing or an energy
    /// model made calls, about which it was not asked.
    Reentered,
    /// A classifier, an `Observe` or `Serialize` implementation, an error's `Display`, or an estimator panicked.
    ReaderPanic,
    /// A pricing panicked; what it was asked about has no cost.
    PricingPanic,
    /// An energy model panicked; of what it was asked about the energy is not known.
    EnergyPanic,
    /// A call was changed after its end; the change was dropped.
    LateUpdate,
    /// A value could not be what it claims to be: NaN, a negative or fractional count.
    InvalidValue,
    /// A text was longer than [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) and was cut.
    TruncatedText,
    /// Metadata had a reserved or empty name, or there was too much of it.
    RefusedMetadata,
    /// A name went past the cardinality cap of metrics and was folded into the overflow value.
    CardinalityOverflow,
    /// The usage contradicts itself: parts exceed their total.
    ContradictoryUsage,
    /// Costs in different currencies could not be added; the first was kept.
    MixedCurrencies,
    /// A function with an attribute returned a `Result` through a type parameter of the `impl` block around
    /// it, and was taken to have succeeded. Say `result` or `plain` in the attribute.
    HiddenResult,
    /// A tap could not read a response that claims to be JSON or a stream of it: it is compressed, or something
    /// else. Put the tap where bodies are decoded.
    UnreadResponse,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::SinkPanic,
        Self::GatePanic,
        Self::ExitPanic,
        Self::Reentered,
        Self::ReaderPanic,
        Self::PricingPanic,
        Self::EnergyPanic,
        Self::LateUpdate,
        Self::InvalidValue,
        Self::TruncatedText,
        Self::RefusedMetadata,
        Self::CardinalityOverflow,
        Self::ContradictoryUsage,
        Self::MixedCurrencies,
        Self::HiddenResult,
        Self::UnreadResponse,
    ];

    /// A short name for logs and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SinkPanic => "sink_panic",
            Self::GatePanic => "gate_panic",
            Self::ExitPanic => "exit_panic",
            Self::Reentered => "reentered",
            Self::ReaderPanic => "reader_panic",
            Self::PricingPanic => "pricing_panic",
            Self::EnergyPanic => "energy_panic",
            Self::LateUpdate => "late_update",
            Self::InvalidValue => "invalid_value",
            Self::TruncatedText => "truncated_text",
            Self::RefusedMetadata => "refused_metadata",
            Self::CardinalityOverflow => "cardinality_overflow",
            Self::ContradictoryUsage => "contradictory_usage",
            Self::MixedCurrencies => "mixed_currencies",
            Self::HiddenResult => "hidden_result",
            Self::UnreadResponse => "unread_response",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A reading of the counters, taken by [`Instrumentation::health`](crate::Instrumentation::health).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    counts: [u64; Trouble::ALL.len()],
}

impl Health {
    /// How often this trouble occurred.
    #[must_use]
    pub const fn count(&self, trouble: Trouble) -> u64 {
        self.counts[trouble as usize]
    }

    /// Whether nothing at all occurred.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    /// Every trouble that occurred, with its count.
    pub fn troubles(&self) -> impl Iterator<Item = (Trouble, u64)> + '_ {
        Trouble::ALL
            .into_iter()
            .map(|trouble| (trouble, self.count(trouble)))
            .filter(|(_, count)| *count > 0)
    }
}

/// Every trouble that occurred by its name.
impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Health ")?;
        f.debug_map().entries(self.troubles()).finish()
    }
}

/// The counters behind [`Health`].
#[derive(Debug, Default)]
pub(crate) struct Monitor {
    counts: [AtomicU64; Trouble::ALL.len()],
    /// Seconds on the monotonic clock, plus one, at which each kind may be logged again; 0 is never logged.
    quiet_until: [AtomicU64; Trouble::ALL.len()],
}

impl Monitor {
    /// Counts a trouble and logs it unless its kind was logged in the last minute.
    pub(crate) fn report(&self, trouble: Trouble, now: Duration, detail: &dyn fmt::Display) {
        self.report_many(trouble, 1, now, detail);
    }

    /// [`report`](Self::report) for `count` occurrences at once.
    pub(crate) fn report_many(
        &self,
        trouble: Trouble,
        count: u64,
        now: Duration,
        detail: &dyn fmt::Display,
    ) {
        if count == 0 {
            return;
        }
        let total =
            self.counts[trouble as usize].fetch_add(count, Ordering::Relaxed).saturating_add(count);
        let quiet_until = &self.quiet_until[trouble as usize];
        let seen = quiet_until.load(Ordering::Relaxed);
        let seconds = now.as_secs().saturating_add(1);
        if seen != 0 && seconds < seen {
            return;
        }
        let next = seconds.saturating_add(LOG_INTERVAL.as_secs());
        if quiet_until.compare_exchange(seen, next, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            // The application's subscriber runs here.
            caught(
                || tracing::warn!(target: "genai_otel", kind = trouble.as_str(), total, "{detail}"),
            );
        }
    }

    /// Counts a trouble where there is no clock at hand to log it by.
    pub(crate) fn count(&self, trouble: Trouble) {
        self.counts[trouble as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Health {
        Health { counts: std::array::from_fn(|i| self.counts[i].load(Ordering::Relaxed)) }
    }
}

/// How long one kind of trouble stays silent in the log after it was logged.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_has_its_own_counter() {
        let monitor = Monitor::default();
        for (times, trouble) in Trouble::ALL.into_iter().enumerate() {
            monitor.report_many(trouble, times as u64, Duration::ZERO, &"");
        }
        let health = monitor.read();
        for (times, trouble) in Trouble::ALL.into_iter().enumerate() {
            assert_eq!(health.count(trouble), times as u64);
        }
        assert!(!health.is_sound());
    }
}
