//! What goes wrong for hours.

use jiff::{SignedDuration, Timestamp};

use super::random::Random;

/// Something that goes wrong for hours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incident {
    from: Timestamp,
    until: Timestamp,
    pub(super) kind: Trouble,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A provider refuses or fails nearly half of all calls.
    Outage(&'static str),
    /// A provider is slow.
    Slow(&'static str),
    /// An agent does not come to its end, and sends more with every step.
    Runaway,
}

impl Incident {
    /// Those of a time: one in about a week, and one in the last hours.
    pub(super) fn plan(random: &mut Random, since: Timestamp, until: Timestamp) -> Vec<Self> {
        let mut all = Vec::new();
        let mut at = since;
        loop {
            let days = 3 + random.below(8);
            let hours = i64::try_from(days * 24 + random.below(24)).unwrap_or(i64::MAX);
            let length = 1 + random.below(3);
            let kind = Trouble::any(random);
            let Ok(next) = at.checked_add(SignedDuration::from_hours(hours)) else { break };
            let Some(incident) = Self::new(next, length, kind).filter(|_| next < until) else {
                break;
            };
            all.push(incident);
            at = next;
        }
        let last = until.checked_sub(SignedDuration::from_hours(5)).ok();
        all.extend(last.and_then(|last| Self::new(last, 3, Trouble::Runaway)));
        all
    }

    pub(super) fn covers(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    fn new(from: Timestamp, hours: u64, kind: Trouble) -> Option<Self> {
        let length = SignedDuration::from_hours(i64::try_from(hours).ok()?);
        Some(Self { from, until: from.checked_add(length).ok()?, kind })
    }
}

impl Trouble {
    fn any(random: &mut Random) -> Self {
        let kinds = [
            (3, Self::Outage("openai")),
            (2, Self::Outage("anthropic")),
            (2, Self::Slow("anthropic")),
            (1, Self::Slow("openai")),
            (2, Self::Runaway),
        ];
        random.pick(&kinds).unwrap_or(Self::Runaway)
    }
}
