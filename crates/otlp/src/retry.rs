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
        use code::*;
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

/// What a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blame {
    /// What was sent: a smaller part of it may be taken, the same never will be.
    Content,
    /// The way there, or whoever stands at its end: the same may be taken another time.
    Way,
    /// Maybe the one, maybe the other: many a collector says so of one record that it stumbles over.
    Unclear,
}

impl Blame {
    /// By the status of an answer over HTTP.
    pub(crate) fn of_http(status: u16) -> Self {
        match status {
            400 | 413 | 422 => Self::Content,
            401 | 403 | 404 | 405 | 407 | 408 | 429 | 502 | 503 | 504 | 511 => Self::Way,
            400..600 => Self::Unclear,
            _ => Self::Way,
        }
    }

    /// By the status code of gRPC, and whether the collector says when to come back.
    #[cfg(any(feature = "grpc", test))]
    pub(crate) fn of_grpc(code: i32, retry_info: Option<Duration>) -> Self {
        use code::*;
        match (code, retry_info) {
            (INVALID_ARGUMENT | OUT_OF_RANGE, _) | (RESOURCE_EXHAUSTED, None) => Self::Content,
            (
                CANCELLED | DEADLINE_EXCEEDED | NOT_FOUND | PERMISSION_DENIED | RESOURCE_EXHAUSTED
                | ABORTED | UNIMPLEMENTED | UNAVAILABLE | UNAUTHENTICATED,
                _,
            ) => Self::Way,
            _ => Self::Unclear,
        }
    }
}

/// Codes of `google.rpc.Code`.
#[cfg(any(feature = "grpc", test))]
mod code {
    pub(super) const CANCELLED: i32 = 1;
    pub(super) const INVALID_ARGUMENT: i32 = 3;
    pub(super) const DEADLINE_EXCEEDED: i32 = 4;
    pub(super) const NOT_FOUND: i32 = 5;
    pub(super) const PERMISSION_DENIED: i32 = 7;
    pub(super) const RESOURCE_EXHAUSTED: i32 = 8;
    pub(super) const ABORTED: i32 = 10;
    /// What servers say of a message that is larger than they take.
    pub(super) const OUT_OF_RANGE: i32 = 11;
    pub(super) const UNIMPLEMENTED: i32 = 12;
    pub(super) const UNAVAILABLE: i32 = 14;
    pub(super) const DATA_LOSS: i32 = 15;
    pub(super) const UNAUTHENTICATED: i32 = 16;
}

/// The pauses between the attempts of one export: longer each time, and never the same for two processes, so that
/// those that failed together do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    attempts: u32,
}

/// The pauses of somebody who never gives up.
#[derive(Debug)]
pub(crate) struct EndlessBackoff {
    next: Duration,
}

impl EndlessBackoff {
    pub(crate) fn new() -> Self {
        Self { next: FIRST }
    }

    /// How long to wait after a failure. What the collector asks for is granted up to an hour: a header that is wrong
    /// by a year must not end the export.
    pub(crate) fn pause(&mut self, retry: Retry) -> Duration {
        let asked = match retry {
            Retry::Never | Retry::Soon => Duration::ZERO,
            Retry::After(delay) => delay.min(LONGEST_ASKED),
        };
        let pause = self.next;
        self.next = pause.saturating_mul(2).min(LONGEST_ENDLESS);
        spread(asked, pause)
    }
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
        Some(spread(asked, pause))
    }
}

/// Half of the pause for certain, the other half by chance, and never before it was asked for.
fn spread(asked: Duration, pause: Duration) -> Duration {
    asked.max(pause / 2).saturating_add(jitter(pause / 2))
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
/// Where nothing ends the attempts.
const LONGEST_ENDLESS: Duration = Duration::from_secs(30);
const LONGEST_ASKED: Duration = Duration::from_secs(3_600);
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

    #[test]
    fn only_what_is_said_of_the_content_blames_the_content() {
        let http = |blame| (100..600).filter(|it| Blame::of_http(*it) == blame).collect::<Vec<_>>();
        assert_eq!(http(Blame::Content), [400, 413, 422]);
        let way = [401, 403, 404, 405, 407, 408, 429, 502, 503, 504, 511];
        assert_eq!(http(Blame::Way), [(100..400).collect(), way.to_vec()].concat());
        let grpc = |blame| {
            let blamed = |code: &i32| Blame::of_grpc(*code, None) == blame;
            (1..20).filter(blamed).collect::<Vec<_>>()
        };
        assert_eq!(grpc(Blame::Content), [3, 8, 11]);
        assert_eq!(grpc(Blame::Way), [1, 4, 5, 7, 10, 12, 14, 16]);
        assert_eq!(Blame::of_grpc(8, Some(FIRST)), Blame::Way);
    }

    #[test]
    fn who_never_gives_up_waits_longer_each_time_up_to_a_bound() {
        let mut backoff = EndlessBackoff::new();
        let most = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000];
        for most in most.map(Duration::from_millis) {
            let pause = backoff.pause(Retry::Never);
            assert!((most / 2..=most).contains(&pause), "{pause:?} of {most:?}");
        }
        let (asked, hour) = (Duration::from_secs(100), LONGEST_ASKED);
        let pause = backoff.pause(Retry::After(asked));
        assert!((asked..=asked + LONGEST_ENDLESS / 2).contains(&pause), "{pause:?}");
        let pause = backoff.pause(Retry::After(Duration::MAX));
        assert!((hour..=hour + LONGEST_ENDLESS / 2).contains(&pause), "{pause:?}");
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_passed_over(text in any::<String>()) {
            let _read = Retry::of_http(429, Some(&text));
        }
    }
}
