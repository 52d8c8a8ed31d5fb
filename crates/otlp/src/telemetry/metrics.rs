//! From a configuration to a meter provider: who collects its instruments.

use std::sync::Arc;

use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

use super::{Channel, drain::MetricDrain, outlet::Outlet, printing::MetricPrinter, worker::Worker};
use crate::{
    Config, SetupError, Signal, console::ConsoleMetricExporter, delivery::Delivery,
    exporter::MetricExporter, resource, shipper::Shipper, transport::Shared,
};

pub(super) fn start(
    config: &Config,
    shared: &Shared,
    channels: &mut Vec<Channel>,
) -> Result<SdkMeterProvider, SetupError> {
    let console = &config.console;
    let mut builder = SdkMeterProvider::builder().with_resource(resource::to_sdk(&config.resource));
    if let Some(interval) = console.metric_interval {
        // The first reader, as a provider flushes and ends them one after the other: a table is written at once, a
        // collector that is away takes until its timeout.
        let exporter = ConsoleMetricExporter::over(console.output.clone());
        let reader = PeriodicReader::builder(exporter).with_interval(interval).build();
        builder = builder.with_reader(reader);
    }
    let Some(export) = &config.metrics else {
        let provider = builder.build();
        if console.metric_interval.is_some() {
            let printer = MetricPrinter::new(provider.clone(), console.output.clone());
            channels.push(Channel {
                outlet: Outlet::Console(Signal::Metrics),
                delivery: None,
                worker: Worker::start("genai-otel-prme", printer)?,
            });
        }
        return Ok(provider);
    };
    // Metrics wait in their instruments, not in a queue.
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Metrics, endpoint, 0));
    let shipper = Shipper::new(&export.request, Signal::Metrics, shared)?;
    let exporter = MetricExporter::new(export.temporality, shipper, Arc::clone(&delivery));
    let reader = PeriodicReader::builder(exporter).with_interval(export.interval).build();
    let provider = builder.with_reader(reader).build();
    let printed = console.output.clone();
    let drain = MetricDrain::new(provider.clone(), Arc::clone(&delivery), printed);
    channels.push(Channel {
        outlet: Outlet::Otlp(Signal::Metrics),
        delivery: Some(delivery),
        worker: Worker::start("genai-otel-metr", drain)?,
    });
    Ok(provider)
}
