//! From a configuration to a meter provider: who collects its instruments.

use std::{sync::Arc, time::Duration};

use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

use super::{
    Channel, drain::MetricDrain, kept::SpoolDrain, outlet::Outlet, printing::MetricPrinter,
    worker::Worker,
};
use crate::{
    Config, SetupError, Signal,
    console::ConsoleMetricExporter,
    delivery::Delivery,
    exporter::MetricExporter,
    resource,
    shipper::Shipper,
    spool::{self, Depots, Dispatcher, SpoolMetricExporter},
    transport::Shared,
};

pub(super) fn start(
    config: &Config,
    shared: &Shared,
    depots: Option<&Depots>,
    channels: &mut Vec<Channel>,
) -> Result<SdkMeterProvider, SetupError> {
    let console = &config.console;
    let resource = resource::to_sdk(&config.resource);
    let mut builder = SdkMeterProvider::builder().with_resource(resource.clone());
    builder = config.metric_readers.iter().fold(builder, |builder, reader| reader.join(builder));
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
                depot: None,
                worker: Worker::start("genai-otel-prme", printer)?,
            });
        }
        return Ok(provider);
    };
    // Metrics wait in their instruments, not in a queue.
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Metrics, endpoint, 0));
    let shipper = Shipper::new(&export.request, Signal::Metrics, shared)?;
    let temporality = export.temporality;
    let printed = console.output.clone();
    let (outlet, name) = (Outlet::Otlp(Signal::Metrics), "genai-otel-metr");
    if let Some(depots) = depots {
        let (preamble, keeps) = (spool::preamble(&resource), spool::keeps(temporality));
        let depot = depots.open(Signal::Metrics, preamble, keeps, Arc::clone(&delivery))?;
        // What is collected at one time goes together.
        Dispatcher::new(Arc::clone(&depot), shipper, usize::MAX, Duration::ZERO).start()?;
        let exporter = SpoolMetricExporter::new(temporality, Arc::clone(&depot));
        let reader = PeriodicReader::builder(exporter).with_interval(export.interval).build();
        let provider = builder.with_reader(reader).build();
        let drain = MetricDrain::new(provider.clone(), Arc::clone(&delivery), printed);
        let drain = SpoolDrain::new(drain, Arc::clone(&depot), Arc::clone(&delivery));
        let worker = Worker::start(name, drain)?;
        channels.push(Channel { outlet, delivery: Some(delivery), depot: Some(depot), worker });
        return Ok(provider);
    }
    let exporter = MetricExporter::new(temporality, shipper, Arc::clone(&delivery));
    let reader = PeriodicReader::builder(exporter).with_interval(export.interval).build();
    let provider = builder.with_reader(reader).build();
    let drain = MetricDrain::new(provider.clone(), Arc::clone(&delivery), printed);
    channels.push(Channel {
        outlet,
        delivery: Some(delivery),
        depot: None,
        worker: Worker::start(name, drain)?,
    });
    Ok(provider)
}
