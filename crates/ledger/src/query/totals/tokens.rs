//! Sums of tokens.

/// Kinds of tokens that are summed up apart.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Input,
    Output,
    Total,
    CacheRead,
    CacheWrite,
    Reasoning,
    Estimated,
}

const KINDS: usize = Kind::Estimated as usize + 1;

/// One sum for each kind, exact whatever is added: 64 bits of each are here, and those above, which no group has but one with
/// absurd lines, elsewhere. A million groups are 48 MB smaller by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    low: [u64; KINDS],
    high: Option<Box<[u64; KINDS]>>,
}

impl Tokens {
    pub(super) fn of(&self, kind: Kind) -> u128 {
        let high = self.high.as_ref().map_or(0, |high| high[kind as usize]);
        u128::from(high) << u64::BITS | u128::from(self.low[kind as usize])
    }

    /// What is unknown leaves the memory of a sum alone, which takes time where there are many groups.
    pub(super) fn add(&mut self, kind: Kind, tokens: Option<u64>) {
        let Some(tokens) = tokens else { return };
        let (sum, carries) = self.low[kind as usize].overflowing_add(tokens);
        self.low[kind as usize] = sum;
        if carries {
            self.high.get_or_insert_default()[kind as usize] += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for kind in ALL {
            self.add(kind, Some(other.low[kind as usize]));
        }
        if let Some(others) = &other.high {
            let high = self.high.get_or_insert_default();
            high.iter_mut().zip(others.iter()).for_each(|(sum, other)| *sum += other);
        }
    }

    /// About how many bytes it holds beside itself.
    pub(super) fn memory(&self) -> usize {
        self.high.as_ref().map_or(0, |_| size_of::<[u64; KINDS]>())
    }
}

const ALL: [Kind; KINDS] = [
    Kind::Input,
    Kind::Output,
    Kind::Total,
    Kind::CacheRead,
    Kind::CacheWrite,
    Kind::Reasoning,
    Kind::Estimated,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_are_exact_in_any_order(
            counts in prop::collection::vec((0..KINDS, any::<u64>()), 0..50),
            cut in any::<prop::sample::Index>(),
        ) {
            let of = |counts: &[(usize, u64)]| {
                let mut tokens = Tokens::default();
                counts.iter().for_each(|(kind, count)| tokens.add(ALL[*kind], Some(*count)));
                tokens
            };
            let cut = cut.index(counts.len() + 1);
            let mut merged = of(&counts[cut..]);
            merged.merge(&of(&counts[..cut]));
            for kind in ALL {
                let own = counts.iter().filter(|(own, _)| *own == kind as usize);
                let exact: u128 = own.map(|(_, count)| u128::from(*count)).sum();
                prop_assert_eq!(merged.of(kind), exact);
            }
        }
    }
}
