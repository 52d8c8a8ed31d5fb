use std::{fmt, time::Duration};

use opentelemetry_sdk::{
    metrics::Temporality,
    trace::{ShouldSample, SpanLimits},
};

use crate::{
    Batch, Compression, Protocol, Signal, Spool, Tls, error::REDACTED,
    metric_reader::JoiningReader, resource::Attributes,
};

/// What code asked for; each wins over its variable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) resource: Attributes,
    pub(crate) endpoint: Option<Hidden>,
    pub(crate) traces_endpoint: Option<Hidden>,
    pub(crate) metrics_endpoint: Option<Hidden>,
    pub(crate) logs_endpoint: Option<Hidden>,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) tls: Tls,
    pub(crate) without: Vec<Signal>,
    pub(crate) without_otlp: bool,
    pub(crate) console: bool,
    pub(crate) headers: Vec<(String, Hidden)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) compression: Option<Compression>,
    pub(crate) sampler: Option<Box<dyn ShouldSample>>,
    pub(crate) span_limits: Option<SpanLimits>,
    pub(crate) without_mending: bool,
    pub(crate) batch: Batch,
    pub(crate) log_batch: Batch,
    pub(crate) metric_interval: Option<Duration>,
    pub(crate) metric_export_timeout: Option<Duration>,
    pub(crate) temporality: Option<Temporality>,
    pub(crate) metric_readers: Vec<JoiningReader>,
    pub(crate) spool: Option<Spool>,
    pub(crate) self_observation: Option<bool>,
    pub(crate) shutdown_timeout: Option<Duration>,
}

/// Text that may be a credential and is therefore not shown before it is checked.
#[derive(Clone)]
pub(crate) struct Hidden(pub(crate) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
