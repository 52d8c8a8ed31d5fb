use std::time::{Duration, Instant};

/// When a disk that could not be written is tried again: after one second, and then after twice as long each time, at
/// most 30 seconds.
#[derive(Debug)]
pub(crate) struct Trouble {
    delay: Duration,
    due: Option<Instant>,
}

impl Trouble {
    pub(crate) fn new() -> Self {
        Self { delay: SHORTEST, due: None }
    }

    /// The first one who asks starts the clock.
    pub(crate) fn is_due(&mut self, now: Instant) -> bool {
        *self.due.get_or_insert(now + self.delay) <= now
    }

    pub(crate) fn again(&mut self, now: Instant) {
        self.delay = LONGEST.min(self.delay * 2);
        self.due = Some(now + self.delay);
    }
}

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

#[cfg(test)]
#[allow(
    clippy::disallowed_methods,
    reason = "any instant will do, and there is no other way to one"
)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let mut now = Instant::now();
        let mut trouble = Trouble::new();
        let mut pauses = Vec::new();
        for _ in 0..7 {
            let mut pause = 0;
            while !trouble.is_due(now) {
                now += SHORTEST;
                pause += 1;
            }
            pauses.push(pause);
            trouble.again(now);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
    }
}
