use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Keeps what happens again and again from filling the log: each kind is told once in a while.
#[derive(Debug, Default)]
pub(super) struct Notices(Mutex<BTreeMap<&'static str, Told>>);

#[derive(Clone, Copy, Debug)]
struct Told {
    at: Instant,
    since: u64,
}

impl Notices {
    /// Whether this kind is to be told now, and then how often it was not since the last time.
    pub(super) fn tell(&self, kind: &'static str, now: Instant) -> Option<u64> {
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kinds.get_mut(kind) {
            Some(told) if now.saturating_duration_since(told.at) < INTERVAL => {
                told.since = told.since.saturating_add(1);
                None
            }
            told => {
                let omitted = told.map_or(0, |told| told.since);
                kinds.insert(kind, Told { at: now, since: 0 });
                Some(omitted)
            }
        }
    }
}

const INTERVAL: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a start from which others are reckoned")]
    fn each_kind_is_told_once_in_a_while_with_what_was_not() {
        let (notices, start) = (Notices::default(), Instant::now());
        assert_eq!(notices.tell("full", start), Some(0));
        assert_eq!(notices.tell("full", start), None);
        assert_eq!(notices.tell("aside", start), Some(0));
        assert_eq!(notices.tell("full", start + INTERVAL / 2), None);
        assert_eq!(notices.tell("full", start + INTERVAL), Some(2));
        assert_eq!(notices.tell("full", start + INTERVAL), None);
    }
}
