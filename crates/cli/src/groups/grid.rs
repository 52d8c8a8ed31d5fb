//! Groups in columns.

use genai_otel_core::Currency;
use genai_otel_ledger::Totals;
use jiff::tz::TimeZone;

use super::Groups;
use crate::args::Order;
use crate::digits::grouped;
use crate::figure::{Figure, Value};
use crate::formats::{Column, Grid};

impl Groups {
    /// A column for what is grouped by, and for each figure; for costs one for each currency.
    pub(crate) fn grid(&self, zone: &TimeZone) -> Grid {
        let currencies = self.currencies();
        let of: Vec<(Figure, Option<Currency>)> = self
            .figures
            .iter()
            .filter(|figure| figure.is_there(&self.report.total))
            .flat_map(|figure| match figure {
                Figure::Cost => currencies.iter().map(|c| (*figure, Some(*c))).collect(),
                _ => vec![(*figure, None)],
            })
            .collect();
        let mut columns: Vec<_> = self.names.iter().map(Column::of_names).collect();
        columns.extend(of.iter().enumerate().map(|(at, (figure, currency))| {
            // What comes first is kept longest, costs longer still.
            let rank = of.len() - at + if currency.is_some() { of.len() } else { 0 };
            column(*figure, *currency).rank(rank)
        }));
        let row = |names: Vec<Value>, totals: &Totals| {
            let values = of.iter().map(|(figure, currency)| figure.of(totals, *currency));
            names.into_iter().chain(values).collect::<Vec<_>>()
        };
        let mut rows: Vec<_> = self
            .report
            .groups
            .iter()
            .map(|group| {
                row(group.values.iter().cloned().map(Value::text).collect(), &group.totals)
            })
            .collect();
        let named = |name: String| {
            let blanks = (1..self.names.len()).map(|_| Value::Blank);
            std::iter::once(Value::Text(name)).chain(blanks).collect()
        };
        rows.extend(self.report.others.as_ref().map(|others| {
            row(named(format!("({} more)", grouped(others.groups.into()))), &others.totals)
        }));
        Grid {
            columns,
            rows,
            total: Some(row(named("total".to_owned()), &self.report.total)),
            bars: self.bars(currencies.first().copied()),
            zone: zone.clone(),
        }
    }

    /// Bars of what is sorted by, else of the cost or the calls.
    fn bars(&self, currency: Option<Currency>) -> Option<Vec<f64>> {
        let figure = match self.order {
            Order::By(measure) => Figure::of_measure(measure),
            Order::Key if currency.is_some() => Figure::Cost,
            Order::Key => Figure::Calls,
        };
        let numbers =
            self.report.groups.iter().map(|group| figure.of(&group.totals, currency).drawn());
        let numbers: Vec<f64> = numbers.map(Option::unwrap_or_default).collect();
        let most = numbers.iter().copied().fold(0.0, f64::max);
        (most > 0.0).then(|| numbers.iter().map(|number| number / most).collect())
    }
}

fn column(figure: Figure, currency: Option<Currency>) -> Column {
    let name = figure.names().0;
    match currency {
        Some(currency) => Column::of_numbers(
            format!("{name}_{currency}"),
            format!("{} {currency}", figure.title()),
        )
        .at_points(),
        None => Column::of_numbers(name, figure.title()),
    }
}
