//! Quantiles of times.

use hdrhistogram::Histogram;

/// Times in nanoseconds for quantiles: a few as they are, more as counts in buckets. The same times give the same quantiles
/// in any order, however they were added and merged.
#[derive(Clone, Debug, Default)]
pub(super) struct Quantiles {
    /// Those that are not in the sketch. They are poured into it together: one by one would wait for memory each time
    /// where there are many groups.
    times: Vec<u64>,
    /// Counts of 4 bytes: half the memory, and no bucket of a group has four billion calls.
    sketch: Option<Box<Histogram<u32>>>,
}

impl Quantiles {
    pub(super) fn add(&mut self, nanos: u64) {
        self.times.push(nanos);
        if self.times.len() > MOST_EXACT {
            self.pour();
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        match (&mut self.sketch, &other.sketch) {
            (_, None) => {}
            // It grows to what the other has: it always can.
            (Some(sketch), Some(other)) => sketch.add(&**other).unwrap_or_default(),
            (None, Some(other)) => {
                self.sketch = Some(other.clone());
                self.pour();
            }
        }
        other.times.iter().for_each(|nanos| self.add(*nanos));
    }

    /// The least time that this share of the times does not exceed.
    pub(super) fn at(&self, share: f64) -> Option<u64> {
        if self.sketch.is_some() {
            let mut all = self.clone();
            all.pour();
            let sketch = all.sketch?;
            // The middle of the bucket: half as far off as its end.
            return Some(sketch.median_equivalent(sketch.value_at_quantile(share.clamp(0.0, 1.0))));
        }
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
    }

    /// About how many bytes it holds beside itself.
    pub(super) fn memory(&self) -> usize {
        let sketch = self.sketch.as_ref().map_or(0, |sketch| {
            size_of::<Histogram<u32>>() + sketch.distinct_values() * size_of::<u32>()
        });
        let times = self.times.capacity() * size_of::<u64>();
        sketch + times + if times > 0 { ALLOCATED } else { 0 }
    }

    fn pour(&mut self) {
        let sketch = match &mut self.sketch {
            Some(sketch) => sketch,
            None => match Histogram::new_with_bounds(LEAST, USUAL, DIGITS) {
                Ok(mut sketch) => {
                    sketch.auto(true);
                    self.sketch.insert(Box::new(sketch))
                }
                // Only were the bounds wrong, and then all times are kept.
                Err(_) => return,
            },
        };
        for nanos in self.times.drain(..) {
            // It grows to any time.
            sketch.record(nanos).unwrap_or_default();
        }
    }
}

impl PartialEq for Quantiles {
    /// Whether both have the same times, in whatever order: of many, in the same buckets.
    fn eq(&self, other: &Self) -> bool {
        let whole = |quantiles: &Self| {
            let mut whole = quantiles.clone();
            if whole.sketch.is_some() {
                whole.pour();
            }
            whole.times.sort_unstable();
            whole
        };
        let (a, b) = (whole(self), whole(other));
        a.times == b.times && buckets(&a).eq(buckets(&b))
    }
}

/// Each bucket that has times, and how many.
fn buckets(quantiles: &Quantiles) -> impl Iterator<Item = (u64, u32)> {
    let sketch = quantiles.sketch.iter();
    sketch.flat_map(|sketch| {
        sketch.iter_recorded().map(|bucket| (bucket.value_iterated_to(), bucket.count_at_value()))
    })
}

/// What an allocator adds to a list.
pub(super) const ALLOCATED: usize = 16;
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
