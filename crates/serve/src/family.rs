//! What is shown under one name.

use std::{collections::BTreeMap, time::SystemTime};

use crate::{labels::Labels, name::Kind, number::Number};

/// All series of one name.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) kind: Kind,
    /// The unit, where it is a part of the name.
    pub(crate) unit: String,
    pub(crate) help: String,
    pub(crate) points: BTreeMap<Labels, Point>,
}

/// What a series says now.
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) reading: Reading,
    /// When it was 0, of what only grows.
    pub(crate) since: Option<SystemTime>,
}

#[derive(Debug)]
pub(crate) enum Reading {
    One(Number),
    Buckets(Buckets),
}

/// A histogram.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Finite upper bounds, ascending.
    pub(crate) bounds: Vec<f64>,
    /// How many are in each bucket alone, with one more than there are bounds.
    pub(crate) counts: Vec<u64>,
    pub(crate) sum: Number,
    pub(crate) count: u64,
}

impl Family {
    /// Adds a series; false where it cannot be told from another one, nor added to it.
    ///
    /// Attributes that come to the same labels are rare and somebody's mistake. Sums are added up, as if the attributes were
    /// the same; of gauges the greatest is shown.
    pub(crate) fn add(&mut self, labels: Labels, point: Point) -> bool {
        let Some(there) = self.points.get_mut(&labels) else {
            self.points.insert(labels, point);
            return true;
        };
        there.since = there.since.min(point.since);
        match (&mut there.reading, point.reading) {
            (Reading::One(one), Reading::One(other)) if self.kind == Kind::Gauge => {
                *one = one.greater(other);
                true
            }
            (Reading::One(one), Reading::One(other)) => {
                *one = one.plus(other);
                true
            }
            (Reading::Buckets(one), Reading::Buckets(other)) => one.add(&other),
            _ => false,
        }
    }
}

impl Buckets {
    fn add(&mut self, other: &Self) -> bool {
        if self.bounds != other.bounds || self.counts.len() != other.counts.len() {
            return false;
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*more);
        }
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.plus(other.sum);
        true
    }

    /// Each bound with the number of values that are at most as great; the last bucket, of all, is not among them.
    pub(crate) fn cumulated(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let counts = self.counts.iter().scan(0_u64, |sum, count| {
            *sum = sum.saturating_add(*count);
            Some(*sum)
        });
        self.bounds.iter().copied().zip(counts)
    }
}
