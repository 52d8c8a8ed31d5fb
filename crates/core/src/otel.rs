//! The tracer and instruments of OpenTelemetry, injected or found in its globals.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use opentelemetry::global::{self, BoxedSpan, BoxedTracer, ObjectSafeTracerProvider};
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry::trace::{
    Span, SpanBuilder, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
    Tracer, TracerProvider,
};
use opentelemetry::{Context, InstrumentationScope};

use crate::cache_size::CacheSizes;
use crate::cost::CostNames;
use crate::instruments::Instruments;
use crate::semconv::Profile;

/// A tracer and instruments that belong together.
pub(crate) struct Otel {
    /// Nothing where no tracer provider is installed.
    pub(crate) tracer: Option<BoxedTracer>,
    /// Nothing where no meter provider is installed.
    pub(crate) instruments: Option<Instruments>,
    /// Set when a span came out invalid: the provider behind the tracer was shut down.
    stale: AtomicBool,
    /// Where the meter came from; held, so that its address stays its own.
    meter_provider: Option<Arc<dyn MeterProvider + Send + Sync>>,
}

impl Otel {
    /// Whether anybody listens.
    pub(crate) const fn is_live(&self) -> bool {
        self.tracer.is_some() || self.instruments.is_some()
    }

    /// Starts a span; nothing where telemetry is suppressed or the provider was shut down, so that the
    /// parent stays current for what runs inside.
    pub(crate) fn start(&self, builder: SpanBuilder, parent: &Context) -> Option<BoxedSpan> {
        let span = self.tracer.as_ref()?.build_with_context(builder, parent);
        if span.span_context().is_valid() {
            return Some(span);
        }
        if !parent.is_telemetry_suppressed() {
            self.stale.store(true, Ordering::Relaxed);
        }
        None
    }
}

impl fmt::Debug for Otel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otel")
            .field("tracer", &self.tracer.is_some())
            .field("instruments", &self.instruments.is_some())
            .finish()
    }
}

/// What instruments are to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) profile: &'static Profile,
    pub(crate) cost_names: CostNames,
    pub(crate) cache_sizes: &'a Arc<CacheSizes>,
}

impl Wanted<'_> {
    fn instruments(self, meter: &Meter) -> Instruments {
        self.cache_sizes.show(self.profile, meter);
        Instruments::new(self.profile, self.cost_names, meter)
    }
}

/// Where tracer and instruments come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// They were given.
    Fixed(Arc<Otel>),
    /// They follow OpenTelemetry's globals, also when those are set late.
    Globals(RwLock<Arc<Otel>>),
}

impl Source {
    /// What was injected; what is missing stays silent.
    pub(crate) fn fixed(
        tracer: Option<BoxedTracer>,
        meter: Option<&Meter>,
        wanted: Wanted<'_>,
    ) -> Self {
        Self::Fixed(Arc::new(Otel {
            tracer,
            instruments: meter.map(|meter| wanted.instruments(meter)),
            stale: AtomicBool::new(false),
            meter_provider: None,
        }))
    }

    /// The globals as they stand, and as they will stand.
    pub(crate) fn globals(wanted: Wanted<'_>) -> Self {
        Self::Globals(RwLock::new(Arc::new(from_globals(wanted))))
    }

    /// The tracer and instruments for a call that starts now.
    ///
    /// A tracer taken from the globals before a provider was set stays silent for ever, so this looks
    /// whether they have changed: by the meter provider's address, by a probe while there is no tracer,
    /// and by the spans of a tracer whose provider was shut down. A tracer provider that replaces a
    /// living one alone, without a new meter provider, is not noticed.
    pub(crate) fn current(&self, wanted: Wanted<'_>) -> Arc<Otel> {
        let slot = match self {
            Self::Fixed(otel) => return Arc::clone(otel),
            Self::Globals(slot) => slot,
        };
        let otel = Arc::clone(&slot.read().unwrap_or_else(PoisonError::into_inner));
        if is_fresh(&otel) {
            return otel;
        }
        let renewed = Arc::new(from_globals(wanted));
        *slot.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&renewed);
        renewed
    }
}

fn is_fresh(otel: &Otel) -> bool {
    let known = otel.meter_provider.as_ref().map(|known| Arc::as_ptr(known).cast::<()>());
    let same_meter = known == Some(Arc::as_ptr(&global::meter_provider()).cast::<()>());
    let same_tracer = match otel.tracer {
        Some(_) => !otel.stale.load(Ordering::Relaxed),
        None => !has_tracer(&global::tracer_provider()),
    };
    same_meter && same_tracer
}

fn from_globals(wanted: Wanted<'_>) -> Otel {
    let tracer_provider = global::tracer_provider();
    let meter_provider = global::meter_provider();
    // The no-op provider of the API has no fields. A real one that had none either would be taken
    // for it, which would need a provider that keeps everything in statics.
    let has_meter = size_of_val(&*meter_provider) != 0;
    Otel {
        tracer: has_tracer(&tracer_provider)
            .then(|| tracer_provider.tracer_with_scope(scope(wanted.profile))),
        instruments: has_meter
            .then(|| wanted.instruments(&meter_provider.meter_with_scope(scope(wanted.profile)))),
        stale: AtomicBool::new(false),
        meter_provider: Some(meter_provider),
    }
}

/// Whether a provider makes spans. The no-op tracer hands its parent's span context on; a real one
/// makes no span at all where telemetry is suppressed. So a start under a suppressed parent tells
/// them apart and leaves no trace.
fn has_tracer(provider: &(impl TracerProvider<Tracer = BoxedTracer> + ?Sized)) -> bool {
    static PARENT: LazyLock<Context> = LazyLock::new(|| {
        let parent = SpanContext::new(
            PROBE_TRACE,
            PROBE_SPAN,
            TraceFlags::default(),
            true,
            TraceState::NONE,
        );
        Context::new().with_remote_span_context(parent).with_telemetry_suppressed()
    });
    static SCOPE: LazyLock<InstrumentationScope> = LazyLock::new(InstrumentationScope::default);
    let probe = provider
        .tracer_with_scope(SCOPE.clone())
        .build_with_context(SpanBuilder::from_name(""), &PARENT);
    probe.span_context().span_id() != PROBE_SPAN
}

/// The instrumentation scope of everything that we emit.
pub(crate) fn scope(profile: &Profile) -> InstrumentationScope {
    InstrumentationScope::builder(SCOPE_NAME)
        .with_version(env!("CARGO_PKG_VERSION"))
        .with_schema_url(profile.schema_url)
        .build()
}

/// A tracer of any provider, boxed.
pub(crate) fn boxed_tracer<P>(provider: &P, profile: &Profile) -> BoxedTracer
where
    P: ObjectSafeTracerProvider + ?Sized,
{
    BoxedTracer::new(provider.boxed_tracer(scope(profile)))
}

const PROBE_TRACE: TraceId = TraceId::from_bytes([0x67; 16]);
const PROBE_SPAN: SpanId = SpanId::from_bytes([0x67; 8]);

/// The name of the instrumentation scope of every span and instrument that a call makes.
pub const SCOPE_NAME: &str = "genai-otel";
