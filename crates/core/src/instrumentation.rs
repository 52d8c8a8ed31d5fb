//! The configured whole: tracer, instruments, sinks, gates, clock.

mod builder;
mod global;
mod track;

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use self::builder::{ConfigError, InstrumentationBuilder};
pub use self::global::{track_llm_call, track_tool_call};
use crate::cache_size::{CacheSize, CacheSizes};
use crate::caught::caught;
use crate::clock::Clock;
use crate::conventions::Conventions;
use crate::cost::{CostNames, Pricing};
use crate::energy::EnergyModel;
use crate::error_class::{Classifiers, ErrorClass};
use crate::gate::Gate;
use crate::health::{Health, Monitor, Trouble};
use crate::instruments::MetricNames;
use crate::otel::{Otel, Source, Wanted};
use crate::record::CallId;
use crate::semconv::Profile;
use crate::sink::RecordSink;
use crate::text;

/// The configured whole that calls are made with: tracer and instruments, sinks, gates, clock,
/// conventions. A cheap handle; clones share everything.
///
/// Without further ado it follows OpenTelemetry's globals, also when they are set later:
///
/// ```
/// use genai_otel_core::Instrumentation;
///
/// let instrumentation = Instrumentation::builder().build();
/// let call = instrumentation.track_llm_call("openai", "gpt-4o").temperature(0.2).start();
/// call.set_token_usage(120, 30);
/// call.finish();
/// assert!(instrumentation.health().is_sound());
/// ```
#[derive(Clone, Debug)]
pub struct Instrumentation(Arc<Inner>);

impl Instrumentation {
    /// Configures a new one.
    pub fn builder() -> InstrumentationBuilder {
        InstrumentationBuilder::new()
    }

    /// How it is doing: counters of what went wrong inside.
    #[must_use]
    pub fn health(&self) -> Health {
        self.0.monitor.read()
    }

    /// Says how large the application's own cache of answers is, for one tenant or, with a blank name, for all: what
    /// `genai_otel.cache.entries` and `genai_otel.cache.size` show until it is said again. It belongs to
    /// [`cache_hit`](crate::CallBuilder::cache_hit), by which hits and misses are counted.
    ///
    /// Metrics keep [`MAX_METRIC_NAMES`](crate::MAX_METRIC_NAMES) tenants; further ones are not shown, and are counted as
    /// [`Trouble::CardinalityOverflow`].
    ///
    /// ```
    /// use genai_otel_core::{CacheSize, Instrumentation};
    ///
    /// let instrumentation = Instrumentation::builder().build();
    /// instrumentation.set_cache_size("acme", CacheSize::new().entries(1_204).bytes(8_388_608));
    /// instrumentation.set_cache_size("gone", CacheSize::new()); // shows nothing of it any more
    /// ```
    pub fn set_cache_size(&self, tenant: &str, size: CacheSize) {
        if !self.0.cache_sizes.set(text::non_empty(tenant), size) {
            self.report(Trouble::CardinalityOverflow, &"a cache of one tenant too many");
        }
        // Where no call starts for long, nobody else looks whether the globals have changed.
        drop(self.otel());
    }

    /// Which conventions it writes.
    #[must_use]
    pub fn conventions(&self) -> Conventions {
        self.0.conventions
    }

    pub(crate) fn report(&self, trouble: Trouble, detail: &dyn Display) {
        self.0.monitor.report(trouble, self.monotonic(), detail);
    }

    /// What other people's code gives; nothing when it panicked, which is reported and goes no further.
    pub(crate) fn caught<T>(
        &self,
        trouble: Trouble,
        detail: &'static str,
        work: impl FnOnce() -> T,
    ) -> Option<T> {
        let value = caught(work);
        if value.is_none() {
            self.report(trouble, &detail);
        }
        value
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.0.clock.now()
    }

    pub(crate) fn monotonic(&self) -> Duration {
        self.0.clock.monotonic()
    }

    pub(crate) fn profile(&self) -> &'static Profile {
        self.0.conventions.profile()
    }

    pub(crate) fn names(&self) -> &MetricNames {
        &self.0.names
    }

    pub(crate) fn sinks(&self) -> &[Arc<dyn RecordSink>] {
        &self.0.sinks
    }

    /// Who says what usage costs.
    pub(crate) fn pricing(&self) -> Option<&dyn Pricing> {
        self.0.pricing.as_deref()
    }

    /// Who says what energy usage takes.
    pub(crate) fn energy_model(&self) -> Option<&dyn EnergyModel> {
        self.0.energy.as_deref()
    }

    /// Who is asked about a call when it is over.
    pub(crate) fn asks(&self) -> Asks {
        Asks { cost: self.0.pricing.is_some(), energy: self.0.energy.is_some() }
    }

    pub(crate) fn cost_names(&self) -> CostNames {
        self.0.cost_names
    }

    pub(crate) fn gates(&self) -> &[Arc<dyn Gate>] {
        &self.0.gates
    }

    /// Has these gates take back what they reserved for a call.
    pub(crate) fn release(&self, gates: &[Arc<dyn Gate>], call: CallId) {
        for gate in gates {
            let detail = "a gate panicked while it took back a call";
            self.caught(Trouble::GatePanic, detail, || gate.release(call));
        }
    }

    pub(crate) fn baggage(&self) -> &[Arc<str>] {
        &self.0.baggage
    }

    pub(crate) fn keeps_error_messages(&self) -> bool {
        self.0.error_messages
    }

    pub(crate) fn classify<E: 'static>(&self, error: &E) -> Option<ErrorClass> {
        self.0.classifiers.classify(error)
    }

    /// The tracer and instruments as they are now.
    fn otel(&self) -> Arc<Otel> {
        let cache_sizes = &self.0.cache_sizes;
        self.0.source.current(Wanted {
            profile: self.profile(),
            cost_names: self.0.cost_names,
            cache_sizes,
        })
    }

    /// The tracer and instruments for a call that starts now; nothing where nobody listens.
    pub(crate) fn listeners(&self) -> Option<Arc<Otel>> {
        let otel = self.otel();
        (otel.is_live() || !self.0.sinks.is_empty() || !self.0.gates.is_empty()).then_some(otel)
    }
}

/// What is asked about a call when it is over.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asks {
    pub(crate) cost: bool,
    pub(crate) energy: bool,
}

impl Asks {
    pub(crate) const fn anything(self) -> bool {
        self.cost || self.energy
    }
}

/// What the handles share.
struct Inner {
    conventions: Conventions,
    source: Source,
    cost_names: CostNames,
    cache_sizes: Arc<CacheSizes>,
    pricing: Option<Box<dyn Pricing>>,
    energy: Option<Box<dyn EnergyModel>>,
    sinks: Vec<Arc<dyn RecordSink>>,
    gates: Vec<Arc<dyn Gate>>,
    clock: Arc<dyn Clock>,
    names: MetricNames,
    monitor: Arc<Monitor>,
    classifiers: Classifiers,
    baggage: Vec<Arc<str>>,
    error_messages: bool,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("conventions", &self.conventions)
            .field("source", &self.source)
            .field("cost_names", &self.cost_names)
            .field("pricing", &self.pricing.is_some())
            .field("energy", &self.energy.is_some())
            .field("sinks", &self.sinks.len())
            .field("gates", &self.gates.len())
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
