//! Calls that were made elsewhere.

use std::sync::Arc;

use genai_otel_core::CallRecord;

use super::LedgerWriter;
use super::error::LedgerFlushError;
use super::notices::Trouble;
use super::queue::{Item, Pushed};
use crate::logged::{self, Logged, LoggedCall};

impl LedgerWriter {
    /// Takes a call that was made elsewhere, or could not be wrapped. One with an [id](LoggedCall::id) that is known is
    /// not written again.
    #[allow(
        clippy::must_use_candidate,
        reason = "it is logged whether or not anybody asks what became of it"
    )]
    pub fn log_call(&self, call: LoggedCall) -> Logged {
        let (mut record, id) = call.into_record(&*self.handle.shared.clock);
        let Some(id) = id else {
            self.ask(&mut record);
            return self.push(Item { record: Arc::new(record), id: None }).into();
        };
        if self.handle.is_forked() {
            // Who knows the ids may have been locked at the fork.
            self.handle.shared.tell(Trouble::Forked, 1, &LedgerFlushError::Forked);
            return Logged::Refused;
        }
        // Asked about outside of the lock: that is other people's code.
        if self.handle.shared.ids().contains(&id) {
            return Logged::Repeated;
        }
        self.ask(&mut record);
        let mut ids = self.handle.shared.ids();
        if ids.contains(&id) {
            return Logged::Repeated;
        }
        let pushed = self.push(Item { record: Arc::new(record), id: Some(id.clone()) });
        if pushed == Pushed::Taken {
            ids.insert(&id);
        }
        pushed.into()
    }

    /// Asks what it cost and what energy it took.
    fn ask(&self, record: &mut CallRecord) {
        logged::price(record, self.pricing.as_deref());
        logged::measure(record, self.energy.as_deref());
    }
}

impl From<Pushed> for Logged {
    fn from(pushed: Pushed) -> Self {
        match pushed {
            Pushed::Taken => Self::Taken,
            Pushed::Full | Pushed::Ended | Pushed::Forked => Self::Refused,
        }
    }
}
