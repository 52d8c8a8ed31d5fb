//! From a configuration to a tracer provider: who receives its spans.

use std::sync::Arc;

use opentelemetry_sdk::{
    Resource,
    trace::{BatchSpanProcessor, Sampler, SdkTracerProvider, SpanProcessor},
};

use super::{Channel, drain::TraceDrain, outlet::Outlet, printing::SpanPrinter, worker::Worker};
use crate::{
    Config, MendingProcessor, SetupError, Signal,
    config::TraceExport,
    delivery::Delivery,
    exporter::TraceExporter,
    mending::Counter,
    processor::{EachProcessor, SharedProcessor},
    resource,
    shipper::Shipper,
    transport::Shared,
};

pub(super) fn start(
    config: &Config,
    shared: &Shared,
    counter: &Counter,
    channels: &mut Vec<Channel>,
) -> Result<SdkTracerProvider, SetupError> {
    let resource = resource::to_sdk(&config.resource);
    let builder = SdkTracerProvider::builder()
        .with_resource(resource.clone())
        .with_span_limits(config.span_limits);
    if config.disabled {
        // Spans of others pass through with their flag as it is, and no trace of our own begins.
        let sampler = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
        return Ok(builder.with_sampler(sampler).build());
    }
    let builder = builder.with_sampler(config.sampler.clone());
    let printer =
        config.console.prints_traces.then(|| SpanPrinter::new(config.console.output.clone()));
    let sender = match &config.traces {
        Some(export) => Some(sender(export, &resource, shared)?),
        None => None,
    };

    let mut receivers: Vec<Box<dyn SpanProcessor>> = Vec::new();
    receivers.extend(printer.clone().map(|it| Box::new(it) as Box<dyn SpanProcessor>));
    receivers.extend(sender.clone().map(|it| Box::new(it) as Box<dyn SpanProcessor>));
    let each = EachProcessor::new(receivers);
    let provider = if config.mends {
        // Around all of them, because what is mended twice would be counted twice; and around none, because metrics
        // and sinks count the calls of others also where no span is exported.
        builder.with_span_processor(MendingProcessor::shared(each, counter)).build()
    } else {
        builder.with_span_processor(each).build()
    };

    if let Some(printer) = printer {
        channels.push(Channel {
            outlet: Outlet::Console(Signal::Traces),
            delivery: Some(printer.queue()),
            worker: Worker::start("genai-otel-prsp", printer)?,
        });
    }
    if let Some(sender) = sender {
        channels.push(Channel {
            outlet: Outlet::Otlp(Signal::Traces),
            delivery: Some(sender.delivery()),
            worker: Worker::start("genai-otel-span", TraceDrain::new(provider.clone(), sender))?,
        });
    }
    Ok(provider)
}

fn sender(
    export: &TraceExport,
    resource: &Resource,
    shared: &Shared,
) -> Result<SharedProcessor, SetupError> {
    let endpoint = export.request.endpoint.to_string();
    let delivery = Arc::new(Delivery::new(Signal::Traces, endpoint, export.batch.queue_size));
    let shipper = Shipper::new(&export.request, Signal::Traces, shared)?;
    let exporter = TraceExporter::new(shipper, Arc::clone(&delivery));
    let batch = BatchSpanProcessor::builder(exporter).with_batch_config(export.batch.to_sdk());
    Ok(SharedProcessor::new(batch.build(), resource, delivery))
}
