//! Where finished records go, beside the span and the instruments.

use std::sync::Arc;

use crate::record::CallRecord;

/// Receives every finished call: a ledger, a budget, a live view, your own code.
///
/// A sink is called on the thread that ended the call, after the span and the instruments. It must
/// not block: hand the record to a queue if there is work to do. It may keep the `Arc`. A sink that
/// panics is caught and counted, and the other sinks still get the record.
///
/// Calls that a sink makes itself reach the sinks too. Calls that those lead to, through the sinks
/// again, reach no sink and are counted ([`Trouble::Reentered`](crate::Trouble::Reentered)): one record
/// would bring forth another without end.
///
/// Sampling has no influence: a sink sees every record.
pub trait RecordSink: Send + Sync {
    /// Takes a finished call.
    fn record(&self, record: &Arc<CallRecord>);
}

impl<T: RecordSink + ?Sized> RecordSink for Arc<T> {
    fn record(&self, record: &Arc<CallRecord>) {
        (**self).record(record);
    }
}

impl<T: RecordSink + ?Sized> RecordSink for Box<T> {
    fn record(&self, record: &Arc<CallRecord>) {
        (**self).record(record);
    }
}

impl<T: RecordSink + ?Sized> RecordSink for &T {
    fn record(&self, record: &Arc<CallRecord>) {
        (**self).record(record);
    }
}

/// Takes records and does nothing.
impl RecordSink for () {
    fn record(&self, _record: &Arc<CallRecord>) {}
}
