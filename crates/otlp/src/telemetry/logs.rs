//! From a configuration to a logger provider: who receives its records.

use std::sync::Arc;

use opentelemetry_sdk::logs::SdkLoggerProvider;

use super::{
    Channel, drain::QueueDrain, kept::Kept, log_queue::LogQueue, outlet::Outlet, worker::Worker,
};
use crate::{
    Config, SetupError, Signal,
    delivery::Delivery,
    exporter::LogExporter,
    resource,
    shipper::Shipper,
    spool::{Depots, SpoolLogProcessor},
    transport::Shared,
};

/// Starts no thread: most programs emit no log record through OpenTelemetry, and the first one starts what it needs.
pub(super) fn start(
    config: &Config,
    shared: &Shared,
    depots: Option<&Depots>,
    channels: &mut Vec<Channel>,
) -> Result<SdkLoggerProvider, SetupError> {
    let resource = resource::to_sdk(&config.resource);
    let builder = SdkLoggerProvider::builder().with_resource(resource.clone());
    let Some(export) = &config.logs else { return Ok(builder.build()) };
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Logs, endpoint, export.batch.queue_size));
    let shipper = Shipper::new(&export.request, Signal::Logs, shared)?;
    let name = "genai-otel-logs";
    if let Some(depots) = depots {
        // With threads from the start, as there may be records that others left.
        let kept = Kept::open(depots, Signal::Logs, &resource, delivery, shipper, export.batch)?;
        let processor = SpoolLogProcessor::new(kept.intake());
        let provider = builder.with_log_processor(processor).build();
        let shut = provider.clone();
        channels.push(kept.channel(Signal::Logs, name, move || shut.shutdown())?);
        return Ok(provider);
    }
    let exporter = LogExporter::new(&resource, shipper, Arc::clone(&delivery));
    let queue = LogQueue::new(exporter, export.batch, Arc::clone(&delivery));
    let provider = builder.with_log_processor(queue.clone()).build();
    let worker = Worker::asleep(name, QueueDrain::of_logs(provider.clone(), queue.clone()));
    queue.wakes(&worker);
    channels.push(Channel {
        outlet: Outlet::Otlp(Signal::Logs),
        delivery: Some(delivery),
        depot: None,
        worker,
    });
    Ok(provider)
}
