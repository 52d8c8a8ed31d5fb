//! From a configuration to a tracer provider: who receives its spans.

use std::sync::Arc;

use opentelemetry_sdk::{
    Resource,
    trace::{BatchSpanProcessor, Sampler, SdkTracerProvider, SpanProcessor},
};

use super::{
    Channel, drain::QueueDrain, kept::Kept, outlet::Outlet, printing::SpanPrinter, worker::Worker,
};
use crate::{
    Config, MendingProcessor, SetupError, Signal,
    config::BatchExport,
    delivery::Delivery,
    exporter::TraceExporter,
    mending::Counter,
    processor::{EachProcessor, SharedProcessor},
    resource,
    shipper::Shipper,
    spool::{Depots, SpoolProcessor},
    transport::Shared,
};

pub(super) fn start(
    config: &Config,
    shared: &Shared,
    depots: Option<&Depots>,
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
        Some(export) => Some(Sender::new(export, &resource, shared, depots)?),
        None => None,
    };

    let mut receivers: Vec<Box<dyn SpanProcessor>> = Vec::new();
    receivers.extend(printer.clone().map(|it| Box::new(it) as Box<dyn SpanProcessor>));
    receivers.extend(sender.as_ref().map(Sender::processor));
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
            depot: None,
            worker: Worker::start("genai-otel-prsp", printer)?,
        });
    }
    if let Some(sender) = sender {
        channels.push(sender.channel(&provider)?);
    }
    Ok(provider)
}

/// Who brings spans to the collector.
enum Sender {
    Direct(SharedProcessor),
    Spooled(SpoolProcessor, Kept),
}

impl Sender {
    fn new(
        export: &BatchExport,
        resource: &Resource,
        shared: &Shared,
        depots: Option<&Depots>,
    ) -> Result<Self, SetupError> {
        let BatchExport { request, batch } = export;
        let endpoint = request.endpoint.to_string();
        let delivery = Arc::new(Delivery::new(Signal::Traces, endpoint, batch.queue_size));
        let shipper = Shipper::new(request, Signal::Traces, shared)?;
        if let Some(depots) = depots {
            let kept = Kept::open(depots, Signal::Traces, resource, delivery, shipper, *batch)?;
            return Ok(Self::Spooled(SpoolProcessor::new(kept.intake()), kept));
        }
        let exporter = TraceExporter::new(shipper, Arc::clone(&delivery));
        let batch = BatchSpanProcessor::builder(exporter).with_batch_config(batch.to_sdk());
        Ok(Self::Direct(SharedProcessor::new(batch.build(), resource, delivery)))
    }

    fn processor(&self) -> Box<dyn SpanProcessor> {
        match self {
            Self::Direct(processor) => Box::new(processor.clone()),
            Self::Spooled(processor, _) => Box::new(processor.clone()),
        }
    }

    fn channel(self, provider: &SdkTracerProvider) -> Result<Channel, SetupError> {
        let (name, provider) = ("genai-otel-span", provider.clone());
        match self {
            Self::Direct(processor) => Ok(Channel {
                outlet: Outlet::Otlp(Signal::Traces),
                delivery: Some(processor.delivery()),
                depot: None,
                worker: Worker::start(name, QueueDrain::of_spans(provider, processor))?,
            }),
            Self::Spooled(_, kept) => {
                kept.channel(Signal::Traces, name, move || provider.shutdown())
            }
        }
    }
}
