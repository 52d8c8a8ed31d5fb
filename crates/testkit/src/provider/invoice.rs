use std::collections::BTreeMap;
use std::fmt;

use super::tokens::TokenCounts;

/// What the fake provider would bill: the truth that a client's own accounting is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invoice {
    lines: BTreeMap<String, InvoiceLine>,
}

/// One model's part of an [`Invoice`].
///
/// Tokens that the client was told of are kept apart from those it could not know of: a usage left out, a stream
/// without `stream_options.include_usage`, a connection that failed, a stream that the client left. A client that
/// leaves is noticed when the next write to it fails, so the last small events before that still count as told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvoiceLine {
    /// Calls whose usage the client was told.
    pub calls: u64,
    /// The tokens of those calls.
    pub tokens: TokenCounts,
    /// Calls that used tokens of which the client was not told.
    pub untold_calls: u64,
    /// The tokens of those calls.
    pub untold: TokenCounts,
}

impl Invoice {
    /// The line of one model, by the name in the answers.
    #[must_use]
    pub fn line(&self, model: &str) -> Option<InvoiceLine> {
        self.lines.get(model).copied()
    }

    /// All lines, sorted by model.
    pub fn lines(&self) -> impl Iterator<Item = (&str, InvoiceLine)> {
        self.lines.iter().map(|(model, line)| (model.as_str(), *line))
    }

    /// The sum over all models.
    #[must_use]
    pub fn total(&self) -> InvoiceLine {
        self.lines.values().fold(InvoiceLine::default(), |mut sum, line| {
            sum.calls += line.calls;
            sum.tokens += line.tokens;
            sum.untold_calls += line.untold_calls;
            sum.untold += line.untold;
            sum
        })
    }

    pub(crate) fn book(&mut self, model: String, tokens: TokenCounts, told: bool) {
        let line = self.lines.entry(model).or_default();
        if told {
            line.calls += 1;
            line.tokens += tokens;
        } else {
            line.untold_calls += 1;
            line.untold += tokens;
        }
    }
}

/// One line per model: `gpt-4o-2026-01-01: 2 calls, 24 input (8 cached), 10 output tokens`.
impl fmt::Display for Invoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (model, line)) in self.lines().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            let TokenCounts { input, output, cached, .. } = line.tokens;
            write!(f, "{separator}{model}: {} calls, {input} input", line.calls)?;
            if cached > 0 {
                write!(f, " ({cached} cached)")?;
            }
            write!(f, ", {output} output tokens")?;
            if line.untold_calls > 0 {
                write!(f, "; untold: {} calls, ", line.untold_calls)?;
                write!(f, "{} input, {} output tokens", line.untold.input, line.untold.output)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoice_prints_one_line_per_model() {
        let mut invoice = Invoice::default();
        invoice.book("m-2".to_owned(), TokenCounts::new(5, 6), false);
        invoice.book("m-1".to_owned(), TokenCounts::new(10, 2).cached(4), true);
        invoice.book("m-1".to_owned(), TokenCounts::new(1, 1), true);
        assert_eq!(
            invoice.to_string(),
            "m-1: 2 calls, 11 input (4 cached), 3 output tokens\n\
             m-2: 0 calls, 0 input, 0 output tokens; untold: 1 calls, 5 input, 6 output tokens"
        );
        assert_eq!(invoice.total().tokens, TokenCounts::new(11, 3).cached(4));
        assert_eq!(invoice.total().untold, TokenCounts::new(5, 6));
    }
}
