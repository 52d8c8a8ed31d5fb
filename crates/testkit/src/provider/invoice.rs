use std::collections::BTreeMap;
use std::fmt;

use super::model_price::{ModelPrice, dollars};
use super::tokens::TokenCounts;

/// What the fake provider would bill: the truth that a client's own accounting is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invoice {
    prices: BTreeMap<String, ModelPrice>,
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
    /// What the told calls cost, in 10^-18 dollars.
    pub amount: u128,
    /// What the untold calls cost, in 10^-18 dollars.
    pub untold_amount: u128,
}

impl InvoiceLine {
    /// What the told calls cost in dollars, as an exact decimal number: `0.0042`.
    #[must_use]
    pub fn dollars(&self) -> String {
        dollars(self.amount)
    }

    /// What the untold calls cost in dollars.
    #[must_use]
    pub fn untold_dollars(&self) -> String {
        dollars(self.untold_amount)
    }
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
            sum.amount += line.amount;
            sum.untold_amount += line.untold_amount;
            sum
        })
    }

    pub(crate) fn price(&mut self, model: String, price: ModelPrice) {
        self.prices.insert(model, price);
    }

    pub(crate) fn book(&mut self, model: String, tokens: TokenCounts, told: bool) {
        let undated = model.strip_suffix(DATE).unwrap_or(&model);
        let price = self.prices.get(&model).or_else(|| self.prices.get(undated));
        let amount = price.map_or(0, |price| price.of(tokens));
        let line = self.lines.entry(model).or_default();
        if told {
            line.calls += 1;
            line.tokens += tokens;
            line.amount += amount;
        } else {
            line.untold_calls += 1;
            line.untold += tokens;
            line.untold_amount += amount;
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
            if line.amount + line.untold_amount > 0 {
                write!(f, "; {} dollars", line.dollars())?;
            }
            if line.untold_amount > 0 {
                write!(f, " and {} untold", line.untold_dollars())?;
            }
        }
        Ok(())
    }
}

/// Behind the requested model in the answers.
const DATE: &str = "-2026-01-01";

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

    #[test]
    fn invoice_has_money_where_a_price_is_known() {
        let mut invoice = Invoice::default();
        invoice.price("m".to_owned(), ModelPrice::new(1_000_000_000_000, 2_000_000_000_000));
        invoice.book("m-2026-01-01".to_owned(), TokenCounts::new(10, 5), true);
        invoice.book("m".to_owned(), TokenCounts::new(1, 0), false);
        invoice.book("m-mini".to_owned(), TokenCounts::new(7, 7), true);
        let total = invoice.total();
        assert_eq!(
            (total.dollars(), total.untold_dollars()),
            ("0.00002".into(), "0.000001".into())
        );
        assert_eq!(
            invoice.to_string(),
            "m: 0 calls, 0 input, 0 output tokens; untold: 1 calls, 1 input, 0 output tokens; 0 dollars and 0.000001 \
             untold\n\
             m-2026-01-01: 1 calls, 10 input, 5 output tokens; 0.00002 dollars\n\
             m-mini: 1 calls, 7 input, 7 output tokens"
        );
    }
}
