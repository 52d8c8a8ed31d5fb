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
    fn a_set_contains_what_was_put_in_and_no_more() {
        for attribute in Attribute::ALL {
            let mut set = AttributeSet::default();
            set.insert(attribute);
            assert!(
                Attribute::ALL.into_iter().filter(|other| set.contains(*other)).eq([attribute])
            );
        }
    }
}
