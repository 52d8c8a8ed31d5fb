//! What was changed or left out on the way, and why.

use std::collections::BTreeMap;
use std::fmt;

/// What was changed or left out, by reason.
#[derive(Debug, Default)]
pub(super) struct Report(BTreeMap<String, Vec<String>>);

impl Report {
    /// Notes that something happened to `what`.
    pub(super) fn note(&mut self, why: impl Into<String>, what: impl Into<String>) {
        self.0.entry(why.into()).or_default().push(what.into());
    }
}

impl fmt::Display for Report {
    /// A line for each reason: how many, and the first few.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (why, names) in &self.0 {
            let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if names.len() > SHOWN { ", ..." } else { "" };
            writeln!(f, "{:5} {why}: {shown}{more}", names.len())?;
        }
        Ok(())
    }
}

const SHOWN: usize = 4;
