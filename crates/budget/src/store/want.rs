//! What a call wants of budgets.

use std::borrow::Cow;

/// What a call wants of one budget, or has taken of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Want<'a> {
    pub(crate) budget: usize,
    pub(crate) account: Cow<'a, str>,
    pub(crate) amount: i128,
    /// Whether the amount stands for one that nobody knows.
    pub(crate) unpriced: bool,
}

/// What a call wants of every budget that it belongs to. No memory is asked for up to [`INLINE`] of them.
#[derive(Debug)]
pub(crate) struct Wants<'a> {
    first: [Want<'a>; INLINE],
    len: usize,
    more: Vec<Want<'a>>,
}

impl<'a> Wants<'a> {
    pub(crate) fn new() -> Self {
        Self { first: Default::default(), len: 0, more: Vec::new() }
    }

    pub(crate) fn push(&mut self, want: Want<'a>) {
        if let Some(free) = self.first.get_mut(self.len) {
            *free = want;
            self.len += 1;
        } else {
            self.more.push(want);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Want<'a>> {
        self.first.iter().take(self.len).chain(&self.more)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Budgets that one call may belong to without asking for memory.
const INLINE: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_kept_in_order() {
        let mut wants = Wants::new();
        assert!(wants.is_empty());
        for budget in 0..3 * INLINE {
            wants.push(Want { budget, ..Want::default() });
        }
        let budgets: Vec<_> = wants.iter().map(|want| want.budget).collect();
        assert_eq!(budgets, (0..3 * INLINE).collect::<Vec<_>>());
    }
}
