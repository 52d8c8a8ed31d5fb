//! Configuring an instrumentation.

use std::fmt;
use std::sync::Arc;

use opentelemetry::global::{BoxedTracer, ObjectSafeTracerProvider};
use opentelemetry::metrics::{Meter, MeterProvider};

use super::{Inner, Instrumentation};
use crate::cache_size::CacheSizes;
use crate::clock::{Clock, SystemClock};
use crate::conventions::{Conventions, ParseConventionsError};
use crate::cost::{CostNames, ParseCostNamesError, Pricing};
use crate::energy::EnergyModel;
use crate::error_class::{Classifiers, ClassifyError, ErrorClass};
use crate::gate::Gate;
use crate::health::Monitor;
use crate::instruments::MetricNames;
use crate::otel::{Source, Wanted, boxed_tracer, scope};
use crate::semconv::Profile;
use crate::sink::RecordSink;

/// Configures an [`Instrumentation`]. Every setting has a default.
#[must_use = "a builder does nothing until `build` or `install_global`"]
pub struct InstrumentationBuilder {
    conventions: Conventions,
    tracer: Option<TracerSource>,
    meter: Option<MeterSource>,
    cost_names: CostNames,
    pricing: Option<Box<dyn Pricing>>,
    energy: Option<Box<dyn EnergyModel>>,
    sinks: Vec<Arc<dyn RecordSink>>,
    gates: Vec<Arc<dyn Gate>>,
    clock: Arc<dyn Clock>,
    classifiers: Classifiers,
    baggage: Vec<Arc<str>>,
    error_messages: bool,
}

/// Makes the tracer once the conventions, and so its scope, are known.
type TracerSource = Box<dyn FnOnce(&Profile) -> BoxedTracer + Send>;
type MeterSource = Box<dyn FnOnce(&Profile) -> Meter + Send>;

impl InstrumentationBuilder {
    pub(super) fn new() -> Self {
        Self {
            conventions: Conventions::default(),
            tracer: None,
            meter: None,
            cost_names: CostNames::default(),
            pricing: None,
            energy: None,
            sinks: Vec::new(),
            gates: Vec::new(),
            clock: Arc::new(SystemClock),
            classifiers: Classifiers::default(),
            baggage: Vec::new(),
            error_messages: false,
        }
    }

    /// Takes what the environment says, given as pairs: `GENAI_OTEL_CONVENTIONS` (`v1.41`) and
    /// `GENAI_OTEL_COST_NAMES` (a comma list of [`CostNames`]). Call it before the setters, so that code wins. An
    /// empty value is as none.
    ///
    /// # Errors
    ///
    /// A variable whose value is not understood.
    pub fn environment<N, V>(
        mut self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError>
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        for (name, value) in pairs {
            let value = value.as_ref();
            if value.trim().is_empty() {
                continue;
            }
            match name.as_ref() {
                CONVENTIONS_VARIABLE => {
                    self.conventions = value.parse().map_err(|reason| {
                        ConfigError::Conventions { variable: CONVENTIONS_VARIABLE, reason }
                    })?;
                }
                COST_NAMES_VARIABLE => {
                    self.cost_names = value.parse().map_err(|reason| ConfigError::CostNames {
                        variable: COST_NAMES_VARIABLE,
                        reason,
                    })?;
                }
                _ => {}
            }
        }
        Ok(self)
    }

    /// Which names go on the wire. Defaults to [`Conventions::V1_41`].
    pub const fn conventions(mut self, conventions: Conventions) -> Self {
        self.conventions = conventions;
        self
    }

    /// Makes spans with this provider instead of OpenTelemetry's global one. With this or a
    /// [`meter_provider`](Self::meter_provider) given, the globals are not looked at.
    pub fn tracer_provider<P>(mut self, provider: P) -> Self
    where
        P: ObjectSafeTracerProvider + Send + Sync + 'static,
    {
        self.tracer = Some(Box::new(move |profile| boxed_tracer(&provider, profile)));
        self
    }

    /// Records metrics with this provider instead of OpenTelemetry's global one.
    pub fn meter_provider(mut self, provider: impl MeterProvider + Send + Sync + 'static) -> Self {
        self.meter = Some(Box::new(move |profile| provider.meter_with_scope(scope(profile))));
        self
    }

    /// Asks this pricing what calls cost: a price book, or your own code. None by default; then a call costs what the
    /// caller or the provider says.
    pub fn pricing(mut self, pricing: impl Pricing + 'static) -> Self {
        self.pricing = Some(Box::new(pricing));
        self
    }

