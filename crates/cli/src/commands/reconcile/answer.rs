//! Both sides, for people and for programs.

use std::io::Write;

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::Scanned;
use genai_otel_ledger::reconcile::{Compared, Comparison, Figure, Row, Verdict};
use jiff::tz::TimeZone;

use super::document::document;
use crate::args_low::ReconcileArgs;
use crate::digits::grouped;
use crate::failure::Failure;
use crate::figure::Value;
use crate::formats::{Column, Format, Grid, write_json};
use crate::world::Terminal;

/// A comparison, and how it is asked for.
pub(super) struct Answer<'a> {
    pub(super) comparison: &'a Comparison,
    pub(super) typed: &'a ReconcileArgs,
    pub(super) scanned: &'a Scanned,
}

impl Answer<'_> {
    pub(super) fn write(
        &self,
        (zone, terminal): (&TimeZone, Terminal),
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let format = self.typed.answer.format;
        if format == Format::Json {
            return write_json(&document(self.comparison, self.scanned, self.shown()), out);
        }
        self.grid(format, zone).write(format, terminal, out)?;
        if format == Format::Table {
            writeln!(out, "{}", self.counts())?;
        }
        Ok(())
    }

    /// A row for each figure of each key, and where a reader adds nothing up, the sums of all.
    fn grid(&self, format: Format, zone: &TimeZone) -> Grid {
        let comparison = self.comparison;
        let mut columns: Vec<_> =
            comparison.keys.iter().map(|key| Column::of_names(key.name())).collect();
        columns.extend([
            Column::of_names("figure").whole(),
            Column::of_numbers("ours", "ours").at_points().rank(2),
            Column::of_numbers("theirs", "theirs").at_points().rank(1),
            Column::of_numbers("difference", "difference").at_points().rank(3),
            Column::of_names("unit").whole(),
            Column::of_names("verdict").whole(),
        ]);
        let rows = self.shown().flat_map(|row| {
            let values: Vec<_> = row.values.iter().cloned().map(Value::text).collect();
            let is_shown =
                |found: &&Compared| !self.typed.differences || found.verdict != Verdict::Equal;
            let figures = row.figures.iter().filter(is_shown);
            figures.map(move |found| self.cells(values.clone(), found)).collect::<Vec<_>>()
        });
        let mut rows: Vec<_> = rows.collect();
        if format != Format::Csv && !comparison.keys.is_empty() {
            let blanks = (1..comparison.keys.len()).map(|_| Value::Blank);
            let named = std::iter::once(Value::Text("total".to_owned())).chain(blanks);
            let named: Vec<_> = named.collect();
            rows.extend(comparison.total.iter().map(|found| self.cells(named.clone(), found)));
        }
        Grid { columns, rows, total: None, bars: None, zone: zone.clone() }
    }

    fn shown(&self) -> impl Iterator<Item = &Row> {
        let all = !self.typed.differences;
        self.comparison.rows.iter().filter(move |row| all || row.verdict != Verdict::Equal)
    }

    fn cells(&self, mut cells: Vec<Value>, found: &Compared) -> Vec<Value> {
        let [ours, theirs, difference] = numbers(self.comparison.currency, found);
        let unit = match found.figure {
            Figure::Cost => Value::Text(self.comparison.currency.to_string()),
            _ => Value::Blank,
        };
        let figure = Value::Text(found.figure.as_str().to_owned());
        let verdict = Value::Text(found.verdict.as_str().to_owned());
        cells.extend([figure, ours, theirs, difference, unit, verdict]);
        cells
    }

    /// How many keys have which verdict.
    fn counts(&self) -> String {
        let rows = &self.comparison.rows;
        let verdicts = [
            Verdict::Equal,
            Verdict::Within,
            Verdict::Differs,
            Verdict::OnlyHere,
            Verdict::OnlyThere,
        ];
        let counted = verdicts.map(|verdict| {
            let count = rows.iter().filter(|row| row.verdict == verdict).count();
            (count, verdict.as_str())
        });
        let counted = counted.iter().filter(|(count, _)| *count > 0);
        let told: Vec<_> =
            counted.map(|(count, word)| format!("{} {word}", grouped(*count as u128))).collect();
        let compared = if rows.len() == 1 { "group" } else { "groups" };
        format!("{} {compared}: {}", grouped(rows.len() as u128), told.join(", "))
    }
}

/// Ours, theirs, and the difference.
pub(super) fn numbers(currency: Currency, found: &Compared) -> [Value; 3] {
    if found.figure == Figure::Cost {
        let money = |pico| Money::from_pico(pico, currency);
        let [ours, theirs] = [found.ours, found.theirs].map(|pico| Value::Money(money(pico)));
        return [ours, theirs, Value::MoneyChange(money(found.difference()))];
    }
    let count = |count: i128| Value::Count(count.unsigned_abs());
    [count(found.ours), count(found.theirs), Value::Change(found.difference())]
}
