//! Flushing and shutting down where what ends is kept in a spool.

use std::sync::{Arc, OnceLock};

use opentelemetry_sdk::trace::SdkTracerProvider;

use super::drain::{Drain, outcome};
use crate::{
    delivery::Delivery,
    spool::{Depot, Intake},
};

/// Brings spans as far as the spool.
pub(super) struct IntakeDrain {
    provider: SdkTracerProvider,
    intake: Arc<Intake>,
    delivery: Arc<Delivery>,
}

impl IntakeDrain {
    pub(super) fn new(
        provider: SdkTracerProvider,
        intake: Arc<Intake>,
        delivery: Arc<Delivery>,
    ) -> Self {
        Self { provider, intake, delivery }
    }
}

impl Drain for IntakeDrain {
    /// What could not be kept stays lost, so what nobody has heard of yet is told too.
    fn mark(&self) -> u64 {
        self.delivery.told()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.delivery.failure_since(mark)
    }

    fn flush(&self) -> Result<(), String> {
        self.intake.wait_written()
    }

    fn shut_down(&self) -> Result<(), String> {
        let result = outcome(self.provider.shutdown());
        self.intake.close();
        result.and(self.intake.wait_written())
    }
}

/// Flushes as far as the spool, and ends when the collector has taken what is there, or is away.
pub(super) struct SpoolDrain<D> {
    /// What brings telemetry as far as the spool.
    before: D,
    depot: Arc<Depot>,
    delivery: Arc<Delivery>,
    ended: OnceLock<Result<(), String>>,
}

impl<D: Drain> SpoolDrain<D> {
    pub(super) fn new(before: D, depot: Arc<Depot>, delivery: Arc<Delivery>) -> Self {
        Self { before, depot, delivery, ended: OnceLock::new() }
    }

    fn end(&self) -> Result<(), String> {
        self.ended.get_or_init(|| self.before.shut_down()).clone()
    }
}

impl<D: Drain> Drain for SpoolDrain<D> {
    fn mark(&self) -> u64 {
        self.before.mark()
    }

    fn failure_since(&self, mark: u64) -> Option<String> {
        self.before.failure_since(mark)
    }

    fn flush(&self) -> Result<(), String> {
        let result = self.before.flush().and_then(|()| self.depot.check_kept());
        self.depot.bell.hurry();
        result
    }

    fn keep(&self) -> bool {
        self.end().is_ok() && self.depot.check_kept().is_ok()
    }

    fn shut_down(&self) -> Result<(), String> {
        let ended = self.end();
        self.depot.bell.close();
        self.depot.bell.wait_ended();
        ended?;
        self.depot.check_kept()?;
        self.delivery.take_refusal().map_or(Ok(()), Err)
    }
}
