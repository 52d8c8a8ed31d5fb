//! Whether, when and for how long a failed request is sent again, as the OTLP specification 1.9 has it.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::{Duration, SystemTime},
};

/// What a failure means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Sent again it would fail again.
    Never,
    /// The collector may be able to take it soon.
    Soon,
    /// The collector says when.
    After(Duration),
}

impl Retry {
    /// By the status of an answer over HTTP, and its `Retry-After`.
    pub(crate) fn of_http(status: u16, retry_after: Option<&str>) -> Self {
        match status {
            429 | 503 => {
                retry_after.and_then(|text| delay(text, now())).map_or(Self::Soon, Self::After)
            }
            502 | 504 => Self::Soon,
            _ => Self::Never,
        }
    }

    /// By the status code of gRPC, and the `RetryInfo` that came with it.
    #[cfg(any(feature = "grpc", test))]
    pub(crate) fn of_grpc(code: i32, retry_info: Option<Duration>) -> Self {
        const CANCELLED: i32 = 1;
        const DEADLINE_EXCEEDED: i32 = 4;
        const RESOURCE_EXHAUSTED: i32 = 8;
        const ABORTED: i32 = 10;
        const OUT_OF_RANGE: i32 = 11;
        const UNAVAILABLE: i32 = 14;
        const DATA_LOSS: i32 = 15;
        match (code, retry_info) {
            // Without a word on when, an exhausted collector means for good: a quota, a message too large.
            (RESOURCE_EXHAUSTED, None) => Self::Never,
            (RESOURCE_EXHAUSTED | UNAVAILABLE, Some(delay)) => Self::After(delay),
            (
                CANCELLED | DEADLINE_EXCEEDED | ABORTED | OUT_OF_RANGE | UNAVAILABLE | DATA_LOSS,
                _,
            ) => Self::Soon,
            _ => Self::Never,
        }
    }
}

/// The pauses between the attempts of one export: longer each time, and never the same for two processes, so that
/// those that failed together do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    attempts: u32,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { next: FIRST, attempts: 1 }
    }

    /// How long to wait after a failure; nothing when it is not to be tried again.
    pub(crate) fn pause(&mut self, retry: Retry) -> Option<Duration> {
        let asked = match retry {
            Retry::Never => return None,
            Retry::Soon => Duration::ZERO,
            Retry::After(delay) => delay,
        };
        if self.attempts >= MAX_ATTEMPTS {
            return None;
        }
        self.attempts = self.attempts.saturating_add(1);
        let pause = self.next;
        self.next = self.next.saturating_mul(2).min(LONGEST);
        Some(asked.max(pause / 2).saturating_add(jitter(pause / 2)))
    }
}

/// Reads `Retry-After`: seconds, or a date.
fn delay(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// Anything from nothing to `most`.
fn jitter(most: Duration) -> Duration {
    // Every hasher of the standard library has random keys of its own.
    let random = RandomState::new().hash_one(0);
    let share = f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX);
    most.mul_f64(share)
}

#[allow(
    clippy::disallowed_methods,
    reason = "the seam: the one place that reads the time of day here, to compare it with the collector's"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);
/// Where no timeout ends the attempts before.
const MAX_ATTEMPTS: u32 = 10;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn statuses_are_those_of_the_specification() {
        let again = |status| Retry::of_http(status, None) == Retry::Soon;
        assert_eq!(
            (100..600).filter(|status| again(*status)).collect::<Vec<_>>(),
            [429, 502, 503, 504]
        );
        let again = |code: &i32| Retry::of_grpc(*code, None) == Retry::Soon;
        assert_eq!((0..20).filter(again).collect::<Vec<_>>(), [1, 4, 10, 11, 14, 15]);
    }

    #[test]
    fn collectors_say_when_to_come_back() {
        let second = Duration::from_secs(1);
        for (status, said, expected) in [
            (503, Some("7"), Retry::After(7 * second)),
            (429, Some(" 0 "), Retry::After(Duration::ZERO)),
            (429, Some("Wed, 21 Oct 2015 07:28:00 GMT"), Retry::After(Duration::ZERO)),
            (429, Some("soon"), Retry::Soon),
            (429, Some("-1"), Retry::Soon),
            (400, Some("7"), Retry::Never),
            (502, Some("7"), Retry::Soon),
        ] {
            assert_eq!(Retry::of_http(status, said), expected, "{status} {said:?}");
        }
        let date = SystemTime::UNIX_EPOCH + 784_111_770 * second;
        assert_eq!(delay("Sun, 06 Nov 1994 08:49:37 GMT", date), Some(7 * second));
        assert_eq!(Retry::of_grpc(8, Some(second)), Retry::After(second));
        assert_eq!(Retry::of_grpc(14, Some(second)), Retry::After(second));
        assert_eq!(Retry::of_grpc(3, Some(second)), Retry::Never);
    }

    #[test]
    fn pauses_grow_to_a_bound_and_end() {
        let mut backoff = Backoff::new();
        let pauses: Vec<_> = std::iter::from_fn(|| backoff.pause(Retry::Soon)).collect();
        assert_eq!(pauses.len(), 9);
        for (pause, most) in
            pauses.iter().zip([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000])
        {
            let most = Duration::from_millis(most);
            assert!((most / 2..=most).contains(pause), "{pause:?} of {most:?}");
        }
        assert_eq!(Backoff::new().pause(Retry::Never), None);
    }

    #[test]
    fn nobody_comes_back_before_he_was_told_to() {
        let minute = Duration::from_secs(60);
        let pause = Backoff::new().pause(Retry::After(minute)).unwrap();
        assert!((minute..minute + FIRST).contains(&pause), "{pause:?}");
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_passed_over(text in any::<String>()) {
            let _read = Retry::of_http(429, Some(&text));
        }
    }
}
