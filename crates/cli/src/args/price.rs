//! What `price` is asked.

use std::time::SystemTime;

use genai_otel_core::Conditions;
use genai_otel_pricing::{Mode, Model, Unit};

use crate::args_low::PriceArgs;

/// A call to be priced.
#[derive(Debug)]
pub(crate) struct PriceRequest {
    /// The model, as it was typed.
    pub(crate) model: String,
    /// Who was called.
    pub(crate) provider: Option<String>,
    /// The server's host name.
    pub(crate) host: Option<String>,
    /// What was used. Never empty; nothing stands twice.
    pub(crate) used: Vec<(Used, u64)>,
    /// What else the price depends on.
    pub(crate) conditions: Conditions,
    /// When.
    pub(crate) at: SystemTime,
}

/// What was used: a unit, or what one of several units may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Used {
    /// This unit.
    Unit(Unit),
    /// One of these: the first that the model has a price for, or else the first; for searches the one of its mode.
    OneOf(&'static [Unit]),
}

impl PriceRequest {
    /// What `typed` means, at `now` where it says no time.
    ///
    /// # Errors
    ///
    /// What contradicts or is missing.
    pub(crate) fn new(typed: &PriceArgs, now: SystemTime) -> Result<Self, PriceRequestError> {
        let used = used(typed)?;
        if used.is_empty() {
            return Err(PriceRequestError::NothingUsed);
        }
        let model = typed.model.trim();
        if model.is_empty() {
            return Err(PriceRequestError::NoModel);
        }
        Ok(Self {
            model: model.to_owned(),
            provider: typed.provider.clone(),
            host: typed.host.clone(),
            used,
            conditions: conditions(typed)?,
            at: typed.at.unwrap_or(now),
        })
    }

    /// Whether this unit was said to be used, by its own argument.
    pub(crate) fn has(&self, unit: Unit) -> bool {
        self.used.iter().any(|(used, _)| *used == Used::Unit(unit))
    }

    /// What was used, in the units of `model`.
    ///
    /// # Errors
    ///
    /// Where two arguments mean the same unit.
    pub(crate) fn quantities(&self, model: &Model) -> Result<Vec<(Unit, u64)>, PriceRequestError> {
        let mut quantities: Vec<(Unit, u64)> = Vec::new();
        for (used, count) in &self.used {
            let unit = used.unit(model);
            if quantities.iter().any(|(known, _)| *known == unit) {
                return Err(PriceRequestError::Twice { what: format!("the unit `{unit}`") });
            }
            quantities.push((unit, *count));
        }
        Ok(quantities)
    }
}

impl Used {
    fn unit(self, model: &Model) -> Unit {
        let candidates = match self {
            Self::Unit(unit) => return unit,
            Self::OneOf(candidates) => candidates,
        };
        let prices = model.prices.iter().map(|prices| &prices.rates);
        let rates = || prices.clone().chain(model.variants.iter().map(|variant| &variant.rates));
        let priced = |unit: &Unit| rates().any(|rates| rates.get(*unit).is_some());
        let ranks = candidates == SEARCHES && model.modes.contains(&Mode::Rerank);
        let likely = if ranks { Unit::RerankSearches } else { candidates[0] };
        std::iter::once(likely).chain(candidates.iter().copied()).find(priced).unwrap_or(likely)
    }
}

/// The argument that says how much of a unit was used.
pub(crate) fn argument(unit: Unit) -> String {
    let flag = match unit {
        Unit::InputTokens => "--input",
        Unit::OutputTokens => "--output",
        Unit::CacheReadTokens => "--cached",
        Unit::CacheWriteTokens => "--cache-write",
        Unit::CacheWrite1hTokens => "--cache-write-1h",
        Unit::OutputReasoningTokens => "--reasoning",
        Unit::InputAudioTokens => "--input-audio",
        Unit::OutputAudioTokens => "--output-audio",
        Unit::InputImageTokens => "--input-image",
        Unit::OutputImageTokens => "--output-image",
        Unit::CacheAudioReadTokens => "--cached-audio",
        Unit::DocumentPages => "--pages",
        Unit::AnnotatedDocumentPages => "--annotated-pages",
        _ => return format!("--unit {unit}=N"),
    };
    format!("{flag} N")
}

