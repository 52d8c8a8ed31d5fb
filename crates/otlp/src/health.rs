use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{Loss, Signal};

/// How the export is doing: for each signal that goes to a collector, what waits where, what was lost and why. A copy
/// taken at one moment, from [`Telemetry::health`](crate::Telemetry::health).
///
/// `Display` is made for a log line or a page of an operator; it shows no credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportHealth {
    signals: BTreeMap<Signal, SignalHealth>,
}

/// How the export of one signal is doing. Items are spans; of metrics what waits are metrics, and what is sent are
/// requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignalHealth {
    /// Items in memory that wait to be written to the spool; without one, to be sent.
    pub queued: u64,
    /// Items in the spool that nobody has acknowledged, those that others left there included.
    pub spooled: u64,
    /// Bytes of the spool's files.
    pub spooled_bytes: u64,
    /// Of the spooled ones, items that are in memory alone, as long as the disk cannot be written.
    pub in_memory: u64,
    /// Items that the collector took.
    pub sent: u64,
    /// Requests that were not taken and are sent again.
    pub retried: u64,
    /// Items that will not arrive, by cause; without those of which there are none.
    pub lost: BTreeMap<Loss, u64>,
    /// How long the oldest item has waited in the spool.
    pub oldest_age: Option<Duration>,
    /// Bytes in the spool's folder of what was set aside.
    pub set_aside_bytes: u64,
    /// Why the spool cannot be written, while it cannot.
    pub degraded: Option<String>,
    /// What the last failure said, however long ago.
    pub last_failure: Option<String>,
}

impl ExportHealth {
    /// That of one signal; nothing if it does not go to a collector.
    #[must_use]
    pub fn of(&self, signal: Signal) -> Option<&SignalHealth> {
        self.signals.get(&signal)
    }

    pub(crate) fn set(&mut self, signal: Signal, health: SignalHealth) {
        self.signals.insert(signal, health);
    }
}

impl fmt::Display for ExportHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.signals.is_empty() {
            return f.write_str("nothing goes to a collector");
        }
        for (place, (signal, health)) in self.signals.iter().enumerate() {
            write!(f, "{}{signal}: {health}", if place > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for SignalHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { queued, spooled, spooled_bytes, sent, retried, .. } = self;
        write!(f, "{queued} queued, {spooled} spooled ({spooled_bytes} bytes")?;
        if let Some(age) = self.oldest_age {
            write!(f, ", for {}s", age.as_secs())?;
        }
        write!(f, "), {sent} sent, {retried} requests again")?;
        for (cause, items) in &self.lost {
            write!(f, "\n  {items} lost: {cause}")?;
        }
        if self.set_aside_bytes > 0 {
            write!(f, "\n  {} bytes set aside", self.set_aside_bytes)?;
        }
        if let Some(reason) = &self.degraded {
            write!(f, "\n  {} in memory alone: {reason}", self.in_memory)?;
        }
        if let Some(reason) = &self.last_failure {
            write!(f, "\n  last failure: {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_reads_like_a_report() {
        let mut health = ExportHealth::default();
        assert_eq!(health.to_string(), "nothing goes to a collector");
        health.set(Signal::Metrics, SignalHealth::default());
        let traces = SignalHealth {
            queued: 1,
            spooled: 2,
            spooled_bytes: 300,
            in_memory: 1,
            sent: 4,
            retried: 5,
            lost: BTreeMap::from([(Loss::Expired, 7), (Loss::QueueFull, 6)]),
            oldest_age: Some(Duration::from_millis(8_900)),
            set_aside_bytes: 9,
            degraded: Some("no space".to_owned()),
            last_failure: Some("refused".to_owned()),
        };
        health.set(Signal::Traces, traces);
        assert_eq!(
            health.to_string(),
            "traces: 1 queued, 2 spooled (300 bytes, for 8s), 4 sent, 5 requests again\n  \
             6 lost: queue_full\n  7 lost: expired\n  9 bytes set aside\n  \
             1 in memory alone: no space\n  last failure: refused\n\
             metrics: 0 queued, 0 spooled (0 bytes), 0 sent, 0 requests again"
        );
    }
}
