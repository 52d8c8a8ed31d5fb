//! What is flushed and shut down together with the exporter.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Something that is flushed and shut down together with the exporter, such as a ledger: whoever holds the
/// [`Telemetry`](crate::Telemetry) then needs to think of that alone. See
/// [`Telemetry::accompany`](crate::Telemetry::accompany).
pub trait Companion: fmt::Debug + Send + Sync {
    /// What errors call it: `ledger`.
    fn name(&self) -> &'static str;

    /// Where it listens, if it does.
    fn listens_on(&self) -> Option<SocketAddr> {
        None
    }

    /// Writes what is there, within this time.
    ///
    /// # Errors
    ///
    /// What is not written, and why.
    fn flush(&self, timeout: Duration) -> Result<(), String>;

    /// Writes what is there and ends, within this time. A later call waits for the same end.
    ///
    /// # Errors
    ///
    /// What is not written, and why.
    fn shutdown(&self, timeout: Duration) -> Result<(), String>;
}

/// Those of one exporter.
#[derive(Debug, Default)]
pub(crate) struct Companions(Mutex<Vec<Arc<dyn Companion>>>);

impl Companions {
    pub(crate) fn add(&self, companion: Arc<dyn Companion>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(companion);
    }

    pub(crate) fn all(&self) -> Vec<Arc<dyn Companion>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
