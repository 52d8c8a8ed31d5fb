//! Under which names costs go on the wire.

use std::fmt;
use std::str::FromStr;

use crate::semconv::{Attribute, Measure};

/// Under which names costs are written, on the spans of exchanges with a model or a service and in metrics. A set:
/// readers of several tools may be served at once. Configured by code, else by `GENAI_OTEL_COST_NAMES`, a comma list.
/// Defaults to [`GEN_AI`](Self::GEN_AI).
///
/// | word | on spans | histogram | read by |
/// | --- | --- | --- | --- |
/// | `gen_ai` | `gen_ai.usage.cost` | `gen_ai.usage.cost` | OpenLIT, Langfuse |
/// | `openinference` | `llm.cost.total`, `.prompt`, `.completion` | none | Arize, Langfuse; Phoenix shows costs of its own |
/// | `logfire` | `operation.cost` | `operation.cost` | Logfire |
/// | `mlflow` | `mlflow.llm.cost` | none | MLflow |
///
/// Those are US dollars; other currencies are never written under them. With any of them come the counters
/// `genai_otel.cost` and `genai_otel.unpriced` and the details `genai_otel.cost.*` on spans. With none
/// ([`NONE`](Self::NONE), `none`) records alone have costs.
///
/// ```
/// use genai_otel_core::CostNames;
///
/// let names: CostNames = "gen_ai, mlflow".parse()?;
/// assert_eq!(names, CostNames::GEN_AI.and(CostNames::MLFLOW));
/// # Ok::<(), genai_otel_core::ParseCostNamesError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CostNames(u8);

impl CostNames {
    /// No telemetry about costs.
    pub const NONE: Self = Self(0);
    /// `gen_ai.usage.cost`.
    pub const GEN_AI: Self = Self(1);
    /// `llm.cost.total`, `llm.cost.prompt`, `llm.cost.completion`.
    pub const OPEN_INFERENCE: Self = Self(1 << 1);
    /// `operation.cost`.
    pub const LOGFIRE: Self = Self(1 << 2);
    /// `mlflow.llm.cost`.
    pub const MLFLOW: Self = Self(1 << 3);

    /// These names and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` are among these.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How the cost is written on spans.
    pub(crate) fn facts(self) -> impl Iterator<Item = (Attribute, CostFact)> {
        self.rows().flat_map(|row| row.attributes).copied()
    }

    /// Whether a measure of cost is recorded.
    pub(crate) fn measures(self, measure: Measure) -> bool {
        match measure {
            Measure::CostSum | Measure::Unpriced => !self.is_empty(),
            _ => self.rows().any(|row| row.histogram == Some(measure)),
        }
    }

    fn rows(self) -> impl Iterator<Item = &'static Row> {
        TABLE.iter().filter(move |row| self.contains(row.names))
    }
}

impl Default for CostNames {
    fn default() -> Self {
        Self::GEN_AI
    }
}

/// As it is configured: `gen_ai,mlflow`.
impl fmt::Display for CostNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str(NONE);
        }
        for (index, row) in self.rows().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{}", row.word)?;
        }
        Ok(())
    }
}

impl fmt::Debug for CostNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CostNames({self})")
    }
}

impl FromStr for CostNames {
    type Err = ParseCostNamesError;

    /// Parses a comma list of `gen_ai`, `openinference`, `logfire` and `mlflow`, or `none` alone.
    fn from_str(text: &str) -> Result<Self, ParseCostNamesError> {
        if text.trim() == NONE {
            return Ok(Self::NONE);
        }
        text.split(',').map(str::trim).try_fold(Self::NONE, |names, word| {
            match TABLE.iter().find(|row| row.word == word) {
                Some(row) => Ok(names.and(row.names)),
                None => Err(ParseCostNamesError { text: word.chars().take(64).collect() }),
            }
        })
    }
}

/// A word that is no name of costs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is none of the cost names `gen_ai`, `openinference`, `logfire` and `mlflow`; `none` stands alone"
)]
#[non_exhaustive]
pub struct ParseCostNamesError {
    /// The word, at most its first 64 characters.
    pub text: String,
}

/// What of a cost an attribute says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CostFact {
    /// The amount.
    Total,
    /// What the input made of it.
    Input,
    /// What the output made of it.
    Output,
    /// All of these, as JSON.
    Json,
}

struct Row {
    names: CostNames,
    word: &'static str,
    attributes: &'static [(Attribute, CostFact)],
    histogram: Option<Measure>,
}

/// One row for each tool.
const TABLE: [Row; 4] = [
    Row {
        names: CostNames::GEN_AI,
        word: "gen_ai",
        // No second one in this namespace: Langfuse files other numbers of `gen_ai.usage` as tokens.
        attributes: &[(Attribute::UsageCost, CostFact::Total)],
        histogram: Some(Measure::Cost),
    },
    Row {
        names: CostNames::OPEN_INFERENCE,
        word: "openinference",
        attributes: &[
            (Attribute::OpenInferenceCostTotal, CostFact::Total),
            (Attribute::OpenInferenceCostPrompt, CostFact::Input),
            (Attribute::OpenInferenceCostCompletion, CostFact::Output),
        ],
        histogram: None,
    },
    Row {
        names: CostNames::LOGFIRE,
        word: "logfire",
        attributes: &[(Attribute::LogfireCost, CostFact::Total)],
        histogram: Some(Measure::LogfireCost),
    },
    Row {
        names: CostNames::MLFLOW,
        word: "mlflow",
        attributes: &[(Attribute::MlflowCost, CostFact::Json)],
        histogram: None,
    },
];

const NONE: &str = "none";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_what_is_configured() {
        let all = "gen_ai,openinference,logfire,mlflow";
        for text in ["none", "gen_ai", "openinference,mlflow", all] {
            assert_eq!(text.parse::<CostNames>().unwrap().to_string(), text);
        }
        assert_eq!(" mlflow , gen_ai,mlflow".parse(), Ok(CostNames::GEN_AI.and(CostNames::MLFLOW)));
    }

    #[test]
    fn other_words_are_refused_by_name() {
        for (text, word) in
            [("gen_ai,dollars", "dollars"), ("none,gen_ai", "none"), ("gen_ai,", "")]
        {
            let error = text.parse::<CostNames>().unwrap_err();
            assert_eq!(error.text, word, "{text}");
        }
    }

    #[test]
    fn no_number_but_the_cost_is_written_where_numbers_are_taken_for_tokens() {
        for row in &TABLE {
            for (attribute, _) in row.attributes {
                let key = crate::semconv::V1_41.names(*attribute)[0].key;
                assert!(!key.starts_with("gen_ai.") || key == "gen_ai.usage.cost", "{key}");
            }
        }
    }
}
