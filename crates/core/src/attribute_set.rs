//! Sets of attributes.

use crate::semconv::Attribute;

/// A set of attributes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AttributeSet(u128);

impl AttributeSet {
    pub(crate) fn contains(self, attribute: Attribute) -> bool {
        self.0 & bit(attribute) != 0
    }

    pub(crate) fn insert(&mut self, attribute: Attribute) {
        self.0 |= bit(attribute);
    }

    /// What is in this set and not in `other`.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Attribute> for AttributeSet {
    fn from_iter<I: IntoIterator<Item = Attribute>>(attributes: I) -> Self {
        Self(attributes.into_iter().fold(0, |bits, attribute| bits | bit(attribute)))
    }
}

/// Takes them out one by one, in order of [`Attribute::index`].
impl Iterator for AttributeSet {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        let attribute = *Attribute::ALL.get(self.0.trailing_zeros() as usize)?;
        self.0 &= self.0.wrapping_sub(1);
        Some(attribute)
    }
}

const fn bit(attribute: Attribute) -> u128 {
    1 << attribute.index()
}

const _: () =
    assert!(Attribute::COUNT <= u128::BITS as usize, "a set has a bit for each attribute");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_what_was_put_in() {
        for attribute in Attribute::ALL {
            let mut set = AttributeSet::default();
            set.insert(attribute);
            assert!(set.contains(attribute));
            assert_eq!(set.collect::<Vec<_>>(), [attribute]);
            assert!(set.without(set).is_empty());
        }
        assert!(Attribute::ALL.into_iter().collect::<AttributeSet>().eq(Attribute::ALL));
    }
}
