//! Pairs: `residency=eu`, `web_searches=2`.

use genai_otel_pricing::Unit;

use super::{ParseCountError, ParseSpanError, parse_count, parse_span};

/// Parses `KEY=VALUE`, in any case.
pub(crate) fn parse_condition(text: &str) -> Result<(String, String), ParsePairError> {
    let (key, value) = text.split_once('=').ok_or(ParsePairError::NoCondition)?;
    let (key, value) = (key.trim().to_lowercase(), value.trim().to_lowercase());
    if key.is_empty() || value.is_empty() {
        return Err(ParsePairError::NoCondition);
    }
    Ok((key, value))
}

/// Parses `NAME=N`: a unit and how many, as the price book counts it. Durations are spans.
pub(crate) fn parse_unit_count(text: &str) -> Result<(Unit, u64), ParsePairError> {
    let (name, count) = text.split_once('=').ok_or(ParsePairError::NoUnitCount)?;
    let name = name.trim();
    let unit: Unit =
        name.parse().map_err(|_| ParsePairError::UnknownUnit { name: name.to_owned() })?;
    let count = count.trim();
    let count = if unit.as_str().ends_with("_seconds") {
        u64::try_from(parse_span(count)?.as_nanos()).unwrap_or(u64::MAX)
    } else {
        parse_count(count)?
    };
    Ok((unit, count))
}

/// A text that is no such pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParsePairError {
    /// No key, no value or no `=`.
    #[error("is no condition such as `residency=eu`")]
    NoCondition,
    /// No `=`.
    #[error("is no unit and count such as `web_searches=2`")]
    NoUnitCount,
    /// No unit has this name.
    #[error("there is no unit `{name}`; `genai-otel price --help` lists them")]
    UnknownUnit {
        /// The name.
        name: String,
    },
    /// The count is none.
    #[error("the count {0}")]
    Count(#[from] ParseCountError),
    /// The count is no length of time.
    #[error("the count {0}")]
    Span(#[from] ParseSpanError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_counted_in_its_own_way() {
        assert_eq!(parse_unit_count("web_searches=2"), Ok((Unit::WebSearches, 2)));
        assert_eq!(parse_unit_count("input_pixels = 1.5M"), Ok((Unit::InputPixels, 1_500_000)));
        assert_eq!(
            parse_unit_count("audio_seconds=1m30s"),
            Ok((Unit::AudioSeconds, 90_000_000_000))
        );
    }

    #[test]
    fn what_is_no_pair_is_refused_with_the_reason() {
        let unknown = ParsePairError::UnknownUnit { name: "searches".to_owned() };
        for (text, why) in [
            ("web_searches", ParsePairError::NoUnitCount),
            ("searches=2", unknown),
            ("web_searches=-2", ParsePairError::Count(ParseCountError::Negative)),
            ("audio_seconds=1d", ParsePairError::Span(ParseSpanError::Malformed)),
        ] {
            assert_eq!(parse_unit_count(text), Err(why), "{text}");
        }
        for text in ["batch", "=batch", "processing=", " = "] {
            assert_eq!(parse_condition(text), Err(ParsePairError::NoCondition), "{text}");
        }
        assert_eq!(
            parse_condition("Processing= Batch"),
            Ok(("processing".to_owned(), "batch".to_owned()))
        );
    }
}