fn used(typed: &PriceArgs) -> Result<Vec<(Used, u64)>, PriceRequestError> {
    let seconds = typed.seconds.map(|span| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX));
    let named = [
        (Used::Unit(Unit::InputTokens), typed.input),
        (Used::Unit(Unit::OutputTokens), typed.output),
        (Used::Unit(Unit::CacheReadTokens), typed.cached),
        (Used::Unit(Unit::CacheWriteTokens), typed.cache_write),
        (Used::Unit(Unit::CacheWrite1hTokens), typed.cache_write_1h),
        (Used::Unit(Unit::OutputReasoningTokens), typed.reasoning),
        (Used::Unit(Unit::InputAudioTokens), typed.input_audio),
        (Used::Unit(Unit::OutputAudioTokens), typed.output_audio),
        (Used::Unit(Unit::InputImageTokens), typed.input_image),
        (Used::Unit(Unit::OutputImageTokens), typed.output_image),
        (Used::Unit(Unit::CacheAudioReadTokens), typed.cached_audio),
        (Used::OneOf(IMAGES), typed.images),
        (Used::Unit(Unit::DocumentPages), typed.pages),
        (Used::Unit(Unit::AnnotatedDocumentPages), typed.annotated_pages),
        (Used::OneOf(SECONDS), seconds),
        (Used::OneOf(CHARACTERS), typed.characters),
        (Used::OneOf(SEARCHES), typed.searches),
    ];
    let mut used: Vec<_> =
        named.into_iter().filter_map(|(what, count)| Some((what, count?))).collect();
    for (unit, count) in &typed.units {
        let what = Used::Unit(*unit);
        if used.iter().any(|(known, _)| *known == what) {
            return Err(PriceRequestError::Twice { what: format!("the unit `{unit}`") });
        }
        used.push((what, *count));
    }
    Ok(used)
}

fn conditions(typed: &PriceArgs) -> Result<Conditions, PriceRequestError> {
    let named = [
        ("service_tier", typed.tier.as_deref()),
        ("processing", typed.batch.then_some("batch")),
        ("size", typed.size.as_deref()),
        ("quality", typed.quality.as_deref()),
    ];
    let named = named.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let more = typed.conditions.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let mut conditions = Conditions::default();
    for (key, value) in named.chain(more) {
        if conditions.get(key).is_some() {
            return Err(PriceRequestError::Twice { what: format!("the condition `{key}`") });
        }
        conditions.set(key, value);
    }
    Ok(conditions)
}

const IMAGES: &[Unit] = &[Unit::OutputImages, Unit::Images, Unit::InputImages];
const SECONDS: &[Unit] = &[
    Unit::InputAudioSeconds,
    Unit::AudioSeconds,
    Unit::OutputAudioSeconds,
    Unit::OutputVideoSeconds,
    Unit::VideoSeconds,
    Unit::InputVideoSeconds,
];
const CHARACTERS: &[Unit] = &[Unit::InputCharacters, Unit::OutputCharacters];
const SEARCHES: &[Unit] =
    &[Unit::WebSearches, Unit::RerankSearches, Unit::SocialSearches, Unit::StorageSearches];

/// A command line that asks for no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PriceRequestError {
    /// No count.
    #[error(
        "nothing to price: say what was used, such as `--input 1000 --output 200`, `--pages 3`, `--seconds 90` or `--unit web_searches=2`"
    )]
    NothingUsed,
    /// No model.
    #[error("MODEL is empty: name one, such as `gpt-4o` or `openai/gpt-4o`")]
    NoModel,
    /// A unit or a condition, from two arguments.
    #[error("{what} is given twice")]
    Twice {
        /// Which.
        what: String,
    },
}
