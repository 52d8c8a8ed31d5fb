use std::fmt;

use super::{BatchExport, Config, MetricExport, PrometheusAddress};
use crate::{batch::ResolvedBatch, text::one_line};

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let propagators: Vec<_> = self.propagators.iter().map(|it| it.as_str()).collect();
        let limits = self.span_limits;
        if self.disabled {
            writeln!(f, "disabled by OTEL_SDK_DISABLED")?;
        }
        let console = &self.console;
        match (&self.traces, console.prints_traces) {
            (Some(BatchExport { request, batch }), is_printed) => {
                writeln!(f, "traces: {request}\n  {}", self.gathering(*batch))?;
                if is_printed {
                    writeln!(f, "  also printed on standard output")?;
                }
            }
            (None, true) => writeln!(f, "traces: printed on standard output")?,
            (None, false) => writeln!(f, "traces: not exported")?,
        }
        if self.traces.is_some() || console.prints_traces {
            writeln!(
                f,
                "  sampler {}\n  at most {} attributes, {} events ({} attributes), {} links ({} attributes){}",
                one_line(&format!("{:?}", self.sampler)),
                limits.max_attributes_per_span,
                limits.max_events_per_span,
                limits.max_attributes_per_event,
                limits.max_links_per_span,
                limits.max_attributes_per_link,
                if self.mends { "" } else { "\n  gen_ai spans of other libraries as they are" },
            )?;
        }
        match (&self.metrics, console.metric_interval) {
            (Some(MetricExport { request, interval, temporality }), printed) => {
                writeln!(f, "metrics: {request}\n  every {interval:?}, {temporality:?}")?;
                if let Some(interval) = printed {
                    writeln!(f, "  also printed on standard output every {interval:?}")?;
                }
            }
            (None, Some(interval)) => {
                writeln!(f, "metrics: printed on standard output every {interval:?}")?;
            }
            (None, None) => writeln!(f, "metrics: not exported")?,
        }
        match &self.logs {
            Some(BatchExport { request, batch }) => {
                writeln!(f, "logs: {request}\n  {}", self.gathering(*batch))?;
            }
            None => writeln!(f, "logs: not exported")?,
        }
        if let Some(PrometheusAddress { host, port }) = &self.prometheus {
            writeln!(f, "metrics for Prometheus: {host}, port {port}")?;
        }
        if self.observes_itself && (self.metrics.is_some() || self.prometheus.is_some()) {
            writeln!(f, "metrics about the export itself, too")?;
        }
        if let Some(spool) = &self.spool {
            writeln!(f, "spool: {spool}")?;
        }
        writeln!(
            f,
            "propagators: {}",
            if propagators.is_empty() { "none".to_owned() } else { propagators.join(", ") }
        )?;
        writeln!(f, "shutdown: within {:?}", self.shutdown_timeout)?;
        write!(f, "resource:")?;
        self.resource.iter().try_for_each(|(key, value)| {
            write!(f, "\n  {} = {}", one_line(key), one_line(&value.as_str()))
        })
    }
}

impl Config {
    /// How much is sent at a time; in a spool there is no queue that could be full.
    fn gathering(&self, batch: ResolvedBatch) -> String {
        let ResolvedBatch { batch_size, delay, queue_size } = batch;
        let batches = format!("batches of {batch_size} every {delay:?}");
        if self.spool.is_some() { batches } else { format!("{batches}, queue of {queue_size}") }
    }
}
