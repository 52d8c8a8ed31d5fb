//! The thread that writes what ended to the journal.

use std::{sync::Arc, thread, time::Duration};

use genai_otel_journal::Records;
use opentelemetry::Context;

use super::{Depot, Intake, now};
use crate::{SetupError, Signal};

/// Starts the thread. It ends when the intake is closed and empty.
pub(super) fn start(depot: Arc<Depot>, intake: Arc<Intake>) -> Result<(), SetupError> {
    let name = match depot.signal {
        Signal::Logs => "genai-otel-wrlo",
        _ => "genai-otel-wrsp",
    };
    let abandoned = Abandoned(intake);
    // Detached: its end is waited for by whoever closes the intake.
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // As on the thread that sends.
            let _suppressed = Context::enter_telemetry_suppressed_scope();
            write(&depot, &abandoned.0);
        })
        .map_err(|source| SetupError::Thread { name, source })?;
    Ok(())
}

fn write(depot: &Depot, intake: &Intake) {
    let mut records = Records::new();
    let mut goes_on = true;
    while goes_on {
        goes_on = intake.take(&mut records, depot.upkeep());
        if !records.is_empty() {
            let count = u64::try_from(records.len()).unwrap_or(u64::MAX);
            // What became of them is counted, and told to whoever flushes.
            let _place = depot.append(&records);
            intake.note_done(count);
            if records.bytes() > MAX_KEPT {
                records = Records::new();
            }
            records.clear();
        }
        let dropped = intake.dropped();
        if dropped > 0 {
            depot.note_dropped(dropped);
            intake.note_told(dropped);
        }
        depot.upkeep_now(now().1);
    }
}

/// Tells those who wait when the thread ends, by a panic too.
struct Abandoned(Arc<Intake>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// Memory of a burst that was larger is not kept.
const MAX_KEPT: usize = 1_024 * 1_024;

/// How long the thread sleeps where nothing ends.
pub(super) const IDLE: Duration = Duration::from_secs(10);
