//! What a program does that reads the stream itself.

use std::convert::Infallible;

use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use serde_json::Value;

/// Reads a stream of events and makes a value of each. Gives how many there were, and the bytes of their data.
///
/// # Panics
///
/// Where an event is not as it should be.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a benchmark of what cannot be read is none")]
pub fn read(slices: &[Bytes]) -> (usize, usize) {
    let slices = stream::iter(slices.iter().cloned().map(Ok::<_, Infallible>));
    let counts = slices.eventsource().fold((0, 0), |(events, data), event| {
        let event = event.unwrap();
        let value: Value = serde_json::from_str(&event.data).unwrap();
        assert!(value.is_object());
        std::future::ready((events + 1, data + event.data.len()))
    });
    // All slices are there, so it never waits.
    counts.now_or_never().unwrap()
}
