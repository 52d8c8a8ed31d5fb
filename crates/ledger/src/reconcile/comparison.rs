//! An export beside the ledger.

use std::collections::BTreeMap;

use genai_otel_core::Currency;

use super::{Figure, ProviderExport};
use crate::query::{Key, Report, Totals};

/// An export beside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// What both are grouped by.
    pub keys: Vec<Key>,
    /// A row for each value of the keys that either has, in their order.
    pub rows: Vec<Row>,
    /// The sums of all.
    pub total: Vec<Compared>,
    /// The currency of the costs.
    pub currency: Currency,
}

/// What both say of one value of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The value of each key; nothing where there is none.
    pub values: Vec<Option<String>>,
    /// The figures.
    pub figures: Vec<Compared>,
    /// The worst of them.
    pub verdict: Verdict,
}

/// What both say of one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compared {
    /// Which.
    pub figure: Figure,
    /// That of the ledger: how many, or pico-units of the currency.
    pub ours: i128,
    /// That of the export, in the same unit.
    pub theirs: i128,
    /// Whether they are the same.
    pub verdict: Verdict,
}

/// Whether both say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// Exactly the same.
    Equal,
    /// Not the same, and within the tolerance.
    Within,
    /// Beyond the tolerance.
    Differs,
    /// The export has nothing of it.
    OnlyHere,
    /// The ledger has nothing of it.
    OnlyThere,
}

impl ProviderExport {
    /// Compares it with a report of the ledger by the same keys. Figures may differ by so many millionths of the export's.
    #[must_use]
    pub fn compare(&self, report: &Report, tolerance: u32) -> Comparison {
        let ours = report.groups.iter().map(|group| (&group.values, &group.totals));
        let mut both: BTreeMap<_, (Option<&Totals>, Option<&[i128]>)> =
            ours.map(|(values, totals)| (values, (Some(totals), None))).collect();
        for (values, theirs) in &self.sums {
            both.entry(values).or_default().1 = Some(theirs);
        }
        let mut total: Vec<_> =
            self.figures.iter().map(|figure| Compared::new(*figure, 0, 0, tolerance)).collect();
        let rows = both.into_iter().map(|(values, (ours, theirs))| {
            let missing = match (ours, theirs) {
                (Some(_), None) => Some(Verdict::OnlyHere),
                (None, Some(_)) => Some(Verdict::OnlyThere),
                _ => None,
            };
            let figures = self.figures.iter().enumerate().map(|(at, figure)| {
                let ours = ours.map_or(0, |totals| figure.of(totals, self.currency));
                let theirs = theirs.and_then(|theirs| theirs.get(at)).copied().unwrap_or(0);
                let found = Compared::new(*figure, ours, theirs, tolerance);
                let missing = missing.filter(|_| found.verdict != Verdict::Equal);
                Compared { verdict: missing.unwrap_or(found.verdict), ..found }
            });
            let figures: Vec<_> = figures.collect();
            for (sum, found) in total.iter_mut().zip(&figures) {
                let ours = sum.ours.saturating_add(found.ours);
                let theirs = sum.theirs.saturating_add(found.theirs);
                *sum = Compared::new(sum.figure, ours, theirs, tolerance);
            }
            let verdicts = figures.iter().map(|found| found.verdict);
            let verdict = verdicts.max().unwrap_or(Verdict::Equal);
            Row { values: values.clone(), figures, verdict }
        });
        let rows = rows.collect();
        Comparison { keys: self.keys.clone(), rows, total, currency: self.currency }
    }
}

impl Comparison {
    /// Whether nothing differs by more than the tolerance.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.verdict <= Verdict::Within)
    }
}

impl Compared {
    fn new(figure: Figure, ours: i128, theirs: i128, tolerance: u32) -> Self {
        let off = ours.saturating_sub(theirs).unsigned_abs();
        let allowed = theirs.unsigned_abs().saturating_mul(tolerance.into());
        let is_within = off.checked_mul(1_000_000).is_some_and(|off| off <= allowed);
        let verdict = match off {
            0 => Verdict::Equal,
            _ if is_within => Verdict::Within,
            _ => Verdict::Differs,
        };
        Self { figure, ours, theirs, verdict }
    }

    /// How much more the ledger has; negative where it has less.
    #[must_use]
    pub fn difference(&self) -> i128 {
        self.ours.saturating_sub(self.theirs)
    }
}

impl Verdict {
    /// As it is told: `only here`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Within => "within",
            Self::Differs => "differs",
            Self::OnlyHere => "only here",
            Self::OnlyThere => "only there",
        }
    }
}
