//! Metrics about the export itself.

use std::sync::Arc;

use opentelemetry::{
    InstrumentationScope, KeyValue,
    metrics::{Meter, MeterProvider as _},
};
use opentelemetry_sdk::metrics::SdkMeterProvider;

use super::{Channel, outlet::Outlet};
use crate::{
    Loss, Signal, SignalHealth,
    delivery::Delivery,
    spool::{Depot, age},
};

/// How one signal is doing, for as long as its parts are there.
#[derive(Clone, Debug)]
pub(super) struct Observed {
    signal: Signal,
    delivery: Arc<Delivery>,
    depot: Option<Arc<Depot>>,
}

impl Observed {
    /// Nothing for what goes to the console.
    pub(super) fn of(channel: &Channel) -> Option<Self> {
        let Outlet::Otlp(signal) = channel.outlet else { return None };
        let delivery = channel.delivery.clone()?;
        Some(Self { signal, delivery, depot: channel.depot.clone() })
    }

    pub(super) fn signal(&self) -> Signal {
        self.signal
    }

    pub(super) fn health(&self) -> SignalHealth {
        let losses = Loss::ALL.into_iter().map(|loss| (loss, self.delivery.lost_by(loss)));
        let health = SignalHealth {
            queued: self.depot.as_ref().map_or_else(|| self.delivery.queued(), |it| it.queued()),
            sent: self.delivery.counts().delivered,
            retried: self.delivery.retried(),
            lost: losses.filter(|(_, items)| *items > 0).collect(),
            last_failure: self.delivery.last_said(),
            ..SignalHealth::default()
        };
        let Some(status) = self.depot.as_ref().map(|depot| depot.status()) else { return health };
        SignalHealth {
            spooled: status.records,
            spooled_bytes: status.bytes,
            in_memory: status.memory_records,
            oldest_age: status.oldest.map(age),
            set_aside_bytes: status.set_aside_bytes,
            degraded: status.degraded,
            ..health
        }
    }
}

/// Makes the instruments. They hold what they observe, not the provider that holds them.
pub(super) fn observe(provider: &SdkMeterProvider, observed: &[Observed]) {
    let scope = InstrumentationScope::builder(env!("CARGO_PKG_NAME"));
    let meter = provider.meter_with_scope(scope.with_version(env!("CARGO_PKG_VERSION")).build());
    let signal = |observed: &Observed| KeyValue::new("signal", observed.signal.as_str());

    let of = observed.to_vec();
    let _instrument = meter
        .u64_observable_gauge("genai_otel.export.queued")
        .with_description("Items in memory that wait to be written to the spool, or to be sent")
        .with_unit("{item}")
        .with_callback(move |to| {
            of.iter().for_each(|it| to.observe(it.health().queued, &[signal(it)]));
        })
        .build();
    let of = observed.to_vec();
    let _instrument = meter
        .u64_observable_gauge("genai_otel.export.spooled")
        .with_description("Bytes of the spool's files")
        .with_unit("By")
        .with_callback(move |to| {
            of.iter().for_each(|it| to.observe(it.health().spooled_bytes, &[signal(it)]));
        })
        .build();
    let of = observed.to_vec();
    let _instrument = meter
        .f64_observable_gauge("genai_otel.export.oldest_age")
        .with_description("How long the oldest item has waited in the spool")
        .with_unit("s")
        .with_callback(move |to| {
            for it in &of {
                let age = it.health().oldest_age.unwrap_or_default();
                to.observe(age.as_secs_f64(), &[signal(it)]);
            }
        })
        .build();
    count_what_happened(&meter, observed);
}

fn count_what_happened(meter: &Meter, observed: &[Observed]) {
    let signal = |observed: &Observed| KeyValue::new("signal", observed.signal.as_str());
    let of = observed.to_vec();
    let _instrument = meter
        .u64_observable_counter("genai_otel.export.sent")
        .with_description("Items that the collector took; of metrics requests")
        .with_unit("{item}")
        .with_callback(move |to| {
            of.iter().for_each(|it| to.observe(it.delivery.counts().delivered, &[signal(it)]));
        })
        .build();
    let of = observed.to_vec();
    let _instrument = meter
        .u64_observable_counter("genai_otel.export.retried")
        .with_description("Requests that were not taken and are sent again")
        .with_unit("{request}")
        .with_callback(move |to| {
            of.iter().for_each(|it| to.observe(it.delivery.retried(), &[signal(it)]));
        })
        .build();
    let of = observed.to_vec();
    let _instrument = meter
        .u64_observable_counter("genai_otel.export.dropped")
        .with_description("Items that will not arrive")
        .with_unit("{item}")
        .with_callback(move |to| {
            for it in &of {
                for loss in Loss::ALL {
                    let cause = KeyValue::new("cause", loss.as_str());
                    to.observe(it.delivery.lost_by(loss), &[cause, signal(it)]);
                }
            }
        })
        .build();
}
