//! Names, units, buckets and values of the conventions, by profile.
//!
//! Everything but this page and `spelling.rs` is generated from tables, so that a profile is data: code
//! speaks of an [`Attribute`], a profile says how that is written. The first profile follows the core
//! conventions 1.41, the last release that defines GenAI; what they lack is named `genai_otel.*`.

mod attribute;
mod provider;
mod spelling;
mod v1_41;
mod value;

pub use self::attribute::Attribute;
pub use self::provider::Provider;
pub(crate) use self::v1_41::V1_41;
pub use self::value::{ApiType, ModelOperation, OutputType, ToolType};

/// How one set of conventions writes attributes and metrics.
#[derive(Debug)]
pub(crate) struct Profile {
    /// What users configure, e.g. `v1.41`.
    pub(crate) id: &'static str,
    /// The schema URL of the instrumentation scope.
    pub(crate) schema_url: &'static str,
    /// Wire names by [`Attribute::index`]: none where the profile has no such attribute, more than one
    /// where it writes several conventions side by side.
    pub(crate) attributes: [&'static [Name]; Attribute::COUNT],
    /// What is measured, in an order in which neighbours differ in few labels.
    pub(crate) metrics: &'static [Metric],
}

impl Profile {
    /// The wire names of `attribute`.
    #[inline]
    pub(crate) const fn names(&self, attribute: Attribute) -> &'static [Name] {
        self.attributes[attribute.index()]
    }
}

/// A name on the wire and the type that its values have there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) key: &'static str,
    pub(crate) kind: ValueKind,
}

/// The type of a value on the wire. Structured values are JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    String,
    Int,
    Double,
    Bool,
    StringArray,
}

/// One stream of points. Two streams may belong to one metric: they then agree in name, unit,
/// description, instrument and boundaries, and differ in the fixed label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    /// In UCUM.
    pub(crate) unit: &'static str,
    pub(crate) description: &'static str,
    pub(crate) instrument: Instrument,
    /// Upper bounds of the buckets; empty unless a histogram.
    pub(crate) boundaries: &'static [f64],
    /// What of a call is recorded.
    pub(crate) measure: Measure,
    /// Calls of which classes are measured.
    pub(crate) operations: &'static [OperationClass],
    /// Labels, each written when known, sorted by wire name.
    pub(crate) labels: &'static [Attribute],
    /// A further label, the same on each point and not among `labels`.
    pub(crate) fixed: Option<(Attribute, &'static str)>,
}

/// The kind of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instrument {
    F64Histogram,
    U64Histogram,
    U64Counter,
    I64UpDownCounter,
}

/// What of a call a metric records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Seconds from start to end.
    Duration,
    /// Seconds from the request to the first chunk.
    TimeToFirstChunk,
    /// Seconds between chunks; recorded as they arrive, not from the record.
    TimePerOutputChunk,
    /// Input tokens, cached ones included.
    InputTokens,
    /// Output tokens, reasoning included.
    OutputTokens,
    /// One for each attempt.
    Attempts,
    /// Plus one at the start, minus one at the end; recorded live.
    ActiveCalls,
    /// One for each question to the application's own cache.
    CacheLookups,
}

/// What kind of work an operation is. It decides which metrics measure a call and of which kind its span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OperationClass {
    /// A model works: chat and everything alike, rerank, images, speech, translation, OCR, moderation.
    Model,
    /// A model turns inputs into vectors.
    Embeddings,
    /// A service is asked that is no model: retrieval, search, memory, agent creation, fetching of an answer.
    Client,
    /// A tool runs.
    Tool,
    /// An agent runs.
    Agent,
    /// A workflow runs.
    Workflow,
    /// Work of an agent on its own, e.g. planning.
    Internal,
}
