//! The sums of groups while they are made.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::figures::Figures;
use super::name::Name;
use super::{Group, Totals};
use crate::error::LedgerError;

/// The sums of groups while they are made.
#[derive(Debug, Default)]
pub(super) struct Groups {
    hasher: DefaultHashBuilder,
    /// Where each group stands in the list.
    places: HashTable<usize>,
    list: Vec<Sums>,
    /// The group of the call before: the next one is often of the same.
    last: usize,
    quantiles: bool,
    /// Bytes of names.
    names: usize,
    /// Bytes of lists inside.
    memory: usize,
}

/// One group.
#[derive(Debug)]
struct Sums {
    hash: u64,
    name: Box<[u8]>,
    totals: Totals,
}

// A list of these becomes one of groups in place, which a million are not to be there twice for.
const _: () =
    assert!(size_of::<Sums>() == size_of::<Group>() && align_of::<Sums>() == align_of::<Group>());

/// What a group takes beside its name and lists: itself, its place in the table, and what the allocator adds.
const BYTES: usize = size_of::<Sums>() + 32;

impl Groups {
    pub(super) fn new(quantiles: bool) -> Self {
        Self { quantiles, ..Self::default() }
    }

    /// Adds a call to the group of this name.
    pub(super) fn add(&mut self, name: &Name, call: &Figures) {
        self.of(name.as_bytes()).add_figures(call);
    }

    /// Adds all groups of another, and keeps to the bound of memory.
    pub(super) fn merge(&mut self, other: Self, most: usize) -> Result<(), LedgerError> {
        for sums in other.list {
            let totals = self.of(&sums.name);
            let before = totals.memory();
            totals.merge(&sums.totals);
            let after = totals.memory();
            self.memory = (self.memory + after).saturating_sub(before);
            if self.memory() > most {
                let groups = self.list.len() as u64;
                return Err(LedgerError::TooManyGroups { groups, memory: most });
            }
        }
        Ok(())
    }

    /// About how many bytes they take: that of lists inside as it was when groups were merged.
    pub(super) fn memory(&self) -> usize {
        self.memory + self.names + self.list.len() * BYTES
    }

    /// Whether there are so many that they are better handed on.
    pub(super) fn is_large(&self, most: usize) -> bool {
        let lists = || self.list.iter().map(|sums| sums.totals.memory()).sum::<usize>();
        self.list.len() * BYTES > most || self.list.len() * BYTES + lists() > most
    }

    pub(super) fn into_groups(self, keys: usize) -> Vec<Group> {
        let group =
            |sums: Sums| Group { values: Name::values(&sums.name, keys), totals: sums.totals };
        self.list.into_iter().map(group).collect()
    }

    fn of(&mut self, name: &[u8]) -> &mut Totals {
        let again = self.list.get(self.last).is_some_and(|sums| *sums.name == *name);
        let place = if again { self.last } else { self.place(name) };
        self.last = place;
        let known = place < self.list.len();
        if !known {
            let hash = self.hasher.hash_one(name);
            let totals = if self.quantiles { Totals::with_quantiles() } else { Totals::default() };
            self.names += name.len();
            self.memory += totals.memory();
            self.list.push(Sums { hash, name: name.into(), totals });
        }
        &mut self.list[place].totals
    }

    /// Where the group stands, or will stand.
    fn place(&mut self, name: &[u8]) -> usize {
        let hash = self.hasher.hash_one(name);
        let (list, next) = (&self.list, self.list.len());
        let hash_of = |place: &usize| list.get(*place).map_or(0, |sums| sums.hash);
        let same = |place: &usize| list.get(*place).is_some_and(|sums| *sums.name == *name);
        *self.places.entry(hash, same, hash_of).or_insert(next).get()
    }
}