    /// Asks this energy model what energy calls take: rates, a published method, or your own meter. None by default; then
    /// nothing says anything of energy.
    pub fn energy(mut self, model: impl EnergyModel + 'static) -> Self {
        self.energy = Some(Box::new(model));
        self
    }

    /// Under which names costs go on the wire. Defaults to [`CostNames::GEN_AI`].
    pub const fn cost_names(mut self, names: CostNames) -> Self {
        self.cost_names = names;
        self
    }

    /// Adds a sink. Sinks get each record in the order in which they were added.
    pub fn sink(mut self, sink: impl RecordSink + 'static) -> Self {
        self.sinks.push(Arc::new(sink));
        self
    }

    /// Adds a gate. Gates are asked in the order in which they were added.
    pub fn gate(mut self, gate: impl Gate + 'static) -> Self {
        self.gates.push(Arc::new(gate));
        self
    }

    /// Reads time from this clock. Defaults to the [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Classifies errors of type `E` by their own word.
    pub fn classify<E: ClassifyError + 'static>(self) -> Self {
        self.classify_with(E::classify)
    }

    /// Classifies errors of type `E` by a closure.
    pub fn classify_with<E: 'static>(
        mut self,
        classify: impl Fn(&E) -> Option<ErrorClass> + Send + Sync + 'static,
    ) -> Self {
        self.classifiers.add(classify);
        self
    }

    /// Takes these attributes from incoming W3C baggage, where neither the call nor its scope says
    /// them: names such as `user.id`, or free keys. Nothing by default, because a caller from outside
    /// could otherwise attribute his calls to somebody else.
    pub fn baggage_keys<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.baggage.extend(names.into_iter().map(Arc::from));
        self
    }

    /// Keeps the text of errors, on the span's status and in the record. Off by default: errors quote
    /// prompts, URLs and keys.
    pub const fn error_messages(mut self, keep: bool) -> Self {
        self.error_messages = keep;
        self
    }

    /// Builds it.
    #[must_use]
    pub fn build(self) -> Instrumentation {
        let profile = self.conventions.profile();
        let monitor = Arc::new(Monitor::default());
        let cache_sizes = Arc::new(CacheSizes::default());
        let wanted = Wanted { profile, cost_names: self.cost_names, cache_sizes: &cache_sizes };
        let source = if self.tracer.is_none() && self.meter.is_none() {
            Source::globals(wanted)
        } else {
            let meter = self.meter.map(|meter| meter(profile));
            let tracer = self.tracer.map(|tracer| tracer(profile));
            Source::fixed(tracer, meter.as_ref(), wanted)
        };
        Instrumentation(Arc::new(Inner {
            conventions: self.conventions,
            source,
            cost_names: self.cost_names,
            cache_sizes,
            pricing: self.pricing,
            energy: self.energy,
            sinks: self.sinks,
            gates: self.gates,
            clock: self.clock,
            names: MetricNames::new(Arc::clone(&monitor)),
            monitor,
            classifiers: self.classifiers,
            baggage: self.baggage,
            error_messages: self.error_messages,
        }))
    }

    /// Builds it and makes it the global one, which [`track_llm_call`](crate::track_llm_call) and its
    /// like use. A later one replaces it; calls in flight keep theirs.
    #[expect(
        clippy::must_use_candidate,
        reason = "installing is the effect; the handle is a convenience"
    )]
    pub fn install_global(self) -> Instrumentation {
        let instrumentation = self.build();
        instrumentation.clone().set_global();
        instrumentation
    }
}

impl fmt::Debug for InstrumentationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstrumentationBuilder")
            .field("conventions", &self.conventions)
            .field("cost_names", &self.cost_names)
            .field("pricing", &self.pricing.is_some())
            .field("energy", &self.energy.is_some())
            .field("sinks", &self.sinks.len())
            .field("gates", &self.gates.len())
            .finish_non_exhaustive()
    }
}

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The conventions asked for are not known.
    #[error("environment variable {variable}=`{}`: {reason}", reason.text)]
    Conventions {
        /// The variable's name.
        variable: &'static str,
        /// What is wrong with its value; a part of the message, so no source beside it.
        reason: ParseConventionsError,
    },
    /// The names of costs asked for are not known.
    #[error("environment variable {variable}: {reason}")]
    CostNames {
        /// The variable's name.
        variable: &'static str,
        /// What is wrong with its value; a part of the message, so no source beside it.
        reason: ParseCostNamesError,
    },
}

const COST_NAMES_VARIABLE: &str = "GENAI_OTEL_COST_NAMES";
const CONVENTIONS_VARIABLE: &str = "GENAI_OTEL_CONVENTIONS";
