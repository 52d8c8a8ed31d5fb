//! An export, summed up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use genai_otel_core::{Currency, Money};

use super::plan::{ExportPlan, Unit};
use super::table::{Cell, Row, Table};
use super::when::When;
use super::{ExportError, Figure};
use crate::query::Key;

/// An export, summed up by keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderExport {
    pub(super) keys: Vec<Key>,
    pub(super) figures: Vec<Figure>,
    /// By the values of the keys: a number for each figure.
    pub(super) sums: BTreeMap<Vec<Option<String>>, Vec<i128>>,
    pub(super) currency: Currency,
    rows: u64,
}

impl ProviderExport {
    pub(super) fn new(plan: &ExportPlan, table: &Table<'_>) -> Result<Self, ExportError> {
        let mut summing = Summing {
            plan,
            sums: BTreeMap::new(),
            currency: None,
            rows: 0,
            error: table.error.clone(),
        };
        table.rows.iter().for_each(|row| summing.row(row));
        if summing.error.count > 0 {
            return Err(summing.error);
        }
        Ok(Self {
            keys: plan.keys.iter().map(|(key, _)| key.clone()).collect(),
            figures: plan.figures.clone(),
            sums: summing.sums,
            currency: summing.currency.map_or(plan.currency, |(currency, _)| currency),
            rows: summing.rows,
        })
    }

    /// How many rows with figures it has.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The currency of its costs.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

struct Summing<'p> {
    plan: &'p ExportPlan,
    sums: BTreeMap<Vec<Option<String>>, Vec<i128>>,
    /// The currency of all costs, and where it was said first.
    currency: Option<(Currency, u64)>,
    rows: u64,
    error: ExportError,
}

impl Summing<'_> {
    fn row(&mut self, row: &Row<'_>) {
        let plan = self.plan;
        let cell = |at: usize| row.cells.get(at).and_then(Option::as_ref);
        // A stretch of time without usage.
        if plan.parts.iter().all(|part| cell(part.column).is_none()) {
            return;
        }
        self.rows += 1;
        let mut numbers = vec![0_i128; plan.figures.len()];
        for part in &plan.parts {
            let Some(cell) = cell(part.column) else { continue };
            let number = self.told(part.column, cell, number(&cell.text, part.unit)).unwrap_or(0);
            if let Some(sum) = numbers.get_mut(part.figure) {
                *sum = sum.saturating_add(number);
            }
            if part.unit != Unit::Count && number != 0 {
                self.currency(row);
            }
        }
        let mut values = Vec::with_capacity(plan.keys.len());
        for (key, at) in &plan.keys {
            let value = match (key, cell(*at)) {
                (Key::Field(_), cell) => cell.map(|cell| cell.text.clone().into_owned()),
                (Key::Period(_), None) => {
                    self.wrong(*at, row.line, "there is no time");
                    None
                }
                (Key::Period(period), Some(cell)) => {
                    let when = match &plan.time_format {
                        Some(format) => When::parse_as(format, &cell.text),
                        None => When::parse(&cell.text),
                    };
                    self.told(*at, cell, when.and_then(|when| when.label(*period, &plan.zone)))
                }
            };
            values.push(value);
        }
        let sums = self.sums.entry(values).or_insert_with(|| vec![0; numbers.len()]);
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum = sum.saturating_add(number));
    }

    /// Takes the currency of a cost.
    fn currency(&mut self, row: &Row<'_>) {
        let Some(at) = self.plan.currency_column else { return };
        let Some(cell) = row.cells.get(at).and_then(Option::as_ref) else {
            return self.wrong(at, row.line, "there is a cost, and no currency");
        };
        let (line, text) = (cell.line, &cell.text);
        let found =
            Currency::new(text).ok_or_else(|| format!("`{text}` is no currency such as `USD`"));
        let Some(found) = self.told(at, cell, found) else { return };
        let (first, of) = *self.currency.get_or_insert((found, line));
        if found != first {
            let what =
                format!("`{found}`, and line {of} has `{first}`: compare each currency by itself");
            self.wrong(at, line, what);
        }
    }

    /// What was found, or nothing where it is told.
    fn told<T>(&mut self, at: usize, cell: &Cell<'_>, found: Result<T, String>) -> Option<T> {
        found.map_err(|what| self.wrong(at, cell.line, what)).ok()
    }

    fn wrong(&mut self, at: usize, line: u64, what: impl Into<String>) {
        let column = self.plan.columns.get(at).map(String::as_str);
        self.error.add(Some(line), column, what);
    }
}

/// How many, or pico-units.
fn number(text: &str, unit: Unit) -> Result<i128, String> {
    let shift = if unit == Unit::Cents { -2 } else { 0 };
    let parsed = shifted(text, shift).and_then(|text| text.parse::<Money>().ok());
    // Money may have its currency behind it, which is no number.
    let parsed = parsed.filter(|_| !text.contains(char::is_whitespace));
    let pico = parsed.map(Money::pico).ok_or_else(|| format!("`{text}` is no number"))?;
    match unit {
        Unit::Money | Unit::Cents => Ok(pico),
        Unit::Count if pico < 0 => Err(format!("`{text}`: a count is not negative")),
        Unit::Count if pico % PICO != 0 => Err(format!("`{text}`: a count is a whole number")),
        Unit::Count => Ok(pico / PICO),
    }
}

/// The number with its point moved, so that it is rounded once.
fn shifted(text: &str, by: i32) -> Option<Cow<'_, str>> {
    if by == 0 {
        return Some(text.into());
    }
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.parse::<i32>().ok()?.checked_add(by)?;
    Some(format!("{digits}e{exponent}").into())
}

const PICO: i128 = 1_000_000_000_000;
