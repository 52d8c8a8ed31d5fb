//! What a provider says its answer costs.

use super::state::Slot;
use crate::cost::{Cost, CostOrigin, Money};

impl Slot<'_> {
    /// The provider says that the answer costs this. What the caller says stands, also where it was said before.
    pub(crate) fn bill(&mut self, amount: Option<Money>) {
        let Some(amount) = amount else { return };
        let is_callers = self.cost.as_ref().is_some_and(|cost| cost.origin == CostOrigin::Caller);
        if !is_callers {
            *self.cost = Some(Cost::from_provider(amount));
        }
    }
}
