//! The index of exact names: a table in the bytes, by hash, of which one slot is read for nearly every name.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::layout::position;

/// Whose name it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    /// A spelling of a provider.
    Providers,
    /// A name of a model of the provider of this number.
    ModelsOf(u32),
}

/// An entry: whose name it is, what it means, the name.
type Entry<'a> = (u32, u32, &'a [u8]);

/// The table as it is written: slots and entries.
pub(super) fn write(names: &[(Space, &str, u32)]) -> (Vec<u8>, Vec<u8>) {
    let count = (names.len() * 2).next_power_of_two();
    let mut slots = vec![0_u32; count];
    let mut entries = Vec::new();
    for (space, name, meant) in names {
        let mut slot = first_slot(*space, name, count);
        while slots[slot] != 0 {
            slot = (slot + 1) % count;
        }
        // A book of four gigabytes is none.
        slots[slot] = u32::try_from(entries.len() + 1).unwrap_or(u32::MAX);
        let entry: Entry<'_> = (space.number(), *meant, name.as_bytes());
        // Writing to memory fails for no type of ours.
        entries.extend(postcard::to_allocvec(&entry).unwrap_or_default());
    }
    (slots.into_iter().flat_map(u32::to_le_bytes).collect(), entries)
}

/// What a name means.
pub(super) fn find(slots: &[u8], entries: &[u8], space: Space, name: &str) -> Option<u32> {
    let count = slots.len() / 4;
    let mut slot = if count == 0 { return None } else { first_slot(space, name, count) };
    for _ in 0..count {
        let start = position(slots, slot)?.checked_sub(1)?;
        let (entry, _): (Entry<'_>, _) = postcard::take_from_bytes(entries.get(start..)?).ok()?;
        let (known_space, meant, known) = entry;
        if known_space == space.number() && known == name.as_bytes() {
            return Some(meant);
        }
        slot = (slot + 1) % count;
    }
    None
}

impl Space {
    fn number(self) -> u32 {
        match self {
            Self::Providers => 0,
            Self::ModelsOf(provider) => provider.saturating_add(1),
        }
    }
}

fn first_slot(space: Space, name: &str, count: usize) -> usize {
    let mut hasher = SipHasher13::new();
    hasher.write(&space.number().to_le_bytes());
    hasher.write(name.as_bytes());
    // The same slot on machines with narrow addresses.
    let slot = hasher.finish() % u64::try_from(count).unwrap_or(u64::MAX);
    usize::try_from(slot).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_their_space_only() {
        let spaces = [Space::Providers, Space::ModelsOf(0), Space::ModelsOf(1)];
        let texts: Vec<String> = (0..500).map(|number| format!("name-{number}")).collect();
        let names: Vec<_> = (0..)
            .zip(spaces.iter().flat_map(|space| texts.iter().map(|text| (*space, text.as_str()))))
            .map(|(meant, (space, text))| (space, text, meant))
            .collect();
        let (slots, entries) = write(&names);
        for (space, text, meant) in names {
            assert_eq!(find(&slots, &entries, space, text), Some(meant));
        }
        assert_eq!(find(&slots, &entries, Space::ModelsOf(2), "name-1"), None);
        assert_eq!(find(&slots, &entries, Space::ModelsOf(1), "name-500"), None);
        assert_eq!(find(&[], &[], Space::Providers, ""), None);
    }
}
