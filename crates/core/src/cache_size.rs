//! How large the application's own cache is: told by the application, shown by gauges.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use crate::names::MAX_METRIC_NAMES;
use crate::semconv::{Attribute, Measure, Profile};

/// How large the application's own cache of answers is; what is not said is not shown. See
/// [`Instrumentation::set_cache_size`](crate::Instrumentation::set_cache_size).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it is shown once `set_cache_size` has it"]
pub struct CacheSize {
    entries: Option<u64>,
    bytes: Option<u64>,
}

impl CacheSize {
    /// Nothing is said yet. Set for a tenant, it takes away what was said before.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many answers it has (`genai_otel.cache.entries`).
    pub const fn entries(mut self, entries: u64) -> Self {
        self.entries = Some(entries);
        self
    }

    /// How many bytes they take (`genai_otel.cache.size`).
    pub const fn bytes(mut self, bytes: u64) -> Self {
        self.bytes = Some(bytes);
        self
    }
}

/// Those of all tenants, kept here and not in an instrument: what was said before the exporter was set up is shown all the
/// same, and what a tenant no longer has is not.
#[derive(Debug, Default)]
pub(crate) struct CacheSizes(Mutex<BTreeMap<Option<Arc<str>>, CacheSize>>);

impl CacheSizes {
    /// Sets that of a tenant; false where there are too many tenants already, or the name is too long for a label.
    pub(crate) fn set(&self, tenant: Option<Arc<str>>, size: CacheSize) -> bool {
        let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if size == CacheSize::default() {
            sizes.remove(&tenant);
            return true;
        }
        let is_too_long = tenant.as_ref().is_some_and(|tenant| tenant.len() > MAX_TENANT_BYTES);
        if is_too_long || (sizes.len() >= MAX_METRIC_NAMES && !sizes.contains_key(&tenant)) {
            return false;
        }
        sizes.insert(tenant, size);
        true
    }

    /// Makes the gauges, which read these sizes when they are collected.
    pub(crate) fn show(self: &Arc<Self>, profile: &'static Profile, meter: &Meter) {
        let key = profile.names(Attribute::TenantId).first().map_or("", |name| name.key);
        for metric in profile.metrics {
            let of = match metric.measure {
                Measure::CacheEntries => |size: &CacheSize| size.entries,
                Measure::CacheBytes => |size: &CacheSize| size.bytes,
                _ => continue,
            };
            let sizes = Arc::clone(self);
            let _instrument = meter
                .u64_observable_gauge(metric.name)
                .with_unit(metric.unit)
                .with_description(metric.description)
                .with_callback(move |to| {
                    for (tenant, size) in &*sizes.0.lock().unwrap_or_else(PoisonError::into_inner) {
                        let Some(number) = of(size) else { continue };
                        let tenant =
                            tenant.as_ref().map(|tenant| KeyValue::new(key, Arc::clone(tenant)));
                        to.observe(number, tenant.as_slice());
                    }
                })
                .build();
        }
    }
}

/// As of other names in metrics.
const MAX_TENANT_BYTES: usize = 256;
