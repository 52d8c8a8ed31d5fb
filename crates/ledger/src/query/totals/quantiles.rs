//! Quantiles of times.

use hdrhistogram::Histogram;

/// Times in nanoseconds for quantiles: a few as they are, more as counts in buckets. The same times give the same quantiles
/// in any order, however they were added and merged.
#[derive(Clone, Debug)]
pub(super) enum Quantiles {
    /// So few, in place: most of a million groups have no more, and then need no memory of their own.
    Few { count: u8, times: [u64; FEW] },
    /// Some, as they are.
    Some(Vec<u64>),
    /// Many.
    Many(Box<Sketch>),
}

/// Counts in buckets.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    /// Those that are not in a bucket. They are poured together: one by one would wait for memory each time where there are
    /// many groups.
    times: Vec<u64>,
    /// Counts of 4 bytes: half the memory, and no bucket of a group has four billion calls.
    buckets: Histogram<u32>,
}

impl Default for Quantiles {
    fn default() -> Self {
        Self::Few { count: 0, times: [0; FEW] }
    }
}

impl Quantiles {
    pub(super) fn add(&mut self, nanos: u64) {
        match self {
            Self::Few { count, times } => {
                if let Some(place) = times.get_mut(usize::from(*count)) {
                    *place = nanos;
                    *count += 1;
                    return;
                }
                let mut times = times.to_vec();
                times.push(nanos);
                *self = Self::Some(times);
            }
            Self::Some(times) => {
                times.push(nanos);
                if times.len() > MOST_EXACT {
                    self.pour();
                }
            }
            Self::Many(sketch) => sketch.add(nanos),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if let Self::Many(others) = other {
            self.pour();
            if let Self::Many(sketch) = self {
                // It grows to what the other has: it always can.
                sketch.buckets.add(&others.buckets).unwrap_or_default();
            }
        }
        other.times().iter().for_each(|nanos| self.add(*nanos));
    }

    /// The least time that this share of the times does not exceed.
    pub(super) fn at(&self, share: f64) -> Option<u64> {
        if let Self::Many(sketch) = self {
            let buckets = sketch.whole();
            // The middle of the bucket: half as far off as its end.
            let found = buckets.value_at_quantile(share.clamp(0.0, 1.0));
            return Some(buckets.median_equivalent(found));
        }
        let mut sorted = self.times().to_vec();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
    }

    /// About how many bytes it holds beside itself.
    pub(super) fn memory(&self) -> usize {
        let list = |times: &Vec<u64>| times.capacity() * size_of::<u64>() + ALLOCATED;
        match self {
            Self::Few { .. } => 0,
            Self::Some(times) => list(times),
            Self::Many(sketch) => {
                let counts = sketch.buckets.distinct_values() * size_of::<u32>();
                size_of::<Sketch>() + counts + 2 * ALLOCATED + list(&sketch.times)
            }
        }
    }

    /// Those that are not in a bucket.
    fn times(&self) -> &[u64] {
        match self {
            Self::Few { count, times } => times.get(..usize::from(*count)).unwrap_or(times),
            Self::Some(times) => times,
            Self::Many(sketch) => &sketch.times,
        }
    }

    /// Makes it many, whatever it was.
    fn pour(&mut self) {
        if matches!(self, Self::Many(_)) {
            return;
        }
        // Only were the bounds wrong, and then all times are kept.
        let Ok(mut buckets) = Histogram::new_with_bounds(LEAST, USUAL, DIGITS) else { return };
        buckets.auto(true);
        let mut sketch = Box::new(Sketch { times: self.times().to_vec(), buckets });
        sketch.pour();
        *self = Self::Many(sketch);
    }
}

impl Sketch {
    fn add(&mut self, nanos: u64) {
        self.times.push(nanos);
        if self.times.len() > MOST_EXACT {
            self.pour();
        }
    }

    fn pour(&mut self) {
        for nanos in self.times.drain(..) {
            // It grows to any time.
            self.buckets.record(nanos).unwrap_or_default();
        }
    }

    fn whole(&self) -> Histogram<u32> {
        let mut whole = self.clone();
        whole.pour();
        whole.buckets
    }
}

impl PartialEq for Quantiles {
    /// Whether both have the same times, in whatever order: of many, in the same buckets.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Many(a), Self::Many(b)) => filled(&a.whole()).eq(filled(&b.whole())),
            (Self::Many(_), _) | (_, Self::Many(_)) => false,
            (a, b) => {
                let sorted = |quantiles: &Self| {
                    let mut times = quantiles.times().to_vec();
                    times.sort_unstable();
                    times
                };
                sorted(a) == sorted(b)
            }
        }
    }
}

/// Each bucket that has times, and how many.
fn filled(buckets: &Histogram<u32>) -> impl Iterator<Item = (u64, u32)> {
    let recorded = buckets.iter_recorded();
    recorded.map(|bucket| (bucket.value_iterated_to(), bucket.count_at_value()))
}

/// What an allocator adds to a list.
pub(super) const ALLOCATED: usize = 16;
/// How many times take no more room than a list does without its times.
const FEW: usize = 3;
/// How many times are kept as they are.
const MOST_EXACT: usize = 256;
/// What is told apart at least, in nanoseconds.
const LEAST: u64 = 1_000;
/// Up to this, in nanoseconds, a sketch need not grow: over a minute.
const USUAL: u64 = 1 << 36;
/// 1 % of the value, or better.
const DIGITS: u8 = 2;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(times: &[u64]) -> Quantiles {
        let mut quantiles = Quantiles::default();
        times.iter().for_each(|nanos| quantiles.add(*nanos));
        quantiles
    }

    #[test]
    fn a_few_times_are_exact() {
        let quantiles = of(&[30, 10, 20, 40]);
        let at = [0.0, 0.25, 0.5, 0.51, 0.99, 1.0].map(|share| quantiles.at(share));
        assert_eq!(at, [10, 10, 20, 30, 40, 40].map(Some));
        assert_eq!(Quantiles::default().at(0.5), None);
        assert_eq!(of(&[7]).at(f64::NAN), Some(7));
    }

    #[test]
    fn absurd_times_are_kept() {
        let mut times = vec![0; MOST_EXACT];
        times.extend([u64::MAX; MOST_EXACT + 1]);
        let quantiles = of(&times);
        assert!(quantiles.at(0.25).unwrap() <= LEAST);
        assert!(quantiles.at(0.9).unwrap() >= u64::MAX / 100 * 99);
    }

    proptest! {
        #[test]
        fn many_times_are_off_by_the_stated_bound_in_any_order(
            times in prop::collection::vec((0..u64::MAX, 0_u32..64), MOST_EXACT + 1..3_000),
            cut in any::<prop::sample::Index>(),
            share in 0.0..1.0_f64,
        ) {
            let mut times: Vec<u64> = times.into_iter().map(|(time, shift)| time >> shift).collect();
            let quantiles = of(&times);
            let mut other_way = of(&times[cut.index(times.len())..]);
            other_way.merge(&of(&times[..cut.index(times.len())]));
            prop_assert_eq!(&quantiles, &other_way);
            times.sort_unstable();
            let exact = times[((share * times.len() as f64).ceil() as usize).max(1) - 1];
            let found = quantiles.at(share).unwrap();
            prop_assert!(found.abs_diff(exact) <= exact / 100 + LEAST, "{found} for {exact}");
        }
    }
}
