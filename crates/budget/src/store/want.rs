//! What a call wants of budgets.

/// What a call wants of one budget, or has taken of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Want<'a> {
    pub(crate) budget: usize,
    pub(crate) account: &'a str,
    pub(crate) amount: i128,
    /// Whether the amount stands for one that nobody knows.
    pub(crate) unpriced: bool,
}

impl Want<'_> {
    const NOTHING: Self = Self { budget: 0, account: "", amount: 0, unpriced: false };
}

/// What a call wants of every budget that it belongs to. No memory is asked for up to [`INLINE`] of them.
#[derive(Debug)]
pub(crate) struct Wants<'a> {
    first: [Want<'a>; INLINE],
    len: usize,
    more: Vec<Want<'a>>,
}

impl<'a> Wants<'a> {
    pub(crate) const fn new() -> Self {
        Self { first: [Want::NOTHING; INLINE], len: 0, more: Vec::new() }
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
const INLINE: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_kept_in_order() {
        let mut wants = Wants::new();
        assert!(wants.is_empty());
        for budget in 0..3 * INLINE {
            wants.push(Want { budget, ..Want::NOTHING });
        }
        let budgets: Vec<_> = wants.iter().map(|want| want.budget).collect();
        assert_eq!(budgets, (0..3 * INLINE).collect::<Vec<_>>());
    }
}
