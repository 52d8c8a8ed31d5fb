//! Whether a want fits.

use std::sync::Arc;

use super::account::Account;
use super::{Rule, Shortfall, Want};

impl Account {
    /// Whether a want fits under a hard limit. One that takes nothing always does; one of which nobody knows what it takes,
    /// while anything is left.
    pub(crate) fn judge(&mut self, rule: &Rule, want: &Want<'_>) -> Result<(), Shortfall> {
        let used = self.used();
        let has_room = used.saturating_add(want.amount) <= rule.limit;
        let fits = match want.unpriced {
            true => used < rule.limit && has_room,
            false => want.amount == 0 || has_room,
        };
        if fits || !rule.hard {
            return Ok(());
        }
        self.refused = self.refused.saturating_add(1);
        // What is not known wants at least the least there is.
        let least = if want.unpriced { want.amount.max(1) } else { want.amount };
        let spent = self.spent();
        let excess = spent.saturating_add(least).saturating_sub(rule.limit);
        Err(Shortfall {
            budget: want.budget,
            account: Arc::clone(&self.name),
            wanted: (!want.unpriced).then_some(want.amount),
            spent,
            reserved: self.reserved,
            resets_at: (least <= rule.limit).then(|| self.frees_at(excess)).flatten(),
            waits_for_calls: excess <= 0,
        })
    }
}
