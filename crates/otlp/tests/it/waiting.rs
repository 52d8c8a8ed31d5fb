//! Waiting for what is to come, as long as it takes.

use std::{
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

use genai_otel_otlp::{FlushError, Signal, Telemetry};
use genai_otel_testkit::{FakeCollector, Reaction};

use crate::{AMPLE, timed};

pub(crate) fn wait_until(is_so: impl FnMut() -> bool) {
    assert!(comes(is_so), "what was waited for did not come");
}

/// Looks again and again; whether it was so within an ample time.
pub(crate) fn comes(mut is_so: impl FnMut() -> bool) -> bool {
    let mut waited = Duration::ZERO;
    while !is_so() {
        let ((), step) = timed(|| thread::park_timeout(Duration::from_millis(5)));
        waited += step;
        if waited > AMPLE {
            return false;
        }
    }
    true
}

/// Gives up when an attempt to send spans has failed and another is to follow; what is told then.
pub(crate) fn give_up(telemetry: &Telemetry) -> FlushError {
    drop(telemetry.flush_async(AMPLE));
    wait_until(|| telemetry.health().of(Signal::Traces).unwrap().last_failure.is_some());
    telemetry.shutdown(Duration::ZERO).unwrap_err()
}

/// A collector that answers when the sender is dropped.
pub(crate) fn held(reaction: Reaction) -> (FakeCollector, Sender<()>) {
    let (sender, held) = channel();
    let builder = FakeCollector::builder().decide(move |_| {
        let _dropped = held.recv();
        reaction.clone()
    });
    // In this order: a test that fails lets go of the sender first.
    (builder.start().unwrap(), sender)
}
