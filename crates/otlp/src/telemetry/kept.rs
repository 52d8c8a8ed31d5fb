//! Flushing and shutting down where what ends is kept in a spool.

use std::sync::{Arc, OnceLock};

use genai_otel_journal::Keeps;
use opentelemetry_sdk::{Resource, error::OTelSdkResult};

use super::{
    Channel,
    drain::{Drain, outcome},
    outlet::Outlet,
    worker::Worker,
};
use crate::{
    SetupError, Signal,
    batch::ResolvedBatch,
    delivery::Delivery,
    shipper::Shipper,
    spool::{self, Depot, Depots, Dispatcher, Intake},
};

/// What a signal has whose items end one by one: a journal, the thread that writes and the one that sends.
pub(super) struct Kept {
    depot: Arc<Depot>,
    intake: Arc<Intake>,
    delivery: Arc<Delivery>,
}

impl Kept {
    pub(super) fn open(
        depots: &Depots,
        signal: Signal,
        resource: &Resource,
        delivery: Arc<Delivery>,
        shipper: Shipper,
        batch: ResolvedBatch,
    ) -> Result<Self, SetupError> {
        let preamble = spool::preamble(resource);
        let depot = depots.open(signal, preamble, Keeps::All, Arc::clone(&delivery))?;
        let intake = Intake::start(&depot)?;
        let ResolvedBatch { batch_size, delay, .. } = batch;
        let dispatcher = Dispatcher::new(Arc::clone(&depot), shipper, batch_size, delay);
        dispatcher.start().inspect_err(|_| intake.close())?;
        Ok(Self { depot, intake, delivery })
    }

    pub(super) fn intake(&self) -> Arc<Intake> {
        Arc::clone(&self.intake)
    }

    /// `shut` shuts the provider down.
    pub(super) fn channel(
        self,
        signal: Signal,
        name: &'static str,
        shut: impl Fn() -> OTelSdkResult + Send + Sync + 'static,
    ) -> Result<Channel, SetupError> {
        let Self { depot, intake, delivery } = self;
        let drain = IntakeDrain { shut: Box::new(shut), intake, delivery: Arc::clone(&delivery) };
        let drain = SpoolDrain::new(drain, Arc::clone(&depot), Arc::clone(&delivery));
        Ok(Channel {
            outlet: Outlet::Otlp(signal),
            delivery: Some(delivery),
            depot: Some(depot),
            worker: Worker::start(name, drain)?,
        })
    }
}

/// Brings what ended as far as the spool.
struct IntakeDrain {
    shut: Box<dyn Fn() -> OTelSdkResult + Send + Sync>,
    intake: Arc<Intake>,
    delivery: Arc<Delivery>,
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
        let result = outcome((self.shut)());
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
