//! What the interceptor keeps from one hook to the next. The SDK drops it with the operation.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::timeout::TimeoutConfig;

use crate::exchange::Exchange;

/// The try that waits for its answer. Dropped with the operation, it was *cancelled*.
#[derive(Debug)]
pub(super) struct InFlight(Mutex<Option<Box<Exchange>>>);

impl InFlight {
    pub(super) fn put(exchange: Exchange, bag: &mut ConfigBag) {
        let in_flight = Self(Mutex::new(Some(Box::new(exchange))));
        bag.interceptor_state().store_put(in_flight);
    }

    pub(super) fn is_in(bag: &ConfigBag) -> bool {
        bag.load::<Self>().is_some_and(|in_flight| in_flight.lock().is_some())
    }

    /// The bag gives nothing back, so its place stays, empty.
    pub(super) fn take(bag: &ConfigBag) -> Option<Box<Exchange>> {
        bag.load::<Self>()?.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<Exchange>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storable for InFlight {
    type Storer = StoreReplace<Self>;
}

/// When the operation began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Began(Instant);

impl Began {
    #[allow(
        clippy::disallowed_methods,
        reason = "the SDK's time-out runs on the clock of the system, whatever ours is"
    )]
    pub(super) fn now() -> Self {
        Self(Instant::now())
    }

    /// How long the operation may still take, if there is a limit.
    pub(super) fn left(bag: &ConfigBag) -> Option<Duration> {
        let limit = bag.load::<TimeoutConfig>()?.operation_timeout()?;
        let Self(began) = bag.load::<Self>()?;
        Some(limit.saturating_sub(began.elapsed()))
    }
}

impl Storable for Began {
    type Storer = StoreReplace<Self>;
}
