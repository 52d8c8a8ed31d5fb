//! What others than a pricing say of a cost.

use super::state::{CallState, Slot};
use crate::cost::{Cost, CostOrigin, Money};

impl CallState {
    /// The caller says what the whole call cost (0) or one of its attempts, also one that is over.
    pub(super) fn say_cost(&mut self, number: usize, cost: Cost) {
        let attempt = self.attempts.iter_mut().rfind(|attempt| attempt.number == number);
        match attempt {
            Some(attempt) => attempt.record.cost = Some(cost),
            None if number == 0 => {
                self.record.is_cost_of_whole = true;
                self.record.cost = Some(cost);
            }
            // One that is not kept apart.
            None if !self.record.is_cost_of_whole => self.record.cost = Some(cost),
            None => {}
        }
        self.slot(number).ending.answer();
    }
}

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
