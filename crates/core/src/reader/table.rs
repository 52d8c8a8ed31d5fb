//! Members by name.

use std::fmt;

/// The members of an object that lead somewhere. Nearly every name that leads nowhere is known as such
/// without comparing it.
pub(crate) struct Table<P: 'static> {
    members: &'static [(&'static str, P)],
    /// One more than the index of a member, at its hash or in a free place after it; zero is free.
    slots: [u8; SLOTS],
}

impl<P> Table<P> {
    /// A table of `members`, each named once.
    ///
    /// # Panics
    ///
    /// With more members than half the places there are, when it is compiled.
    pub(crate) const fn new(members: &'static [(&'static str, P)]) -> Self {
        assert!(members.len() <= SLOTS / 2, "too many members");
        let mut slots = [0; SLOTS];
        let mut index = 0;
        while index < members.len() {
            let mut slot = hash(members[index].0.as_bytes());
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            // Few, as just seen.
            slots[slot] = index as u8 + 1;
            index += 1;
        }
        Self { members, slots }
    }

    /// Where the member `key` leads.
    pub(crate) fn find(&self, key: &[u8]) -> Option<P>
    where
        P: Copy,
    {
        let mut slot = hash(key);
        loop {
            let index = usize::from(self.slots[slot]).checked_sub(1)?;
            let (name, place) = self.members[index];
            if name.as_bytes() == key {
                return Some(place);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Whether there are no members.
    pub(crate) const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// All members.
    #[cfg(test)]
    pub(crate) const fn members(&self) -> &'static [(&'static str, P)] {
        self.members
    }
}

impl<P: fmt::Debug> fmt::Debug for Table<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.members).finish()
    }
}

/// Names differ in their length or their ends, mostly.
const fn hash(key: &[u8]) -> usize {
    let [first, .., last] = key else { return key.len() };
    let middle = key[key.len() / 2] as usize;
    (key.len() + *first as usize * 5 + *last as usize * 29 + middle * 67) % SLOTS
}

/// A power of two, so that places are found without dividing.
const SLOTS: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_and_nothing_else() {
        static TABLE: Table<u8> =
            Table::new(&[("", 0), ("a", 1), ("model", 2), ("modal", 3), ("models", 4)]);
        static EMPTY: Table<u8> = Table::new(&[]);
        for (name, place) in TABLE.members() {
            assert_eq!(TABLE.find(name.as_bytes()), Some(*place), "{name}");
            assert_eq!(EMPTY.find(name.as_bytes()), None, "{name}");
        }
        for other in ["b", "mode", "mOdel", "modem", "model\0", "é"] {
            assert_eq!(TABLE.find(other.as_bytes()), None, "{other}");
        }
        assert_eq!((TABLE.is_empty(), EMPTY.is_empty()), (false, true));
    }
}
