//! Sets of attributes.

use crate::semconv::Attribute;

/// A set of attributes. A byte each: testing one takes fewer instructions than a bit would.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeSet([bool; Attribute::COUNT]);

impl AttributeSet {
    pub(crate) const fn contains(&self, attribute: Attribute) -> bool {
        self.0[attribute.index()]
    }

    pub(crate) const fn insert(&mut self, attribute: Attribute) {
        self.0[attribute.index()] = true;
    }
}

impl Default for AttributeSet {
    fn default() -> Self {
        Self([false; Attribute::COUNT])
    }
}

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
