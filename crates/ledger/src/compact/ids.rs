//! Ids that stand in a month, to find those that stand twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

/// Hashes of the ids and of their lines. Those of ids have 128 bits: no call is dropped for two ids that are taken for one.
#[derive(Debug, Default)]
pub(super) struct Ids {
    seen: HashMap<(u64, u64), u64>,
    hashers: [RandomState; 2],
}

/// Whether an id stood before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It did not.
    New,
    /// In the same line, to the byte.
    Same,
    /// In another line.
    Different,
    /// There are too many to say.
    NotCompared,
}

impl Ids {
    /// Takes the id of a line.
    pub(super) fn add(&mut self, id: &str, line: &[u8]) -> Seen {
        let [one, other] = &self.hashers;
        let key = (one.hash_one(id), other.hash_one(id));
        let line = one.hash_one(line);
        let is_full = self.seen.len() >= MAX_IDS;
        match self.seen.entry(key) {
            Entry::Occupied(seen) if *seen.get() == line => Seen::Same,
            Entry::Occupied(_) => Seen::Different,
            Entry::Vacant(_) if is_full => Seen::NotCompared,
            Entry::Vacant(place) => {
                place.insert(line);
                Seen::New
            }
        }
    }
}

/// Some 900 MB of hashes.
const MAX_IDS: usize = 20_000_000;
