//! What every finished call goes through, whoever made its span: the last look at its numbers, the
//! metrics, the sinks.

use std::cell::Cell;
use std::sync::Arc;

use opentelemetry::KeyValue;

use crate::caught::Inside;
use crate::health::Trouble;
use crate::instrumentation::Instrumentation;
use crate::instruments::is_absurd;
use crate::otel::Otel;
use crate::record::CallRecord;

/// Leaves out numbers that are none and says what else is wrong with a record, for the health counters.
pub(crate) fn inspect(record: &mut CallRecord) -> Vec<Trouble> {
    let counts = [record.usage.input, record.usage.output];
    let absurd = counts.into_iter().filter(|count| is_absurd(*count)).count();
    let is_negative = record.cost.as_ref().is_some_and(|cost| cost.amount.pico() < 0);
    let invalid = record.request.drop_invalid() + absurd + usize::from(is_negative);
    let mut troubles = vec![Trouble::InvalidValue; invalid];
    if record.usage.contradiction().is_some() {
        troubles.push(Trouble::ContradictoryUsage);
    }
    troubles
}

/// Copies a finished record to the instruments. Labels are made in `list`, which is empty.
pub(crate) fn measure(
    instrumentation: &Instrumentation,
    otel: &Otel,
    record: &CallRecord,
    list: Vec<KeyValue>,
) {
    if let Some(instruments) = &otel.instruments {
        instrumentation.caught(Trouble::ExitPanic, "recording metrics panicked", || {
            instruments.record(record, instrumentation.names(), list);
        });
    }
}

/// Hands a finished record to every sink. A panic of one goes no further. Where it reaches none, the gates take back what
/// they reserved; without a sink or a gate the record is not even asked for.
pub(crate) fn tell(instrumentation: &Instrumentation, record: impl FnOnce() -> CallRecord) {
    let sinks = instrumentation.sinks();
    if sinks.is_empty() {
        return release(instrumentation, record);
    }
    // Calls that a sink makes reach the sinks too, but not the calls that those lead to: without an
    // end to it, one record would bring forth another until the stack is full.
    let Some(_inside) = Inside::enter(&SINKS, 2) else {
        instrumentation.report(Trouble::Reentered, &"a call inside a sink's call reached no sink");
        return release(instrumentation, record);
    };
    let record = Arc::new(record());
    for sink in sinks {
        instrumentation
            .caught(Trouble::SinkPanic, "a record sink panicked", || sink.record(&record));
    }
}

/// Nobody will settle what was reserved for this call.
fn release(instrumentation: &Instrumentation, record: impl FnOnce() -> CallRecord) {
    let gates = instrumentation.gates();
    if !gates.is_empty() {
        instrumentation.release(gates, record().id);
    }
}

thread_local! {
    /// How many sinks this thread is inside of.
    static SINKS: Cell<u8> = const { Cell::new(0) };
}
