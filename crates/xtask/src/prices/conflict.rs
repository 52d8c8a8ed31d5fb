//! Where the sources contradict each other: a caution, because the book can follow only one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::decimal::Decimal;

/// Prices of one model that the sources have differently, and what the one that the book follows lacks.
#[derive(Debug, Default)]
pub(super) struct Conflicts {
    found: BTreeSet<Conflict>,
    /// What genai-prices lacks of models that it has, by kind: the models or entries.
    gaps: BTreeMap<String, BTreeSet<String>>,
}

/// One price of one model. The largest ratio comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Conflict {
    /// The dearer price in hundredths of the other, so that the largest is first in order.
    ratio: std::cmp::Reverse<u128>,
    provider: String,
    model: String,
    unit: &'static str,
    ours: String,
    theirs: String,
}

impl Conflicts {
    /// Notes both prices of a unit, where they differ. A zero has no ratio, and is left to the report.
    ///
    /// # Errors
    ///
    /// One is no price.
    pub(super) fn compare(
        &mut self,
        (provider, model): (&str, &str),
        unit: &'static str,
        (ours, theirs): (&str, &str),
    ) -> anyhow::Result<()> {
        let ratio = Decimal::parse(ours)?.hundredths(Decimal::parse(theirs)?);
        if let Some(ratio) = ratio.filter(|_| ours != theirs) {
            self.found.insert(Conflict {
                ratio: std::cmp::Reverse(ratio),
                provider: provider.to_owned(),
                model: model.to_owned(),
                unit,
                ours: ours.to_owned(),
                theirs: theirs.to_owned(),
            });
        }
        Ok(())
    }

    /// Notes something that only LiteLLM has of a model of genai-prices.
    pub(super) fn lacks(&mut self, kind: String, what: String) {
        self.gaps.entry(kind).or_default().insert(what);
    }
}

impl fmt::Display for Conflicts {
    /// A table of all, the count by provider, and the gaps.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The sources contradict each other; the book follows the first:")?;
        let mut counts = BTreeMap::<&str, usize>::new();
        for one in &self.found {
            *counts.entry(&one.provider).or_default() += 1;
            let (whole, part) = (one.ratio.0 / 100, one.ratio.0 % 100);
            let Conflict { provider, model, unit, ours, theirs, .. } = one;
            writeln!(
                f,
                "  {whole}.{part:02} times: {provider}/{model} {unit}: {ours}, LiteLLM {theirs}"
            )?;
        }
        let counts: Vec<String> =
            counts.iter().map(|(provider, count)| format!("{provider} {count}")).collect();
        writeln!(f, "{:5} contradictions: {}", self.found.len(), counts.join(", "))?;
        for (kind, names) in &self.gaps {
            writeln!(f, "{:5} only LiteLLM has {kind}", names.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contradictions_are_told_by_how_far_they_are_apart() {
        let mut conflicts = Conflicts::default();
        for (model, ours, theirs) in
            [("a", "1", "1.5"), ("b", "0.3", "0.03"), ("c", "2", "2"), ("d", "0", "1")]
        {
            conflicts.compare(("acme", model), "input_tokens", (ours, theirs)).unwrap();
        }
        conflicts.lacks("service_tier=flex".to_owned(), "acme/a".to_owned());
        assert_eq!(
            conflicts.to_string(),
            "The sources contradict each other; the book follows the first:\n  \
             10.00 times: acme/b input_tokens: 0.3, LiteLLM 0.03\n  \
             1.50 times: acme/a input_tokens: 1, LiteLLM 1.5\n    \
             2 contradictions: acme 2\n    1 only LiteLLM has service_tier=flex\n"
        );
    }
}
