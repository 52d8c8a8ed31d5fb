use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use super::ending::Ending;
use crate::FlushError;

/// A flush or shutdown under way; a future that needs no runtime.
///
/// The work began with the call that returned it and goes on whether or not this is polled. Dropping it only means
/// that nobody hears how it ended.
#[derive(Debug)]
#[must_use = "await it to learn whether everything was delivered"]
pub struct PendingFlush {
    slot: Arc<Mutex<Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    result: Option<Result<(), FlushError>>,
    waker: Option<Waker>,
}

impl PendingFlush {
    pub(super) fn ready(result: Result<(), FlushError>) -> Self {
        Self { slot: Arc::new(Mutex::new(Slot { result: Some(result), waker: None })) }
    }

    /// Ends with the completion or with the bound. Both are watched by a thread that lives no longer than the
    /// bound, since without a runtime there is no timer.
    pub(super) fn of(ending: Ending, timeout: Duration) -> Self {
        if ending.is_over() || timeout.is_zero() {
            return Self::ready(ending.wait(Duration::ZERO));
        }
        let slot = Arc::new(Mutex::new(Slot::default()));
        let shared = Arc::clone(&slot);
        let watcher = thread::Builder::new().name("genai-otel-wait".to_owned()).spawn(move || {
            let result = ending.wait(timeout);
            let mut slot = lock(&shared);
            slot.result = Some(result);
            let waker = slot.waker.take();
            drop(slot);
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        match watcher {
            Ok(_detached) => Self { slot },
            Err(error) => {
                let reason = format!("it goes on unwatched, no thread could be started: {error}");
                Self::ready(Err(FlushError::NotDelivered { reason }))
            }
        }
    }
}

impl Future for PendingFlush {
    type Output = Result<(), FlushError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = lock(&self.slot);
        match &slot.result {
            // Cloned, not taken: polled once more it says the same.
            Some(result) => Poll::Ready(result.clone()),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
