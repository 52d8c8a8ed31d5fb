//! Chance, the same on every machine.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A stream of chance. Its bits are those of ChaCha with eight rounds; what is made of them is made here, with
/// `libm`, because the functions of the platform differ in their last digits.
#[derive(Debug)]
pub(super) struct Random(ChaCha8Rng);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 0 to 1, without 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 0 to `end`, without `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// Whether something of this probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of `table`, by its weights.
    pub(super) fn pick<T: Copy>(&mut self, table: &[(u64, T)]) -> Option<T> {
        let mut at = self.below(table.iter().map(|(weight, _)| weight).sum());
        table.iter().find_map(|(weight, item)| match at.checked_sub(*weight) {
            Some(rest) => {
                at = rest;
                None
            }
            None => Some(*item),
        })
    }

    /// A lognormal number: half of them are below `median`, and one in six above `median` times e to `sigma`.
    pub(super) fn around(&mut self, median: f64, sigma: f64) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        let normal = radius * libm::cos(TAU * self.unit());
        median * libm::exp(sigma * normal)
    }

    /// [`around`](Self::around) as a count, from 1 on.
    pub(super) fn count(&mut self, median: f64, sigma: f64) -> u64 {
        (self.around(median, sigma) as u64).max(1)
    }
}
