use super::{Estimator, TokenCounter};

/// So many bytes of UTF-8 are a token: 3.5 by default, which fits most texts and models within a third.
///
/// Text is what [`RequestTexts`](genai_otel_core::wire::RequestTexts) and
/// [`ResponseTexts`](genai_otel_core::wire::ResponseTexts) hear. Of the request: contents of messages, prompts, inputs,
/// system instructions, definitions of tools, calls of tools and their results. Of the answer: text, reasoning,
/// refusals, names and arguments of tools. Media and files do not count, so that a request with an image is
/// estimated too low. All texts of a side are added up, divided, and rounded up.
///
/// ```
/// use genai_otel_http::estimate::BytesPerToken;
///
/// # fn example() -> Result<(), genai_otel_http::estimate::BadRatio> {
/// let chinese = BytesPerToken::new(3.0)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BytesPerToken(f64);

impl BytesPerToken {
    /// A ratio of your own.
    ///
    /// # Errors
    ///
    /// [`BadRatio`] unless it is a number above zero.
    pub fn new(bytes: f64) -> Result<Self, BadRatio> {
        if bytes.is_finite() && bytes > 0.0 { Ok(Self(bytes)) } else { Err(BadRatio) }
    }
}

impl Default for BytesPerToken {
    fn default() -> Self {
        Self(3.5)
    }
}

impl Estimator for BytesPerToken {
    fn counter(&self, _model: Option<&str>) -> Box<dyn TokenCounter> {
        Box::new(Counter { bytes: 0, ratio: self.0 })
    }
}

/// A ratio of bytes to tokens that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bytes per token must be a number above zero, such as 3.5")]
#[non_exhaustive]
pub struct BadRatio;

struct Counter {
    bytes: u64,
    ratio: f64,
}

impl TokenCounter for Counter {
    fn text(&mut self, part: &str) {
        self.bytes = self.bytes.saturating_add(part.len() as u64);
    }

    fn tokens(&mut self) -> u64 {
        // Inexact only past 2^53 bytes, and a cast that does not fit gives the largest number.
        (self.bytes as f64 / self.ratio).ceil() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(ratio: BytesPerToken, parts: &[&str]) -> u64 {
        let mut counter = ratio.counter(None);
        for part in parts {
            counter.text(part);
            counter.end_text();
        }
        counter.tokens()
    }

    #[test]
    fn bytes_are_added_up_divided_and_rounded_up() {
        let usual = BytesPerToken::default();
        assert_eq!(tokens(usual, &["1234567"]), 2);
        assert_eq!(tokens(usual, &["1234", "5678"]), 3);
        assert_eq!(tokens(usual, &["\u{4e2d}"]), 1);
        assert_eq!(tokens(BytesPerToken::new(1.0).unwrap(), &["\u{4e2d}"]), 3);
        assert_eq!(tokens(BytesPerToken::new(f64::MIN_POSITIVE).unwrap(), &["x"]), u64::MAX);
    }

    #[test]
    fn what_is_no_ratio_is_refused() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(BytesPerToken::new(bad), Err(BadRatio), "{bad}");
        }
    }
}
