use std::fmt;
use std::time::Duration;

/// How long calls took, in steps of less than one percent. Its memory does not grow.
#[derive(Clone, Debug)]
pub(crate) struct Latencies {
    steps: Vec<u64>,
    max: u64,
}

impl Latencies {
    pub(crate) fn add(&mut self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.steps[step(nanos)] += 1;
        self.max = self.max.max(nanos);
    }

    pub(crate) fn absorb(&mut self, other: &Self) {
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            *mine += theirs;
        }
        self.max = self.max.max(other.max);
    }

    pub(crate) fn figures(&self) -> Figures {
        let calls = self.steps.iter().sum();
        Figures {
            calls,
            median: self.quantile(calls, 500),
            p99: self.quantile(calls, 990),
            p999: self.quantile(calls, 999),
            max: self.max,
        }
    }

    /// Nanoseconds within which so many of a thousand calls ended.
    fn quantile(&self, calls: u64, thousandths: u64) -> u64 {
        let wanted = (calls * thousandths).div_ceil(1_000);
        let mut seen = 0;
        for (step, count) in self.steps.iter().enumerate() {
            seen += count;
            if seen >= wanted && seen > 0 {
                return start(step);
            }
        }
        0
    }
}

impl Default for Latencies {
    fn default() -> Self {
        Self { steps: vec![0; step(u64::MAX) + 1], max: 0 }
    }
}

/// Nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) calls: u64,
    pub(crate) median: u64,
    pub(crate) p99: u64,
    pub(crate) p999: u64,
    pub(crate) max: u64,
}

impl Figures {
    /// As they are told from process to process.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numbers: Result<Vec<u64>, _> = text.split(' ').map(str::parse).collect();
        let [calls, median, p99, p999, max] = numbers.ok()?[..] else { return None };
        Some(Self { calls, median, p99, p999, max })
    }

    pub(crate) fn line(&self) -> String {
        let Self { calls, median, p99, p999, max } = self;
        format!("{calls} {median} {p99} {p999} {max}")
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = |nanos: u64| nanos as f64 / 1e3;
        write!(
            f,
            "median {:>7.1} µs   p99 {:>7.1} µs   p99.9 {:>8.1} µs   longest {:>9.1} µs   {} calls",
            micros(self.median),
            micros(self.p99),
            micros(self.p999),
            micros(self.max),
            self.calls,
        )
    }
}

/// 128 steps for each power of two.
fn step(nanos: u64) -> usize {
    let bits = u64::BITS - nanos.leading_zeros();
    let shift = bits.saturating_sub(STEP_BITS + 1);
    let step = u64::from(shift) * STEPS + (nanos >> shift);
    usize::try_from(step).unwrap_or(usize::MAX)
}

/// The least nanoseconds of a step.
fn start(step: usize) -> u64 {
    let step = step as u64;
    let shift = (step / STEPS).saturating_sub(1);
    (step - shift * STEPS) << shift
}

const STEP_BITS: u32 = 7;
const STEPS: u64 = 1 << STEP_BITS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_starts_less_than_a_percent_below() {
        for nanos in (0..64).flat_map(|bit| [1_u64 << bit, (1 << bit) + (1 << bit) / 3]) {
            let start = start(step(nanos));
            assert!(start <= nanos && nanos - start <= nanos / 128, "{nanos}: {start}");
        }
        assert_eq!(step(u64::MAX), Latencies::default().steps.len() - 1);
    }

    #[test]
    fn figures_are_those_of_what_was_added() {
        let mut latencies = Latencies::default();
        (1..=100).for_each(|micros| latencies.add(Duration::from_nanos(micros)));
        let figures = latencies.figures();
        assert_eq!(figures, Figures { calls: 100, median: 50, p99: 99, p999: 100, max: 100 });
        assert_eq!(Figures::parse(&figures.line()), Some(figures));
        latencies.absorb(&latencies.clone());
        assert_eq!(latencies.figures(), Figures { calls: 200, ..figures });
        assert_eq!(Latencies::default().figures().line(), "0 0 0 0 0");
    }
}
